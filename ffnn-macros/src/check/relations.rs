//! Rules for `where HIDDEN = SEEN * 2`.

use std::collections::BTreeMap;

use quote::ToTokens;
use syn::{BinOp, Expr, ExprBinary, ExprLit, Ident, Lit};

use crate::ast::Ast;
use crate::errors::Errors;
use crate::model::{Operator, Relation, Term, Width, text};
use crate::names::plain;

/// Largest number in the library's table.
const LARGEST: usize = 1024;

/// Whether the library has its table. The tests of this crate need none.
pub(crate) const ENABLED: bool = cfg!(any(test, feature = "relations"));

/// Checks the relations. Returns `None` if one of them is invalid.
pub(crate) fn check(ast: &Ast, enabled: bool, errors: &mut Errors) -> Option<Vec<Relation>> {
    if let (Some(first), false) = (ast.relations.iter().flatten().next(), enabled) {
        errors.under(
            &first.written,
            "a relation between widths needs the feature `relations` of `ffnn`: `cargo add ffnn --features relations`",
        );
        return None;
    }
    let mut relation = |written: &syn::ExprAssign| {
        let left = match &*written.left {
            Expr::Path(_) => parameter(&written.left, ast, errors),
            other => {
                let message = format_args!(
                    "the left side of a relation is one parameter, such as `HIDDEN = SEEN * 2`, found `{}`",
                    text(&other.to_token_stream())
                );
                errors.under(other, message);
                None
            }
        };
        let right = term(&written.right, ast, errors);
        Some(Relation { left: left?, right: right?, text: text(&written.right.to_token_stream()) })
    };
    // All errors are reported, not only those of the first relation.
    let relations: Vec<_> = ast.relations.iter().map(|written| relation(&written.as_ref()?.written)).collect();
    relations.into_iter().collect()
}

fn parameter(path: &Expr, ast: &Ast, errors: &mut Errors) -> Option<Ident> {
    let name = if let Expr::Path(path) = path { path.path.get_ident() } else { None };
    let known = name.and_then(|name| ast.constants().find(|constant| plain(&constant.ident) == plain(name)));
    if known.is_none() {
        let message = format_args!(
            "`{}` has no parameter `{}`: a relation is between its const generic parameters and numbers",
            plain(&ast.name),
            text(&path.to_token_stream())
        );
        errors.under(path, message);
    }
    known.map(|constant| constant.ident.clone())
}

fn term(written: &Expr, ast: &Ast, errors: &mut Errors) -> Option<Term> {
    let message = match written {
        Expr::Paren(inside) => return term(&inside.expr, ast, errors),
        Expr::Path(_) => return parameter(written, ast, errors).map(Term::Parameter),
        Expr::Lit(ExprLit { lit: Lit::Int(number), .. }) if matches!(number.suffix(), "" | "usize") => {
            match number.base10_parse() {
                Ok(number @ 0..=LARGEST) => return Some(Term::Number(number)),
                _ => format!("the numbers in a relation go up to 1,024, found {number}"),
            }
        }
        Expr::Binary(ExprBinary { left, op, right, .. }) if operator(op).is_some() => {
            let (left, right) = (term(left, ast, errors), term(right, ast, errors));
            match (operator(op)?, left?, right?) {
                (Operator::Div, _, Term::Number(0)) => "a relation cannot divide by 0".into(),
                (operator, left, right) => return Some(Term::Of(operator, Box::new([left, right]))),
            }
        }
        _ => format!(
            "a relation consists of parameters, numbers, `+`, `-`, `*`, `/` and parentheses, found `{}`",
            text(&written.to_token_stream())
        ),
    };
    errors.under(written, message);
    None
}

fn operator(written: &BinOp) -> Option<Operator> {
    match written {
        BinOp::Add(_) => Some(Operator::Add),
        BinOp::Sub(_) => Some(Operator::Sub),
        BinOp::Mul(_) => Some(Operator::Mul),
        BinOp::Div(_) => Some(Operator::Div),
        _ => None,
    }
}

/// A sum: how often it contains each parameter, and the number under `None`.
type Sum = BTreeMap<Option<String>, usize>;

/// The parameter that one of the relations says is the sum of these widths.
pub(super) fn sum(relations: &[Relation], widths: &[&Width]) -> Option<Ident> {
    let terms = widths.iter().map(|width| match width {
        Width::Number(number, _) => Some(Sum::from([(None, *number)])),
        Width::Parameter(name) => Some(Sum::from([(Some(plain(name)), 1)])),
        Width::Expression(..) => None,
    });
    let sought = terms.reduce(|left, right| added(left?, right?))??;
    let relation = relations.iter().find(|relation| as_sum(&relation.right).is_some_and(|sum| sum == sought))?;
    Some(relation.left.clone())
}

fn added(mut left: Sum, right: Sum) -> Option<Sum> {
    for (term, times) in right {
        let sum = left.entry(term).or_insert(0);
        *sum = sum.checked_add(times)?;
    }
    Some(left)
}

/// The term as a sum, if it is one: `A + 2 * (B + 3)`.
fn as_sum(term: &Term) -> Option<Sum> {
    match term {
        Term::Number(number) => Some(Sum::from([(None, *number)])),
        Term::Parameter(name) => Some(Sum::from([(Some(plain(name)), 1)])),
        Term::Of(Operator::Add, terms) => added(as_sum(&terms[0])?, as_sum(&terms[1])?),
        Term::Of(Operator::Mul, terms) => match &**terms {
            [Term::Number(times), sum] | [sum, Term::Number(times)] => {
                as_sum(sum)?.into_iter().map(|(term, count)| Some((term, count.checked_mul(*times)?))).collect()
            }
            _ => None,
        },
        Term::Of(Operator::Sub | Operator::Div, _) => None,
    }
}
