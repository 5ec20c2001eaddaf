//! The straight-line passes, one line a layer.

use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};

use super::Generics;
use crate::model::{Layer, Network};

pub(super) fn passes(network: &Network) -> TokenStream {
    let Network { library, name, inputs, layers, head, .. } = network;
    let generics = Generics(network);
    let (declared, used) = (generics.declared(quote!()), generics.used(quote!()));
    let tape_used = |lifetime: TokenStream| generics.used(lifetime);
    let (tape_a, tape_of) = (tape_used(quote!('a,)), tape_used(quote!('_,)));
    let last = layers.last().expect("a network has a layer");
    let (outputs, logits) = (&last.outputs, &last.field);
    let (scratch, tape) = (scratch(network), tape(network));
    let (initialize, forward) = (initialize(network), forward(network));
    let (forward_train, backward) = (forward_train(network), backward(network));
    let (parameters, state) = (network.parameters(), network.state());
    let path = &head.path;
    let head = quote_spanned! {head.span()=>
        type Head = #path;
        const HEAD: #path = HEAD;
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

            fn scratch(samples: usize) -> usize {
                #library::network::expansion::total([#(#scratch),*])
            }

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
                #logits
            }

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
            fn backward(
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

/// Each layer with the one before it.
fn with_previous(layers: &[Layer]) -> impl DoubleEndedIterator<Item = (&Layer, Option<&Layer>)> + ExactSizeIterator {
    layers.iter().enumerate().map(|(index, layer)| (layer, index.checked_sub(1).map(|previous| &layers[previous])))
}

/// `<HIDDEN_LAYER as Layer<64, 32>>`, before the name of what is called.
fn layer_of(network: &Network, layer: &Layer) -> TokenStream {
    let Layer { inputs, outputs, .. } = layer;
    let (constant, library) = (layer.constant(), network.library(layer.span()));
    quote_spanned!(layer.span()=> <#constant as #library::Layer<#inputs, #outputs>>)
}

/// `<HIDDEN_LAYER as Layer<64, 32>>::scratch(samples)`
fn scratch(network: &Network) -> impl Iterator<Item = TokenStream> {
    network.layers.iter().map(move |layer| {
        let layer_of = layer_of(network, layer);
        quote_spanned!(layer.span()=> #layer_of::scratch(samples))
    })
}

/// `hidden: <HIDDEN_LAYER as Layer<64, 32>>::trace(&mut scratch, samples)`
fn tape(network: &Network) -> impl Iterator<Item = TokenStream> {
    network.layers.iter().map(|layer| {
        let (field, layer_of) = (&layer.field, layer_of(network, layer));
        quote_spanned!(layer.span()=> #field: #layer_of::trace(&mut scratch, samples))
    })
}

/// From the last layer to the first, each telling the one before what it would like:
/// `let preferred = <OUTPUT_LAYER as Layer<32, 10>>::initialize(&OUTPUT_LAYER, &mut self.parameters.output, …);`
fn initialize(network: &Network) -> TokenStream {
    let lines = network.layers.iter().enumerate().rev().map(|(index, layer)| {
        let (field, layer_of, constant, index) =
            (&layer.field, layer_of(network, layer), layer.constant(), index as u64);
        quote_spanned! {layer.span()=>
            let preferred = #layer_of::initialize::<T>(
                &#constant, &mut self.parameters.#field, &mut self.state.#field, preferred, &mut stream.at(#index).random(),
            );
        }
    });
    let library = &network.library;
    quote_spanned! {Span::mixed_site()=>
        let preferred = #library::network::expansion::preferred::<Self>();
        #(#lines)*
        let _ = preferred;
    }
}

/// `let hidden = <HIDDEN_LAYER as Layer<64, 32>>::predict(&HIDDEN_LAYER, level, &self.parameters.hidden, …, input);`
fn forward(network: &Network) -> impl Iterator<Item = TokenStream> {
    with_previous(&network.layers).map(move |(layer, previous)| {
        let (field, layer_of, constant) = (&layer.field, layer_of(network, layer), layer.constant());
        let input = previous.map_or_else(
            || quote_spanned!(layer.span()=> input),
            |Layer { field, .. }| quote_spanned!(layer.span()=> &#field),
        );
        quote_spanned! {layer.span()=>
            let #field = #layer_of::predict(&#constant, level, &self.parameters.#field, &self.state.#field, #input);
        }
    })
}

/// What a layer takes in the training pass.
fn training_input(layer: &Layer, previous: Option<&Layer>) -> TokenStream {
    previous.map_or_else(
        || quote_spanned!(layer.span()=> input),
        |Layer { field, .. }| quote_spanned!(layer.span()=> &*tape.#field.output),
    )
}

/// `<HIDDEN_LAYER as Layer<64, 32>>::forward_train(&HIDDEN_LAYER, level, &self.parameters.hidden, …, &mut tape.hidden, …);`
fn forward_train(network: &Network) -> impl Iterator<Item = TokenStream> {
    with_previous(&network.layers).enumerate().map(move |(index, (layer, previous))| {
        let (field, layer_of, constant, index) =
            (&layer.field, layer_of(network, layer), layer.constant(), index as u64);
        let input = training_input(layer, previous);
        quote_spanned! {layer.span()=>
            #layer_of::forward_train(
                &#constant, level, &self.parameters.#field, &mut state.#field, #input, &mut tape.#field,
                &mut stream.at(#index).random(),
            );
        }
    })
}

/// `<OUTPUT_LAYER as Layer<32, 10>>::backward(&OUTPUT_LAYER, level, &self.parameters.output, &*tape.elu.output, …, Some(…));`
fn backward(network: &Network) -> impl Iterator<Item = TokenStream> {
    with_previous(&network.layers).rev().map(move |(layer, previous)| {
        let (field, layer_of, constant) = (&layer.field, layer_of(network, layer), layer.constant());
        let input = training_input(layer, previous);
        let input_gradient = previous.map_or_else(
            || quote_spanned!(layer.span()=> ::core::option::Option::None),
            |Layer { field, .. }| quote_spanned!(layer.span()=> ::core::option::Option::Some(&mut *tape.#field.gradient)),
        );
        quote_spanned! {layer.span()=>
            #layer_of::backward(
                &#constant, level, &self.parameters.#field, #input, &mut tape.#field, &mut gradient.#field, #input_gradient,
            );
        }
    })
}
