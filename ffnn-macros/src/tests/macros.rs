//! Tests that the library's macros, which expansions call, introduce no names.

use proc_macro2::{Delimiter, Punct, Spacing, TokenStream, TokenTree};
use syn::Item;

/// Macros that expansions call.
pub(super) const MACROS: [&str; 2] = [
    include_str!("../../../ffnn-core/src/expansion/methods.rs"),
    include_str!("../../../ffnn-core/src/expansion/place.rs"),
];

/// A name in a macro of the library does not grow when the user has the same name.
#[test]
fn macros_that_expansions_call_introduce_no_names() {
    for macros in MACROS {
        let file = syn::parse_file(macros).expect("macros are items");
        let bodies = file.items.iter().filter_map(|item| if let Item::Macro(item) = item { Some(item) } else { None });
        bodies.for_each(|item| no_names(item.mac.tokens.clone(), false));
    }
}

/// Checks that each argument, alias and variable is a variable of the macro.
fn no_names(tokens: TokenStream, arguments: bool) {
    let (mut tokens, mut before) = (tokens.into_iter().peekable(), String::new());
    let mut of_function = false;
    while let Some(token) = tokens.next() {
        // One colon, not the two of a path.
        let colon = |next: &Punct| next.as_char() == ':' && next.spacing() == Spacing::Alone;
        let typed = matches!(tokens.peek(), Some(TokenTree::Punct(next)) if colon(next));
        match token {
            TokenTree::Ident(name) => {
                let introduced = match before.as_str() {
                    "let" | "const" | "static" | "struct" | "mod" | "macro_rules" => true,
                    "as" => name != "_",
                    _ => arguments && typed && before != ":" && name != "self",
                };
                assert!(!introduced || before == "$", "`{name}` after `{before}` may clash with a name of the user");
                of_function |= name == "fn";
                before = name.to_string();
            }
            TokenTree::Group(group) => {
                no_names(group.stream(), of_function && group.delimiter() == Delimiter::Parenthesis);
                of_function &= group.delimiter() != Delimiter::Parenthesis;
                before.clear();
            }
            other => before = other.to_string(),
        }
    }
}
