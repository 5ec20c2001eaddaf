use quote::ToTokens;
use syn::{Attribute, Meta};

/// Attributes of the declaration, by target.
#[derive(Default)]
pub(crate) struct Attributes {
    /// All attributes of the struct, as written.
    pub(crate) own: Vec<Attribute>,
    /// Attributes of the types derived from it: `deprecated`, `doc(hidden)` and lint levels.
    pub(crate) derived: Vec<Attribute>,
    /// Lint levels of private items, including those of the layers.
    pub(crate) inside: Vec<Attribute>,
    /// Attributes of the type of the head.
    pub(crate) head: Vec<Attribute>,
}

impl Attributes {
    /// Distributes the attributes of the struct, the head and the layers.
    pub(crate) fn new<'a>(
        mut own: Vec<Attribute>,
        head: Vec<Attribute>,
        layers: impl Iterator<Item = &'a Attribute>,
    ) -> Self {
        let seen = own.iter().filter(|attribute| is_deprecated(attribute) || is_hidden(attribute)).cloned();
        let mut derived: Vec<_> = seen.chain(levels(&own)).collect();
        let layers: Vec<_> = layers.cloned().collect();
        let mut inside: Vec<_> = levels(&own).chain(allowed(&layers)).chain(allowed(&head)).collect();
        // Uses of a deprecated network get the warning, but its own expansion does not.
        let silent: Attribute = syn::parse_quote!(#[allow(deprecated)]);
        if own.iter().any(is_deprecated) {
            own.push(silent.clone());
            derived.push(silent.clone());
        }
        if own.iter().chain(&layers).any(is_deprecated) {
            inside.push(silent);
        }
        Self { own, derived, inside, head }
    }
}

/// Whether the attribute sets a lint level.
pub(crate) fn is_level(attribute: &Attribute) -> bool {
    ["allow", "expect", "warn", "deny", "forbid"].iter().any(|level| attribute.path().is_ident(level))
}

/// Returns the attributes of a field, without lint levels, which apply at the struct.
pub(crate) fn of_field(attributes: &[Attribute]) -> impl Iterator<Item = &Attribute> {
    attributes.iter().filter(|attribute| !is_level(attribute))
}

/// Returns the lint levels, [softened] for a second use.
fn levels(attributes: &[Attribute]) -> impl Iterator<Item = Attribute> + use<'_> {
    attributes.iter().filter(|attribute| is_level(attribute)).map(softened)
}

/// Returns the attributes that allow lints.
fn allowed(attributes: &[Attribute]) -> impl Iterator<Item = Attribute> + use<'_> {
    levels(attributes).filter(|attribute| attribute.path().is_ident("allow"))
}

/// Returns the attribute for a second use: `expect` becomes `allow`, because an expectation is fulfilled only once, and
/// `forbid` becomes `deny`, so that the expansion may allow a lint by name.
pub(crate) fn softened(attribute: &Attribute) -> Attribute {
    let mut softened = attribute.clone();
    if let Meta::List(list) = &mut softened.meta {
        let level = if list.path.is_ident("expect") {
            "allow"
        } else if list.path.is_ident("forbid") {
            "deny"
        } else {
            return softened;
        };
        list.path = syn::Ident::new(level, syn::spanned::Spanned::span(&list.path)).into();
    }
    softened
}

fn is_deprecated(attribute: &Attribute) -> bool {
    attribute.path().is_ident("deprecated")
}

fn is_hidden(attribute: &Attribute) -> bool {
    attribute.path().is_ident("doc")
        && matches!(&attribute.meta, Meta::List(list) if list.tokens.to_token_stream().to_string() == "hidden")
}
