//! The names that an expansion introduces, and why none of them is a name of the user's.
//!
//! The compiler looks up items, constants and generic parameters of an expansion where the user stands: hygiene covers
//! local variables only, and not even those where a constant has the same name. So there is one rule for templates:
//!
//! - A name that a template introduces starts with two underscores: `__input`, `__Tape`. The number type `T` is the only
//!   other one, because documentation shows it.
//! - A name made for one layer puts the role first, and the layer's name after it as it is: [`of`].
//!
//! What the user wrote may hold such names too. [`set_aside`] marks them before anything is read, so that templates and
//! checks never meet one, and [`Marked::restore`] takes the marks off again and makes the names of the expansion longer
//! than all of the user's. A network without such names passes through untouched.

use proc_macro2::{Group, Ident, Literal, Span, TokenStream, TokenTree};
use quote::format_ident;
use syn::ext::IdentExt;

/// Stands before a name of the user's that could be one of the expansion's. Nobody writes it.
const MARK: &str = "ffnn_mark_";

/// The number type of every network.
const SCALAR: &str = "T";

/// `__layer_hidden`: what one layer has for a role. Roles hold no underscore, and words of templates none either, so no two
/// names meet.
pub(crate) fn of(role: &str, field: &Ident, span: Span) -> Ident {
    format_ident!("__{role}_{}", field.unraw(), span = span)
}

/// A name as the user knows it, without `r#`.
pub(crate) fn plain(name: &Ident) -> String {
    name.unraw().to_string().replace(MARK, "")
}

/// An identifier that a list gives to a layer, safe to stand in templates.
pub(crate) fn given(name: &str, span: Span) -> Ident {
    if is_reserved(name) { format_ident!("{MARK}{name}", span = span) } else { Ident::new(name, span) }
}

fn is_reserved(name: &str) -> bool {
    name.starts_with("__") || name == SCALAR
}

/// Reserved names of the user's carry a mark from now on; the second is how they get it off again, none if there are none.
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

/// The most underscores that a reserved name starts with.
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

/// The user has reserved names, which are marked.
pub(crate) struct Marked {
    longest: usize,
}

impl Marked {
    /// The user's names as they were written, and those of the expansion unlike all of them.
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

/// A text that names something of the user's, in a message, a table or documentation.
fn unmarked(literal: Literal) -> Literal {
    // The bytes of a file, which hold no name, may be many.
    let Ok(syn::Lit::Str(text)) = syn::parse2(TokenTree::from(literal.clone()).into()) else { return literal };
    let value = text.value();
    if !value.contains(MARK) {
        return literal;
    }
    let mut text = Literal::string(&value.replace(MARK, ""));
    text.set_span(literal.span());
    text
}

/// Every token but the groups, in which all is mapped likewise.
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
