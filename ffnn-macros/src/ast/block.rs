use proc_macro2::TokenTree;
use syn::ext::IdentExt;
use syn::parse::{ParseBuffer, ParseStream};
use syn::{Attribute, Ident, Result, Token, token};

use super::entry::Entry;
use super::{Reading, is_comment, parse_entries, skip_entry};

/// One element of a list.
pub(crate) enum Item {
    /// A layer, or the head.
    Entry(Entry),
    Block(Block),
}

/// A block with parallel paths: `Residual` or `Concat`.
pub(crate) struct Block {
    pub(crate) attributes: Vec<Attribute>,
    pub(crate) name: Option<Ident>,
    /// `Residual` or `Concat`.
    pub(crate) word: Ident,
    pub(crate) body: Body,
}

pub(crate) enum Body {
    /// The layers; `None` for one that could not be parsed.
    Residual(Vec<Option<Item>>),
    Concat(Vec<Branch>),
}

/// One branch of a `Concat`, in square brackets.
pub(crate) struct Branch {
    pub(crate) brackets: proc_macro2::Span,
    pub(crate) items: Vec<Option<Item>>,
}

impl Item {
    /// Parses an item. Returns `None` if a `cfg` removes it; then only its attributes are consumed.
    pub(super) fn parse(input: ParseStream, reading: &mut Reading<'_>) -> Result<Option<Self>> {
        let Some(attributes) = reading.conditions.outer(input)? else { return Ok(None) };
        let named = input.peek(Ident::peek_any) && input.peek2(Token![:]) && !input.peek2(Token![::]);
        if named && !input.peek(syn::Ident) {
            return Err(input.error("a layer is a field, and this keyword cannot be a field name: choose another name"));
        }
        let name = if named { Some(input.parse()?) } else { None };
        if named {
            input.parse::<Token![:]>()?;
        }
        if Block::is_next(input) {
            return Block::parse(input, attributes, name, reading).map(Self::Block).map(Some);
        }
        Entry::parse(input, attributes, name, reading.errors).map(Self::Entry).map(Some)
    }

    /// Parses the comma after the item.
    pub(super) fn parse_end(&self, input: ParseStream) -> Result<()> {
        match self {
            Self::Entry(entry) => entry.parse_end(input),
            Self::Block(_) if input.is_empty() || input.parse::<Option<Token![,]>>()?.is_some() => Ok(()),
            Self::Block(block) => {
                let error = input.error(format_args!("expected `,` after `{} {{ … }}`", block.word));
                input.parse::<Option<Token![;]>>()?;
                Err(error)
            }
        }
    }

    /// Visits all names that the user gave, also inside blocks.
    pub(crate) fn names<'a>(&'a self, visit: &mut dyn FnMut(&'a Ident)) {
        let (name, lists): (_, Vec<&Vec<Option<Self>>>) = match self {
            Self::Entry(entry) => (&entry.name, Vec::new()),
            Self::Block(block) => (
                &block.name,
                match &block.body {
                    Body::Residual(items) => vec![items],
                    Body::Concat(branches) => branches.iter().map(|branch| &branch.items).collect(),
                },
            ),
        };
        name.iter().for_each(&mut *visit);
        lists.into_iter().flatten().flatten().for_each(|item| item.names(visit));
    }
}

impl Block {
    /// Whether a block is next. A path such as `my::Residual` and `Residual<8>` are ordinary types.
    fn is_next(input: ParseStream) -> bool {
        let word = input.fork().parse::<Ident>().is_ok_and(|word| word == "Residual" || word == "Concat");
        word && (input.peek2(token::Brace) || input.peek2(token::Bracket) || input.peek2(token::Paren))
    }

