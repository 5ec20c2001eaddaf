//! The macro as a function from tokens to tokens, which tests call without a compiler around them.

use proc_macro2::TokenStream;
use quote::quote;

use crate::errors::Errors;
use crate::{ast, check, expand, fragments, model, names};

/// The expansion of `($crate) network`, or what is wrong with it.
pub(crate) fn network(input: TokenStream) -> TokenStream {
    let (input, marked) = names::set_aside(fragments::unwrapped(input));
    let mut errors = Errors::default();
    let network = read(input, &mut errors);
    let errors = errors.into_compile_errors();
    let expansion = network.as_ref().map(expand::expand);
    let written = quote! { #errors #expansion };
    match marked {
        Some(marked) => marked.restore(written),
        None => written,
    }
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
