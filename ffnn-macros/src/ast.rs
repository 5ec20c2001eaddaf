//! The syntax tree of a network, and its parser.
//!
//! ```text
//! network    = attribute* visibility "struct" NAME ( "<" constant,* ">" )? ":" width "->" width
//!              ( "where" relation,* )? "{" entry,* "}" ( budget | quantized | weights )*
//! constant   = "const" NAME ":" "usize"
//! relation   = attribute* NAME "=" expression; of names, numbers, "+", "-", "*", "/" and parentheses
//! entry      = attribute* ( NAME ":" )? ( layer | residual | concat )
//! layer      = PATH ( "::" "<" argument,* ">" )? ( "<" width,* ">" )? ( "{" option,* "}" )?
//! option     = NAME ":" expression
//! residual   = "Residual" "{" entry,* "}"
//! concat     = "Concat" "{" ( "[" entry,* "]" ),* "}"
//! budget     = "budget" "{" ( ( "flash" | "ram" | "macs" ) ":" expression ),* "}"
//! quantized  = "quantized" ";"
//! weights    = attribute* visibility "static" NAME ":" "&" NAME ( "<" NAME ">" )? "=" file ( "{" choice,* "}" )? ";"
//! file       = TEXT | "concat!" "(" file,* ")" | "env!" "(" TEXT ")"
//! choice     = ( "names" | "layout" ) ":" NAME | ( "prefix" | "part" ) ":" TEXT | "ignore" ":" "[" TEXT,* "]"
//!            | "rename" ":" "{" ( NAME ":" TEXT ),* "}"
//! width      = a number, a path or an expression; one that contains ">" or "," goes in parentheses or braces
//! ```
//!
//! Angle brackets hold shapes, braces hold values. The last entry is the head. `Residual` and `Concat` are keywords of
//! the language, not types: their braces hold layers.

mod block;
mod budget;
mod conditions;
mod entry;
mod file_path;
mod quantized;
mod relation;
mod weights;
mod width;

use proc_macro2::{Group, TokenStream, TokenTree};
use syn::parse::discouraged::Speculative;
use syn::parse::{ParseBuffer, ParseStream};
use syn::{Attribute, GenericParam, Generics, Ident, Result, Token, Visibility, token};

use crate::errors::Errors;
pub(crate) use block::{Block, Body, Item};
pub(crate) use budget::Budget;
pub(crate) use conditions::{Conditions, Question};
pub(crate) use entry::Entry;
pub(crate) use file_path::FilePath;
pub(crate) use quantized::Quantized;
pub(crate) use relation::Relation;
pub(crate) use weights::{Options, Weights};
pub(crate) use width::Width;

/// State of the parser: errors and `cfg` conditions.
pub(crate) struct Reading<'a> {
    pub(crate) errors: &'a mut Errors,
    pub(crate) conditions: Conditions,
}

/// A parsed declaration.
pub(crate) struct Ast {
    /// Path of the crate `ffnn`, as passed by its `macro_rules!`.
    pub(crate) library: TokenStream,
    pub(crate) attributes: Vec<Attribute>,
    pub(crate) visibility: Visibility,
    pub(crate) name: Ident,
    pub(crate) generics: Generics,
    /// Input and output widths; `None` if they could not be parsed.
    pub(crate) signature: Option<(Width, Width)>,
    /// The relations; `None` for one that could not be parsed.
    pub(crate) relations: Vec<Option<Relation>>,
    /// The list of layers and the head; `None` for an entry that could not be parsed.
    pub(crate) entries: Vec<Option<Item>>,
    /// All budgets; more than one is an error.
    pub(crate) budgets: Vec<Budget>,
    /// All `quantized;` lines; more than one is an error.
    pub(crate) quantized: Vec<Quantized>,
    /// The weights that could be parsed.
    pub(crate) weights: Vec<Weights>,
}

