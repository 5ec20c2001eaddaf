use proc_macro2::{TokenStream, TokenTree};
use quote::quote;
use syn::parse::ParseStream;
use syn::{Expr, ExprAssign, Result, Token};

use super::{Reading, is_list};

/// `HIDDEN = SEEN * 2`, a relation between the const generic parameters.
pub(crate) struct Relation {
    pub(crate) written: ExprAssign,
}

impl Relation {
    /// Parses `where` and the relations up to the list of layers, if they are next, collecting errors.
    pub(super) fn parse_all(input: ParseStream, reading: &mut Reading<'_>) -> Result<Vec<Option<Self>>> {
        let mut relations = Vec::new();
        if input.parse::<Option<Token![where]>>()?.is_none() {
            return Ok(relations);
        }
        while !input.is_empty() && !is_list(input) {
            let attributes = reading.conditions.outer(input)?;
            let mut tokens = TokenStream::new();
            while !input.is_empty() && !input.peek(Token![,]) && !is_list(input) {
                tokens.extend([input.parse::<TokenTree>()?]);
            }
            let comma = input.parse::<Option<Token![,]>>()?;
            let Some(attributes) = attributes else { continue };
            for attribute in attributes {
                reading.errors.under(&attribute, "a relation takes no attributes except `#[cfg(…)]`");
            }
            match syn::parse2(tokens.clone()) {
                Ok(Expr::Assign(written)) => relations.push(Some(Self { written })),
                _ => {
                    let message =
                        "expected a relation between the parameters of the network, such as `HIDDEN = SEEN * 2`";
                    let found = if tokens.is_empty() { quote!(#comma) } else { tokens };
                    reading.errors.under(&found, message);
                    relations.push(None);
                }
            }
        }
        Ok(relations)
    }
}
