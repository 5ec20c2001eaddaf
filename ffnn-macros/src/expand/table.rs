//! The flat views, and the table that describes them.

use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};

use super::Generics;
use crate::model::{Layer, Network};
use crate::names;

pub(super) fn table(network: &Network) -> TokenStream {
    let Network { library, name, constants, .. } = network;
    let generics = Generics(network);
    let (declared, used) = (generics.declared(quote!()), generics.used(quote!()));
    let (parameters, state) = (network.parameters(), network.state());
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
        // SAFETY: each is `repr(C)`, and the bounds on `Layer::Parameters` and `Layer::State` make every field flat;
        // the sizes are asserted below.
        unsafe impl #declared #library::Flat<T> for #parameters #used {}
        unsafe impl #declared #library::Flat<T> for #state #used {}
        unsafe impl #declared #library::Flat<T> for #name #used {
            const COUNT: ::core::primitive::usize = #library::expansion::count::<T, Self, #parameters #used, #state #used>();
        }
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
