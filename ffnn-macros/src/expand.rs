//! Generates the code of a network. Nothing here fails, decides or calculates: the output has one library call for each
//! thing that the user wrote.
//!
//! Every line of a layer has the layer's span, so that compiler messages point at its name, and mixed-site hygiene, so
//! that a layer called `input` or `level` hides nothing.

mod budget;
mod frozen;
mod layers;
mod passes;
mod quantized;
mod relations;
mod step;
mod structs;
mod table;
mod tape;
mod traits;
mod weights;

use proc_macro2::{Delimiter, Group, Ident, Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};

use crate::model::{Layer, Network, Part, Width};
use crate::names;

/// Returns the whole expansion.
pub(crate) fn expand(network: &Network) -> TokenStream {
    let (whole, parameters, state) = (structs::network(network), structs::parameters(network), structs::state(network));
    let (places, constants, claims) = (layers::places(network), layers::constants(network), layers::claims(network));
    let (tape, traits) = (tape::tape(network), traits::traits(network));
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
        #places
        #parameters
        #state
        #frozen_type
        #quantized_type
        #alias
        #(#inside)*
        #[allow(clippy::needless_update, reason = "all options may be given")]
        const _: () = {
            #relations
            #constants
            #claims
            #table
            #tape
            #passes
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
        let list = self.list();
        quote!(<#before #list>)
    }

    /// Generics of a declaration whose widths have their relations, without brackets.
    fn list(&self) -> TokenStream {
        let related = self.related_widths().map(|widths| quote!(+ #widths));
        let list = self.list_for_all();
        quote!(#list #related)
    }

    /// Generics of a declaration for all widths, without brackets.
    fn list_for_all(&self) -> TokenStream {
        let (library, widths) = (&self.0.library, self.width_list());
        let comma = (!self.0.constants.is_empty()).then(|| quote!(,));
        quote!(#widths #comma T: #library::Scalar)
    }

    /// Generics without the number type, which an integer form does not have, and without brackets.
    fn width_list(&self) -> TokenStream {
        let constants = self.0.constants.iter().map(|constant| &constant.ident);
        quote_spanned!(Span::mixed_site()=> #(const #constants: ::core::primitive::usize),*)
    }

    /// Generics of a declaration without the number type.
    fn widths_declared(&self) -> Option<TokenStream> {
        let list = self.width_list();
        (!self.0.constants.is_empty()).then(|| quote!(<#list>))
    }

    /// `f32: PolicyWidths<{ SEEN }, { HIDDEN }>`, if there are relations.
    fn bound(&self, number: TokenStream) -> Option<TokenStream> {
        self.related_widths().map(|widths| quote_spanned!(Span::mixed_site()=> #number: #widths))
    }

    /// `where f32: PolicyWidths<{ SEEN }, { HIDDEN }>`, if there are relations.
    fn related(&self, number: TokenStream) -> Option<TokenStream> {
        self.bound(number).map(|bound| quote_spanned!(Span::mixed_site()=> where #bound))
    }

    /// `PolicyWidths<{ SEEN }, { HIDDEN }>`, if there are relations.
    fn related_widths(&self) -> Option<TokenStream> {
        let (widths, used) = (self.0.widths(), self.widths_used());
        (!self.0.relations.is_empty()).then(|| quote!(#widths #used))
    }

    /// Generic arguments without the number type.
    fn widths_used(&self) -> Option<TokenStream> {
        let constants = self.0.constants.iter().map(|constant| &constant.ident);
        (!self.0.constants.is_empty()).then(|| quote!(<#({ #constants }),*>))
    }

    /// Generic arguments, after `before`.
    fn used(&self, before: TokenStream) -> TokenStream {
        let constants = self.0.constants.iter().map(|constant| &constant.ident);
        quote!(<#before #({ #constants },)* T>)
    }

    /// Generic arguments for the default number type.
    fn used_by_default(&self) -> TokenStream {
        let constants = self.0.constants.iter().map(|constant| &constant.ident);
        quote_spanned!(Span::mixed_site()=> <#({ #constants },)* ::core::primitive::f32>)
    }
}

impl Network {
    /// The path of the library, located at `span`, because messages about a path point at its start.
    fn library(&self, span: Span) -> TokenStream {
        names::located(&self.library, span)
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

    /// Name of the layer's type.
    fn place(&self, network: &Network) -> Ident {
        names::beside(&network.name, &self.field, self.span())
    }

    /// Constant with the layer's options.
    fn constant(&self) -> Ident {
        names::layer(&self.field, self.span())
    }

    /// `64 -> 32`, with `_` for a width that a constant cannot name, because it is generic.
    fn widths(&self, span: Span) -> TokenStream {
        let [inputs, outputs] = [&self.inputs, &self.outputs].map(|width| match width {
            Width::Parameter(_) => quote_spanned!(span=> _),
            width => quote!(#width),
        });
        quote_spanned!(span=> #inputs -> #outputs)
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

    /// The value of the constant: the defaults, with the given options. It names `ty` instead of repeating the path,
    /// because the compiler would report an unknown type several times.
    fn value(&self, library: &TokenStream, ty: &Ident) -> TokenStream {
        let (options, plain) = (&self.options, quote_spanned!(self.span()=> #library::Options::DEFAULT));
        let Some(last) = options.last() else { return plain };
        // The span of the call makes a failed check point at the user's options.
        let end = syn::spanned::Spanned::span(&last.expr);
        // The user's spans make the message about an unknown option list the available ones.
        let ty = Ident::new(&ty.to_string(), self.span);
        let mut braces = Group::new(Delimiter::Brace, quote!(#(#options,)* ..#plain));
        braces.set_span(self.span);
        quote_spanned!(end=> #ty::checked(#ty #braces))
    }
}
