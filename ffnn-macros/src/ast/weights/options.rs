use proc_macro2::{TokenStream, TokenTree};
use syn::ext::IdentExt;
use syn::parse::ParseStream;
use syn::{Ident, LitStr, Result, Token, token};

use crate::errors::Errors;

/// `{ names: keras, prefix: "sequential/" }`: options for reading a weight file.
#[derive(Default)]
pub(crate) struct Options {
    /// Naming convention of the tensors.
    pub(crate) names: Option<Ident>,
    /// Layout of the weight matrices.
    pub(crate) layout: Option<Ident>,
    /// Prefix of all names.
    pub(crate) prefix: Option<LitStr>,
    /// Part of the file that holds the network.
    pub(crate) part: Option<LitStr>,
    /// Tensors to ignore.
    pub(crate) ignored: Vec<LitStr>,
    /// Names of layers in the file.
    pub(crate) renames: Vec<(Ident, LitStr)>,
}

const EXAMPLE: &str = "`{ names: sequential }` or `{ rename: { hidden: \"encoder.0\" } }`";

impl Options {
    /// Parses the content of the braces, collecting errors in single options in `errors`.
    pub(super) fn parse(input: ParseStream, errors: &mut Errors) -> Self {
        let mut options = Self::default();
        while !input.is_empty() {
            if let Err(error) = options.parse_option(input, errors) {
                errors.push(error);
                while !input.is_empty() && !input.peek(Token![,]) {
                    let _ = input.parse::<TokenTree>();
                }
            }
            if !input.is_empty() && input.parse::<Option<Token![,]>>().is_ok_and(|comma| comma.is_none()) {
                errors.push(input.error("expected `,` after an option"));
                let _ = input.parse::<TokenStream>();
            }
        }
        options
    }

    fn parse_option(&mut self, input: ParseStream, errors: &mut Errors) -> Result<()> {
        let option =
            input.call(Ident::parse_any).map_err(|_| input.error(format_args!("expected an option: {EXAMPLE}")))?;
        let name = option.to_string();
        if !["names", "layout", "prefix", "part", "ignore", "rename"].contains(&&*name) {
            let message = format_args!(
                "unknown option `{option}`, expected `names`, `layout`, `prefix`, `part`, `ignore` or `rename`: {EXAMPLE}"
            );
            return Err(syn::Error::new(option.span(), message));
        }
        if input.parse::<Option<Token![:]>>()?.is_none() {
            return Err(syn::Error::new(option.span(), format_args!("expected `:` after `{option}`: {EXAMPLE}")));
        }
        match &*name {
            "names" => {
                let expected = "expected `torch`, `sequential`, `keras`, `flax` or `burn`";
                let names = input.call(Ident::parse_any).map_err(|_| input.error(expected))?;
                if let Some(first) = self.names.replace(names) {
                    errors.at(option.span(), format_args!("`names` is given twice, first as `{first}`"));
                }
            }
            "layout" => {
                let expected = "expected `inputs_first` or `outputs_first`";
                let layout = input.call(Ident::parse_any).map_err(|_| input.error(expected))?;
                if let Some(first) = self.layout.replace(layout) {
                    errors.at(option.span(), format_args!("`layout` is given twice, first as `{first}`"));
                }
            }
            "prefix" | "part" => {
                let example = if name == "prefix" { "prefix: \"module.\"" } else { "part: \"encoder\"" };
                let expected = || input.error(format_args!("expected text in quotation marks: `{example}`"));
                let text: LitStr = input.parse().map_err(|_| expected())?;
                let place = if name == "prefix" { &mut self.prefix } else { &mut self.part };
                if let Some(first) = place.replace(text) {
                    let first = first.value();
                    errors.at(option.span(), format_args!("`{option}` is given twice, first as {first:?}"));
                }
            }
            "ignore" => self.ignored.extend(parse_names(input)?),
            _ => {
                let content = enclosed(input)?;
                let result = self.parse_renames(&content);
                // Unparsed tokens would cause a second error.
                content.parse::<TokenStream>()?;
                result?;
            }
        }
        Ok(())
    }

    fn parse_renames(&mut self, input: ParseStream) -> Result<()> {
        while !input.is_empty() {
            let expected = || input.error("expected a layer and its name in the file: `hidden: \"encoder.0\"`");
            let layer = input.call(Ident::parse_any).map_err(|_| expected())?;
            if input.parse::<Option<Token![:]>>()?.is_none() {
                return Err(expected());
            }
            self.renames.push((layer, input.parse().map_err(|_| expected())?));
            if !input.is_empty() {
                input.parse::<Token![,]>()?;
            }
        }
        Ok(())
    }
}

/// Enters the next braces.
fn enclosed(input: ParseStream<'_>) -> Result<syn::parse::ParseBuffer<'_>> {
    if !input.peek(token::Brace) {
        let message = "the renamed layers go in braces: `rename: { hidden: \"encoder.0\" }`";
        return Err(input.error(message));
    }
    let content;
    syn::braced!(content in input);
    Ok(content)
}

/// Parses `["optimizer.*", "step"]`.
fn parse_names(input: ParseStream) -> Result<Vec<LitStr>> {
    const EXPECTED: &str = "expected tensor names in square brackets: `ignore: [\"optimizer.*\"]`";
    if !input.peek(token::Bracket) {
        return Err(input.error(EXPECTED));
    }
    let (content, mut names);
    syn::bracketed!(content in input);
    names = Vec::new();
    while !content.is_empty() {
        let name = content.parse::<LitStr>().map_err(|_| content.error(EXPECTED));
        let comma = |content: ParseStream| content.is_empty() || content.parse::<Token![,]>().is_ok();
        match name {
            Ok(name) if comma(&content) => names.push(name),
            result => {
                let error = result.err().unwrap_or_else(|| content.error("expected `,` after a name"));
                // Unparsed tokens would cause a second error.
                content.parse::<TokenStream>()?;
                return Err(error);
            }
        }
    }
    Ok(names)
}
