use proc_macro2::TokenTree;
use syn::ext::IdentExt;
use syn::parse::ParseStream;
use syn::{Expr, Ident, Result, Token, token};

use crate::errors::Errors;

/// `budget { flash: 16 * 1024, ram: 2 * 1024, macs: 5000 }`
pub(crate) struct Budget {
    pub(crate) word: Ident,
    /// Pairs of a resource and its limit.
    pub(crate) limits: Vec<(Ident, Expr)>,
}

const EXAMPLE: &str = "`budget { flash: 16 * 1024, ram: 2 * 1024, macs: 5000 }`";

impl Budget {
    pub(super) fn is_next(input: ParseStream) -> bool {
        input.peek(Ident) && input.fork().parse::<Ident>().is_ok_and(|word| word == "budget")
    }

    /// Parses a budget, collecting errors in single limits in `errors`.
    pub(super) fn parse(input: ParseStream, errors: &mut Errors) -> Result<Self> {
        let word: Ident = input.parse()?;
        let mut limits = Vec::new();
        if !input.peek(token::Brace) {
            return Err(syn::Error::new(word.span(), format_args!("the limits go in braces: {EXAMPLE}")));
        }
        let content;
        syn::braced!(content in input);
        while !content.is_empty() {
            match parse_limit(&content) {
                Ok(limit) => limits.push(limit),
                Err(error) => {
                    errors.push(error);
                    while !content.is_empty() && !content.peek(Token![,]) {
                        content.parse::<TokenTree>()?;
                    }
                }
            }
            if !content.is_empty() && content.parse::<Option<Token![,]>>()?.is_none() {
                errors.push(content.error("expected `,` after a limit"));
                content.parse::<proc_macro2::TokenStream>()?;
            }
        }
        Ok(Self { word, limits })
    }
}

fn parse_limit(input: ParseStream) -> Result<(Ident, Expr)> {
    let what = input.call(Ident::parse_any).map_err(|_| input.error(format_args!("expected a limit: {EXAMPLE}")))?;
    if input.parse::<Option<Token![:]>>()?.is_none() {
        return Err(syn::Error::new(what.span(), format_args!("expected `:` and a number after `{what}`: {EXAMPLE}")));
    }
    let limit = input.parse().map_err(|_| {
        syn::Error::new(what.span(), format_args!("expected a number or a constant after `{what}:`: {EXAMPLE}"))
    })?;
    Ok((what, limit))
}
