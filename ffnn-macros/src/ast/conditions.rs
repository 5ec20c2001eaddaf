//! `#[cfg]` and `#[cfg_attr]` on any part of a declaration.
//!
//! The macro cannot evaluate a predicate, but the compiler can: the declaration is emitted twice, behind `#[cfg(…)]`
//! with the answer yes and behind `#[cfg(not(…))]` with the answer no, and the macro is called again for the one that
//! remains. Disabled parts are never parsed, checked or expanded, including weight files.

use proc_macro2::{TokenStream, TokenTree};
use syn::parse::{ParseStream, Parser};
use syn::punctuated::Punctuated;
use syn::{Attribute, Meta, Result, Token};

/// The answers so far and the next question.
#[derive(Default)]
pub(crate) struct Conditions {
    answers: std::vec::IntoIter<bool>,
    open: Option<Question>,
}

/// A `cfg` predicate for the compiler to evaluate.
#[derive(Clone)]
pub(crate) struct Question {
    /// The argument of `cfg`.
    pub(crate) predicate: TokenStream,
    /// Whether the predicate decides on the whole network.
    pub(crate) of_all: bool,
}

impl Conditions {
    /// Parses the answers, `0` or `1`, in the order of their questions.
    pub(super) fn answered(input: ParseStream) -> Result<Self> {
        let mut answers = Vec::new();
        while !input.is_empty() {
            answers.push(input.parse::<syn::LitInt>()?.base10_digits() == "1");
        }
        Ok(Self { answers: answers.into_iter(), open: None })
    }

    /// Returns the first question without an answer.
    pub(crate) fn question(self) -> Option<Question> {
        self.open
    }

    /// Parses the attributes of the next item. Returns `None` if a `cfg` removes the item.
    pub(super) fn outer(&mut self, input: ParseStream) -> Result<Option<Vec<Attribute>>> {
        Ok(self.of(input.call(Attribute::parse_outer)?, false))
    }

    /// Returns the active attributes, or `None` if a `cfg` removes the item. `of_all` says that the item is the whole
    /// network.
    pub(super) fn of(&mut self, attributes: Vec<Attribute>, of_all: bool) -> Option<Vec<Attribute>> {
        let mut held = Vec::new();
        for attribute in attributes {
            match &attribute.meta {
                Meta::List(list) if list.path.is_ident("cfg") => {
                    if !self.holds(list.tokens.clone(), of_all) {
                        return None;
                    }
                }
                Meta::List(list) if list.path.is_ident("cfg_attr") => {
                    let (predicate, conditional) = split(list.tokens.clone());
                    if self.holds(predicate, false) {
                        // The compiler reports attributes that cannot be parsed.
                        match Punctuated::<Meta, Token![,]>::parse_terminated.parse2(conditional) {
                            Ok(metas) => {
                                let attributes = metas.into_iter().map(|meta| Attribute { meta, ..attribute.clone() });
                                held.extend(self.of(attributes.collect(), of_all)?);
                            }
                            Err(_) => held.push(attribute),
                        }
                    }
                }
                _ => held.push(attribute),
            }
        }
        Some(held)
    }

    fn holds(&mut self, predicate: TokenStream, of_all: bool) -> bool {
        // After the first open question, the result is discarded.
        self.answers.next().unwrap_or_else(|| {
            self.open.get_or_insert(Question { predicate, of_all });
            true
        })
    }
}

/// Splits tokens at the first comma.
fn split(tokens: TokenStream) -> (TokenStream, TokenStream) {
    let mut tokens = tokens.into_iter();
    let predicate =
        tokens.by_ref().take_while(|token| !matches!(token, TokenTree::Punct(punct) if punct.as_char() == ','));
    (predicate.collect(), tokens.collect())
}
