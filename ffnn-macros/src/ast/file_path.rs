use std::env;

use proc_macro2::{Span, TokenStream, TokenTree};
use quote::{ToTokens, quote, quote_spanned};
use syn::ext::IdentExt;
use syn::parse::{ParseStream, Parser};
use syn::punctuated::Punctuated;
use syn::{Ident, Lit, LitStr, Path, Result, Token};

/// The path of a file: a string literal, or [`concat!`] and [`env!`] of literals.
#[derive(Clone)]
pub(crate) struct FilePath {
    value: String,
    /// The path as tokens, so that the compiler rebuilds when a variable or the file changes.
    tokens: TokenStream,
    span: Span,
}

impl FilePath {
    /// The evaluated path.
    pub(crate) fn value(&self) -> &str {
        &self.value
    }

    pub(crate) fn span(&self) -> Span {
        self.span
    }

    /// Whether a path can start here.
    pub(super) fn is_next(input: ParseStream) -> bool {
        input.peek(LitStr) || is_macro(input)
    }

    pub(super) fn parse(input: ParseStream) -> Result<Self> {
        if is_macro(input) {
            return Self::parse_macro(input);
        }
        let text: LitStr = input.parse()?;
        Ok(Self { value: text.value(), tokens: quote!(#text), span: text.span() })
    }

    /// Evaluates `concat!`, `env!` and `stringify!`, which the compiler would expand only after this macro.
    fn parse_macro(input: ParseStream) -> Result<Self> {
        let path = input.call(Path::parse_mod_style)?;
        let name = &path.segments.last().expect("a path has a segment").ident;
        input.parse::<Token![!]>()?;
        let content = match input.parse() {
            Ok(TokenTree::Group(group)) => group.stream(),
            _ => return Err(syn::Error::new(name.span(), format_args!("expected parentheses: `{name}!(…)`"))),
        };
        match name.to_string().as_str() {
            "concat" => {
                let parts = Punctuated::<Part, Token![,]>::parse_terminated.parse2(content)?;
                let tokens = parts.iter().map(|part| &part.0.tokens);
                let tokens =
                    quote_spanned!(name.span().resolved_at(Span::mixed_site())=> ::core::concat!(#(#tokens),*));
                let value = parts.iter().map(|part| part.0.value.as_str()).collect();
                Ok(Self { value, tokens, span: name.span() })
            }
            "env" => Self::variable(name, content),
            "stringify" => {
                let value = content.to_string();
                let text = LitStr::new(&value, name.span());
                Ok(Self { value, tokens: quote!(#text), span: name.span() })
            }
            _ => Err(syn::Error::new(
                name.span(),
                format_args!(
                    "the file is read before `{name}!` is expanded: write its path in quotation marks, or with `concat!` and \
                     `env!`"
                ),
            )),
        }
    }

    /// Evaluates `env!("OUT_DIR")`.
    fn variable(name: &Ident, content: TokenStream) -> Result<Self> {
        let texts = Punctuated::<LitStr, Token![,]>::parse_terminated.parse2(content);
        let texts = texts.map_err(|error| {
            syn::Error::new(
                error.span(),
                "expected the name of an environment variable, in quotation marks: `env!(\"OUT_DIR\")`",
            )
        })?;
        let mut texts = texts.iter();
        let Some(variable) = texts.next() else {
            return Err(syn::Error::new(
                name.span(),
                "expected the name of an environment variable: `env!(\"OUT_DIR\")`",
            ));
        };
        let value = env::var(variable.value()).map_err(|error| {
            let variable_name = variable.value();
            let message = match (error, texts.next()) {
                (env::VarError::NotUnicode(_), _) => {
                    format!("the environment variable `{variable_name}` is not valid Unicode")
                }
                (_, Some(message)) => message.value(),
                (_, None) if variable_name == "OUT_DIR" => {
                    "`OUT_DIR` is not set: Cargo sets it for a package with a build script, `build.rs`".into()
                }
                (_, None) => format!("the environment variable `{variable_name}` is not set at compile time"),
            };
            syn::Error::new(variable.span(), message)
        })?;
        let tokens = quote_spanned!(name.span().resolved_at(Span::mixed_site())=> ::core::env!(#variable));
        Ok(Self { value, tokens, span: name.span() })
    }
}

impl ToTokens for FilePath {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        self.tokens.to_tokens(tokens);
    }
}

/// Whether a macro call such as `concat!` or `::core::env!` is next.
fn is_macro(input: ParseStream) -> bool {
    let ahead = input.fork();
    (ahead.peek(Ident::peek_any) || ahead.peek(Token![::]))
        && ahead.call(Path::parse_mod_style).is_ok()
        && ahead.peek(Token![!])
        && !ahead.peek(Token![!=])
}

/// An argument of `concat!`: a literal or a nested macro.
struct Part(FilePath);

impl syn::parse::Parse for Part {
    fn parse(input: ParseStream) -> Result<Self> {
        if FilePath::is_next(input) {
            return FilePath::parse(input).map(Self);
        }
        let refused =
            input.error("expected a literal, `concat!` or `env!`: the path is read before constants have a value");
        let minus = input.parse::<Option<Token![-]>>()?.map_or("", |_| "-");
        let literal: Lit = input.parse().map_err(|_| refused.clone())?;
        let text = match &literal {
            Lit::Int(number) => number.base10_digits().to_owned(),
            Lit::Float(number) => number.base10_digits().to_owned(),
            Lit::Bool(value) => value.value.to_string(),
            Lit::Char(letter) => letter.value().to_string(),
            _ => return Err(refused),
        };
        let value = format!("{minus}{text}");
        let text = LitStr::new(&value, literal.span());
        Ok(Self(FilePath { value, tokens: quote!(#text), span: literal.span() }))
    }
}
