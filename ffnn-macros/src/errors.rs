use proc_macro2::{Span, TokenStream};

/// Collects every error, so that all are told at once.
///
/// Panics when it is dropped before they were: no error is lost by accident.
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

    /// An error at `span`.
    pub(crate) fn at(&mut self, span: Span, message: impl std::fmt::Display) {
        self.push(syn::Error::new(span, message));
    }

    /// An error under all of `tokens`.
    pub(crate) fn under(&mut self, tokens: &impl quote::ToTokens, message: impl std::fmt::Display) {
        self.push(syn::Error::new_spanned(tokens, message));
    }

    /// The messages, each with the text under which it shows.
    #[cfg(test)]
    pub(crate) fn into_texts(mut self) -> Vec<(String, String)> {
        self.told = true;
        let text = |error: &syn::Error| (error.to_string(), error.span().source_text().unwrap_or_default());
        self.errors.iter().map(text).collect()
    }

    /// Tells none of them: another call of the macro will.
    pub(crate) fn withhold(mut self) {
        self.told = true;
    }

    /// Each with its place, for a claim of the expansion: the compiler tells such only if all names are known.
    pub(crate) fn into_later(mut self) -> Vec<(Span, String)> {
        self.told = true;
        self.errors.iter().map(|error| (error.span(), error.to_string())).collect()
    }

    /// One `compile_error!` each.
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
