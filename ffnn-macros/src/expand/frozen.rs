//! The frozen form, for prediction only: one field and one line per layer.

use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};

use super::Generics;
use super::passes::{FROZEN_LANES, FROZEN_ROWS, forward, forward_lanes};
use super::traits::of_frozen;
use crate::model::{Layer, Network};
use crate::names;

/// `pub type DigitsFrozen<T = f32> = <Digits<T> as Freeze>::Frozen;`
pub(super) fn alias(network: &Network) -> TokenStream {
    let Network { library, visibility, name, constants, .. } = network;
    let (frozen, used) = (network.frozen(), Generics(network).used(quote!()));
    let doc = format!(" The frozen form of [`{}`], for prediction only; `freeze` creates it.", names::plain(name));
    let derived = &network.attributes.derived;
    quote_spanned! {Span::mixed_site()=>
        #[doc = #doc]
        #(#derived)*
        #[allow(dead_code, reason = "not every program names the type")]
        #visibility type #frozen<#(#constants,)* T = ::core::primitive::f32> = <#name #used as #library::Freeze>::Frozen;
    }
}

pub(super) fn frozen(network: &Network) -> TokenStream {
    let Network { library, visibility, name, inputs, .. } = network;
    let generics = Generics(network);
    let (declared, used) = (generics.declared(quote!()), generics.used(quote!()));
    let (frozen, outputs) = (network.frozen(), network.last().outputs());
    let logits = network.value(network.last(), Span::mixed_site());
    let layers = network.layers();
    let before = |index: usize| index.checked_sub(1).map(|index| layers[index].1);
    let forms = layers.iter().enumerate().map(|(index, (_, layer))| form(network, layer, before(index)));
    let (list, names) = (generics.list(), network.layers().into_iter().map(|(_, layer)| &layer.field));
    let fields = network.layers().into_iter().map(|(_, layer)| {
        let (field, form_of) = (&layer.field, layer.form_of(network));
        quote_spanned!(layer.span()=> #field: #form_of::Stored<T>)
    });
    let freeze = freeze(network);
    let traits = of_frozen(network);
    let (rows, lanes) = (forward(network, FROZEN_ROWS), forward_lanes(network, FROZEN_LANES));
    quote_spanned! {Span::mixed_site()=>
        #(#forms)*

        #[repr(C)]
        #visibility struct #frozen #declared {
            #(#fields,)*
            __end: ::core::marker::PhantomData<T>,
        }

        #library::layout! { impl [#list] Plain for #frozen #used { #(#names,)* __end } }

        impl #declared #library::Freeze for #name #used {
            type Frozen = #frozen #used;

            fn freeze_into(&self, __frozen: &mut #frozen #used) {
                #freeze
            }
        }

        impl #declared #library::Predict for #frozen #used {
            type Network = #name #used;

            #[inline(always)]
            fn forward<const __GROUP: ::core::primitive::usize>(
                &self,
                __level: impl #library::Level,
                __input: &[[T; #inputs]; __GROUP],
            ) -> [[T; #outputs]; __GROUP] {
                #library::Frozen::forward_with(self, __level, #library::frozen::Values, __input)
            }

            #lanes
        }

        impl #declared #library::Frozen for #frozen #used {
            type Jacobian = #library::nalgebra::SMatrix<T, #outputs, #inputs>;

            #[inline(always)]
            fn forward_with<const __GROUP: ::core::primitive::usize>(
                &self,
                __level: impl #library::Level,
                __mode: impl #library::frozen::Mode,
                __input: &[[T; #inputs]; __GROUP],
            ) -> [[T; #outputs]; __GROUP] {
                #(#rows)*
                *#logits
            }
        }

        #traits
    }
}

/// `const __form_norm: u8 = form_of!(__Digits_norm, 32 -> 32, after __Digits_hidden: 64 -> 32);`
fn form(network: &Network, layer: &Layer, before: Option<&Layer>) -> TokenStream {
    let (form, place, span) = (layer.form(), layer.place(network), layer.span());
    let (library, widths) = (network.library(span), layer.widths(span));
    let after = before.filter(|_| layer.preceded.is_some()).map(|before| {
        let (place, widths) = (names::beside(&network.name, &before.field, span), before.widths(span));
        quote_spanned!(span=> , after #place: #widths)
    });
    quote_spanned! {span=>
        const #form: ::core::primitive::u8 = #library::expansion::form_of!(#place, #widths #after);
    }
}

/// Freezes from the last layer to the first; each returns what it leaves to the previous one:
/// `let __left = __Form::<__form_norm, 32, 32>::freeze::<T>(&___norm, __from, __left, &mut __frozen.norm);`
fn freeze(network: &Network) -> TokenStream {
    let line = |(_, layer): (usize, &Layer)| {
        let (field, call, constant, span) = (&layer.field, layer.form_call(), layer.constant(), layer.span());
        let (library, kept) = (network.library(span), network.kept(span));
        let left = if layer.followed.is_some() {
            quote_spanned!(span=> __left)
        } else {
            quote_spanned!(span=> #library::expansion::Unscaled)
        };
        quote_spanned! {span=>
            let __from = (&self.#field, &self.#kept.#field);
            let __left = #call::freeze::<T>(&#constant, __from, #left, &mut __frozen.#field);
        }
    };
    network.layers().into_iter().rev().map(line).collect()
}
