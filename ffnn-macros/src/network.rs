//! The macro as a function from tokens to tokens, which tests call without a compiler around them.

use proc_macro2::{TokenStream, TokenTree};
use quote::quote;

use crate::ast::{Ast, Conditions, Question, Reading};
use crate::errors::Errors;
use crate::{check, expand, fragments, model, names};

/// The expansion of `($crate) network`, or what is wrong with it.
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
        // What is wrong is told when it is known what is there.
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

/// What was read.
pub(crate) enum Read {
    /// What is meant.
    Network(Box<model::Network>),
    /// A condition takes all away, or it is not certain what is meant, which was told.
    Nothing,
    /// What is there depends on a condition.
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

/// The same once more for each answer, of which the compiler keeps the right one.
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
