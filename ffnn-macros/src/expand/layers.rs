//! The layers as types and constants, and the claims about them.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};

use crate::check::misfit;
use crate::model::{Claim, Layer, Network, softened};

/// `type __Digits_hidden = place!(Dense, 64 -> 32, before BatchNorm);`
pub(super) fn places(network: &Network) -> TokenStream {
    let inside = &network.attributes.inside;
    let places = network.layers().into_iter().map(|(_, layer)| {
        let (place, placed) = (layer.place(network), placed(network, layer));
        quote_spanned!(layer.span()=> #(#inside)* type #place = #placed;)
    });
    places.collect()
}

/// The layer's type at its place in the list: `place!(Dense, 64 -> 32, before BatchNorm)`.
pub(super) fn placed(network: &Network, layer: &Layer) -> TokenStream {
    let (library, path, widths) = (network.library(layer.span()), &layer.part.path, layer.widths(layer.span()));
    let next = layer.followed.as_ref().map(|next| quote_spanned!(layer.span()=> , before #next));
    quote_spanned!(layer.span()=> #library::expansion::place!(#path, #widths #next))
}

/// `const _: () = __fits(…);` and `const ___hidden: __Digits_hidden = …;` for each layer, and the head's.
pub(super) fn constants(network: &Network) -> TokenStream {
    let Network { library, head, .. } = network;
    let layers = network.layers().into_iter().map(|(_, layer)| {
        let (constant, place) = (layer.constant(), layer.place(network));
        let (claim, value) = (claim(network, layer), layer.part.value(&network.library(layer.span()), &place));
        quote_spanned!(layer.span()=> #claim const #constant: #place = #value;)
    });
    let (path, kind, at_head) = (&head.path, &head.kind, network.library(head.span()));
    let ty = Ident::new("__Head", head.span());
    let value = head.value(&at_head, &ty);
    let claim = quote_spanned!(head.span=> __head(__Is::<#path>::HEAD, #kind));
    let (of_type, of_value) = (&network.attributes.head, network.attributes.head.iter().map(softened));
    let head = quote_spanned! {head.span()=>
        #(#of_type)*
        type __Head = #at_head::expansion::At<#path, { #claim }>;
        #(#of_value)*
        const __Head: __Head = #value;
    };
    quote_spanned! {Span::mixed_site()=>
        use #library::Layer as __Layer;
        use #library::expansion::{ConstFnCheckedIsMissing as _, Freezes as _, Otherwise as _};
        use #library::expansion::{Fits as __Fits, Form as __Form, Is as __Is};
        use #library::expansion::{claim as __claim, fits as __fits, head as __head, keeps as __keeps};
        #(#layers)*
        #head
    }
}

/// The other claims that only the compiler can check, at the user's tokens.
pub(super) fn claims(network: &Network) -> TokenStream {
    let claims = network
        .claims
        .iter()
        .map(|Claim { holds, span, otherwise }| quote_spanned!(*span=> const _: () = __claim(#holds, #otherwise);));
    quote!(#(#claims)*)
}

/// The claim about one layer, at its name.
fn claim(network: &Network, layer: &Layer) -> Option<TokenStream> {
    let (span, place, path, kind) = (layer.part.span, layer.place(network), &layer.part.path, &layer.part.kind);
    let (inputs, outputs) = (&layer.inputs, &layer.outputs);
    // A constant cannot name const generic parameters; the compiler reports those through `Layer`.
    let fits = layer.has_known_widths().then(|| {
        let fits = quote_spanned!(span=> __Fits::<#place, #inputs, #outputs>::FITS);
        match misfit::advice(layer) {
            Some(advice) => quote_spanned!(span=> __claim(#fits, #advice)),
            None => {
                let asked = misfit::asked(layer);
                quote_spanned!(span=> __fits(#fits, #kind, #asked))
            }
        }
    });
    let width = (layer.keeps && network.certain).then(|| {
        let (width, values) = (inputs.to_string(), inputs.values());
        quote_spanned!(span=> __keeps(__Is::<#path>::NEEDS_WIDTH, #kind, #width, #values))
    });
    // The first that fails is the only message.
    match (fits, width) {
        (Some(fits), Some(width)) => Some(quote_spanned!(layer.span()=> const _: () = { #fits; #width };)),
        (one, other) => one.or(other).map(|claim| quote_spanned!(layer.span()=> const _: () = #claim;)),
    }
}
