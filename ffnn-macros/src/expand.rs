//! Generates the code of a network. Nothing here fails, decides or calculates: the output has one library call for each
//! thing that the user wrote.
//!
//! Every line of a layer has the layer's span, so that compiler messages point at its name, and mixed-site hygiene, so
//! that a layer called `input` or `level` hides nothing.

mod budget;
mod frozen;
mod passes;
mod quantized;
mod relations;
mod step;
mod structs;
mod table;
mod traits;
mod weights;

use proc_macro2::{Delimiter, Group, Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens, format_ident, quote, quote_spanned};

use crate::model::{Layer, Network, Part};
use crate::names;

/// Returns the whole expansion.
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
    let related = !network.relations.is_empty();
    let alias = related.then(|| relations::alias(network));
    let relations = related.then(|| relations::relations(network));
    let inside = &network.attributes.inside;
    let weights = network.weights.iter().map(|weights| weights::weights(network, weights));
    quote! {
        #whole
        #parameters
        #state
        #frozen_type
        #quantized_type
        #alias
        #(#inside)*
        const _: () = {
            #relations
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
    /// Generics of a declaration whose widths have their relations, after `before`.
    fn declared(&self, before: TokenStream) -> TokenStream {
        let related = self.related_widths().map(|widths| quote!(+ #widths));
        self.declared_with(before, related)
    }

    /// Generics of a declaration for all widths, after `before`.
    fn declared_for_all(&self, before: TokenStream) -> TokenStream {
        self.declared_with(before, None)
    }

    fn declared_with(&self, before: TokenStream, related: Option<TokenStream>) -> TokenStream {
        let (library, widths) = (&self.0.library, self.widths_listed());
        quote!(<#before #widths T: #library::Scalar #related>)
    }

    /// Generics of a declaration in the brackets of `layout!`.
    fn listed(&self) -> TokenStream {
        let (library, widths) = (&self.0.library, self.widths_listed());
        let related = self.related_widths().map(|widths| quote!(+ #widths));
        quote!([#widths T: #library::Scalar #related])
    }

    /// `const SEEN: usize, const HIDDEN: usize,`
    fn widths_listed(&self) -> TokenStream {
        let constants = self.0.constants.iter().map(|constant| &constant.ident);
        quote_spanned!(Span::mixed_site()=> #(const #constants: ::core::primitive::usize,)*)
    }

    /// `where f32: PolicyWidths<{ SEEN }, { HIDDEN }>`, if there are relations.
    fn related(&self, number: TokenStream) -> Option<TokenStream> {
        self.related_widths().map(|widths| quote_spanned!(Span::mixed_site()=> where #number: #widths))
    }

    /// `PolicyWidths<{ SEEN }, { HIDDEN }>`, if there are relations.
    fn related_widths(&self) -> Option<TokenStream> {
        let (widths, used) = (self.0.widths(), self.widths_used());
        (!self.0.relations.is_empty()).then(|| quote!(#widths #used))
    }

    /// Generics of a declaration without the number type, which an integer form does not have.
    fn widths_declared(&self) -> TokenStream {
        let constants = self.0.constants.iter().map(|constant| &constant.ident);
        if self.0.constants.is_empty() {
            quote!()
        } else {
            quote_spanned!(Span::mixed_site()=> <#(const #constants: ::core::primitive::usize),*>)
        }
    }

    /// Generic arguments without the number type.
    fn widths_used(&self) -> TokenStream {
        let constants = self.0.constants.iter().map(|constant| &constant.ident);
        if self.0.constants.is_empty() { quote!() } else { quote!(<#({ #constants }),*>) }
    }

    /// Generic arguments, after `before`.
    fn used(&self, before: TokenStream) -> TokenStream {
        let constants = self.0.constants.iter().map(|constant| &constant.ident);
        quote!(<#before #({ #constants },)* T>)
    }
}

impl Network {
    /// The path of the library, located at `span`, because messages about a path point at its start.
    fn library(&self, span: Span) -> TokenStream {
        let locate = |mut token: TokenTree| {
            token.set_span(token.span().located_at(span));
            token
        };
        self.library.clone().into_iter().map(locate).collect()
    }

    /// Name of a type derived from the network. Its hygiene keeps lints from complaining about the name.
    fn derived(&self, suffix: &str) -> Ident {
        format_ident!("{}{suffix}", self.name, span = self.name.span().resolved_at(Span::mixed_site()))
    }

    /// Type of the learned parameters.
    fn parameters(&self) -> Ident {
        self.derived("Parameters")
    }

    /// Type of the state.
    fn state(&self) -> Ident {
        self.derived("State")
    }

    /// Type of the frozen form.
    fn frozen(&self) -> Ident {
        self.derived("Frozen")
    }

    /// Trait of the relations.
    fn widths(&self) -> Ident {
        self.derived("Widths")
    }

    /// Type of the integer form.
    fn quantized(&self) -> Ident {
        self.derived("Quantized")
    }
}

impl Network {
    /// Field of the learned parameters: `parameters`, unless a layer has this name.
    fn learned(&self, span: Span) -> Ident {
        Ident::new(self.own.learned, span)
    }

    /// Field of the state: `state`, unless a layer has this name.
    fn kept(&self, span: Span) -> Ident {
        Ident::new(self.own.kept, span)
    }
}

impl Layer {
    /// The span of the layer's name with mixed-site hygiene.
    fn span(&self) -> Span {
        self.part.span.resolved_at(Span::mixed_site())
    }

    /// Name of the layer's type and of its constant, which holds the options.
    fn constant(&self) -> Ident {
        names::of("layer", &self.field, self.span())
    }

    /// Constant that selects the form of the layer in a frozen network.
    fn form(&self) -> Ident {
        names::of("form", &self.field, self.span())
    }

    /// Constant that says whether the layer only clamps integers.
    fn clamps(&self) -> Ident {
        names::of("clamps", &self.field, self.span())
    }

    /// Constant that says whether the layer returns 16-bit integers.
    fn wide(&self) -> Ident {
        names::of("wide", &self.field, self.span())
    }

    /// Type of the integers that the layer returns.
    fn number(&self) -> Ident {
        names::of("number", &self.field, self.span())
    }
}

impl Part {
    fn span(&self) -> Span {
        self.span.resolved_at(Span::mixed_site())
    }

    /// The value of the constant: `plain` with the given options. It names `ty` instead of repeating the path, because
    /// the compiler would report an unknown type several times.
    fn value(&self, library: &TokenStream, ty: &Ident, plain: TokenStream) -> TokenStream {
        let options = &self.options;
        if options.is_empty() {
            return plain;
        }
        // The span of the call makes a failed check point at the user's options.
        let end = options.last().map_or(self.span(), |option| syn::spanned::Spanned::span(&option.expr));
        let options = options.iter().map(ToTokens::to_token_stream);
        // The user's spans make the message about an unknown option list the available ones.
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
