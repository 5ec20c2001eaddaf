//! A network as it is meant: what can be written here can be expanded.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote};
use syn::{Attribute, ConstParam, FieldValue, Ident, Visibility};

use crate::names;

mod attributes;
mod budget;
mod step;
mod weights;

pub(crate) use attributes::{Attributes, is_level, of_field, softened};
pub(crate) use budget::{Limit, Resource};
pub(crate) use step::{Branch, Join, Joined, Step};
pub(crate) use weights::{Content, Later, Row, Weights};

/// A list of layers whose widths fit, with a head.
pub(crate) struct Network {
    pub(crate) library: TokenStream,
    pub(crate) attributes: Attributes,
    pub(crate) visibility: Visibility,
    pub(crate) name: Ident,
    pub(crate) constants: Vec<ConstParam>,
    pub(crate) inputs: Width,
    /// At least one.
    pub(crate) steps: Vec<Step>,
    pub(crate) head: Part,
    pub(crate) claims: Vec<Claim>,
    /// Whether the list is as it was written, and was not mended.
    pub(crate) certain: bool,
    pub(crate) own: Own,
    pub(crate) budget: Vec<Limit>,
    /// Whether there is a form in integers too; then there are no blocks.
    pub(crate) quantized: bool,
    pub(crate) weights: Vec<Weights>,
}

/// What the two fields of the network are called.
pub(crate) struct Own {
    /// What is learned.
    pub(crate) learned: &'static str,
    /// What is kept.
    pub(crate) kept: &'static str,
}

impl Own {
    /// A layer called `parameters` or `state` is reached by its name, through the network as any other. Then the field of
    /// that name has a name of the expansion's, and what it holds is reached through [`Network`](crate::model::Network).
    pub(crate) fn beside(layers: &[(usize, &Layer)]) -> Self {
        let taken = |name: &str| layers.iter().any(|(_, layer)| names::plain(&layer.field) == name);
        Self {
            learned: if taken("parameters") { "__parameters" } else { "parameters" },
            kept: if taken("state") { "__state" } else { "state" },
        }
    }
}

/// One layer.
pub(crate) struct Layer {
    pub(crate) attributes: Vec<Attribute>,
    /// Unlike that of any other layer.
    pub(crate) field: Ident,
    pub(crate) part: Part,
    pub(crate) inputs: Width,
    pub(crate) outputs: Width,
    /// Whether it was written without a width, so that it keeps the one before it.
    pub(crate) keeps: bool,
    /// The type of the layer that takes what this one gives, and alone; none if there is no such layer.
    pub(crate) followed: Option<TokenStream>,
    /// The field of the layer that gives what this one takes, and to no other; none if there is no such layer.
    pub(crate) preceded: Option<Ident>,
}

/// A type with options: what a layer or a head is a constant of.
pub(crate) struct Part {
    pub(crate) path: TokenStream,
    pub(crate) kind: String,
    pub(crate) span: Span,
    pub(crate) options: Vec<FieldValue>,
}

/// How many values there are at one place.
#[derive(Clone)]
pub(crate) enum Width {
    /// A number that the macro can see.
    Number(usize, Span),
    /// A const generic parameter.
    Parameter(Ident),
    /// Any other constant expression.
    Expression(TokenStream, Span),
}

/// What only the compiler can see: an equation between constants, with the sentence to say when it does not hold.
pub(crate) struct Claim {
    pub(crate) holds: TokenStream,
    pub(crate) span: Span,
    pub(crate) otherwise: String,
}

impl Width {
    pub(crate) fn span(&self) -> Span {
        match self {
            Self::Number(_, span) | Self::Expression(_, span) => *span,
            Self::Parameter(name) => name.span(),
        }
    }
}

/// In a message.
impl Width {
    /// `32 values`, or what they are called.
    pub(crate) fn values(&self) -> String {
        let plural = if matches!(self, Self::Number(1, _)) { "value" } else { "values" };
        format!("{} {plural}", self.count())
    }

    /// `32`, or what it is called.
    pub(crate) fn count(&self) -> String {
        if let Self::Number(number, _) = self { number.to_string() } else { format!("`{self}`") }
    }
}

/// Tokens with fewer spaces than between all of them: `-2`, `sizes::WIDE`, `max(A, B)`.
pub(crate) fn text(tokens: &TokenStream) -> String {
    let text = tokens.to_string().replace(" :: ", "::").replace(" (", "(").replace(" ,", ",");
    // Parentheses after an operator are no call.
    let text = ["+", "-", "*", "/", "%"]
        .iter()
        .fold(text, |text, sign| text.replace(&format!("{sign}("), &format!("{sign} (")));
    text.strip_prefix("- ").map(|rest| format!("-{rest}")).unwrap_or(text)
}

/// As it is written where a constant is expected: `64`, `{ OBSERVATIONS }`, `{ HIDDEN * 2 }`.
impl ToTokens for Width {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        tokens.extend(match self {
            Self::Number(number, span) => {
                let mut literal = proc_macro2::Literal::usize_unsuffixed(*number);
                literal.set_span(*span);
                quote!(#literal)
            }
            // In braces it is a value, whatever type has the same name.
            Self::Parameter(name) => quote!({ #name }),
            Self::Expression(expression, _) => quote!({ #expression }),
        });
    }
}

/// As it is written in a message.
impl std::fmt::Display for Width {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Number(number, _) => number.fmt(f),
            Self::Parameter(name) => name.fmt(f),
            Self::Expression(expression, _) => text(expression).fmt(f),
        }
    }
}
