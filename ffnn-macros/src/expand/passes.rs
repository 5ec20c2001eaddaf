//! The straight-line passes, one line a layer.

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
    let (outputs, logits) = (network.last().outputs(), network.last().field());
    let tape = tape(network);
    let (initialize, forward, forward_lanes) =
        (initialize(network), forward(network, ROWS), forward_lanes(network, LANES));
    let (forward_train, backward) = (forward_train(network), backward(network));
    let (parameters, state) = (network.parameters(), network.state());
    let head = quote_spanned! {head.span()=>
        type Head = HEAD;
        const HEAD: HEAD = HEAD;
    };
    quote_spanned! {Span::mixed_site()=>
        impl #declared #library::Network for #name #used {
            type Scalar = T;
            type Parameters = #parameters #used;
            type State = #state #used;
            type Input = [T; #inputs];
            type Logits = [T; #outputs];
            #head
            type Tape<'a> = Tape #tape_a;

            fn tape(scratch: &mut [T], samples: usize) -> Tape #tape_of {
                let mut scratch = #library::network::expansion::Scratch::new(scratch);
                Tape { #(#tape),* }
            }

            #[inline(always)]
            fn parameters(&self) -> &#parameters #used {
                &self.parameters
            }

            #[inline(always)]
            fn state(&self) -> &#state #used {
                &self.state
            }

            #[inline(always)]
            fn parts_mut(&mut self) -> (&mut #parameters #used, &mut #state #used) {
                (&mut self.parameters, &mut self.state)
            }

            fn initialize(&mut self, stream: #library::Stream) {
                #initialize
            }

            #[inline(always)]
            fn forward<const GROUP: usize>(
                &self,
                level: impl #library::Level,
                input: &[[T; #inputs]; GROUP],
            ) -> [[T; #outputs]; GROUP] {
                #(#forward)*
                *#logits
            }

            #forward_lanes

            #[inline(always)]
            fn forward_train(
                &self,
                level: impl #library::Level,
                state: &mut #state #used,
                input: &[[T; #inputs]],
                tape: &mut Tape #tape_of,
                stream: #library::Stream,
            ) {
                #(#forward_train)*
            }

            #[inline(always)]
            fn propagate(
                &self,
                level: impl #library::Level,
                input: &[[T; #inputs]],
                tape: &mut Tape #tape_of,
                gradient: &mut #parameters #used,
            ) {
                #(#backward)*
            }
        }
    }
}

/// The pass that predicts samples side by side, of a network and of its frozen form.
pub(super) fn forward_lanes(network: &Network, calls: Calls) -> TokenStream {
    let Network { library, inputs, .. } = network;
    let (outputs, logits, lines) = (network.last().outputs(), network.last().field(), forward(network, calls));
    quote_spanned! {Span::mixed_site()=>
        #[inline(always)]
        fn forward_lanes<const LANES: usize>(
            &self,
            level: impl #library::Level,
            input: &[[T; #inputs]; LANES],
        ) -> [[T; #outputs]; LANES] {
            let input = &#library::network::expansion::turned(level, input);
            #(#lines)*
            *#library::network::expansion::turned(level, &#logits)
        }
    }
}

/// `hidden: <HIDDEN_LAYER as Layer<64, 32>>::trace(&mut scratch, samples)`
fn tape(network: &Network) -> impl Iterator<Item = TokenStream> {
    network.flat().into_iter().map(|step| {
        let (field, type_of) = (step.field(), step.type_of(network));
        quote_spanned!(step.span()=> #field: #type_of::trace(&mut scratch, samples))
    })
}
