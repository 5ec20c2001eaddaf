//! Whether what one layer gives is what the next one takes.

use proc_macro2::{Delimiter, Span, TokenStream, TokenTree};
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Expr, Ident, Lit};

use crate::ast::{self, Ast, Entry};
use crate::errors::Errors;
use crate::model::{Claim, Width};

/// Follows the width from the network's input through the layers read so far.
pub(super) struct Chain {
    widths: Reader,
    inputs: Width,
    outputs: Width,
    /// What the last layer gives.
    here: Width,
    /// Who gives it.
    giver: String,
    /// The type of the layer that said so last, and where.
    stated: Option<(String, Span)>,
}

impl Chain {
    pub(super) fn new(ast: &Ast, errors: &mut Errors) -> Self {
        let parameters = ast.constants().map(|constant| constant.ident.clone()).collect();
        let mut widths = Reader { parameters, claims: Vec::new() };
        let inputs = widths.read(&ast.inputs, "the network takes at least one value", errors);
        let outputs = widths.read(&ast.outputs, "the network gives at least one value", errors);
        Self { widths, here: inputs.clone(), inputs, outputs, giver: "the network".into(), stated: None }
    }

    /// The two ends of the next layer.
    pub(super) fn follow(&mut self, entry: &Entry, errors: &mut Errors) -> (Width, Width) {
        let inputs = self.here.clone();
        let Some(widths) = &entry.widths else { return (inputs.clone(), inputs) };
        let title = entry.title();
        let empty = format!("`{title}` gives at least one value");
        let outputs = match widths.list.as_slice() {
            [outputs] => self.widths.read(outputs, &empty, errors),
            [takes, outputs] => {
                let takes = self.widths.read(takes, &format!("`{title}` takes at least one value"), errors);
                let gives = if self.stated.is_some() { "gives" } else { "takes" };
                let message = format!(
                    "`{title}` takes {takes} values, {} {gives} {inputs}: write `{}<{inputs}, {}>` or drop the first number",
                    self.giver,
                    entry.kind(),
                    outputs.tokens
                );
                self.widths.same(&takes, &inputs, takes.span(), message, errors);
                self.widths.read(outputs, &empty, errors)
            }
            list => {
                let found = if list.is_empty() { "none" } else { "more" };
                errors.at(
                    widths.span,
                    format_args!(
                        "`{title}` has one width, `{0}<32>`, or two, `{0}<64, 32>`; found {found}",
                        entry.kind()
                    ),
                );
                list.last().map_or_else(|| inputs.clone(), |width| self.widths.read(width, &empty, errors))
            }
        };
        self.here = outputs.clone();
        self.giver = format!("`{title}`");
        self.stated = Some((entry.kind(), outputs.span()));
        (inputs, outputs)
    }

    /// What the list ends with is what the signature says. Gives the network's input and what only the compiler can see.
    pub(super) fn close(mut self, errors: &mut Errors) -> (Width, Vec<Claim>) {
        let Self { here, inputs, outputs, .. } = &self;
        let (remedy, place) = match &self.stated {
            Some((kind, place)) => (format!("write `{kind}<{outputs}>`"), *place),
            None => (format!("add a layer such as `Dense<{outputs}>`"), outputs.span()),
        };
        let message = format!(
            "the list ends with {here} values, the signature says {outputs}: {remedy}, or `{inputs} -> {here}` in the signature"
        );
        self.widths.same(&self.here, &self.outputs, place, message, errors);
        (self.inputs, self.widths.claims)
    }

    /// Both ends of the signature.
    pub(super) fn signature(self) -> (Width, Width) {
        (self.inputs, self.outputs)
    }

    /// What the list has to end with.
    pub(super) fn end(&self) -> &Width {
        &self.outputs
    }
}

/// Reads widths, and gathers what only the compiler can see of them.
struct Reader {
    parameters: Vec<Ident>,
    claims: Vec<Claim>,
}

impl Reader {
    /// A width that means something; 1 where it does not.
    fn read(&mut self, written: &ast::Width, empty: &str, errors: &mut Errors) -> Width {
        let tokens = &without_braces(written.tokens.clone());
        let span = tokens.span();
        let stand_in = Width::Number(1, span);
        match syn::parse2::<Expr>(tokens.clone()) {
            Ok(Expr::Lit(literal)) => match &literal.lit {
                Lit::Int(number) if matches!(number.suffix(), "" | "usize") => match number.base10_parse() {
                    Ok(0) => {
                        errors.at(span, format_args!("{empty}, found 0"));
                        stand_in
                    }
                    Ok(number) => Width::Number(number, span),
                    Err(_) => {
                        errors.at(span, format_args!("a width is a `usize`, and {tokens} does not fit"));
                        stand_in
                    }
                },
                _ => {
                    errors.at(span, format_args!("a width is a whole number, found `{tokens}`"));
                    stand_in
                }
            },
            Ok(Expr::Path(path)) if path.path.get_ident().is_some_and(|name| self.parameters.contains(name)) => {
                Width::Parameter(path.path.get_ident().expect("it was just found").clone())
            }
            _ => {
                if let Some(parameter) = self.parameters.iter().find(|parameter| mentions(tokens.clone(), parameter)) {
                    errors.at(
                        span,
                        format_args!(
                            "stable Rust cannot calculate with the parameter `{parameter}` in a width: make `{tokens}` a parameter of its own"
                        ),
                    );
                    return stand_in;
                }
                let otherwise = format!("{empty}, and `{tokens}` is 0");
                self.claims.push(Claim { holds: quote_spanned!(span=> (#tokens) > 0), span, otherwise });
                Width::Expression(tokens.clone(), span)
            }
        }
    }

    /// Tells now if `left` and `right` differ, or leaves it to the compiler if only that can know.
    fn same(&mut self, left: &Width, right: &Width, span: Span, message: String, errors: &mut Errors) {
        match (left, right) {
            (Width::Number(left, _), Width::Number(right, _)) if left == right => {}
            _ if left.to_string() == right.to_string() => {}
            (Width::Number(..), Width::Number(..)) | (Width::Parameter(_), _) | (_, Width::Parameter(_)) => {
                errors.at(span, message);
            }
            _ => {
                let span = span.resolved_at(Span::mixed_site());
                let (left, right) = (quote!(#left), quote!(#right));
                self.claims.push(Claim { holds: quote_spanned!(span=> #left == #right), span, otherwise: message });
            }
        }
    }
}

/// `{ HIDDEN * 2 }` → `HIDDEN * 2`: braces only keep a `>` or a `,` from ending the width.
fn without_braces(tokens: TokenStream) -> TokenStream {
    let mut trees = tokens.clone().into_iter();
    match (trees.next(), trees.next()) {
        (Some(TokenTree::Group(group)), None) if group.delimiter() == Delimiter::Brace => group.stream(),
        _ => tokens,
    }
}

/// Whether the name stands anywhere in `tokens`.
pub(super) fn mentions(tokens: TokenStream, name: &Ident) -> bool {
    tokens.into_iter().any(|token| match token {
        TokenTree::Ident(found) => found == *name,
        TokenTree::Group(group) => mentions(group.stream(), name),
        _ => false,
    })
}
