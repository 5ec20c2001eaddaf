//! Rejects attributes that would have no effect.

use syn::parse::Parser;
use syn::punctuated::Punctuated;
use syn::{Attribute, Meta, Path, Token};

use crate::ast::is_comment;
use crate::errors::Errors;
use crate::model::is_level;
use crate::names;

/// Returns the attributes of the struct without derives and `repr`, which every network has or cannot have.
pub(super) fn of_network(attributes: Vec<Attribute>, name: &syn::Ident, errors: &mut Errors) -> Vec<Attribute> {
    let name = names::plain(name);
    let mut kept = Vec::new();
    for attribute in attributes {
        if attribute.path().is_ident("derive") {
            check_derive(&attribute, &name, errors);
        } else if attribute.path().is_ident("repr") {
            errors.under(&attribute, "a network has its own layout, one contiguous slice: leave `repr` out");
        } else {
            kept.push(attribute);
        }
    }
    kept
}

/// Checks a `derive`. A network always is `Clone`, `PartialEq` and `Debug`.
fn check_derive(attribute: &Attribute, name: &str, errors: &mut Errors) {
    let Meta::List(list) = &attribute.meta else {
        return errors.under(attribute, "expected `#[derive(…)]`");
    };
    let paths = match Punctuated::<Path, Token![,]>::parse_terminated.parse2(list.tokens.clone()) {
        Ok(paths) => paths,
        Err(error) => return errors.push(error),
    };
    for path in &paths {
        let derived = path.segments.last().map(|segment| segment.ident.to_string()).unwrap_or_default();
        let instead = match derived.as_str() {
            "Clone" | "PartialEq" | "Debug" => continue,
            "Copy" => "a network may be large, so only `clone` copies it: leave `Copy` out".into(),
            "Default" => {
                format!("a network is created on the heap and initialized from a seed: write `{name}::boxed(seed)`")
            }
            "Eq" | "Hash" | "Ord" | "PartialOrd" => {
                format!("a network holds floating-point numbers, which are not `{derived}`: compare with `==`")
            }
            "Serialize" | "Deserialize" => {
                "weights are stored in files: leave this out and call `files::save` and `files::load`".into()
            }
            _ => format!(
                "a network cannot derive `{derived}`, and always is `Clone`, `PartialEq` and `Debug`: implement `{derived}` for \
                 `{name}` below the declaration"
            ),
        };
        errors.under(path, instead);
    }
}

/// Returns the attributes of the head, which is not an item: only lint levels make sense.
pub(super) fn of_head(attributes: Vec<Attribute>, errors: &mut Errors) -> Vec<Attribute> {
    for attribute in attributes.iter().filter(|attribute| !is_level(attribute) && !is_comment(attribute)) {
        errors.under(
            attribute,
            "the head is not a field, so this attribute would do nothing: put it before the struct or a layer, or leave it out",
        );
    }
    attributes.into_iter().filter(is_level).collect()
}
