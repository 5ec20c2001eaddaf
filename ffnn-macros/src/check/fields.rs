//! Names of fields.

use std::collections::HashSet;

use proc_macro2::Span;
use syn::Ident;

use crate::ast::Item;
use crate::errors::Errors;
use crate::names;

/// The names in use. An unnamed layer is named after its type, such as `elu`, and the second one `elu_2`.
pub(super) struct Fields {
    written: HashSet<String>,
    given: HashSet<String>,
}

impl Fields {
    /// Collects the explicit names, which an unnamed layer never gets. `r#hidden` and `hidden` are one name.
    pub(super) fn new<'a>(items: impl Iterator<Item = &'a Item>) -> Self {
        let mut written = HashSet::new();
        items.for_each(|item| {
            item.names(&mut |name| {
                written.insert(names::plain(name));
            });
        });
        Self { written, given: HashSet::new() }
    }

    /// Returns a unique name for the next layer or block: `name` if given, otherwise one derived from `kind`.
    pub(super) fn field(&mut self, name: Option<&Ident>, kind: &Ident, errors: &mut Errors) -> Ident {
        if let Some(name) = name {
            let span = name.span();
            if !self.given.insert(names::plain(name)) {
                let name = names::plain(name);
                errors.at(span, format_args!("a layer above is called `{name}`: give this one another name"));
                return self.next(name, span);
            }
            return name.clone();
        }
        self.next(snake_case(&names::plain(kind)), kind.span())
    }

    fn next(&mut self, stem: String, span: Span) -> Ident {
        let stem = if syn::parse_str::<Ident>(&stem).is_ok() { stem } else { format!("{stem}_layer") };
        let name = (1..)
            .map(|number| if number == 1 { stem.clone() } else { format!("{stem}_{number}") })
            .find(|name| !self.given.contains(name) && !self.written.contains(name))
            .expect("there are more numbers than layers");
        self.given.insert(name.clone());
        names::given(&name, span)
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
