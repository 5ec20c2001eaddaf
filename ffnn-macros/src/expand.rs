//! What is written for a network. Nothing here can fail, decide or calculate: one call of the library for each thing
//! that the user wrote.
//!
//! Every line that stands for a layer carries the layer's span, so that the compiler's messages point at its name, and
//! the hygiene of the macro, so that a layer called `input` or `level` hides nothing.

mod budget;
mod frozen;
mod passes;
mod quantized;
mod step;
mod structs;
mod table;
mod weights;

use proc_macro2::{Delimiter, Group, Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens, format_ident, quote};

use crate::model::{Layer, Network, Part};

/// The whole expansion.
pub(crate) fn expand(network: &Network) -> TokenStream {
    let (whole, parameters, state) = (structs::network(network), structs::parameters(network), structs::state(network));
    let (constants, tape) = (structs::constants(network), structs::tape(network));
    let (methods, claims) = (structs::methods(network), structs::claims(network));
    let (table, passes) = (table::table(network), passes::passes(network));
    let (frozen_type, frozen) = (frozen::alias(network), frozen::frozen(network));
    let quantized_type = network.quantized.then(|| quantized::alias(network));
    let quantized = network.quantized.then(|| quantized::quantized(network));
    let budget = budget::budget(network);
    let weights = network.weights.iter().map(|weights| weights::weights(network, weights));
    quote! {
        #whole
        #parameters
        #state
        #frozen_type
        #quantized_type
        #[allow(non_camel_case_types, reason = "a layer's type is called like the constant of that type")]
        const _: () = {
            #constants
            #claims
            #table
            #tape
            #passes
            #methods
            #frozen
            #quantized
        };
        #(#budget)*
        #(#weights)*
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

    /// The same without the number type, which a form in integers does not have.
    fn widths_declared(&self) -> TokenStream {
        let constants = self.0.constants.iter().map(|constant| &constant.ident);
        if self.0.constants.is_empty() { quote!() } else { quote!(<#(const #constants: usize),*>) }
    }

    /// Where they are used, likewise.
    fn widths_used(&self) -> TokenStream {
        let constants = self.0.constants.iter().map(|constant| &constant.ident);
        if self.0.constants.is_empty() { quote!() } else { quote!(<#(#constants),*>) }
    }

    /// Where they are used, after `before`.
    fn used(&self, before: TokenStream) -> TokenStream {
        let constants = self.0.constants.iter().map(|constant| &constant.ident);
        quote!(<#before #(#constants,)* T>)
    }
}

impl Network {
    /// The path to the library, placed at `span`: a message about a path shows where the path starts.
    fn library(&self, span: Span) -> TokenStream {
        let locate = |mut token: TokenTree| {
            token.set_span(token.span().located_at(span));
            token
        };
        self.library.clone().into_iter().map(locate).collect()
    }

    /// The type of what is learned.
    fn parameters(&self) -> Ident {
        format_ident!("{}Parameters", self.name)
    }

    /// The type of what is kept.
    fn state(&self) -> Ident {
        format_ident!("{}State", self.name)
    }

    /// The type of its form for predicting only.
    fn frozen(&self) -> Ident {
        format_ident!("{}Frozen", self.name)
    }

    /// The type of its form in integers.
    fn quantized(&self) -> Ident {
        format_ident!("{}Quantized", self.name)
    }
}

impl Layer {
    /// Where messages point: at the layer's name, but with names of our own.
    fn span(&self) -> Span {
        self.part.span.resolved_at(Span::mixed_site())
    }

    /// What its type is called, and the constant of that type with its options.
    fn constant(&self) -> Ident {
        constant(&self.field, "LAYER", self.span())
    }

    /// The constant that says what it becomes in a frozen network.
    fn form(&self) -> Ident {
        constant(&self.field, "FORM", self.span())
    }

    /// The constant that says whether it only clamps, where numbers are integers.
    fn clamps(&self) -> Ident {
        constant(&self.field, "CLAMPS", self.span())
    }

    /// The constant that says whether the integers that it gives have 16 bits.
    fn wide(&self) -> Ident {
        constant(&self.field, "WIDE", self.span())
    }

    /// The type of the integers that it gives.
    fn number(&self) -> Ident {
        constant(&self.field, "NUMBER", self.span())
    }
}

/// `HIDDEN_LAYER`, of the field `hidden`.
fn constant(field: &Ident, what: &str, span: Span) -> Ident {
    format_ident!("{}_{what}", field.to_string().trim_start_matches("r#").to_uppercase(), span = span)
}

impl Part {
    fn span(&self) -> Span {
        self.span.resolved_at(Span::mixed_site())
    }

    /// The constant that was written: `plain`, but for the options that were given.
    fn value(&self, library: &TokenStream, plain: TokenStream) -> TokenStream {
        let (path, options) = (&self.path, &self.options);
        if options.is_empty() {
            return plain;
        }
        // The call spans what the user wrote, so that the sentence of a failed check shows there.
        let end = options.last().map_or(self.span(), |option| syn::spanned::Spanned::span(&option.expr));
        let options = options.iter().map(ToTokens::to_token_stream);
        // In braces of the user's, so that a message about an unknown option lists those that there are.
        let mut braces = Group::new(Delimiter::Brace, quote!(#(#options,)* ..#plain));
        braces.set_span(self.span);
        let checked = quote::quote_spanned!(end=> #path::checked(#path #braces));
        quote::quote_spanned! {self.span()=> {
            use #library::network::expansion::ConstFnCheckedIsMissing as _;
            #checked
        }}
    }
}
