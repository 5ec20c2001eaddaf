//! The types: network, parameters, state.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, format_ident, quote, quote_spanned};

use super::Generics;
use super::layers::placed;
use crate::model::{Layer, Network, is_level, of_field, softened};
use crate::names;

/// ```ignore
/// #[repr(C, align(64))]
/// pub struct Digits<T: Scalar = f32> {
///     pub parameters: DigitsParameters<T>,
///     pub state: DigitsState<T>,
/// }
/// ```
pub(super) fn network(network: &Network) -> TokenStream {
    let Network { library, attributes, visibility, name, constants, .. } = network;
    let (parameters, state) = (network.parameters(), network.state());
    let (learned, kept) = (network.learned(Span::mixed_site()), network.kept(Span::mixed_site()));
    let used = Generics(network).used(quote!());
    let own = &attributes.own;
    quote_spanned! {Span::mixed_site()=>
        #(#own)*
        #[repr(C, align(64))]
        #visibility struct #name<#(#constants,)* T: #library::Scalar = ::core::primitive::f32> {
            /// Learned parameters of the layers.
            #visibility #learned: #parameters #used,
            /// State of the layers from the training data, such as running statistics.
            #visibility #kept: #state #used,
        }
    }
}

/// ```ignore
/// #[repr(C)]
/// pub struct DigitsParameters<T: Scalar = f32> {
///     pub hidden: <__Digits_hidden as Layer<64, 32>>::Parameters<T>,
///     …
/// }
/// ```
pub(super) fn parameters(network: &Network) -> TokenStream {
    let title = format!(
        " Learned parameters of [`{0}`]; also the type of its gradient and of an optimizer's moments.",
        names::plain(&network.name)
    );
    parts(network, &network.parameters(), &title, "Parameters", "Learned parameters")
}

/// ```ignore
/// #[repr(C)]
/// pub struct DigitsState<T: Scalar = f32> {
///     pub hidden: <__Digits_hidden as Layer<64, 32>>::State<T>,
///     …
/// }
/// ```
pub(super) fn state(network: &Network) -> TokenStream {
    let title = format!(
        " State of the layers of [`{}`] from the training data, such as running statistics.",
        names::plain(&network.name)
    );
    parts(network, &network.state(), &title, "State", "State")
}

/// A struct with one field per layer.
fn parts(network: &Network, name: &Ident, title: &str, part: &str, what: &str) -> TokenStream {
    let Network { library, visibility, constants, .. } = network;
    let first = part == "Parameters";
    let fields = network.layers().into_iter().map(|(_, layer)| {
        let Layer { field, inputs, outputs, .. } = layer;
        let attributes = of_field(&layer.attributes);
        let (kind, library) = (&layer.part.kind, network.library(layer.span()));
        // The compiler expects a lint where its expectation is, and it may be about the path.
        let expects = first && layer.attributes.iter().any(|attribute| attribute.path().is_ident("expect"));
        let place = if expects { placed(network, layer) } else { layer.place(network).into_token_stream() };
        let part = format_ident!("{part}", span = layer.span());
        let doc = format!(" {what} of `{kind}`: `{inputs} -> {outputs}`.");
        let ty = quote_spanned!(layer.span()=> <#place as #library::Layer<#inputs, #outputs>>::#part<T>);
        quote_spanned! {Span::mixed_site()=>
            #[doc = #doc]
            #(#attributes)*
            #visibility #field: #ty
        }
    });
    let derived = &network.attributes.derived;
    // A lint expectation may appear only once.
    let of_layers = network.layers().into_iter().flat_map(|(_, layer)| &layer.attributes);
    let of_layers = of_layers.filter(|attribute| is_level(attribute));
    let of_layers = of_layers.map(|attribute| if first { attribute.clone() } else { softened(attribute) });
    quote_spanned! {Span::mixed_site()=>
        #[doc = #title]
        #(#derived)*
        #(#of_layers)*
        #[repr(C)]
        #visibility struct #name<#(#constants,)* T: #library::Scalar = ::core::primitive::f32> {
            #(#fields,)*
            // The compiler reports an unsized last field in addition to the type error of its layer.
            __end: ::core::marker::PhantomData<T>,
        }
    }
}
