//! `#[cfg]` and `#[cfg_attr]`, wherever an attribute stands.
//!
//! The macro cannot know what holds, but the compiler can be asked: the declaration is written twice, once behind
//! `#[cfg(…)]` with the answer yes and once behind `#[cfg(not(…))]` with the answer no, and the macro is called again for the
//! one that remains. So what is not there is never read, checked or expanded, files of weights included.

use proc_macro2::{TokenStream, TokenTree};
use syn::parse::{ParseStream, Parser};
use syn::punctuated::Punctuated;
use syn::{Attribute, Meta, Result, Token};

/// The answers so far, and the next question.
#[derive(Default)]
pub(crate) struct Conditions {
    answers: std::vec::IntoIter<bool>,
    open: Option<Question>,
}

/// What the compiler is asked.
#[derive(Clone)]
pub(crate) struct Question {
    /// What stands in the parentheses of `cfg`.
    pub(crate) predicate: TokenStream,
    /// Whether there is no network at all if it does not hold.
    pub(crate) of_all: bool,
}

impl Conditions {
    /// In the order in which they were asked for, as `0` and `1`.
    pub(super) fn answered(input: ParseStream) -> Result<Self> {
        let mut answers = Vec::new();
        while !input.is_empty() {
            answers.push(input.parse::<syn::LitInt>()?.base10_digits() == "1");
        }
        Ok(Self { answers: answers.into_iter(), open: None })
    }

    /// The first that has no answer.
    pub(crate) fn question(self) -> Option<Question> {
        self.open
    }

    /// Attributes of what is next: none if it is not there.
    pub(super) fn outer(&mut self, input: ParseStream) -> Result<Option<Vec<Attribute>>> {
        Ok(self.of(input.call(Attribute::parse_outer)?, false))
    }

    /// Those of `attributes` that hold: none if what they stand at is not there. With `of_all`, that is everything.
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
                        // What cannot be read is left to the compiler, which says why.
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
        // After the first question nothing counts any more.
        self.answers.next().unwrap_or_else(|| {
            self.open.get_or_insert(Question { predicate, of_all });
            true
        })
    }
}

/// Up to the first comma, and after it.
fn split(tokens: TokenStream) -> (TokenStream, TokenStream) {
    let mut tokens = tokens.into_iter();
    let predicate =
        tokens.by_ref().take_while(|token| !matches!(token, TokenTree::Punct(punct) if punct.as_char() == ','));
    (predicate.collect(), tokens.collect())
}
