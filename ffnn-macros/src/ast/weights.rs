mod options;

use syn::parse::ParseStream;
use syn::{Attribute, Ident, Result, Token, Visibility, token};

use super::FilePath;
use crate::errors::Errors;
pub(crate) use options::Options;

/// `pub static DIGITS: &Digits<f64> = "models/digits.safetensors" { names: sequential };`
pub(crate) struct Weights {
    pub(crate) attributes: Vec<Attribute>,
    pub(crate) visibility: Visibility,
    pub(crate) name: Ident,
    /// Name of the network.
    pub(crate) network: Ident,
    /// Number type, if given.
    pub(crate) scalar: Option<Ident>,
    pub(crate) path: FilePath,
    /// How to read the file.
    pub(crate) options: Options,
}

impl Weights {
    pub(super) fn is_next(input: ParseStream) -> bool {
        let ahead = input.fork();
        ahead.parse::<Visibility>().is_ok() && ahead.peek(Token![static])
    }

    /// Parses a `static`, collecting errors in single options in `errors`.
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
            return Err(refuse(input, "expected `:` and the name of the network"));
        }
        if input.parse::<Option<Token![&]>>()?.is_none() {
            // The intent is clear, so parsing continues.
            errors.push(refuse(input, "expected `&`, because the static refers to a network aligned to a cache line"));
        }
        let found: Ident = input.parse().map_err(|_| refuse(input, "expected the name of the network"))?;
        let mut scalar = None;
        if input.parse::<Option<Token![<]>>()?.is_some() {
            scalar = Some(input.parse().map_err(|_| {
                refuse(
                    input,
                    "expected the number type, `f32` or `f64`: a network with weights has no other generic parameter",
                )
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
            Self { attributes, visibility, name, network: found, scalar, path, options: Options::default() };
        if input.peek(token::Brace) {
            let content;
            syn::braced!(content in input);
            weights.options = Options::parse(&content, errors);
        }
        if input.parse::<Option<Token![;]>>()?.is_none() {
            let message = format_args!("expected `;` after the weights of `{}`", weights.name);
            // The end of the input has no span in the user's code.
            errors.at(if input.is_empty() { weights.path.span() } else { input.span() }, message);
        }
        Ok(weights)
    }
}
