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
mod traits;
mod weights;

use proc_macro2::{Delimiter, Group, Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens, format_ident, quote, quote_spanned};

use crate::model::{Layer, Network, Part};
use crate::names;

/// The whole expansion.
pub(crate) fn expand(network: &Network) -> TokenStream {
    let (whole, parameters, state) = (structs::network(network), structs::parameters(network), structs::state(network));
    let (constants, tape) = (structs::constants(network), structs::tape(network));
    let (methods, claims) = (structs::methods(network), structs::claims(network));
    let traits = traits::traits(network);
    let (table, passes) = (table::table(network), passes::passes(network));
    let (frozen_type, frozen) = (frozen::alias(network), frozen::frozen(network));
    let quantized_type = network.quantized.then(|| quantized::alias(network));
    let quantized = network.quantized.then(|| quantized::quantized(network));
    let (budget, stack) = (budget::budget(network), budget::stack(network));
    let inside = &network.attributes.inside;
    let weights = network.weights.iter().map(|weights| weights::weights(network, weights));
    quote! {
        #whole
        #parameters
        #state
        #frozen_type
        #quantized_type
        #(#inside)*
        const _: () = {
            #constants
            #claims
            #table
            #tape
            #passes
            #methods
            #traits
            #frozen
            #quantized
        };
        #stack
        #(#budget)*
        #(#weights)*
    }
}

/// The generics of the network: `<const OBS: usize, T: Scalar>` and `<{ OBS }, T>`.
struct Generics<'a>(&'a Network);

impl Generics<'_> {
    /// Where they are declared, after `before`.
    fn declared(&self, before: TokenStream) -> TokenStream {
        let Network { library, constants, .. } = self.0;
        let constants = constants.iter().map(|constant| {
            let name = &constant.ident;
            quote_spanned!(Span::mixed_site()=> const #name: ::core::primitive::usize)
        });
        quote!(<#before #(#constants,)* T: #library::Scalar>)
    }

    /// The same without the number type, which a form in integers does not have.
    fn widths_declared(&self) -> TokenStream {
        let constants = self.0.constants.iter().map(|constant| &constant.ident);
        if self.0.constants.is_empty() {
            quote!()
        } else {
            quote_spanned!(Span::mixed_site()=> <#(const #constants: ::core::primitive::usize),*>)
        }
    }

    /// Where they are used, likewise.
    fn widths_used(&self) -> TokenStream {
        let constants = self.0.constants.iter().map(|constant| &constant.ident);
        if self.0.constants.is_empty() { quote!() } else { quote!(<#({ #constants }),*>) }
    }

    /// Where they are used, after `before`.
    fn used(&self, before: TokenStream) -> TokenStream {
        let constants = self.0.constants.iter().map(|constant| &constant.ident);
        quote!(<#before #({ #constants },)* T>)
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

    /// A type that is called after the network, which is not the user's doing: no lint complains of its name.
    fn derived(&self, suffix: &str) -> Ident {
        format_ident!("{}{suffix}", self.name, span = self.name.span().resolved_at(Span::mixed_site()))
    }

    /// The type of what is learned.
    fn parameters(&self) -> Ident {
        self.derived("Parameters")
    }

    /// The type of what is kept.
    fn state(&self) -> Ident {
        self.derived("State")
    }

    /// The type of its form for predicting only.
    fn frozen(&self) -> Ident {
        self.derived("Frozen")
    }

    /// The type of its form in integers.
    fn quantized(&self) -> Ident {
        self.derived("Quantized")
    }
}

impl Network {
    /// The field of what is learned: `parameters`, unless a layer is called so.
    fn learned(&self, span: Span) -> Ident {
        Ident::new(self.own.learned, span)
    }

    /// The field of what is kept: `state`, unless a layer is called so.
    fn kept(&self, span: Span) -> Ident {
        Ident::new(self.own.kept, span)
    }
}

impl Layer {
    /// Where messages point: at the layer's name, but with names of our own.
    fn span(&self) -> Span {
        self.part.span.resolved_at(Span::mixed_site())
    }

    /// What its type is called, and the constant of that type with its options.
    fn constant(&self) -> Ident {
        names::of("layer", &self.field, self.span())
    }

    /// The constant that says what it becomes in a frozen network.
    fn form(&self) -> Ident {
        names::of("form", &self.field, self.span())
    }

    /// The constant that says whether it only clamps, where numbers are integers.
    fn clamps(&self) -> Ident {
        names::of("clamps", &self.field, self.span())
    }

    /// The constant that says whether the integers that it gives have 16 bits.
    fn wide(&self) -> Ident {
        names::of("wide", &self.field, self.span())
    }

    /// The type of the integers that it gives.
    fn number(&self) -> Ident {
        names::of("number", &self.field, self.span())
    }
}

impl Part {
    fn span(&self) -> Span {
        self.span.resolved_at(Span::mixed_site())
    }

    /// The constant that was written: `plain`, but for the options that were given. Its type is `ty`, and not the path
    /// once more, because the compiler would say in several ways that there is no such type.
    fn value(&self, library: &TokenStream, ty: &Ident, plain: TokenStream) -> TokenStream {
        let options = &self.options;
        if options.is_empty() {
            return plain;
        }
        // The call spans what the user wrote, so that the sentence of a failed check shows there.
        let end = options.last().map_or(self.span(), |option| syn::spanned::Spanned::span(&option.expr));
        let options = options.iter().map(ToTokens::to_token_stream);
        // Names and braces of the user's, so that a message about an unknown option lists those that there are.
        let ty = Ident::new(&ty.to_string(), self.span);
        let mut braces = Group::new(Delimiter::Brace, quote!(#(#options,)* ..#plain));
        braces.set_span(self.span);
        let checked = quote_spanned!(end=> #ty::checked(#ty #braces));
        quote_spanned! {self.span()=> {
            use #library::expansion::ConstFnCheckedIsMissing as _;
            #checked
        }}
    }
}
