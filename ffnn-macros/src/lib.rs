//! The procedural macro behind `ffnn::network!`; use it through the crate `ffnn`.
//!
//! ```text
//! tokens ──ast──▶ as written ──check──▶ as meant ──expand──▶ tokens
//!                     every rule, all errors        cannot fail
//! ```
//!
//! The macro knows syntax and widths. What a name means is looked up by the compiler where the user stands, so no layer,
//! activation or head is named here, but in `check/weights`, which reads files of the library's own layers.

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

/// `($crate) network`: see `ffnn::network!`, which passes the path to itself.
#[proc_macro]
pub fn network(input: TokenStream) -> TokenStream {
    network::network(input.into()).into()
}
