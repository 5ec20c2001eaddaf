//! A network as it was written.
//!
//! ```text
//! network    = attribute* visibility "struct" NAME ( "<" constant,* ">" )? ":" width "->" width "{" entry,* "}"
//! constant   = "const" NAME ":" "usize"
//! entry      = attribute* ( NAME ":" )? PATH ( "<" width,* ">" )? ( "{" option,* "}" )?
//! option     = NAME ":" expression
//! width      = a number, a path or an expression; one with ">" or "," stands in parentheses or braces
//! ```
//!
//! Angle brackets are shape, braces are values. The last entry is the head.

use proc_macro2::{Group, Span, TokenStream, TokenTree};
use quote::ToTokens;
use syn::parse::discouraged::Speculative;
use syn::parse::{Parse, ParseStream};
use syn::spanned::Spanned;
use syn::{Attribute, FieldValue, GenericParam, Generics, Ident, Result, Token, Visibility, token};

use crate::errors::Errors;

/// The whole of it.
pub(crate) struct Ast {
    /// The path to the crate `ffnn`, as its `macro_rules!` passed it.
    pub(crate) library: TokenStream,
    pub(crate) attributes: Vec<Attribute>,
    pub(crate) visibility: Visibility,
    pub(crate) name: Ident,
    pub(crate) generics: Generics,
    pub(crate) inputs: Width,
    pub(crate) outputs: Width,
    pub(crate) entries: Vec<Entry>,
    /// An entry could not be read, so the widths of the others need not fit.
    pub(crate) incomplete: bool,
}

/// A layer or the head.
pub(crate) struct Entry {
    pub(crate) attributes: Vec<Attribute>,
    pub(crate) name: Option<Ident>,
    pub(crate) path: syn::Path,
    pub(crate) widths: Option<Widths>,
    pub(crate) options: Vec<FieldValue>,
}

/// What stands in angle brackets.
pub(crate) struct Widths {
    pub(crate) span: Span,
    pub(crate) list: Vec<Width>,
}

/// How many values there are at one place, as an expression.
#[derive(Clone)]
pub(crate) struct Width {
    pub(crate) tokens: TokenStream,
}

impl Ast {
    /// Errors in single entries go to `errors`; the rest of the list is read all the same.
    pub(crate) fn parse(input: ParseStream, errors: &mut Errors) -> Result<Self> {
        let library = input.parse::<Group>()?.stream();
        let attributes = input.call(Attribute::parse_outer)?;
        let visibility = input.parse()?;
        input.parse::<Token![struct]>()?;
        let name: Ident = input.parse()?;
        let generics = input.parse()?;
        let (inputs, outputs) = parse_signature(input, &name, errors)?;
        let content;
        syn::braced!(content in input);
        let (entries, incomplete) = parse_entries(&content, errors);
        if !input.is_empty() {
            errors.push(input.error("one `network!` declares one network: nothing may follow it"));
            input.parse::<TokenStream>()?;
        }
        Ok(Self { library, attributes, visibility, name, generics, inputs, outputs, entries, incomplete })
    }

    /// The const generic parameters.
    pub(crate) fn constants(&self) -> impl Iterator<Item = &syn::ConstParam> {
        self.generics.params.iter().filter_map(|parameter| match parameter {
            GenericParam::Const(constant) => Some(constant),
            _ => None,
        })
    }
}

/// `: 64 -> 10`
fn parse_signature(input: ParseStream, name: &Ident, errors: &mut Errors) -> Result<(Width, Width)> {
    const EXAMPLE: &str = "how many values come in and go out, for example `: 64 -> 10`";
    if !input.peek(Token![:]) {
        errors.push(input.error(format_args!("after `{name}` the network says {EXAMPLE}")));
        // Whatever stands here instead must not hide what is wrong in the list.
        while !input.is_empty() && !input.peek(token::Brace) {
            input.parse::<TokenTree>()?;
        }
        return Ok((Width::unknown(name.span()), Width::unknown(name.span())));
    }
    let colon = input.parse::<Token![:]>()?.span;
    let inputs = Width::parse_until(input, |input| input.peek(Token![->]) || input.peek(token::Brace))?;
    let arrow = input.parse::<Option<Token![->]>>()?;
    let outputs = Width::parse_until(input, |input| input.peek(token::Brace))?;
    match (inputs, arrow, outputs) {
        (Some(inputs), Some(_), Some(outputs)) => Ok((inputs, outputs)),
        _ => {
            errors.at(colon, format_args!("the signature says {EXAMPLE}"));
            Ok((Width::unknown(colon), Width::unknown(colon)))
        }
    }
}

