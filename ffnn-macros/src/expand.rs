//! What is written for a network. Nothing here can fail, decide or calculate: one call of the library for each thing
//! that the user wrote.
//!
//! Every line that stands for a layer carries the layer's span, so that the compiler's messages point at its name, and
//! the hygiene of the macro, so that a layer called `input` or `level` hides nothing.

mod passes;
mod structs;
mod table;

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, format_ident, quote};

use crate::model::{Layer, Network, Part};

/// The whole expansion.
pub(crate) fn expand(network: &Network) -> TokenStream {
    let parameters = structs::parameters(network);
    let (constants, tape) = (structs::constants(network), structs::tape(network));
    let (methods, claims) = (structs::methods(network), structs::claims(network));
    let (table, passes) = (table::table(network), passes::passes(network));
    quote! {
        #parameters
        const _: () = {
            #constants
            #claims
            #table
            #tape
            #passes
            #methods
        };
    }
}

/// The generics of the network: `<const OBS: usize, T: Scalar>` and `<OBS, T>`.
struct Generics<'a>(&'a Network);

impl Generics<'_> {
    /// Where they are declared, after `before`.
    fn declared(&self, before: TokenStream) -> TokenStream {
        let Network { library, constants, .. } = self.0;
        let constants = constants.iter().map(|constant| {
            let name = &constant.ident;
            quote!(const #name: usize)
        });
        quote!(<#before #(#constants,)* T: #library::Scalar>)
    }

    /// Where they are used, after `before`.
    fn used(&self, before: TokenStream) -> TokenStream {
        let constants = self.0.constants.iter().map(|constant| &constant.ident);
        quote!(<#before #(#constants,)* T>)
    }
}

impl Layer {
    /// Where messages point: at the layer's name, but with names of our own.
    fn span(&self) -> Span {
        self.part.span.resolved_at(Span::mixed_site())
    }

    /// The constant with its options.
    fn constant(&self) -> Ident {
        format_ident!("{}_LAYER", self.field.to_string().trim_start_matches("r#").to_uppercase(), span = self.span())
    }
}

impl Part {
    fn span(&self) -> Span {
        self.span.resolved_at(Span::mixed_site())
    }

    /// The constant that was written: all options, or the default ones.
    fn value(&self, library: &TokenStream) -> TokenStream {
        let (path, options) = (&self.path, &self.options);
        let span = self.span();
        if options.is_empty() {
            return quote::quote_spanned!(span=> <#path as #library::Options>::DEFAULT);
        }
        // The call spans what the user wrote, so that the sentence of a failed check shows there.
        let end = options.last().map_or(span, |option| syn::spanned::Spanned::span(&option.expr));
        let options = options.iter().map(ToTokens::to_token_stream);
        let written = quote::quote_spanned!(span=> #path { #(#options,)* ..<#path as #library::Options>::DEFAULT });
        quote::quote_spanned!(end=> #path::checked(#written))
    }
}
