use proc_macro2::{Delimiter, TokenTree};
use quote::ToTokens;
use syn::ext::IdentExt;
use syn::parse::discouraged::Speculative;
use syn::parse::{ParseStream, Parser};
use syn::punctuated::Punctuated;
use syn::{
    AngleBracketedGenericArguments, Attribute, FieldValue, Ident, LitInt, PathArguments, PathSegment, Result, Token,
    token,
};

use super::width::{Width, Widths};
use crate::errors::Errors;

/// A layer or the head.
pub(crate) struct Entry {
    pub(crate) attributes: Vec<Attribute>,
    pub(crate) name: Option<Ident>,
    pub(crate) path: syn::Path,
    pub(crate) widths: Option<Widths>,
    pub(crate) options: Vec<FieldValue>,
}

impl Entry {
    /// Parses the part of an entry after its name.
    pub(super) fn parse(
        input: ParseStream,
        attributes: Vec<Attribute>,
        name: Option<Ident>,
        errors: &mut Errors,
    ) -> Result<Self> {
        if !Self::is_next(input) {
            return Err(input.error("expected a layer, such as `Dense<32>` or `Relu`"));
        }
        let path = parse_path(input)?;
        let widths = if input.peek(Token![<]) { Some(input.parse()?) } else { None };
        let mut options = Vec::new();
        if input.peek(token::Brace) {
            let content;
            syn::braced!(content in input);
            options = parse_options(&content, errors);
        } else if input.peek(token::Paren) || input.peek(token::Bracket) {
            let kind = path.to_token_stream().to_string().replace(' ', "");
            let options = format!("options go in braces, each after its name: `{kind} {{ name: value }}`");
            let error = match widths_in_parentheses(input) {
                // Other libraries write widths in parentheses.
                Some(written) if widths.is_none() => {
                    input.error(format_args!("a width goes in angle brackets: `{kind}<{written}>`; {options}"))
                }
                _ => input.error(options),
            };
            errors.push(error);
            input.parse::<TokenTree>()?;
        }
        Ok(Self { attributes, name, path, widths, options })
    }

    /// Whether the type of an entry can start here.
    pub(super) fn is_next(input: ParseStream) -> bool {
        input.peek(syn::Ident)
            || input.peek(Token![::])
            || input.peek(Token![crate])
            || input.peek(Token![super])
            || input.peek(Token![self])
    }

    /// Parses the comma after the entry.
    pub(super) fn parse_end(&self, input: ParseStream) -> Result<()> {
        if input.is_empty() || input.parse::<Option<Token![,]>>()?.is_some() {
            return Ok(());
        }
        let error = input.error(format_args!("expected `,` after `{}`", self.written()));
        if input.parse::<Option<Token![;]>>()?.is_some() || Self::is_next(input) || self.widths.is_none() {
            return Err(error);
        }
        let braces = format_args!("a width that contains `>` goes in braces: `{}<{{ … }}>`", self.kind());
        Err(syn::Error::new(error.span(), format_args!("{error}; {braces}")))
    }

    /// The type, as written.
    pub(crate) fn kind(&self) -> String {
        self.path.segments.iter().map(|segment| segment.ident.to_string()).collect::<Vec<_>>().join("::")
    }

    /// The type and its widths, as written.
    pub(crate) fn written(&self) -> String {
        let Some(widths) = &self.widths else { return self.kind() };
        let widths: Vec<_> = widths.list.iter().map(Width::text).collect();
        format!("{}<{}>", self.kind(), widths.join(", "))
    }
}

/// Parses a type in expression syntax, so that its own generic arguments are not widths: `layers::Power::<3>`.
fn parse_path(input: ParseStream) -> Result<syn::Path> {
    let mut path = syn::Path { leading_colon: input.parse()?, segments: Punctuated::new() };
    loop {
        if !Entry::is_next(input) || input.peek(Token![::]) {
            return Err(input.error("expected the name of a type"));
        }
        let mut segment = PathSegment::from(input.call(Ident::parse_any)?);
        if is_turbofish(input) {
            let arguments = AngleBracketedGenericArguments::parse_turbofish(input)?;
            segment.arguments = PathArguments::AngleBracketed(arguments);
        }
        path.segments.push_value(segment);
        if !input.peek(Token![::]) {
            return Ok(path);
        }
        path.segments.push_punct(input.parse()?);
    }
}

fn is_turbofish(input: ParseStream) -> bool {
    let ahead = input.fork();
    ahead.parse::<Token![::]>().is_ok() && ahead.peek(Token![<])
}

/// Returns the content of the next parentheses if it is a list of whole numbers.
fn widths_in_parentheses(input: ParseStream) -> Option<String> {
    let Ok(TokenTree::Group(group)) = input.fork().parse() else { return None };
    let numbers = Punctuated::<LitInt, Token![,]>::parse_separated_nonempty.parse2(group.stream()).ok()?;
    let written: Vec<_> = numbers.iter().map(ToString::to_string).collect();
    (group.delimiter() == Delimiter::Parenthesis).then(|| written.join(", "))
}

/// Parses options, skipping those that are malformed.
fn parse_options(input: ParseStream, errors: &mut Errors) -> Vec<FieldValue> {
    let mut options = Vec::new();
    while !input.is_empty() {
        let ahead = input.fork();
        let option = ahead.parse::<FieldValue>();
        match option {
            Ok(option) if ahead.is_empty() || ahead.peek(Token![,]) => {
                options.push(option);
                input.advance_to(&ahead);
            }
            _ => {
                let name = input.fork().parse::<Ident>().map_or_else(|_| "name".into(), |name| name.to_string());
                errors.push(input.error(format_args!("an option is a name and a value: `{name}: value`")));
                while !input.is_empty() && !input.peek(Token![,]) {
                    let _ = input.parse::<TokenTree>();
                }
            }
        }
        let _ = input.parse::<Option<Token![,]>>();
    }
    options
}
