//! A network as it was written.
//!
//! ```text
//! network    = attribute* visibility "struct" NAME ( "<" constant,* ">" )? ":" width "->" width "{" entry,* "}" ( budget | quantized | weights )*
//! constant   = "const" NAME ":" "usize"
//! entry      = attribute* ( NAME ":" )? ( layer | residual | concat )
//! layer      = PATH ( "<" width,* ">" )? ( "{" option,* "}" )?
//! option     = NAME ":" expression
//! residual   = "Residual" "{" entry,* "}"
//! concat     = "Concat" "{" ( "[" entry,* "]" ),* "}"
//! budget     = "budget" "{" ( ( "flash" | "ram" | "macs" ) ":" expression ),* "}"
//! quantized  = "quantized" ";"
//! weights    = attribute* visibility "static" NAME ":" "&" NAME ( "<" NAME ">" )? "=" TEXT ( "{" choice,* "}" )? ";"
//! choice     = "names" ":" NAME | "rename" ":" "{" ( NAME ":" TEXT ),* "}"
//! width      = a number, a path or an expression; one with ">" or "," stands in parentheses or braces
//! ```
//!
//! Angle brackets are shape, braces are values. The last entry is the head. `Residual` and `Concat` are words of the
//! language, not types: what stands in their braces are layers.

mod block;
mod budget;
mod entry;
mod quantized;
mod weights;
mod width;

use proc_macro2::{Group, TokenStream, TokenTree};
use syn::parse::discouraged::Speculative;
use syn::parse::{ParseBuffer, ParseStream};
use syn::{Attribute, GenericParam, Generics, Ident, Result, Token, Visibility, token};

use crate::errors::Errors;
pub(crate) use block::{Block, Body, Item};
pub(crate) use budget::Budget;
pub(crate) use entry::Entry;
pub(crate) use quantized::Quantized;
pub(crate) use weights::Weights;
pub(crate) use width::Width;

/// The whole of it.
pub(crate) struct Ast {
    /// The path to the crate `ffnn`, as its `macro_rules!` passed it.
    pub(crate) library: TokenStream,
    pub(crate) attributes: Vec<Attribute>,
    pub(crate) visibility: Visibility,
    pub(crate) name: Ident,
    pub(crate) generics: Generics,
    /// None if it could not be read.
    pub(crate) signature: Option<(Width, Width)>,
    /// Where one could not be read stands none.
    pub(crate) entries: Vec<Option<Item>>,
    /// At most one is right.
    pub(crate) budgets: Vec<Budget>,
    /// The same.
    pub(crate) quantized: Vec<Quantized>,
    /// Those that could be read.
    pub(crate) weights: Vec<Weights>,
}

