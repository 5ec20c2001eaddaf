//! Asserts the budget at the user's limits.

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote_spanned;
use syn::spanned::Spanned;

use crate::model::{Limit, Network, Resource};

/// `const _: () = budget::flash::<Digits<f32>>(16 * 1024);`
pub(super) fn budget(network: &Network) -> impl Iterator<Item = TokenStream> {
    let Network { name, budget, .. } = network;
    let inside = &network.attributes.inside;
    budget.iter().map(move |Limit { resource, limit }| {
        let span = limit.span();
        let what = match resource {
            Resource::Flash => "flash",
            Resource::Ram => "ram",
            Resource::Macs => "macs",
        };
        let (what, library) = (Ident::new(what, span), network.library(span));
        let (name, mixed) = (name, span.resolved_at(Span::mixed_site()));
        quote_spanned!(mixed=> #(#inside)* const _: () = #library::expansion::budget::#what::<#name<::core::primitive::f32>>(#limit);)
    })
}

/// `const _: () = budget::stack::<Digits<f32>>();`, for a network whose widths are numbers here.
pub(super) fn stack(network: &Network) -> Option<TokenStream> {
    let Network { name, constants, .. } = network;
    let inside = &network.attributes.inside;
    let span = name.span();
    let (library, mixed) = (network.library(span), span.resolved_at(Span::mixed_site()));
    let claim = quote_spanned! {mixed=>
        #(#inside)*
        const _: () = #library::expansion::budget::stack::<#name<::core::primitive::f32>>();
    };
    constants.is_empty().then_some(claim)
}
