//! The types: parameters, the constants of the layers, the tape.

use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};

use super::Generics;
use crate::model::{Claim, Network};

/// ```ignore
/// #[repr(C)]
/// pub struct Digits<T: Scalar = f32> {
///     pub hidden: <Dense as Layer<64, 32>>::Parameters<T>,
///     …
/// }
/// ```
pub(super) fn parameters(network: &Network) -> TokenStream {
    let Network { library, attributes, visibility, name, constants, layers, .. } = network;
    let fields = layers.iter().map(|layer| {
        let (attributes, field, path) = (&layer.attributes, &layer.field, &layer.part.path);
        let (inputs, outputs) = (&layer.inputs, &layer.outputs);
        let doc = format!("What `{}` learns, from {inputs} values to {outputs}.", layer.part.kind);
        let ty = quote_spanned!(layer.span()=> <#path as #library::Layer<#inputs, #outputs>>::Parameters<T>);
        quote_spanned! {Span::mixed_site()=>
            #[doc = #doc]
            #(#attributes)*
            #visibility #field: #ty
        }
    });
    quote_spanned! {Span::mixed_site()=>
        #(#attributes)*
        #[repr(C)]
        #visibility struct #name<#(#constants,)* T: #library::Scalar = f32> {
            #(#fields,)*
        }
    }
}

/// `const HIDDEN_LAYER: Dense = …;`, and the head's.
pub(super) fn constants(network: &Network) -> TokenStream {
    let library = &network.library;
    let layers = network.layers.iter().map(|layer| {
        let (constant, path, value) = (layer.constant(), &layer.part.path, layer.part.value(library));
        quote_spanned! {layer.span()=>
            #[allow(clippy::needless_update, reason = "all options may be given")]
            const #constant: #path = #value;
        }
    });
    let (head, value) = (&network.head.path, network.head.value(library));
    let head = quote_spanned! {network.head.span()=>
        #[allow(clippy::needless_update, reason = "all options may be given")]
        const HEAD: #head = #value;
    };
    quote_spanned! {Span::mixed_site()=>
        #(#layers)*
        #head
    }
}

/// What only the compiler can see, claimed at the user's tokens.
pub(super) fn claims(network: &Network) -> TokenStream {
    let library = &network.library;
    let import = (!network.claims.is_empty()).then(|| quote!(use #library::network::expansion::claim;));
    let claims = network
        .claims
        .iter()
        .map(|Claim { holds, span, otherwise }| quote_spanned!(*span=> const _: () = claim(#holds, #otherwise);));
    quote!(#import #(#claims)*)
}

/// What a training pass over a batch leaves behind, one trace a layer.
pub(super) fn tape(network: &Network) -> TokenStream {
    let Network { library, layers, .. } = network;
    let generics = Generics(network);
    let (declared, used) = (generics.declared(quote!('a,)), generics.used(quote!('a,)));
    let fields = layers.iter().map(|layer| {
        let (field, outputs) = (&layer.field, &layer.outputs);
        quote_spanned!(layer.span()=> #field: #library::Trace<'a, T, #outputs>)
    });
    let last = layers.last().expect("a network has a layer");
    let (logits, outputs) = (&last.field, &last.outputs);
    let visits = layers.iter().map(|layer| {
        let field = &layer.field;
        quote_spanned!(layer.span()=> visit(self.#field.output.as_flattened());)
    });
    quote_spanned! {Span::mixed_site()=>
        pub struct Tape #declared {
            #(#fields,)*
        }

        impl #declared #library::network::Tape<[T; #outputs]> for Tape #used {
            #[inline(always)]
            fn logits(&mut self) -> (&[[T; #outputs]], &mut [[T; #outputs]]) {
                (&*self.#logits.output, &mut *self.#logits.gradient)
            }
            fn visit(&self, visit: &mut dyn ::core::ops::FnMut(&[T])) {
                #(#visits)*
            }
        }
    }
}

/// What a user calls most, without importing a trait.
pub(super) fn methods(network: &Network) -> TokenStream {
    let Network { library, name, inputs, layers, head, .. } = network;
    let generics = Generics(network);
    let (declared, used) = (generics.declared(quote!()), generics.used(quote!()));
    let outputs = &layers.last().expect("a network has a layer").outputs;
    let title = name.to_string();
    let head_path = &head.path;
    let prediction = quote_spanned!(head.span()=> <#head_path as #library::Head>::Prediction<[T; #outputs]>);
    quote_spanned! {Span::mixed_site()=>
        impl #declared #name #used {
            /// What the network says to one sample. Allocates nothing.
            #[inline]
            pub fn predict(&self, input: &[T; #inputs]) -> #prediction {
                #library::network::predict(self, input)
            }

            /// What the last layer gives for one sample, before the head. Allocates nothing.
            #[inline]
            pub fn logits(&self, input: &[T; #inputs]) -> [T; #outputs] {
                #library::network::logits(self, input)
            }
        }

        impl #declared ::core::fmt::Debug for #name #used {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                #library::network::expansion::debug(self, #title, f)
            }
        }
    }
}