impl Ast {
    /// Parses a declaration. Errors in single entries are collected, and the rest of the list is still parsed.
    ///
    /// Returns `None` if a `cfg` removes the network.
    pub(crate) fn parse(input: ParseStream, reading: &mut Reading<'_>) -> Result<Option<Self>> {
        let Library { path: library, conditions } = syn::parse2(input.parse::<Group>()?.stream())?;
        reading.conditions = conditions;
        let attributes = input.call(Attribute::parse_outer)?;
        let Some(attributes) = reading.conditions.of(attributes, true) else {
            input.parse::<TokenStream>()?;
            return Ok(None);
        };
        let visibility = input.parse()?;
        if !input.peek(Token![struct]) {
            return Err(syn::Error::new(
                input.span(),
                "a network is declared like a struct: `struct Digits: 64 -> 10 { … }`",
            ));
        }
        input.parse::<Token![struct]>()?;
        let name: Ident = input.parse()?;
        let generics = configured(input.parse()?, &mut reading.conditions);
        let signature = parse_signature(input, &name, reading.errors);
        let relations = Relation::parse_all(input, reading)?;
        let content = parse_braces(input, &name)?;
        let entries = parse_entries(&content, reading);
        let Rest { budgets, quantized, weights } = Rest::parse(input, &name, reading);
        if !input.is_empty() {
            reading.errors.push(match input.fork().parse::<Ident>() {
                Ok(word) => syn::Error::new(
                    word.span(),
                    format_args!("unexpected `{word}` after the list: only `budget {{ … }}`, `quantized;` and `static …` may follow it"),
                ),
                Err(_) => input.error("one `network!` declares one network: write another `network!` for the next"),
            });
            input.parse::<TokenStream>()?;
        }
        Ok(Some(Self {
            library,
            attributes,
            visibility,
            name,
            generics,
            signature,
            relations,
            entries,
            budgets,
            quantized,
            weights,
        }))
    }

    /// The const generic parameters.
    pub(crate) fn constants(&self) -> impl Iterator<Item = &syn::ConstParam> {
        self.generics.params.iter().filter_map(|parameter| match parameter {
            GenericParam::Const(constant) => Some(constant),
            _ => None,
        })
    }
}

/// `ffnn`, or `ffnn; 1 0` with the answers of the compiler.
struct Library {
    path: TokenStream,
    conditions: Conditions,
}

impl syn::parse::Parse for Library {
    fn parse(input: ParseStream) -> Result<Self> {
        let mut path = TokenStream::new();
        while !input.is_empty() && !input.peek(Token![;]) {
            path.extend([input.parse::<TokenTree>()?]);
        }
        input.parse::<Option<Token![;]>>()?;
        Ok(Self { path, conditions: Conditions::answered(input)? })
    }
}

/// Removes the generic parameters whose `cfg` does not hold.
fn configured(mut generics: Generics, conditions: &mut Conditions) -> Generics {
    let held = std::mem::take(&mut generics.params).into_iter().filter_map(|mut parameter| {
        let attributes = match &mut parameter {
            GenericParam::Const(constant) => &mut constant.attrs,
            GenericParam::Type(parameter) => &mut parameter.attrs,
            GenericParam::Lifetime(parameter) => &mut parameter.attrs,
        };
        *attributes = conditions.of(std::mem::take(attributes), false)?;
        Some(parameter)
    });
    generics.params = held.collect();
    generics
}

/// Parses `: 64 -> 10`.
fn parse_signature(input: ParseStream, name: &Ident, errors: &mut Errors) -> Option<(Width, Width)> {
    let read = || {
        let example = format_args!("`struct {name}: 64 -> 10 {{ … }}` has 64 inputs and 10 outputs");
        let missing =
            |input: ParseStream, what: &str| syn::Error::new(input.span(), format_args!("expected {what}: {example}"));
        if !input.peek(Token![:]) {
            return Err(missing(input, "the numbers of inputs and outputs"));
        }
        input.parse::<Token![:]>()?;
        let end = |input: ParseStream| input.peek(Token![->]) || input.peek(Token![,]) || is_list(input);
        let Some(inputs) = Width::parse_until(input, end)? else {
            return Err(missing(input, "the number of inputs"));
        };
        if input.parse::<Option<Token![->]>>()?.is_none() {
            return Err(missing(input, "`->` and the number of outputs"));
        }
        let end = |input: ParseStream| is_list(input) || input.peek(Token![where]);
        let Some(outputs) = Width::parse_until(input, end)? else {
            return Err(missing(input, "the number of outputs"));
        };
        Ok((inputs, outputs))
    };
    read()
        .map_err(|error| {
            errors.push(error);
            // A bad signature must not hide errors in the list.
            while !input.is_empty() && !is_list(input) {
                let _ = input.parse::<TokenTree>();
            }
        })
        .ok()
}

