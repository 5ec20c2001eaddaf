use proc_macro2::{Span, TokenStream};

/// Collects errors, so that all of them are reported at once.
///
/// Panics if it is dropped before they are reported: no error is lost by accident.
#[derive(Default)]
pub(crate) struct Errors {
    errors: Vec<syn::Error>,
    told: bool,
}

impl Errors {
    pub(crate) fn push(&mut self, error: syn::Error) {
        self.errors.push(error);
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.errors.is_empty()
    }

    /// Adds an error at `span`.
    pub(crate) fn at(&mut self, span: Span, message: impl std::fmt::Display) {
        self.push(syn::Error::new(span, message));
    }

    /// Adds an error that spans all of `tokens`.
    pub(crate) fn under(&mut self, tokens: &impl quote::ToTokens, message: impl std::fmt::Display) {
        self.push(syn::Error::new_spanned(tokens, message));
    }

    /// Returns each message with the source text that it marks.
    #[cfg(test)]
    pub(crate) fn into_texts(mut self) -> Vec<(String, String)> {
        self.told = true;
        let text = |error: &syn::Error| (error.to_string(), error.span().source_text().unwrap_or_default());
        self.errors.iter().map(text).collect()
    }

    /// Discards the errors, because another call of the macro reports them.
    pub(crate) fn withhold(mut self) {
        self.told = true;
    }

    /// Returns each message with its span, for a claim in the expansion, which is evaluated only if all names resolve.
    pub(crate) fn into_later(mut self) -> Vec<(Span, String)> {
        self.told = true;
        self.errors.iter().map(|error| (error.span(), error.to_string())).collect()
    }

    /// Returns one `compile_error!` per error.
    pub(crate) fn into_compile_errors(mut self) -> TokenStream {
        self.told = true;
        self.errors.iter().map(syn::Error::to_compile_error).collect()
    }
}

impl Drop for Errors {
    fn drop(&mut self) {
        assert!(self.told || std::thread::panicking(), "errors were collected but never reported");
    }
}
