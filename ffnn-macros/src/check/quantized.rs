//! Rules for `quantized;`.

use crate::ast;
use crate::errors::Errors;
use crate::model::{Network, Step};

/// Whether an integer form is requested and possible.
pub(super) fn check(quantized: &[ast::Quantized], network: &Network, errors: &mut Errors) -> bool {
    for again in quantized.iter().skip(1) {
        errors.at(again.word.span(), "`quantized;` is given twice: a network has one integer form");
    }
    if quantized.is_empty() {
        return false;
    }
    let joins: Vec<_> = network
        .steps
        .iter()
        .filter_map(|step| match step {
            Step::Join(join) => Some(join),
            Step::Layer(_) => None,
        })
        .collect();
    for join in &joins {
        let message = format_args!(
            "`{}` has no integer form: leave `quantized;` out, or list the layers without the block",
            join.kind
        );
        errors.at(join.span, message);
    }
    joins.is_empty()
}