    fn parse(
        input: ParseStream,
        attributes: Vec<Attribute>,
        name: Option<Ident>,
        reading: &mut Reading<'_>,
    ) -> Result<Self> {
        let word: Ident = input.parse()?;
        let concat = word == "Concat";
        let example = if concat { "`Concat { [Dense<16>, Tanh], [] }`" } else { "`Residual { Dense<32>, Elu }`" };
        if !input.peek(token::Brace) {
            let what = if concat { "branches" } else { "layers" };
            reading.errors.push(input.error(format_args!("the {what} of a `{word}` go in braces: {example}")));
            input.parse::<TokenTree>()?;
            let body = if concat { Body::Concat(vec![Branch::unreadable(&word)]) } else { Body::Residual(vec![None]) };
            return Ok(Self { attributes, name, word, body });
        }
        let content;
        syn::braced!(content in input);
        let options = parse_options(&content, |span| {
            reading.errors.at(span, format_args!("`{word}` takes no options; its braces hold layers: {example}"));
        });
        let body = if concat {
            let mut branches = parse_branches(&content, &word, reading);
            branches.extend(options.then(|| Branch::unreadable(&word)));
            if branches.is_empty() {
                reading
                    .errors
                    .at(word.span(), format_args!("a `{word}` joins branches, but this one has none: {example}"));
            }
            Body::Concat(branches)
        } else {
            let mut items = parse_entries(&content, reading);
            if items.is_empty() && !options {
                reading.errors.at(
                    word.span(),
                    format_args!("`{word}` adds the output of its layers to its input, but has no layers: {example}"),
                );
            }
            items.extend(options.then_some(None));
            Body::Residual(items)
        };
        Ok(Self { attributes, name, word, body })
    }
}

impl Branch {
    /// A branch whose layers could not be parsed.
    fn unreadable(word: &Ident) -> Self {
        Self { brackets: word.span(), items: vec![None] }
    }
}

/// Skips options such as `rate: 0.5`, which a block does not have. Reports the first; returns whether there is one.
fn parse_options(input: &ParseBuffer, tell: impl FnOnce(proc_macro2::Span)) -> bool {
    let is_option = || {
        let named = input.peek(Ident::peek_any) && input.peek2(Token![:]) && !input.peek2(Token![::]);
        named && (input.peek3(syn::Lit) || input.peek3(Token![-]) || input.peek3(token::Paren))
    };
    if !is_option() {
        return false;
    }
    tell(input.span());
    while is_option() {
        skip_entry(input);
    }
    true
}

/// Parses the branches of a `Concat`, collecting errors in single branches.
fn parse_branches(input: ParseStream, word: &Ident, reading: &mut Reading<'_>) -> Vec<Branch> {
    let (mut branches, mut told) = (Vec::new(), false);
    while !input.is_empty() {
        match reading.conditions.outer(input) {
            Ok(Some(attributes)) => {
                for attribute in attributes.iter().filter(|attribute| !is_comment(attribute)) {
                    reading
                        .errors
                        .under(attribute, "a branch is not a field: put the attribute before a layer inside it");
                }
            }
            Ok(None) => {
                skip_entry(input);
                continue;
            }
            Err(error) => reading.errors.push(error),
        }
        if input.peek(Ident::peek_any) && input.peek2(Token![:]) && input.peek3(token::Bracket) {
            reading.errors.push(input.error("a branch has no name: name the layers inside it"));
            let _ = (input.call(Ident::parse_any), input.parse::<Token![:]>());
        }
        match parse_branch(input, reading) {
            Ok(branch) => {
                branches.push(branch);
                if !input.is_empty() && input.parse::<Option<Token![,]>>().is_ok_and(|comma| comma.is_none()) {
                    reading.errors.push(input.error(format_args!("expected `,` after a branch of `{word}`")));
                    let _ = input.parse::<Option<Token![;]>>();
                }
            }
            // Any number of layers without brackets is one mistake.
            Err(span) => {
                if !std::mem::replace(&mut told, true) {
                    reading.errors.at(
                        span,
                        format_args!(
                            "each branch of a `{word}` goes in square brackets: `{word} {{ [Dense<16>, Tanh], [] }}`"
                        ),
                    );
                }
                branches.push(Branch::unreadable(word));
                skip_entry(input);
            }
        }
    }
    branches
}

fn parse_branch(input: ParseStream, reading: &mut Reading<'_>) -> std::result::Result<Branch, proc_macro2::Span> {
    let span = input.span();
    let (content, brackets) = parse_brackets(input).map_err(|_| span)?;
    Ok(Branch { brackets, items: parse_entries(&content, reading) })
}

fn parse_brackets<'a>(input: ParseStream<'a>) -> Result<(ParseBuffer<'a>, proc_macro2::Span)> {
    let content;
    let brackets = syn::bracketed!(content in input);
    Ok((content, brackets.span.join()))
}
