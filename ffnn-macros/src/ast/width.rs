use proc_macro2::{TokenStream, TokenTree};
use quote::quote;
use syn::parse::{Parse, ParseStream};
use syn::{Result, Token, token};

/// Widths in angle brackets.
pub(crate) struct Widths {
    pub(crate) angles: (Token![<], Token![>]),
    pub(crate) list: Vec<Width>,
}

/// A number of values, as an expression.
#[derive(Clone)]
pub(crate) struct Width {
    pub(crate) tokens: TokenStream,
}

impl Parse for Widths {
    fn parse(input: ParseStream) -> Result<Self> {
        let open = input.parse::<Token![<]>()?;
        let mut list = Vec::new();
        while !input.peek(Token![>]) {
            let width = Width::parse_until(input, |input| {
                input.peek(Token![,]) || input.peek(Token![>]) || input.peek(Token![<])
            })?;
            if input.is_empty() || input.peek(Token![<]) {
                return Err(syn::Error::new(
                    open.span,
                    "this `<` has no matching `>`; a width that contains `<` or `>` goes in braces",
                ));
            }
            list.push(width.ok_or_else(|| input.error("expected a width: a number, a constant or an expression"))?);
            input.parse::<Option<Token![,]>>()?;
        }
        let close = input.parse::<Token![>]>()?;
        Ok(Self { angles: (open, close), list })
    }
}

impl Width {
    /// Parses tokens up to where `end` holds. Returns `None` if there are none.
    pub(super) fn parse_until(input: ParseStream, end: impl Fn(ParseStream) -> bool) -> Result<Option<Self>> {
        let mut tokens = TokenStream::new();
        let followed = input.peek2(Token![->]) || input.peek2(Token![,]) || input.peek2(Token![>]);
        if input.peek(token::Brace) && (followed || input.peek2(token::Brace)) {
            tokens.extend([input.parse::<TokenTree>()?]);
        }
        while !input.is_empty() && !end(input) {
            tokens.extend([input.parse::<TokenTree>()?]);
        }
        if tokens.is_empty() {
            return Ok(None);
        }
        // The width is emitted in braces, where `crate` alone would start an item.
        let stands =
            syn::parse2::<syn::Expr>(tokens.clone()).and_then(|_| syn::parse2::<syn::Block>(quote! {{ #tokens }}));
        if stands.is_err() {
            let message = format_args!("expected a width: a number, a constant or an expression, found `{tokens}`");
            return Err(syn::Error::new_spanned(&tokens, message));
        }
        Ok(Some(Self { tokens }))
    }

    /// The width as shown in messages.
    pub(crate) fn text(&self) -> String {
        crate::model::text(&self.tokens)
    }
}
