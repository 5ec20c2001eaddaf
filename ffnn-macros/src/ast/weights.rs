use proc_macro2::{TokenStream, TokenTree};
use syn::ext::IdentExt;
use syn::parse::ParseStream;
use syn::{Attribute, Ident, LitStr, Result, Token, Visibility, token};

use super::FilePath;
use crate::errors::Errors;

/// `pub static DIGITS: &Digits<f64> = "models/digits.safetensors" { names: sequential };`
pub(crate) struct Weights {
    pub(crate) attributes: Vec<Attribute>,
    pub(crate) visibility: Visibility,
    pub(crate) name: Ident,
    /// The network's.
    pub(crate) network: Ident,
    /// The number type, if it was written.
    pub(crate) scalar: Option<Ident>,
    pub(crate) path: FilePath,
    /// Whose names the tensors have.
    pub(crate) names: Option<Ident>,
    /// What layers are called in the file.
    pub(crate) renames: Vec<(Ident, LitStr)>,
}

impl Weights {
    pub(super) fn is_next(input: ParseStream) -> bool {
        let ahead = input.fork();
        ahead.parse::<Visibility>().is_ok() && ahead.peek(Token![static])
    }

    /// Errors in single options go to `errors`.
    pub(super) fn parse(
        input: ParseStream,
        attributes: Vec<Attribute>,
        network: &Ident,
        errors: &mut Errors,
    ) -> Result<Self> {
        let visibility = input.parse()?;
        input.parse::<Token![static]>()?;
        let name: Ident = input.parse()?;
        let example = format!("`static {name}: &{network} = \"weights.safetensors\";`");
        let refuse = |input: ParseStream, what: &str| syn::Error::new(input.span(), format_args!("{what}: {example}"));
        if input.parse::<Option<Token![:]>>()?.is_none() {
            return Err(refuse(input, "expected `:` and the network"));
        }
        if input.parse::<Option<Token![&]>>()?.is_none() {
            // What is meant is certain.
            errors.push(refuse(input, "the static is a reference, to a network that starts at a cache line"));
        }
        let found: Ident = input.parse().map_err(|_| refuse(input, "expected the network"))?;
        let mut scalar = None;
        if input.parse::<Option<Token![<]>>()?.is_some() {
            scalar = Some(input.parse().map_err(|_| {
                refuse(input, "expected the number type, `f32` or `f64`: a network with weights has no other parameter")
            })?);
            if input.parse::<Option<Token![>]>>()?.is_none() {
                return Err(refuse(input, "expected `>` after the number type"));
            }
        }
        if input.parse::<Option<Token![=]>>()?.is_none() {
            return Err(refuse(input, "expected `=` and the path of a file"));
        }
        if !FilePath::is_next(input) {
            return Err(refuse(input, "expected the path of a file, in quotation marks"));
        }
        let path = FilePath::parse(input)?;
        let mut weights =
            Self { attributes, visibility, name, network: found, scalar, path, names: None, renames: Vec::new() };
        if input.peek(token::Brace) {
            let content;
            syn::braced!(content in input);
            weights.parse_options(&content, errors);
        }
        if input.parse::<Option<Token![;]>>()?.is_none() {
            let message = format_args!("expected `;` after the weights of `{}`", weights.name);
            // At the end of all there is no place of the user's.
            errors.at(if input.is_empty() { weights.path.span() } else { input.span() }, message);
        }
        Ok(weights)
    }

    fn parse_options(&mut self, input: ParseStream, errors: &mut Errors) {
        while !input.is_empty() {
            if let Err(error) = self.parse_option(input, errors) {
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
    }

    fn parse_option(&mut self, input: ParseStream, errors: &mut Errors) -> Result<()> {
        const EXAMPLE: &str = "`{ names: sequential }` or `{ rename: { hidden: \"encoder.0\" } }`";
        let option =
            input.call(Ident::parse_any).map_err(|_| input.error(format_args!("expected an option: {EXAMPLE}")))?;
        if option != "names" && option != "rename" {
            let message = format_args!("weights have the options `names` and `rename`, not `{option}`: {EXAMPLE}");
            return Err(syn::Error::new(option.span(), message));
        }
        if input.parse::<Option<Token![:]>>()?.is_none() {
            return Err(syn::Error::new(option.span(), format_args!("expected `:` after `{option}`: {EXAMPLE}")));
        }
        if option == "names" {
            let expected = || input.error("expected `torch`, `sequential` or `keras`");
            let names = input.call(Ident::parse_any).map_err(|_| expected())?;
            if let Some(first) = self.names.replace(names) {
                errors.at(option.span(), format_args!("the names are those of `{first}` already"));
            }
            return Ok(());
        }
        if !input.peek(token::Brace) {
            return Err(
                input.error("what layers are called in the file stands in braces: `rename: { hidden: \"encoder.0\" }`")
            );
        }
        let content;
        syn::braced!(content in input);
        let result = self.parse_renames(&content);
        // What was not read would be told once more.
        content.parse::<TokenStream>()?;
        result
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
