//! What `macro_rules!` hands on, as if it had been written.
//!
//! A fragment such as `$width:expr` arrives in a group without delimiters, which the rest of the macro never meets: it is
//! unwrapped here, once.

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use syn::Expr;

/// The tokens without invisible groups.
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

/// Whether `$sum * 2` would mean something else without them.
fn needs_parentheses(inside: &TokenStream, next: Option<&TokenTree>) -> bool {
    // Most are one token.
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

/// `-$number.abs()`, `$value?`, `$value as f64`.
fn binds_tighter(next: &TokenTree) -> bool {
    match next {
        TokenTree::Punct(punct) => matches!(punct.as_char(), '.' | '?'),
        TokenTree::Ident(word) => word == "as",
        TokenTree::Group(group) => matches!(group.delimiter(), Delimiter::Parenthesis | Delimiter::Bracket),
        TokenTree::Literal(_) => false,
    }
}
