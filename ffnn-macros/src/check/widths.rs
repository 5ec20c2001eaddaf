//! Checks that the widths of consecutive layers fit.

mod blocks;

use proc_macro2::{Delimiter, Span, TokenStream, TokenTree};
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Expr, ExprLit, ExprUnary, Ident, Lit, UnOp};

use crate::ast::{self, Ast, Entry};
use crate::check::relations::ENABLED;
use crate::errors::Errors;
use crate::model::{Claim, Width};
use crate::names::{located, plain};

/// Tracks the width from the network's input through the layers. `None` is a width that could not be determined.
pub(super) struct Chain {
    widths: Reader,
    inputs: Option<Width>,
    outputs: Option<Width>,
    /// Number of values after the last layer.
    here: Option<Width>,
    /// The layer that returns them, for messages; `None` for the network's input.
    giver: Option<String>,
    /// Type and span of the layer that stated this width.
    stated: Option<(String, Span)>,
}

impl Chain {
    pub(super) fn new(ast: &Ast, errors: &mut Errors) -> Self {
        let parameters = ast.constants().map(|constant| constant.ident.clone()).collect();
        let mut widths = Reader { library: ast.library.clone(), parameters, claims: Vec::new() };
        let (inputs, outputs) = ast.signature.as_ref().map_or((None, None), |(inputs, outputs)| {
            let name = &ast.name;
            let inputs = widths.read(inputs, &format!("`{name}` must take at least one value"), errors);
            (inputs, widths.read(outputs, &format!("`{name}` must return at least one value"), errors))
        });
        Self { widths, here: inputs.clone(), inputs, outputs, giver: None, stated: None }
    }

    /// Number of outputs of the network, for messages.
    pub(super) fn end(&self) -> String {
        self.outputs.as_ref().map_or_else(|| "32".into(), Width::to_string)
    }

    /// Skips an entry that could not be parsed.
    pub(super) fn lose(&mut self) {
        self.here = None;
    }

