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
mod model;
#[cfg(test)]
mod tests;

use proc_macro::TokenStream;

/// `($crate) network`: see `ffnn::network!`, which passes the path to itself.
#[proc_macro]
pub fn network(input: TokenStream) -> TokenStream {
    expand(input.into()).into()
}

fn expand(input: proc_macro2::TokenStream) -> proc_macro2::TokenStream {
    let mut errors = errors::Errors::default();
    let network = read(input, &mut errors);
    let errors = errors.into_compile_errors();
    let expansion = network.as_ref().map(expand::expand);
    quote::quote! { #errors #expansion }
}

fn read(input: proc_macro2::TokenStream, errors: &mut errors::Errors) -> Option<model::Network> {
    match syn::parse::Parser::parse2(|input: syn::parse::ParseStream| ast::Ast::parse(input, errors), input) {
        Ok(ast) => check::check(ast, errors),
        Err(error) => {
            errors.push(error);
            None
        }
    }
}