/// The entries that could be read, and whether some could not.
fn parse_entries(input: ParseStream, errors: &mut Errors) -> (Vec<Entry>, bool) {
    let (mut entries, mut incomplete) = (Vec::new(), false);
    while !input.is_empty() {
        let ahead = input.fork();
        match ahead.parse::<Entry>().and_then(|entry| entry.end(&ahead)) {
            Ok(entry) => {
                entries.push(entry);
                input.advance_to(&ahead);
            }
            Err(error) => {
                errors.push(error);
                incomplete = true;
                skip_entry(input);
            }
        }
    }
    (entries, incomplete)
}

fn skip_entry(input: ParseStream) {
    let mut depth = 0;
    while let Ok(token) = input.parse::<TokenTree>() {
        match token {
            TokenTree::Punct(punct) if punct.as_char() == '<' => depth += 1,
            TokenTree::Punct(punct) if punct.as_char() == '>' => depth -= 1,
            TokenTree::Punct(punct) if punct.as_char() == ',' && depth <= 0 => return,
            _ => {}
        }
    }
}

impl Entry {
    /// Reads the comma that ends the entry.
    fn end(self, input: ParseStream) -> Result<Self> {
        if input.is_empty() || input.parse::<Option<Token![,]>>()?.is_some() {
            return Ok(self);
        }
        Err(input.error(format_args!("expected `,` after `{}`", self.kind())))
    }

    /// The type, as it was written.
    pub(crate) fn kind(&self) -> String {
        self.path.segments.iter().map(|segment| segment.ident.to_string()).collect::<Vec<_>>().join("::")
    }

    /// What to call it in a message.
    pub(crate) fn title(&self) -> String {
        self.name.as_ref().map_or_else(|| self.kind(), Ident::to_string)
    }
}

impl Parse for Entry {
    fn parse(input: ParseStream) -> Result<Self> {
        let attributes = input.call(Attribute::parse_outer)?;
        let named = input.peek(syn::Ident) && input.peek2(Token![:]) && !input.peek2(Token![::]);
        let name = if named { Some(input.parse()?) } else { None };
        if named {
            input.parse::<Token![:]>()?;
        }
        if !(input.peek(syn::Ident)
            || input.peek(Token![::])
            || input.peek(Token![crate])
            || input.peek(Token![super])
            || input.peek(Token![self]))
        {
            return Err(input.error("expected a layer: `Dense<32>`, `hidden: Dense<32> { … }` or `Relu`"));
        }
        let path = input.call(syn::Path::parse_mod_style)?;
        let widths = if input.peek(Token![<]) { Some(input.parse()?) } else { None };
        let mut options = Vec::new();
        if input.peek(token::Brace) {
            let content;
            syn::braced!(content in input);
            options = content.parse_terminated(FieldValue::parse, Token![,])?.into_iter().collect();
        } else if input.peek(token::Paren) || input.peek(token::Bracket) {
            let example = format!("`{} {{ name: value }}`", path.to_token_stream().to_string().replace(' ', ""));
            return Err(input.error(format_args!("options stand in braces: {example}")));
        }
        Ok(Self { attributes, name, path, widths, options })
    }
}

impl Parse for Widths {
    fn parse(input: ParseStream) -> Result<Self> {
        let open = input.parse::<Token![<]>()?;
        let mut list = Vec::new();
        while !input.peek(Token![>]) {
            let width = Width::parse_until(input, |input| input.peek(Token![,]) || input.peek(Token![>]))?;
            list.push(width.ok_or_else(|| input.error("expected a width: a number, a constant or an expression"))?);
            if input.parse::<Option<Token![,]>>()?.is_none() && !input.peek(Token![>]) {
                return Err(syn::Error::new(open.span, "this `<` has no `>`"));
            }
        }
        let close = input.parse::<Token![>]>()?;
        Ok(Self { span: open.span.join(close.span).unwrap_or(open.span), list })
    }
}

impl Width {
    /// The tokens up to where `end` holds; none if there are none.
    fn parse_until(input: ParseStream, end: impl Fn(ParseStream) -> bool) -> Result<Option<Self>> {
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
        syn::parse2::<syn::Expr>(tokens.clone()).map_err(|_| {
            syn::Error::new(
                tokens.span(),
                format_args!("expected a width: a number, a constant or an expression, found `{tokens}`"),
            )
        })?;
        Ok(Some(Self { tokens }))
    }

    /// Stands in for one that could not be read.
    pub(crate) fn unknown(span: Span) -> Self {
        Self::number(1, span)
    }

    pub(crate) fn number(value: usize, span: Span) -> Self {
        let mut literal = proc_macro2::Literal::usize_unsuffixed(value);
        literal.set_span(span);
        Self { tokens: TokenTree::from(literal).into() }
    }
}
