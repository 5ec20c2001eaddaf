//! The procedural macro behind `ffnn::network!`; use it through the crate `ffnn`.
//!
//! ```text
//! tokens ──ast──▶ syntax tree ──check──▶ model ──expand──▶ tokens
//!                  all rules, all errors       cannot fail
//! ```
//!
//! The macro knows syntax and widths. The compiler resolves names at the call site, so no layer, activation or head is
//! named here, except in `check/weights`, which reads weight files of the library's own layers.

#![forbid(unsafe_code)]

mod ast;
mod check;
mod errors;
mod expand;
mod fragments;
mod model;
mod names;
mod network;
#[cfg(test)]
mod tests;

use proc_macro::TokenStream;

/// Expands `($crate) network`. Use `ffnn::network!`, which passes the path of the crate.
#[proc_macro]
pub fn network(input: TokenStream) -> TokenStream {
    network::network(input.into()).into()
}
