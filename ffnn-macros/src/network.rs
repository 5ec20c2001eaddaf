//! The macro as a function from tokens to tokens, which tests call without a compiler around them.

use proc_macro2::TokenStream;

use crate::errors::Errors;
use crate::{ast, check, expand, model};

/// The expansion of `($crate) network`, or what is wrong with it.
pub(crate) fn network(input: TokenStream) -> TokenStream {
    let mut errors = Errors::default();
    let network = read(input, &mut errors);
    let errors = errors.into_compile_errors();
    let expansion = network.as_ref().map(expand::expand);
    quote::quote! { #errors #expansion }
}

pub(crate) fn read(input: TokenStream, errors: &mut Errors) -> Option<model::Network> {
    match syn::parse::Parser::parse2(|input: syn::parse::ParseStream| ast::Ast::parse(input, errors), input) {
        Ok(ast) => check::check(ast, errors),
        Err(error) => {
            errors.push(error);
            None
        }
    }
}