/// Whether the list of layers is next, in any kind of brackets.
fn is_list(input: ParseStream) -> bool {
    let last = || {
        let ahead = input.fork();
        ahead.parse::<TokenTree>().is_ok() && (ahead.is_empty() || ahead.peek(Token![;]))
    };
    input.peek(token::Brace) || ((input.peek(token::Paren) || input.peek(token::Bracket)) && last())
}

/// Enters the braces around the list.
fn parse_braces<'a>(input: ParseStream<'a>, name: &Ident) -> Result<ParseBuffer<'a>> {
    if !input.peek(token::Brace) {
        let message = format_args!("the layers go in braces: `struct {name}: 64 -> 10 {{ … }}`");
        return Err(syn::Error::new(input.span(), message));
    }
    let content;
    syn::braced!(content in input);
    Ok(content)
}

/// Everything after the list.
#[derive(Default)]
struct Rest {
    budgets: Vec<Budget>,
    quantized: Vec<Quantized>,
    weights: Vec<Weights>,
}

impl Rest {
    fn parse(input: ParseStream, name: &Ident, reading: &mut Reading<'_>) -> Self {
        let mut rest = Self::default();
        loop {
            let attributes = match reading.conditions.outer(input) {
                Ok(Some(attributes)) => attributes,
                Ok(None) => {
                    skip_item(input);
                    continue;
                }
                Err(error) => {
                    reading.errors.push(error);
                    let _ = input.parse::<TokenStream>();
                    return rest;
                }
            };
            let read = if Weights::is_next(input) {
                Weights::parse(input, attributes, name, reading.errors).map(|read| rest.weights.push(read))
            } else {
                for attribute in attributes.iter().filter(|attribute| !is_comment(attribute)) {
                    let message = "after the list, only a `static` takes attributes; `#[cfg(…)]` is allowed anywhere";
                    reading.errors.under(attribute, message);
                }
                if Budget::is_next(input) {
                    Budget::parse(input, reading.errors).map(|budget| rest.budgets.push(budget))
                } else if Quantized::is_next(input) {
                    Quantized::parse(input).map(|quantized| rest.quantized.push(quantized))
                } else {
                    return rest;
                }
            };
            if let Err(error) = read {
                reading.errors.push(error);
                while !input.is_empty() && input.parse::<Option<Token![;]>>().is_ok_and(|end| end.is_none()) {
                    let _ = input.parse::<TokenTree>();
                }
            }
        }
    }
}

/// Whether the attribute is a doc comment.
pub(crate) fn is_comment(attribute: &Attribute) -> bool {
    attribute.path().is_ident("doc") && matches!(attribute.meta, syn::Meta::NameValue(_))
}

/// Skips an item that a `cfg` removes: a budget, or everything up to the semicolon.
fn skip_item(input: ParseStream) {
    if Budget::is_next(input) {
        let _ = (input.parse::<Ident>(), input.parse::<TokenTree>());
        return;
    }
    while !input.is_empty() && input.parse::<Option<Token![;]>>().is_ok_and(|end| end.is_none()) {
        let _ = input.parse::<TokenTree>();
    }
}

fn parse_entries(input: ParseStream, reading: &mut Reading<'_>) -> Vec<Option<Item>> {
    let (mut entries, mut told) = (Vec::new(), false);
    while !input.is_empty() {
        let ahead = input.fork();
        match Item::parse(&ahead, reading) {
            Ok(None) => {
                input.advance_to(&ahead);
                skip_entry(input);
            }
            Ok(Some(entry)) => {
                input.advance_to(&ahead);
                let end = entry.parse_end(input);
                entries.push(Some(entry));
                let Err(error) = end else { continue };
                // A semicolon after every entry is one mistake.
                if !std::mem::replace(&mut told, true) {
                    reading.errors.push(error);
                }
                if !input.is_empty() && !Entry::is_next(input) {
                    entries.push(None);
                    skip_entry(input);
                }
            }
            Err(error) => {
                reading.errors.push(error);
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
