//! The macro as a function from tokens to tokens, which tests can call outside the compiler.

use proc_macro2::{TokenStream, TokenTree};
use quote::quote;

use crate::ast::{Ast, Conditions, Question, Reading};
use crate::errors::Errors;
use crate::{check, expand, fragments, model, names};

/// Returns the expansion of `($crate) network`, or its errors as `compile_error!`.
pub(crate) fn network(input: TokenStream) -> TokenStream {
    let input = fragments::unwrapped(input);
    let (tokens, marked) = names::set_aside(input.clone());
    let restore = |tokens| match &marked {
        Some(marked) => marked.restore(tokens),
        None => tokens,
    };
    let mut errors = Errors::default();
    let read = read(tokens, &mut errors);
    let written = match read {
        // Errors are reported by the call that has all answers.
        Read::Asks(Question { predicate, of_all }) => {
            errors.withhold();
            return ask(input, &restore(predicate), of_all);
        }
        Read::Network(network) => {
            let (errors, expansion) = (errors.into_compile_errors(), expand::expand(&network));
            quote! { #errors #expansion }
        }
        Read::Nothing => errors.into_compile_errors(),
    };
    restore(written)
}

/// The result of reading a declaration.
pub(crate) enum Read {
    /// A valid network.
    Network(Box<model::Network>),
    /// No network: a `cfg` removes it, or it has errors that are already reported.
    Nothing,
    /// A `cfg` predicate that the compiler must evaluate first.
    Asks(Question),
}

pub(crate) fn read(input: TokenStream, errors: &mut Errors) -> Read {
    let mut reading = Reading { errors, conditions: Conditions::default() };
    let ast = syn::parse::Parser::parse2(|input: syn::parse::ParseStream| Ast::parse(input, &mut reading), input);
    let Reading { errors, conditions } = reading;
    if let Some(question) = conditions.question() {
        return Read::Asks(question);
    }
    let network = match ast {
        Ok(ast) => ast.and_then(|ast| check::check(ast, errors)),
        Err(error) => {
            errors.push(error);
            None
        }
    };
    network.map_or(Read::Nothing, |network| Read::Network(Box::new(network)))
}

/// Repeats the call once for each answer; `cfg` keeps the right one.
fn ask(input: TokenStream, predicate: &TokenStream, of_all: bool) -> TokenStream {
    let mut tokens = input.into_iter();
    let Some(TokenTree::Group(head)) = tokens.next() else { return TokenStream::new() };
    let (head, network) = (head.stream(), tokens.collect::<TokenStream>());
    let library: TokenStream = head.clone().into_iter().take_while(|token| token.to_string() != ";").collect();
    let first = head.clone().into_iter().all(|token| token.to_string() != ";");
    let end = first.then(|| quote!(;));
    let otherwise = (!of_all).then(|| {
        quote! {
            #[cfg(not(#predicate))]
            #library::expansion::network! { (#head #end 0) #network }
        }
    });
    quote! {
        #[cfg(#predicate)]
        #library::expansion::network! { (#head #end 1) #network }
        #otherwise
    }
}
