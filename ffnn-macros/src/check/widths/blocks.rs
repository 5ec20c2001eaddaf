use proc_macro2::{Literal, Span, TokenStream};
use quote::{ToTokens, quote};
use syn::{BinOp, Expr, ExprBinary, Ident};

use super::super::relations;
use super::Chain;
use crate::errors::Errors;
use crate::model::{Relation, Width};

/// State at the start of a block.
pub(in super::super) struct Start {
    here: Option<Width>,
    giver: Option<String>,
}

/// Width at the end of a branch, with its span.
pub(in super::super) type End = Option<(Width, Span)>;

/// Widths of blocks.
impl Chain {
    pub(in super::super) fn open(&mut self) -> Start {
        self.stated = None;
        Start { here: self.here.clone(), giver: self.giver.clone() }
    }

    /// Checks that a residual block keeps the width; returns that width.
    pub(in super::super) fn close_residual(
        &mut self,
        start: Start,
        (name, word): (Option<&Ident>, &Ident),
        errors: &mut Errors,
    ) -> Option<Width> {
        if let (Some(ends), Some(starts)) = (&self.here, &start.here) {
            let (remedy, place) = match &self.stated {
                Some((kind, place)) => (format!("write `{kind}<{starts}>` here"), *place),
                None => (format!("end it with a layer such as `Dense<{starts}>`"), word.span()),
            };
            let message = format!(
                "the block ends with {}, but `{word}` adds them to the {} that come in: {remedy}",
                ends.values(),
                starts.count()
            );
            self.widths.same(ends, starts, place, message, errors);
        }
        // A residual block keeps the width even if there are errors inside.
        self.here = start.here;
        self.give(name, word);
        self.here.clone()
    }

    /// Ends a branch and returns its width. The next branch begins at `start` again.
    pub(in super::super) fn close_branch(&mut self, start: &Start, brackets: Span) -> End {
        let place = self.stated.take().map_or(brackets, |(_, place)| place);
        self.giver.clone_from(&start.giver);
        std::mem::replace(&mut self.here, start.here.clone()).map(|gives| (gives, place))
    }

    /// Returns the input width, the first column of each branch and the total width.
    pub(in super::super) fn close_concat(
        &mut self,
        start: Start,
        branches: Vec<End>,
        (name, word): (Option<&Ident>, &Ident),
        relations: Option<&[Relation]>,
        errors: &mut Errors,
    ) -> Option<(Width, Vec<Width>, Width)> {
        self.here = None;
        self.give(name, word);
        let branches: Vec<(Width, Span)> = branches.into_iter().collect::<Option<_>>()?;
        if branches.is_empty() {
            return None;
        }
        let widths: Vec<&Width> = branches.iter().map(|(gives, _)| gives).collect();
        let parameter = branches.iter().find(|(gives, _)| matches!(gives, Width::Parameter(_)));
        let outputs = match parameter {
            Some((parameter, place)) if widths.len() > 1 => {
                let related = relations::sum(relations?, &widths);
                if related.is_none() {
                    let all: Vec<_> = widths.iter().map(ToString::to_string).collect();
                    let message = format_args!(
                        "stable Rust cannot add the parameter `{parameter}` to the widths of the other branches: \
                         relate the sum to a parameter, such as `where JOINED = {}`",
                        all.join(" + ")
                    );
                    errors.at(*place, message);
                }
                Some(Width::Parameter(related?))
            }
            _ => sum(&widths, word.span()),
        };
        let starts = (0..widths.len()).map(|index| sum(&widths[..index], word.span())).collect::<Option<_>>();
        let (Some(starts), Some(outputs)) = (starts, outputs) else {
            errors.at(word.span(), "the sum of these branches is too large for a width, which is a `usize`");
            return None;
        };
        self.here = Some(outputs.clone());
        Some((start.here?, starts, outputs))
    }

    /// Makes the block the source of the current width, which no single layer inside states.
    fn give(&mut self, name: Option<&Ident>, word: &Ident) {
        self.stated = None;
        self.giver = Some(name.map_or_else(|| format!("the `{word}` above"), |name| format!("`{name}`")));
    }
}

/// Adds widths: other expressions first, then the sum of the numbers. Returns `None` on overflow.
fn sum(widths: &[&Width], span: Span) -> Option<Width> {
    if let [width] = widths {
        return Some((*width).clone());
    }
    let (mut numbers, mut terms) = (0_usize, Vec::new());
    for width in widths {
        match width {
            Width::Number(number, _) => numbers = numbers.checked_add(*number)?,
            Width::Parameter(_) | Width::Expression(..) => terms.push(term(width)),
        }
    }
    if terms.is_empty() {
        return Some(Width::Number(numbers, span));
    }
    if numbers > 0 {
        terms.push(Literal::usize_unsuffixed(numbers).into_token_stream());
    }
    Some(Width::Expression(quote!(#(#terms)+*), span))
}

/// The width as an operand of a sum.
fn term(width: &Width) -> TokenStream {
    let tokens = match width {
        Width::Expression(tokens, _) => tokens,
        Width::Parameter(name) => return name.to_token_stream(),
        Width::Number(..) => return width.to_token_stream(),
    };
    let bare = match syn::parse2::<Expr>(tokens.clone()) {
        Ok(Expr::Binary(ExprBinary { op, .. })) => matches!(op, BinOp::Add(_) | BinOp::Mul(_)),
        Ok(expression) => matches!(expression, Expr::Path(_) | Expr::Call(_) | Expr::Paren(_)),
        Err(_) => false,
    };
    if bare { tokens.clone() } else { quote!((#tokens)) }
}
