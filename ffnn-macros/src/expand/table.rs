//! The flat views, and the table that describes them.

use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};

use super::Generics;
use crate::model::{Layer, Network};
use crate::names;

pub(super) fn table(network: &Network) -> TokenStream {
    let Network { library, name, constants, .. } = network;
    let generics = Generics(network);
    let (declared, listed, used) = (generics.declared(quote!()), generics.listed(), generics.used(quote!()));
    let (parameters, state) = (network.parameters(), network.state());
    let (learned, kept) = (network.learned(Span::mixed_site()), network.kept(Span::mixed_site()));
    let fields: Vec<_> = network.layers().into_iter().map(|(_, layer)| &layer.field).collect();
    let rows = network.flat().into_iter().map(|step| {
        let (title, kind, type_of, library) =
            (names::plain(step.field()), step.kind(), step.type_of(network), network.library(step.span()));
        quote_spanned! {step.span()=>
            #library::LayerInfo {
                name: #title,
                kind: #kind,
                ..#type_of::INFO
            }
        }
    });
    let rules = network.layers().into_iter().map(|(index, layer)| {
        let Layer { inputs, outputs, .. } = layer;
        let (constant, library) = (layer.constant(), network.library(layer.span()));
        quote_spanned! {layer.span()=>
            #index => <#constant as #library::Layer<#inputs, #outputs>>::rules(&#constant, __leaf)
        }
    });
    // With const generic parameters there is no single type to check.
    let proof = constants.is_empty().then(|| {
        quote_spanned! {Span::mixed_site()=>
            const _: () = #library::expansion::assert_layout::<#name<::core::primitive::f32>>();
            const _: () = #library::expansion::assert_layout::<#name<::core::primitive::f64>>();
        }
    });
    quote_spanned! {Span::mixed_site()=>
        #library::layout! { impl #listed Flat<T> for #parameters #used { #(#fields,)* __end } }
        #library::layout! { impl #listed Flat<T> for #state #used { #(#fields,)* __end } }
        #library::layout! { impl #listed Flat<T> for #name #used { #learned, #kept } }
        #proof

        impl #declared #library::Parameters for #parameters #used {
            type Scalar = T;
            const LAYERS: &'static [#library::LayerInfo] = &#library::expansion::table([#(#rows),*]);

            fn rules(__layer: ::core::primitive::usize, __leaf: &#library::Leaf) -> #library::Rules {
                match __layer {
                    #(#rules,)*
                    _ => #library::Rules::NONE,
                }
            }
        }
    }
}