impl Ast {
    /// Errors in single entries go to `errors`; the rest of the list is read all the same.
    pub(crate) fn parse(input: ParseStream, errors: &mut Errors) -> Result<Self> {
        let library = input.parse::<Group>()?.stream();
        let attributes = input.call(Attribute::parse_outer)?;
        let visibility = input.parse()?;
        if !input.peek(Token![struct]) {
            return Err(syn::Error::new(
                input.span(),
                "a network is declared like a struct: `struct Digits: 64 -> 10 { … }`",
            ));
        }
        input.parse::<Token![struct]>()?;
        let name: Ident = input.parse()?;
        let generics = input.parse()?;
        let signature = parse_signature(input, &name, errors);
        let content = parse_braces(input, &name)?;
        let entries = parse_entries(&content, errors);
        let Rest { budgets, quantized, weights } = Rest::parse(input, &name, errors);
        if !input.is_empty() {
            errors.push(match input.fork().parse::<Ident>() {
                Ok(word) => syn::Error::new(
                    word.span(),
                    format_args!("`{word}` stands after no list: `budget {{ … }}`, `quantized;` and `static …` do"),
                ),
                Err(_) => input.error("one `network!` declares one network: write another `network!` for the next"),
            });
            input.parse::<TokenStream>()?;
        }
        Ok(Self { library, attributes, visibility, name, generics, signature, entries, budgets, quantized, weights })
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
fn parse_signature(input: ParseStream, name: &Ident, errors: &mut Errors) -> Option<(Width, Width)> {
    let read = || {
        let example = format_args!("`struct {name}: 64 -> 10 {{ … }}` takes 64 values and gives 10");
        let missing =
            |input: ParseStream, what: &str| syn::Error::new(input.span(), format_args!("expected {what}: {example}"));
        if !input.peek(Token![:]) {
            return Err(missing(input, "how many values come in and go out"));
        }
        input.parse::<Token![:]>()?;
        let end = |input: ParseStream| input.peek(Token![->]) || input.peek(Token![,]) || is_list(input);
        let Some(inputs) = Width::parse_until(input, end)? else {
            return Err(missing(input, "how many values come in"));
        };
        if input.parse::<Option<Token![->]>>()?.is_none() {
            return Err(missing(input, "`->` and how many values go out"));
        }
        let end = |input: ParseStream| is_list(input) || input.peek(Token![where]);
        let Some(outputs) = Width::parse_until(input, end)? else {
            return Err(missing(input, "how many values go out"));
        };
        if input.peek(Token![where]) {
            return Err(input.error("a network has no `where`: its parameters are numbers"));
        }
        Ok((inputs, outputs))
    };
    read()
        .map_err(|error| {
            errors.push(error);
            // Whatever stands here instead must not hide what is wrong in the list.
            while !input.is_empty() && !is_list(input) {
                let _ = input.parse::<TokenTree>();
            }
        })
        .ok()
}

/// Whether the list of layers is next, in whatever brackets.
fn is_list(input: ParseStream) -> bool {
    let last = || {
        let ahead = input.fork();
        ahead.parse::<TokenTree>().is_ok() && (ahead.is_empty() || ahead.peek(Token![;]))
    };
    input.peek(token::Brace) || ((input.peek(token::Paren) || input.peek(token::Bracket)) && last())
}

/// What stands in the braces around the list.
fn parse_braces<'a>(input: ParseStream<'a>, name: &Ident) -> Result<ParseBuffer<'a>> {
    if !input.peek(token::Brace) {
        let message = format_args!("the layers stand in braces: `struct {name}: 64 -> 10 {{ … }}`");
        return Err(syn::Error::new(input.span(), message));
    }
    let content;
    syn::braced!(content in input);
    Ok(content)
}

/// What stands after the list.
#[derive(Default)]
struct Rest {
    budgets: Vec<Budget>,
    quantized: Vec<Quantized>,
    weights: Vec<Weights>,
}

impl Rest {
    fn parse(input: ParseStream, name: &Ident, errors: &mut Errors) -> Self {
        let mut rest = Self::default();
        loop {
            let read = if Budget::is_next(input) {
                Budget::parse(input, errors).map(|budget| rest.budgets.push(budget))
            } else if Quantized::is_next(input) {
                Quantized::parse(input).map(|quantized| rest.quantized.push(quantized))
            } else if Weights::is_next(input) {
                Weights::parse(input, name, errors).map(|read| rest.weights.push(read))
            } else {
                return rest;
            };
            if let Err(error) = read {
                errors.push(error);
                while !input.is_empty() && input.parse::<Option<Token![;]>>().is_ok_and(|end| end.is_none()) {
                    let _ = input.parse::<TokenTree>();
                }
            }
        }
    }
}

fn parse_entries(input: ParseStream, errors: &mut Errors) -> Vec<Option<Item>> {
    let (mut entries, mut told) = (Vec::new(), false);
    while !input.is_empty() {
        let ahead = input.fork();
        match Item::parse(&ahead, errors) {
            Ok(entry) => {
                input.advance_to(&ahead);
                let end = entry.parse_end(input);
                entries.push(Some(entry));
                let Err(error) = end else { continue };
                // Semicolons after every entry are one mistake.
                if !std::mem::replace(&mut told, true) {
                    errors.push(error);
                }
                if !input.is_empty() && !Entry::is_next(input) {
                    entries.push(None);
                    skip_entry(input);
                }
            }
            Err(error) => {
                errors.push(error);
                entries.push(None);
                skip_entry(input);
            }
        }
    }
    entries
}

fn skip_entry(input: ParseStream) {
    let mut depth = 0;
    while let Ok(token) = input.parse::<TokenTree>() {
        match token {
            TokenTree::Punct(punct) if punct.as_char() == '<' => depth += 1,
            TokenTree::Punct(punct) if punct.as_char() == '>' => depth -= 1,
            TokenTree::Punct(punct) if matches!(punct.as_char(), ',' | ';') && depth <= 0 => return,
            _ => {}
        }
    }
}
