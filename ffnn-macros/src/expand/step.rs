//! Names and types of steps in the passes.

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote_spanned;

use crate::model::{Join, Joined, Layer, Network, Step};
use crate::names;

impl Step {
    /// The span for messages.
    pub(super) fn span(&self) -> Span {
        match self {
            Self::Layer(layer) => layer.span(),
            Self::Join(join) => join.span(),
        }
    }

    /// The type or block as written.
    pub(super) fn kind(&self) -> &str {
        match self {
            Self::Layer(layer) => &layer.part.kind,
            Self::Join(join) => &join.kind,
        }
    }

    /// The type with the step's table row, trace and passes.
    pub(super) fn type_of(&self, network: &Network) -> TokenStream {
        match self {
            Self::Layer(layer) => layer.type_of(network),
            Self::Join(join) => join.type_of(network),
        }
    }
}

impl Network {
    /// Variable of a step's output in a prediction pass: `__value` if only the next line reads it.
    pub(super) fn value(&self, step: &Step, span: Span) -> Ident {
        let followed = matches!(step, Step::Layer(layer) if layer.followed.is_some());
        if followed || std::ptr::eq(step, self.last()) {
            Ident::new("__value", span)
        } else {
            names::of("value", step.field(), span)
        }
    }
}

impl Layer {
    /// `<__Digits_hidden as Layer<64, 32>>`, the prefix of an associated item.
    pub(super) fn type_of(&self, network: &Network) -> TokenStream {
        let Self { inputs, outputs, .. } = self;
        let (place, library) = (self.place(network), network.library(self.span()));
        quote_spanned!(self.span()=> <#place as #library::Layer<#inputs, #outputs>>)
    }

    /// `__Layer::<64, 32>`, the prefix of a call whose first argument is the layer.
    pub(super) fn call(&self) -> TokenStream {
        let Self { inputs, outputs, .. } = self;
        quote_spanned!(self.span()=> __Layer::<#inputs, #outputs>)
    }

    /// `__Form::<__form_hidden, 64, 32>`, the prefix of a call in a frozen network.
    pub(super) fn form_call(&self) -> TokenStream {
        let (Self { inputs, outputs, .. }, form) = (self, self.form());
        quote_spanned!(self.span()=> __Form::<#form, #inputs, #outputs>)
    }

    /// `<__Digits_hidden as Form<__form_hidden, 64, 32>>`, the prefix of an associated item in a frozen network.
    pub(super) fn form_of(&self, network: &Network) -> TokenStream {
        let (Self { inputs, outputs, .. }, place, form) = (self, self.place(network), self.form());
        quote_spanned!(self.span()=> <#place as __Form<#form, #inputs, #outputs>>)
    }

    /// `<__Digits_hidden as Quantizes<__form_hidden, __clamps_hidden, 64, 32>>`, the prefix of a call in an integer
    /// network.
    pub(super) fn quantizes(&self, network: &Network) -> TokenStream {
        let Self { inputs, outputs, .. } = self;
        let (place, form, clamps) = (self.place(network), self.form(), self.clamps());
        let library = network.library(self.span());
        quote_spanned! {self.span()=>
            <#place as #library::expansion::Quantizes<#form, #clamps, #inputs, #outputs>>
        }
    }
}

impl Join {
    pub(super) fn span(&self) -> Span {
        self.span.resolved_at(Span::mixed_site())
    }

    /// `<Residual<64>>` or `<Concat<64, 96, true>>`, the prefix of a call.
    pub(super) fn type_of(&self, network: &Network) -> TokenStream {
        let Self { inputs, outputs, .. } = self;
        let library = network.library(self.span());
        match &self.joined {
            Joined::Sum(_) => quote_spanned!(self.span()=> <#library::expansion::Residual<#inputs>>),
            Joined::Columns(branches) => {
                let adds = branches.iter().filter(|branch| !branch.steps.is_empty()).count() > 1;
                quote_spanned! {self.span()=> <#library::expansion::Concat<#inputs, #outputs, #adds>> }
            }
        }
    }
}

/// The source of a step's input.
#[derive(Clone, Copy)]
pub(super) enum Source<'a> {
    /// The network's input.
    Input,
    Of(&'a Step),
}

impl Source<'_> {
    /// The value in a prediction pass.
    pub(super) fn value(self, network: &Network, span: Span) -> TokenStream {
        match self {
            Self::Input => quote_spanned!(span=> __input),
            Self::Of(step) => {
                let value = network.value(step, span);
                quote_spanned!(span=> &#value)
            }
        }
    }

    /// The value in a prediction pass, as a slice of rows.
    pub(super) fn rows(self, network: &Network, span: Span) -> TokenStream {
        match self {
            Self::Input => quote_spanned!(span=> __input),
            Self::Of(step) => {
                let value = network.value(step, span);
                quote_spanned!(span=> &*#value)
            }
        }
    }

    /// The value in a training pass.
    pub(super) fn trained(self, span: Span) -> TokenStream {
        match self {
            Self::Input => quote_spanned!(span=> __input),
            Self::Of(step) => {
                let field = step.field();
                quote_spanned!(span=> __tape.#field.output)
            }
        }
    }

    /// The value on the tape, as one slice.
    pub(super) fn traced(self, span: Span) -> TokenStream {
        match self {
            Self::Input => quote_spanned!(span=> __input),
            Self::Of(step) => {
                let field = step.field();
                quote_spanned!(span=> self.#field.output.as_flattened())
            }
        }
    }
}

/// The destination of the gradient with respect to a step's input.
#[derive(Clone, Copy)]
pub(super) enum Gradient<'a> {
    /// The gradient with respect to the network's input is not needed.
    Nowhere,
    /// The step that computed the input.
    To(&'a Step),
    /// A scratch buffer of a block, which adds it up later.
    Aside(&'a Join, &'a Network),
}

impl Gradient<'_> {
    /// The rows to write, if any.
    pub(super) fn rows(self, span: Span) -> Option<TokenStream> {
        match self {
            Self::Nowhere => None,
            Self::To(step) => {
                let field = step.field();
                Some(quote_spanned!(span=> __tape.#field.gradient))
            }
            Self::Aside(join, network) => {
                let (field, type_of) = (&join.field, join.type_of(network));
                Some(quote_spanned!(span=> #type_of::aside(&mut __tape.#field)))
            }
        }
    }

    /// The rows with the input from `source`, as `Trace::backward` takes them.
    pub(super) fn before(self, source: Source<'_>, span: Span) -> TokenStream {
        let input = source.trained(span);
        match self {
            Self::Nowhere => input,
            Self::To(step) => {
                let field = step.field();
                quote_spanned!(span=> &mut __tape.#field)
            }
            Self::Aside(..) => {
                let rows = self.rows(span);
                quote_spanned!(span=> (&*#input, #rows))
            }
        }
    }
}
