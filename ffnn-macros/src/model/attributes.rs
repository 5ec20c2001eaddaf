use quote::ToTokens;
use syn::{Attribute, Meta};

/// Attributes of the declaration, by what they are written before.
#[derive(Default)]
pub(crate) struct Attributes {
    /// The struct itself: all of them, as they were written.
    pub(crate) own: Vec<Attribute>,
    /// The types that are called after it: what says who may use them, and the levels of lints.
    pub(crate) derived: Vec<Attribute>,
    /// Everything that nobody sees: the levels of lints, of the layers too.
    pub(crate) inside: Vec<Attribute>,
    /// The type of the head.
    pub(crate) head: Vec<Attribute>,
}

impl Attributes {
    /// Where those of the struct and of the head go, and those of the layers besides.
    pub(crate) fn new<'a>(
        mut own: Vec<Attribute>,
        head: Vec<Attribute>,
        layers: impl Iterator<Item = &'a Attribute>,
    ) -> Self {
        let seen = own.iter().filter(|attribute| is_deprecated(attribute) || is_hidden(attribute)).cloned();
        let mut derived: Vec<_> = seen.chain(levels(&own)).collect();
        let layers: Vec<_> = layers.cloned().collect();
        let mut inside: Vec<_> = levels(&own).chain(allowed(&layers)).chain(allowed(&head)).collect();
        // Who uses what is deprecated hears of it, and the network itself does not.
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

/// Whether it sets the level of lints.
pub(crate) fn is_level(attribute: &Attribute) -> bool {
    ["allow", "expect", "warn", "deny", "forbid"].iter().any(|level| attribute.path().is_ident(level))
}

/// Those of a field. Lints speak of fields at their struct.
pub(crate) fn of_field(attributes: &[Attribute]) -> impl Iterator<Item = &Attribute> {
    attributes.iter().filter(|attribute| !is_level(attribute))
}

/// Those that set the level of lints, where a lint may speak or not: nothing is expected twice, and what is forbidden may be
/// allowed by name inside.
fn levels(attributes: &[Attribute]) -> impl Iterator<Item = Attribute> + use<'_> {
    attributes.iter().filter(|attribute| is_level(attribute)).map(softened)
}

/// Those that silence lints.
fn allowed(attributes: &[Attribute]) -> impl Iterator<Item = Attribute> + use<'_> {
    levels(attributes).filter(|attribute| attribute.path().is_ident("allow"))
}

/// The same where it stands once more.
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
