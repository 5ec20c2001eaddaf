//! What the fields are called.

use std::collections::HashSet;

use syn::Ident;
use syn::ext::IdentExt;

use crate::ast::Entry;
use crate::errors::Errors;

/// The names given so far. An unnamed layer is called after its type, `elu`, and the second of them `elu_2`.
pub(super) struct Names {
    written: HashSet<String>,
    given: HashSet<String>,
}

impl Names {
    /// Names that were written are never given to an unnamed layer.
    pub(super) fn new<'a>(entries: impl Iterator<Item = &'a Entry>) -> Self {
        let written = entries.filter_map(|entry| entry.name.as_ref()).map(Ident::to_string).collect();
        Self { written, given: HashSet::new() }
    }

    /// The name of the next layer, unlike all before.
    pub(super) fn field(&mut self, entry: &Entry, errors: &mut Errors) -> Ident {
        if let Some(name) = &entry.name {
            if !self.given.insert(name.to_string()) {
                errors.at(name.span(), format_args!("a layer above is called `{name}`: give this one another name"));
                return self.next(name.unraw().to_string(), entry);
            }
            return name.clone();
        }
        let kind = &entry.path.segments.last().expect("a path has a segment").ident;
        self.next(snake_case(&kind.unraw().to_string()), entry)
    }

    fn next(&mut self, stem: String, entry: &Entry) -> Ident {
        let span = entry
            .name
            .as_ref()
            .map_or_else(|| entry.path.segments.last().expect("a path has a segment").ident.span(), Ident::span);
        let stem = if syn::parse_str::<Ident>(&stem).is_ok() { stem } else { format!("{stem}_layer") };
        let name = (1..)
            .map(|number| if number == 1 { stem.clone() } else { format!("{stem}_{number}") })
            .find(|name| !self.given.contains(name) && !self.written.contains(name))
            .expect("there are more numbers than layers");
        self.given.insert(name.clone());
        Ident::new(&name, span)
    }
}

/// `LeakyRelu` → `leaky_relu`
fn snake_case(name: &str) -> String {
    let mut snake = String::new();
    for (index, letter) in name.char_indices() {
        if letter.is_uppercase() && index > 0 && !snake.ends_with('_') {
            snake.push('_');
        }
        snake.extend(letter.to_lowercase());
    }
    snake
}