    /// Returns the numbers of inputs and outputs of the next layer.
    pub(super) fn follow(&mut self, entry: &Entry, errors: &mut Errors) -> (Option<Width>, Option<Width>) {
        let inputs = self.here.clone();
        let Some(widths) = &entry.widths else { return (inputs.clone(), inputs) };
        let kind = entry.kind();
        let title = entry.name.as_ref().map_or_else(|| format!("`{kind}`"), |name| format!("`{name}`"));
        let empty = format!("{title} must return at least one value");
        let outputs = match widths.list.as_slice() {
            [outputs] => self.widths.read(outputs, &empty, errors),
            [takes, outputs] => {
                let read = self.widths.read(takes, &format!("{title} must take at least one value"), errors);
                if let (Some(takes), Some(inputs)) = (read, &inputs) {
                    let giver =
                        self.giver.as_ref().map_or_else(|| "come in".into(), |giver| format!("come from {giver}"));
                    let gives = &outputs.tokens;
                    let message = format!(
                        "{title} takes {}, but {} {giver}: write `{kind}<{inputs}, {gives}>` or `{kind}<{gives}>`",
                        takes.values(),
                        inputs.count(),
                    );
                    self.widths.same(&takes, inputs, takes.span(), message, errors);
                }
                self.widths.read(outputs, &empty, errors)
            }
            [] => {
                let (open, close) = widths.angles;
                errors.under(
                    &quote!(#open #close),
                    format_args!("{title} needs its number of outputs: write `{kind}<32>`"),
                );
                None
            }
            [first, .., last] => {
                let (first, last) = (&first.tokens, &last.tokens);
                let (open, close) = widths.angles;
                errors.under(
                    &quote!(#open #close),
                    format_args!("a layer has one width or two: write `{kind}<{last}>` or `{kind}<{first}, {last}>`"),
                );
                None
            }
        };
        self.here = outputs.clone();
        self.giver = Some(if entry.name.is_some() { title } else { format!("the {title} above") });
        self.stated = outputs.as_ref().map(|outputs| (kind, outputs.span()));
        (inputs, outputs)
    }

    /// Checks that the list ends with the number of outputs in the signature. Returns the network's input and the
    /// claims.
    pub(super) fn close(mut self, errors: &mut Errors) -> Option<(Width, Vec<Claim>)> {
        let (here, inputs, outputs) = (self.here?, self.inputs?, self.outputs?);
        let (remedy, place) = match &self.stated {
            Some((kind, place)) => (format!("write `{kind}<{outputs}>` here or `{inputs} -> {here}` there"), *place),
            None => (format!("add a layer such as `Dense<{outputs}>`, or write `{inputs} -> {here}`"), outputs.span()),
        };
        let message =
            format!("the list ends with {}, but the signature says {}: {remedy}", here.values(), outputs.count());
        self.widths.same(&here, &outputs, place, message, errors).then_some((inputs, self.widths.claims))
    }
}

/// Evaluates widths and collects claims that only the compiler can check.
struct Reader {
    library: TokenStream,
    parameters: Vec<Ident>,
    claims: Vec<Claim>,
}

impl Reader {
    /// Evaluates a width; reports and returns `None` for an invalid one.
    fn read(&mut self, written: &ast::Width, empty: &str, errors: &mut Errors) -> Option<Width> {
        let tokens = &without_braces(written.tokens.clone());
        let span = tokens.span();
        let expression = syn::parse2::<Expr>(tokens.clone()).ok();
        if let Some(Expr::Path(path)) = &expression
            && let Some(parameter) = path.path.get_ident().and_then(|name| self.parameter(name))
        {
            return Some(Width::Parameter(parameter));
        }
        // In braces, it is a constant with such a name.
        let braced = without_braces(written.tokens.clone()).to_string() != written.tokens.to_string();
        if let (false, Some(Expr::Path(path))) = (braced, &expression)
            && let Some(number) = path.path.segments.last().and_then(|segment| number_of_typenum(&segment.ident))
        {
            let library = located(&self.library, span);
            let holds = quote_spanned!(span=> <#path as #library::expansion::relation::Unsigned>::USIZE == #number);
            self.claims.push(Claim { holds, span, otherwise: format!("expected `{}` to be {number}", written.text()) });
            return Some(Width::Number(number, span));
        }
        let message = match &expression {
            Some(Expr::Lit(ExprLit { lit: Lit::Int(number), .. })) if matches!(number.suffix(), "" | "usize") => {
                match number.base10_parse() {
                    Ok(0) => format!("{empty}, found 0"),
                    Ok(number) => return Some(Width::Number(number, span)),
                    Err(_) => "this number is too large for a width, which is a `usize`".into(),
                }
            }
            Some(Expr::Unary(ExprUnary { op: UnOp::Neg(_), .. })) => format!("{empty}, found {}", written.text()),
            Some(Expr::Lit(_) | Expr::Array(_) | Expr::Repeat(_) | Expr::Tuple(_)) => {
                format!("expected a whole number as the width, such as `32`, found `{}`", written.text())
            }
            _ => match self.parameters.iter().find(|parameter| mentions(tokens.clone(), parameter)) {
                Some(parameter) => format!(
                    "stable Rust cannot calculate with the parameter `{parameter}`: give the width a parameter of its \
                     own: `where WIDTH = {}`",
                    written.text()
                ),
                None => {
                    let otherwise = format!("{empty}, but `{}` is 0", written.text());
                    self.claims.push(Claim { holds: quote_spanned!(span=> (#tokens) > 0), span, otherwise });
                    return Some(Width::Expression(tokens.clone(), span));
                }
            },
        };
        errors.under(tokens, message);
        None
    }

    /// Returns the generic parameter called `name`, with or without `r#`, spelled as in its declaration.
    fn parameter(&self, name: &Ident) -> Option<Ident> {
        let mut parameter = self.parameters.iter().find(|parameter| plain(parameter) == plain(name))?.clone();
        parameter.set_span(name.span());
        Some(parameter)
    }

    /// Reports a difference between `left` and `right`, or adds a claim if only the compiler can compare them.
    fn same(&mut self, left: &Width, right: &Width, span: Span, message: String, errors: &mut Errors) -> bool {
        match (left, right) {
            _ if left.to_string() == right.to_string() => true,
            (Width::Number(..), Width::Number(..)) | (Width::Parameter(_), _) | (_, Width::Parameter(_)) => {
                errors.at(span, message);
                false
            }
            _ => {
                self.claims.push(Claim { holds: quote_spanned!(span=> #left == #right), span, otherwise: message });
                true
            }
        }
    }
}

/// Removes braces around an expression: `{ HIDDEN * 2 }` → `HIDDEN * 2`. Blocks with statements keep them.
fn without_braces(tokens: TokenStream) -> TokenStream {
    let mut trees = tokens.clone().into_iter();
    match (trees.next(), trees.next()) {
        (Some(TokenTree::Group(group)), None)
            if group.delimiter() == Delimiter::Brace && syn::parse2::<Expr>(group.stream()).is_ok() =>
        {
            group.stream()
        }
        _ => tokens,
    }
}

/// Whether `name` occurs anywhere in `tokens`.
pub(super) fn mentions(tokens: TokenStream, name: &Ident) -> bool {
    tokens.into_iter().any(|token| match token {
        TokenTree::Ident(found) => plain(&found) == plain(name),
        TokenTree::Group(group) => mentions(group.stream(), name),
        _ => false,
    })
}

/// Returns the number that a type of typenum has in its name: 64 for `U64`.
fn number_of_typenum(name: &Ident) -> Option<usize> {
    let name = name.to_string();
    let digits = name.strip_prefix('U').filter(|_| ENABLED)?;
    digits.parse().ok().filter(|number: &usize| *number > 0 && number.to_string() == digits)
}
