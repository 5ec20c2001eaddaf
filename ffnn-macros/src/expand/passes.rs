//! The straight-line passes, one line per layer.

mod backward;
mod forward;
mod initialize;

use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};

use super::Generics;
use crate::model::Network;
use backward::backward;
use forward::{Calls, LANES, ROWS, forward_train};
pub(super) use forward::{FROZEN_LANES, FROZEN_ROWS, forward, traced};
use initialize::initialize;

pub(super) fn passes(network: &Network) -> TokenStream {
    let Network { library, name, inputs, head, .. } = network;
    let generics = Generics(network);
    let (declared, used) = (generics.declared(quote!()), generics.used(quote!()));
    let tape_used = |lifetime: TokenStream| generics.used(lifetime);
    let (tape_a, tape_of) = (tape_used(quote!('a,)), tape_used(quote!('_,)));
    let (outputs, logits) = (network.last().outputs(), network.value(network.last(), Span::mixed_site()));
    let tape = tape(network);
    let (initialize, forward, forward_lanes) =
        (initialize(network), forward(network, ROWS), forward_lanes(network, LANES));
    let (forward_train, backward) = (forward_train(network), backward(network));
    let (parameters, state) = (network.parameters(), network.state());
    let (learned, kept) = (network.learned(Span::mixed_site()), network.kept(Span::mixed_site()));
    let head = quote_spanned! {head.span()=>
        type Head = __Head;
        const HEAD: __Head = __Head;
    };
    quote_spanned! {Span::mixed_site()=>
        impl #declared #library::Predict for #name #used {
            type Network = Self;

            #[inline(always)]
            fn forward<const __GROUP: ::core::primitive::usize>(
                &self,
                __level: impl #library::Level,
                __input: &[[T; #inputs]; __GROUP],
            ) -> [[T; #outputs]; __GROUP] {
                #(#forward)*
                *#logits
            }

            #forward_lanes
        }

        impl #declared #library::Network for #name #used {
            type Scalar = T;
            type Parameters = #parameters #used;
            type State = #state #used;
            type Input = [T; #inputs];
            type Logits = [T; #outputs];
            #head
            type Tape<'a> = __Tape #tape_a;

            fn tape(__scratch: &mut [T], __samples: ::core::primitive::usize) -> __Tape #tape_of {
                let mut __scratch = #library::expansion::Scratch::new(__scratch);
                __Tape { #(#tape),* }
            }

            #library::expansion::parts!(#learned, #kept);

            fn initialize(&mut self, __stream: #library::Stream) {
                #initialize
            }

            #[inline(always)]
            fn forward_train(
                &self,
                __level: impl #library::Level,
                __state: &mut #state #used,
                __input: &[[T; #inputs]],
                __tape: &mut __Tape #tape_of,
                __stream: #library::Stream,
            ) {
                #(#forward_train)*
            }

            #[inline(always)]
            fn backward(
                &self,
                __level: impl #library::Level,
                __input: &[[T; #inputs]],
                __tape: &mut __Tape #tape_of,
                __gradient: &mut #parameters #used,
            ) {
                #(#backward)*
            }
        }
    }
}

/// The forward pass for samples in vector lanes, for a network or its frozen form.
pub(super) fn forward_lanes(network: &Network, calls: Calls) -> TokenStream {
    let Network { library, inputs, .. } = network;
    let (outputs, logits) = (network.last().outputs(), network.value(network.last(), Span::mixed_site()));
    let lines = forward(network, calls);
    quote_spanned! {Span::mixed_site()=>
        #[inline(always)]
        fn forward_lanes<const __LANES: ::core::primitive::usize>(
            &self,
            __level: impl #library::Level,
            __input: &[[T; #inputs]; __LANES],
        ) -> [[T; #outputs]; __LANES] {
            let __input = &#library::expansion::turned(__level, __input);
            #(#lines)*
            *#library::expansion::turned(__level, &#logits)
        }
    }
}

/// `hidden: <__Digits_hidden as Layer<64, 32>>::trace(&mut __scratch, __samples)`
fn tape(network: &Network) -> impl Iterator<Item = TokenStream> {
    network.flat().into_iter().map(|step| {
        let (field, type_of) = (step.field(), step.type_of(network));
        quote_spanned!(step.span()=> #field: #type_of::trace(&mut __scratch, __samples))
    })
}
