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
    let head_path = &head.path;
    let head_type = quote_spanned!(head.span()=> type Head = #head_path;);
    quote_spanned! {Span::mixed_site()=>
        impl #declared #library::Network for #name #used {
            type Input = [T; #inputs];
            type Logits = [T; #outputs];
            #head_type
            const HEAD: #head_path = HEAD;
            type Tape<'a> = Tape #tape_a;

            fn scratch(samples: usize) -> usize {
                #library::network::expansion::total([#(#scratch),*])
            }

            fn tape(scratch: &mut [T], samples: usize) -> Tape #tape_of {
                let mut scratch = #library::network::expansion::Scratch::new(scratch);
                Tape { #(#tape),* }
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
                gradient: &mut Self,
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

/// `scratch::<Dense, 64, 32>(samples)`
fn scratch(network: &Network) -> impl Iterator<Item = TokenStream> {
    let library = &network.library;
    network.layers.iter().map(move |layer| {
        let Layer { part, inputs, outputs, .. } = layer;
        let path = &part.path;
        quote_spanned!(layer.span()=> #library::network::expansion::scratch::<#path, #inputs, #outputs>(samples))
    })
}

/// `hidden: scratch.trace::<Dense, 64, 32>(samples)`
fn tape(network: &Network) -> impl Iterator<Item = TokenStream> {
    network.layers.iter().map(|layer| {
        let Layer { field, part, inputs, outputs, .. } = layer;
        let path = &part.path;
        quote_spanned!(layer.span()=> #field: scratch.trace::<#path, #inputs, #outputs>(samples))
    })
}

/// From the last layer to the first, each telling the one before what it would like:
/// `let preferred = Layer::<32, 10>::initialize::<T>(&OUTPUT_LAYER, &mut self.output, preferred, &mut stream.at(1).random());`
fn initialize(network: &Network) -> TokenStream {
    let library = &network.library;
    let head = &network.head.path;
    let lines = network.layers.iter().enumerate().rev().map(|(index, layer)| {
        let Layer { field, inputs, outputs, .. } = layer;
        let (constant, index) = (layer.constant(), index as u64);
        quote_spanned!(layer.span()=>
            let preferred = #library::Layer::<#inputs, #outputs>::initialize::<T>(&#constant, &mut self.#field, preferred, &mut stream.at(#index).random());
        )
    });
    let first = quote_spanned!(network.head.span()=> let preferred = <#head as #library::Head>::INITIALIZER;);
    quote_spanned! {Span::mixed_site()=>
        #first
        #(#lines)*
        let _ = preferred;
    }
}

/// `let hidden: [[T; 32]; GROUP] = forward(&HIDDEN_LAYER, level, &self.hidden, input);`
fn forward(network: &Network) -> impl Iterator<Item = TokenStream> {
    let library = &network.library;
    with_previous(&network.layers).map(move |(layer, previous)| {
        let Layer { field, outputs, .. } = layer;
        let constant = layer.constant();
        let input = previous.map_or_else(
            || quote_spanned!(layer.span()=> input),
            |Layer { field, .. }| quote_spanned!(layer.span()=> &#field),
        );
        quote_spanned!(layer.span()=>
            let #field: [[T; #outputs]; GROUP] = #library::network::expansion::forward(&#constant, level, &self.#field, #input);
        )
    })
}

/// What a layer takes in the training pass.
fn training_input(layer: &Layer, previous: Option<&Layer>) -> TokenStream {
    previous.map_or_else(
        || quote_spanned!(layer.span()=> input),
        |Layer { field, .. }| quote_spanned!(layer.span()=> &*tape.#field.output),
    )
}

/// `Layer::forward_train(&HIDDEN_LAYER, level, &self.hidden, input, &mut tape.hidden, &mut stream.at(0).random());`
fn forward_train(network: &Network) -> impl Iterator<Item = TokenStream> {
    let library = &network.library;
    with_previous(&network.layers).enumerate().map(move |(index, (layer, previous))| {
        let (field, constant, index) = (&layer.field, layer.constant(), index as u64);
        let input = training_input(layer, previous);
        quote_spanned!(layer.span()=>
            #library::Layer::forward_train(&#constant, level, &self.#field, #input, &mut tape.#field, &mut stream.at(#index).random());
        )
    })
}

/// `Layer::backward(&OUTPUT_LAYER, level, &self.output, &*tape.elu.output, &mut tape.output, &mut gradient.output, Some(…));`
fn backward(network: &Network) -> impl Iterator<Item = TokenStream> {
    let library = &network.library;
    with_previous(&network.layers).rev().map(move |(layer, previous)| {
        let (field, constant, input) = (&layer.field, layer.constant(), training_input(layer, previous));
        let input_gradient = previous.map_or_else(
            || quote_spanned!(layer.span()=> ::core::option::Option::None),
            |Layer { field, .. }| quote_spanned!(layer.span()=> ::core::option::Option::Some(&mut *tape.#field.gradient)),
        );
        quote_spanned!(layer.span()=>
            #library::Layer::backward(&#constant, level, &self.#field, #input, &mut tape.#field, &mut gradient.#field, #input_gradient);
        )
    })
}
