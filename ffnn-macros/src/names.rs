//! Keeps the names that an expansion introduces apart from the user's names.
//!
//! The compiler resolves items, constants and generic parameters of an expansion at the call site: hygiene covers only
//! local variables, and not even those if a constant has the same name. So templates follow two rules:
//!
//! - A name that a template introduces starts with two underscores: `__input`, `__Tape`. The number type `T` is the
//!   only exception, because it appears in documentation.
//! - A name that belongs to a layer is the role followed by the unchanged name of the layer: [`of`].
//!
//! The user's code may contain such names too. [`set_aside`] marks them before anything is parsed, so that templates
//! and checks never see one. [`Marked::restore`] removes the marks and gives the names of the expansion more
//! underscores than any of the user's. A network without such names passes through unchanged.

use proc_macro2::{Group, Ident, Literal, Span, TokenStream, TokenTree};
use quote::format_ident;
use syn::ext::IdentExt;

/// Prefix of a user's name that could clash with a name of the expansion.
const MARK: &str = "ffnn_mark_";

/// The number type of every network.
const SCALAR: &str = "T";

/// The name of a layer's item in a role, such as `__form_hidden`. Neither roles nor the words of templates contain an
/// underscore, so no two names clash.
pub(crate) fn of(role: &str, field: &Ident, span: Span) -> Ident {
    format_ident!("__{role}_{}", field.unraw(), span = span)
}

/// The constant with the options of a layer: `___hidden`, because no role is empty.
pub(crate) fn layer(field: &Ident, span: Span) -> Ident {
    of("", field, span)
}

/// The layer's type beside the network's, such as `__Iris_hidden`. Networks share a scope, so the name of another form
/// than `Iris` is preceded by its length: `__6Net_ab_c` is not the layer `ab_c` of `Net`.
pub(crate) fn beside(network: &Ident, field: &Ident, span: Span) -> Ident {
    let usual = !plain(network).contains('_') && plain(network).starts_with(char::is_uppercase);
    let length = if usual { String::new() } else { plain(network).len().to_string() };
    of(&format!("{length}{}", network.unraw()), field, span)
}

/// The name as the user wrote it, without `r#`.
pub(crate) fn plain(name: &Ident) -> String {
    name.unraw().to_string().replace(MARK, "")
}

/// The identifier that a list gives to a layer, safe to use in templates.
pub(crate) fn given(name: &str, span: Span) -> Ident {
    if is_reserved(name) { format_ident!("{MARK}{name}", span = span) } else { Ident::new(name, span) }
}

fn is_reserved(name: &str) -> bool {
    name.starts_with("__") || name == SCALAR
}

/// Marks the user's reserved names. Also returns what [restores](Marked::restore) them, or `None` if there are none.
pub(crate) fn set_aside(tokens: TokenStream) -> (TokenStream, Option<Marked>) {
    let mut longest = None;
    look(tokens.clone(), &mut longest);
    let Some(longest) = longest else { return (tokens, None) };
    let marked = map(tokens, &|token| match token {
        TokenTree::Ident(name) => given(&name.unraw().to_string(), name.span()).with_raw_of(&name).into(),
        other => other,
    });
    (marked, Some(Marked { longest }))
}

/// Keeps `r#` where it was needed.
trait WithRawOf {
    fn with_raw_of(self, name: &Ident) -> Ident;
}

impl WithRawOf for Ident {
    fn with_raw_of(self, name: &Ident) -> Ident {
        if self.to_string().starts_with(MARK) { self } else { name.clone() }
    }
}

/// Updates `longest` with the largest number of leading underscores of a reserved name.
fn look(tokens: TokenStream, longest: &mut Option<usize>) {
    for token in tokens {
        match token {
            TokenTree::Group(group) => look(group.stream(), longest),
            TokenTree::Ident(name) => {
                let name = name.unraw().to_string();
                if is_reserved(&name) {
                    let underscores = name.len() - name.trim_start_matches('_').len();
                    *longest = Some(longest.unwrap_or(0).max(underscores));
                }
            }
            _ => {}
        }
    }
}

/// The tokens contain marked names of the user.
pub(crate) struct Marked {
    longest: usize,
}

impl Marked {
    /// Restores the user's names and makes the names of the expansion different from all of them.
    pub(crate) fn restore(&self, tokens: TokenStream) -> TokenStream {
        let more = "_".repeat(self.longest);
        map(tokens, &|token| match token {
            TokenTree::Ident(name) => {
                let text = name.to_string();
                let ours = text.starts_with("__") || text == SCALAR;
                let longer = if text == SCALAR { "__" } else { "" };
                match (ours, text.contains(MARK)) {
                    (false, false) => name.into(),
                    (true, _) => Ident::new(&format!("{more}{longer}{}", text.replace(MARK, "")), name.span()).into(),
                    (false, true) => Ident::new(&text.replace(MARK, ""), name.span()).into(),
                }
            }
            TokenTree::Literal(literal) => unmarked(literal).into(),
            other => other,
        })
    }
}

/// Removes marks from a string literal, such as a message, a table entry or documentation.
fn unmarked(literal: Literal) -> Literal {
    // Byte strings contain no names and may be large.
    let Ok(syn::Lit::Str(text)) = syn::parse2(TokenTree::from(literal.clone()).into()) else { return literal };
    let value = text.value();
    if !value.contains(MARK) {
        return literal;
    }
    let mut text = Literal::string(&value.replace(MARK, ""));
    text.set_span(literal.span());
    text
}

/// Applies `change` to every token that is not a group, recursively.
fn map(tokens: TokenStream, change: &dyn Fn(TokenTree) -> TokenTree) -> TokenStream {
    let token = |token| match token {
        TokenTree::Group(group) => {
            let mut mapped = Group::new(group.delimiter(), map(group.stream(), change));
            mapped.set_span(group.span());
            mapped.into()
        }
        other => change(other),
    };
    tokens.into_iter().map(token).collect()
}

/// The tokens at another place, with the names that they mean here.
pub(crate) fn located(tokens: &TokenStream, span: Span) -> TokenStream {
    let locate = |mut token: TokenTree| {
        token.set_span(token.span().located_at(span));
        token
    };
    tokens.clone().into_iter().map(locate).collect()
}
