//! The flat views, and the table that describes them.

use proc_macro2::{Literal, Span, TokenStream};
use quote::{quote, quote_spanned};

use super::Generics;
use crate::model::Network;
use crate::names;

pub(super) fn table(network: &Network) -> TokenStream {
    let Network { library, name, constants, .. } = network;
    let generics = Generics(network);
    let (declared, list, used) = (generics.declared(quote!()), generics.list(), generics.used(quote!()));
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
        let (call, constant, index) = (layer.call(), layer.constant(), Literal::usize_unsuffixed(index));
        quote_spanned!(layer.span()=> #index => #call::rules(&#constant, __leaf))
    });
    // With const generic parameters there is no single type to check.
    let proof = constants.is_empty().then(|| {
        quote_spanned! {Span::mixed_site()=>
            const _: () = #library::expansion::assert_layout::<#name<::core::primitive::f32>>();
            const _: () = #library::expansion::assert_layout::<#name<::core::primitive::f64>>();
        }
    });
    quote_spanned! {Span::mixed_site()=>
        #library::layout! { impl [#list] Flat<T> for #parameters #used { #(#fields,)* __end } }
        #library::layout! { impl [#list] Flat<T> for #state #used { #(#fields,)* __end } }
        #library::layout! { impl [#list] Flat<T> for #name #used { #learned, #kept } }
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
