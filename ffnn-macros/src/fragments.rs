//! Unwraps the fragments that `macro_rules!` passes on.
//!
//! A fragment such as `$width:expr` arrives in a group without delimiters. It is unwrapped here, so that the rest of
//! the macro never sees such groups.

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use syn::Expr;

/// Returns the tokens without invisible groups.
pub(crate) fn unwrapped(tokens: TokenStream) -> TokenStream {
    if !holds_fragment(tokens.clone()) {
        return tokens;
    }
    let mut unwrapped = TokenStream::new();
    let mut tokens = tokens.into_iter().peekable();
    while let Some(token) = tokens.next() {
        let TokenTree::Group(group) = token else {
            unwrapped.extend([token]);
            continue;
        };
        let inside = self::unwrapped(group.stream());
        if group.delimiter() == Delimiter::None && !needs_parentheses(&inside, tokens.peek()) {
            unwrapped.extend(inside);
            continue;
        }
        let delimiter = match group.delimiter() {
            Delimiter::None => Delimiter::Parenthesis,
            other => other,
        };
        let mut kept = Group::new(delimiter, inside);
        kept.set_span(group.span());
        unwrapped.extend([TokenTree::from(kept)]);
    }
    unwrapped
}

fn holds_fragment(tokens: TokenStream) -> bool {
    tokens.into_iter().any(|token| {
        let TokenTree::Group(group) = token else { return false };
        group.delimiter() == Delimiter::None || holds_fragment(group.stream())
    })
}

/// Whether the fragment needs parentheses to keep its meaning, as `$sum * 2` does.
fn needs_parentheses(inside: &TokenStream, next: Option<&TokenTree>) -> bool {
    // Most fragments are a single token.
    if inside.clone().into_iter().nth(1).is_none() {
        return false;
    }
    match syn::parse2::<Expr>(inside.clone()) {
        Ok(Expr::Unary(_) | Expr::Reference(_)) => next.is_some_and(binds_tighter),
        Ok(expression) => matches!(
            expression,
            Expr::Binary(_)
                | Expr::Cast(_)
                | Expr::Closure(_)
                | Expr::If(_)
                | Expr::Let(_)
                | Expr::Match(_)
                | Expr::Range(_)
        ),
        Err(_) => false,
    }
}

/// Whether `next` binds tighter than a unary operator: `-$number.abs()`, `$value?`, `$value as f64`.
fn binds_tighter(next: &TokenTree) -> bool {
    match next {
        TokenTree::Punct(punct) => matches!(punct.as_char(), '.' | '?'),
        TokenTree::Ident(word) => word == "as",
        TokenTree::Group(group) => matches!(group.delimiter(), Delimiter::Parenthesis | Delimiter::Bracket),
        TokenTree::Literal(_) => false,
    }
}
