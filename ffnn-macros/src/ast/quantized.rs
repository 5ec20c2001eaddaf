use syn::parse::ParseStream;
use syn::{Ident, Result, Token};

/// `quantized;`
pub(crate) struct Quantized {
    pub(crate) word: Ident,
}

impl Quantized {
    pub(super) fn is_next(input: ParseStream) -> bool {
        input.peek(Ident) && input.fork().parse::<Ident>().is_ok_and(|word| word == "quantized")
    }

    pub(super) fn parse(input: ParseStream) -> Result<Self> {
        let word: Ident = input.parse()?;
        if input.parse::<Option<Token![;]>>()?.is_none() {
            return Err(syn::Error::new(
                word.span(),
                "`quantized` takes no arguments and ends with a semicolon: `quantized;`",
            ));
        }
        Ok(Self { word })
    }
}
