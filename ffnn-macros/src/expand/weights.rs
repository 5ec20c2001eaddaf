//! Static networks with weights from files.

use std::path::Path;

use proc_macro2::{Literal, Span, TokenStream};
use quote::{quote, quote_spanned};

use crate::model::{Content, Later, Network, Row, Weights};

/// ```ignore
/// pub static DIGITS: &Digits<f32> = {
///     const _: &[u8] = include_bytes!(…);
///     static __NETWORK: Embedded<Digits<f32>> = {
///         claim(has_tensors::<Digits<f32>>(0, &[2048, 32]), "…");
///         …
///         Embedded::new(b"…")
///     };
///     __NETWORK.network()
/// };
/// ```
pub(super) fn weights(network: &Network, weights: &Weights) -> TokenStream {
    let Network { library, name: of, .. } = network;
    let inside = &network.attributes.inside;
    let Weights { attributes, visibility, name, content, .. } = weights;
    let scalar = scalar(weights);
    let (tracked, claims) = (content.as_ref().map(|_| tracked(weights)), claims(network, weights));
    let span = weights.path.span().resolved_at(Span::mixed_site());
    let network = content.as_ref().map_or_else(
        // The error is already reported; uses of the name must not cause more.
        || quote_spanned!(span=> zeros()),
        |Content { image, .. }| {
            let image = Literal::byte_string(image);
            quote_spanned!(span=> new(#image))
        },
    );
    let embedded = quote_spanned!(span=> #library::expansion::Embedded);
    quote_spanned! {Span::mixed_site()=>
        #(#inside)*
        #(#attributes)*
        #visibility static #name: &#of<#scalar> = {
            #tracked
            // The claims come first, because the first that fails ends the evaluation with one message.
            static __NETWORK: #embedded<#of<#scalar>> = {
                #claims
                #embedded::#network
            };
            __NETWORK.network()
        };
    }
}

/// The primitive number type, whatever its name means at the call site.
fn scalar(Weights { scalar, .. }: &Weights) -> TokenStream {
    quote_spanned!(scalar.span().resolved_at(Span::mixed_site())=> ::core::primitive::#scalar)
}

/// Includes the file, so that a change of it triggers a rebuild.
fn tracked(Weights { path, .. }: &Weights) -> TokenStream {
    let file = if Path::new(path.value()).is_absolute() {
        quote!(#path)
    } else {
        quote!(::core::concat!(::core::env!("CARGO_MANIFEST_DIR"), "/", #path))
    };
    quote_spanned!(Span::mixed_site()=> const _: &[::core::primitive::u8] = ::core::include_bytes!(#file);)
}

/// Claims that the layers have the tensors that the macro assumed and that the fingerprint matches; or the errors in
/// the file.
fn claims(network: &Network, weights: &Weights) -> TokenStream {
    if let Some(content) = &weights.content {
        content_claims(network, weights, content)
    } else {
        weights.later.as_ref().map(|later| later_claims(network, weights, later)).unwrap_or_default()
    }
}

fn content_claims(
    network @ Network { library, name, .. }: &Network,
    weights: &Weights,
    content: &Content,
) -> TokenStream {
    let (scalar, rows) = (scalar(weights), rows(network, weights, &content.rows));
    let saved = content.fingerprint.map(|fingerprint| {
        let otherwise = "the tensors fit, but the file was saved from another list of layers: save it again from a network with \
                         this list";
        quote_spanned! {weights.path.span().resolved_at(Span::mixed_site())=>
            __claim(__has_fingerprint::<#name<#scalar>>(#fingerprint), #otherwise);
        }
    });
    let fingerprint = saved.is_some().then(|| quote!(, has_fingerprint as __has_fingerprint));
    quote_spanned! {Span::mixed_site()=>
        use #library::expansion::{claim as __claim, has_tensors as __has_tensors #fingerprint};
        #rows
        #saved
    }
}

/// Reports first what is not a layer, then tensors that the macro does not know, then errors in the file.
fn later_claims(network @ Network { library, name, .. }: &Network, weights: &Weights, later: &Later) -> TokenStream {
    let (scalar, rows) = (scalar(weights), rows(network, weights, &later.rows));
    let sentences = later
        .sentences
        .iter()
        .map(|(span, sentence)| quote_spanned!(span.resolved_at(Span::mixed_site())=> __claim(false, #sentence);));
    quote_spanned! {Span::mixed_site()=>
        use #library::expansion::{
            claim as __claim, has_misfit as __has_misfit, has_tensors as __has_tensors,
        };
        if !__has_misfit::<#name<#scalar>>() {
            #rows
            #(#sentences)*
        }
    }
}

fn rows(Network { name, .. }: &Network, weights: &Weights, rows: &[Row]) -> TokenStream {
    let scalar = scalar(weights);
    let row = |Row { index, field, kind, span, sizes }: &Row| {
        let otherwise = format!(
            "the macro does not know the tensors of `{field}`, because this `{kind}` is not a layer of the library: \
             leave the `static` out and call `files::load` at run time"
        );
        let sizes = sizes.iter().copied().map(Literal::usize_unsuffixed);
        let index = Literal::usize_unsuffixed(*index);
        quote_spanned! {span.resolved_at(Span::mixed_site())=>
            __claim(__has_tensors::<#name<#scalar>>(#index, &[#(#sizes),*]), #otherwise);
        }
    };
    rows.iter().map(row).collect()
}
