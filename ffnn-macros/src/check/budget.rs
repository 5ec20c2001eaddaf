//! Rules for budgets.

use crate::ast;
use crate::errors::Errors;
use crate::model::{Limit, Network, Resource};

/// Returns the valid limits.
pub(super) fn check(budgets: Vec<ast::Budget>, network: &Network, errors: &mut Errors) -> Vec<Limit> {
    for budget in budgets.iter().skip(1) {
        errors.at(budget.word.span(), "a network has one `budget`: write all limits in the first");
    }
    let Some(budget) = budgets.into_iter().next() else { return Vec::new() };
    if let Some(parameter) = network.constants.first() {
        let message = format_args!(
            "`{}` has the parameter `{}`, so its size is not one number: write numbers instead, or leave the budget out",
            network.name, parameter.ident
        );
        errors.at(budget.word.span(), message);
        return Vec::new();
    }
    let mut limits: Vec<Limit> = Vec::new();
    for (what, limit) in budget.limits {
        let resource = match what.to_string().as_str() {
            "flash" => Resource::Flash,
            "ram" => Resource::Ram,
            "macs" => Resource::Macs,
            _ => {
                let message = format_args!(
                    "unknown limit `{what}`: a budget limits `flash` and `ram`, in bytes, and `macs`, in multiply-adds"
                );
                errors.at(what.span(), message);
                continue;
            }
        };
        if limits.iter().any(|limit| limit.resource == resource) {
            errors.at(what.span(), format_args!("`{what}` is given twice"));
            continue;
        }
        limits.push(Limit { resource, limit });
    }
    limits
}
