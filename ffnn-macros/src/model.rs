//! The checked model of a network. Every value of these types can be expanded.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote};
use syn::{Attribute, ConstParam, FieldValue, Ident, Visibility};

use crate::names;

mod attributes;
mod budget;
mod relation;
mod step;
mod weights;

pub(crate) use attributes::{Attributes, is_level, of_field, softened};
pub(crate) use budget::{Limit, Resource};
pub(crate) use relation::{Operator, Relation, Term};
pub(crate) use step::{Branch, Join, Joined, Step};
pub(crate) use weights::{Content, Later, Row, Weights};

/// A list of layers with matching widths, and a head.
pub(crate) struct Network {
    pub(crate) library: TokenStream,
    pub(crate) attributes: Attributes,
    pub(crate) visibility: Visibility,
    pub(crate) name: Ident,
    pub(crate) constants: Vec<ConstParam>,
    pub(crate) relations: Vec<Relation>,
    pub(crate) inputs: Width,
    /// Layers and blocks, at least one.
    pub(crate) steps: Vec<Step>,
    pub(crate) head: Part,
    pub(crate) claims: Vec<Claim>,
    /// Whether the list is as written, without repairs.
    pub(crate) certain: bool,
    pub(crate) own: Own,
    pub(crate) budget: Vec<Limit>,
    /// Whether to emit an integer form; then there are no blocks.
    pub(crate) quantized: bool,
    pub(crate) weights: Vec<Weights>,
}

/// Names of the two fields of the network.
pub(crate) struct Own {
    /// Field of the learned parameters.
    pub(crate) learned: &'static str,
    /// Field of the state.
    pub(crate) kept: &'static str,
}

impl Own {
    /// Chooses names that no layer has. A layer called `parameters` or `state` keeps its name; the field of that name
    /// then gets an internal one and is reached through [`Network`](crate::model::Network).
    pub(crate) fn beside(layers: &[(usize, &Layer)]) -> Self {
        let taken = |name: &str| layers.iter().any(|(_, layer)| names::plain(&layer.field) == name);
        Self {
            learned: if taken("parameters") { "__parameters" } else { "parameters" },
            kept: if taken("state") { "__state" } else { "state" },
        }
    }
}

/// A layer.
pub(crate) struct Layer {
    pub(crate) attributes: Vec<Attribute>,
    /// Unique field name.
    pub(crate) field: Ident,
    pub(crate) part: Part,
    pub(crate) inputs: Width,
    pub(crate) outputs: Width,
    /// Whether the layer has no width of its own and keeps the previous one.
    pub(crate) keeps: bool,
    /// Type of the next layer, if it alone takes the output of this one.
    pub(crate) followed: Option<TokenStream>,
    /// Field of the previous layer, if its output goes to this one alone.
    pub(crate) preceded: Option<Ident>,
}

impl Layer {
    /// Whether a constant can name both widths.
    pub(crate) fn has_known_widths(&self) -> bool {
        [&self.inputs, &self.outputs].iter().all(|width| !matches!(width, Width::Parameter(_)))
    }
}

/// The type and options of a layer or head.
pub(crate) struct Part {
    pub(crate) path: TokenStream,
    pub(crate) kind: String,
    pub(crate) span: Span,
    pub(crate) options: Vec<FieldValue>,
}

/// A number of values.
#[derive(Clone)]
pub(crate) enum Width {
    /// A number that the macro can see.
    Number(usize, Span),
    /// A const generic parameter.
    Parameter(Ident),
    /// Any other constant expression.
    Expression(TokenStream, Span),
}

/// A condition that only the compiler can check, with the message if it does not hold.
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

/// Text for messages.
impl Width {
    /// `32 values`, or the name of a constant.
    pub(crate) fn values(&self) -> String {
        let plural = if matches!(self, Self::Number(1, _)) { "value" } else { "values" };
        format!("{} {plural}", self.count())
    }

    /// `32`, or the name of a constant.
    pub(crate) fn count(&self) -> String {
        if let Self::Number(number, _) = self { number.to_string() } else { format!("`{self}`") }
    }
}

/// Formats tokens with natural spacing: `-2`, `sizes::WIDE`, `max(A, B)`.
pub(crate) fn text(tokens: &TokenStream) -> String {
    let text = tokens.to_string().replace(" :: ", "::").replace(" (", "(").replace(" ,", ",");
    // Parentheses after an operator are not a call.
    let text = ["+", "-", "*", "/", "%"]
        .iter()
        .fold(text, |text, sign| text.replace(&format!("{sign}("), &format!("{sign} (")));
    text.strip_prefix("- ").map(|rest| format!("-{rest}")).unwrap_or(text)
}

/// The width as a generic argument: `64`, `{ OBSERVATIONS }`, `{ HIDDEN * 2 }`.
impl ToTokens for Width {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        tokens.extend(match self {
            Self::Number(number, span) => {
                let mut literal = proc_macro2::Literal::usize_unsuffixed(*number);
                literal.set_span(*span);
                quote!(#literal)
            }
            // Braces make it a value even if a type has the same name.
            Self::Parameter(name) => quote!({ #name }),
            Self::Expression(expression, _) => quote!({ #expression }),
        });
    }
}

/// The width as shown in messages.
impl std::fmt::Display for Width {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Number(number, _) => number.fmt(f),
            Self::Parameter(name) => name.fmt(f),
            Self::Expression(expression, _) => text(expression).fmt(f),
        }
    }
}
