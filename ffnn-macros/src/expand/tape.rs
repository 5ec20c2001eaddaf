//! The tape of a training pass over a batch, one trace per step.

use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};

use super::Generics;
use super::passes::traced;
use crate::model::Network;

pub(super) fn tape(network: &Network) -> TokenStream {
    let (library, steps, last) = (&network.library, network.flat(), network.last());
    let generics = Generics(network);
    let (declared, used) = (generics.declared(quote!('a,)), generics.used(quote!('a,)));
    let fields = steps.iter().map(|step| {
        let (field, outputs) = (step.field(), step.outputs());
        let library = network.library(step.span());
        quote_spanned!(step.span()=> #field: #library::Trace<'a, T, #outputs>)
    });
    let (logits, outputs) = (last.field(), last.outputs());
    let traced = traced(network);
    quote_spanned! {Span::mixed_site()=>
        pub struct __Tape #declared {
            #(#fields,)*
        }

        impl #declared #library::network::Tape<[T; #outputs]> for __Tape #used {
            #[inline(always)]
            fn logits(&mut self) -> (&[[T; #outputs]], &mut [[T; #outputs]]) {
                (self.#logits.output, self.#logits.gradient)
            }

            fn layer<'t>(
                &'t self,
                __input: &'t [T],
                __index: ::core::primitive::usize,
            ) -> ::core::option::Option<#library::network::Traced<'t, T>> {
                match __index {
                    #(#traced)*
                    _ => ::core::option::Option::None,
                }
            }
        }
    }
}
