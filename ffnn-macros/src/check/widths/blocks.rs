use proc_macro2::{Literal, Span, TokenStream};
use quote::{ToTokens, quote};
use syn::{BinOp, Expr, ExprBinary, Ident};

use super::Chain;
use crate::errors::Errors;
use crate::model::Width;

/// Where a block starts.
pub(in super::super) struct Start {
    here: Option<Width>,
    giver: Option<String>,
}

/// What a branch gives, and where that is said.
pub(in super::super) type End = Option<(Width, Span)>;

/// A block of layers.
impl Chain {
    pub(in super::super) fn open(&mut self) -> Start {
        self.stated = None;
        Start { here: self.here.clone(), giver: self.giver.clone() }
    }

    /// What comes in, if what the layers since `start` give can be added to it.
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
        // Whatever was wrong inside, a residual block keeps the width.
        self.here = start.here;
        self.give(name, word);
        self.here.clone()
    }

    /// What the layers since `start` give; the next branch starts there again.
    pub(in super::super) fn close_branch(&mut self, start: &Start, brackets: Span) -> End {
        let place = self.stated.take().map_or(brackets, |(_, place)| place);
        self.giver.clone_from(&start.giver);
        std::mem::replace(&mut self.here, start.here.clone()).map(|gives| (gives, place))
    }

    /// What comes in, the first column of each branch, and what all of them give.
    pub(in super::super) fn close_concat(
        &mut self,
        start: Start,
        branches: Vec<End>,
        (name, word): (Option<&Ident>, &Ident),
        errors: &mut Errors,
    ) -> Option<(Width, Vec<Width>, Width)> {
        self.here = None;
        self.give(name, word);
        let branches: Vec<(Width, Span)> = branches.into_iter().collect::<Option<_>>()?;
        if branches.is_empty() {
            return None;
        }
        let parameter = branches.iter().find_map(|(gives, place)| match gives {
            Width::Parameter(parameter) => Some((parameter, *place)),
            _ => None,
        });
        if let (Some((parameter, place)), true) = (parameter, branches.len() > 1) {
            errors.at(
                place,
                format_args!(
                    "stable Rust cannot add the parameter `{parameter}` to the widths of the other branches: end this \
                     branch with a number or a constant, such as `Dense<32>`"
                ),
            );
            return None;
        }
        let widths: Vec<&Width> = branches.iter().map(|(gives, _)| gives).collect();
        let starts = (0..widths.len()).map(|index| sum(&widths[..index], word.span())).collect::<Option<_>>();
        let (Some(starts), Some(outputs)) = (starts, sum(&widths, word.span())) else {
            errors.at(word.span(), "the sum of these branches is too large for a width, which is a `usize`");
            return None;
        };
        self.here = Some(outputs.clone());
        Some((start.here?, starts, outputs))
    }

    /// What comes next takes what this block gives, which no one width inside says.
    fn give(&mut self, name: Option<&Ident>, word: &Ident) {
        self.stated = None;
        self.giver = Some(name.map_or_else(|| format!("the `{word}` above"), |name| format!("`{name}`")));
    }
}

/// A number if all are, or else what the others are called and then a number; none if that is too large for one.
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

/// As it stands in a sum.
fn term(width: &Width) -> TokenStream {
    let Width::Expression(tokens, _) = width else { return width.to_token_stream() };
    let bare = match syn::parse2::<Expr>(tokens.clone()) {
        Ok(Expr::Binary(ExprBinary { op, .. })) => matches!(op, BinOp::Add(_) | BinOp::Mul(_)),
        Ok(expression) => matches!(expression, Expr::Path(_) | Expr::Call(_) | Expr::Paren(_)),
        Err(_) => false,
    };
    if bare { tokens.clone() } else { quote!((#tokens)) }
}
