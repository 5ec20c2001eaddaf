use proc_macro2::TokenStream;
use quote::quote_spanned;

use super::super::step::{Gradient, Source};
use crate::model::{Branch, Join, Joined, Network, Step};

/// `__tape.output.backward(&___output, __level, &self.output, &mut __gradient.output, &mut __tape.elu);`
///
/// `<Residual<32>>::backward(__level, &__tape.block, __tape.elu.gradient);`, the layers inside, and
/// `<Residual<32>>::backward_past(__level, &__tape.block, __tape.hidden.gradient);`
pub(super) fn backward(network: &Network) -> Vec<TokenStream> {
    let mut lines = Vec::new();
    walk(network, &network.steps, Source::Input, Gradient::Nowhere, &mut lines);
    lines
}

/// Propagates the gradient from the output of the last of `steps` back to `source`, whose gradient the first step
/// *overwrites*.
fn walk<'a>(
    network: &'a Network,
    steps: &'a [Step],
    source: Source<'a>,
    gradient: Gradient<'a>,
    lines: &mut Vec<TokenStream>,
) {
    for (index, step) in steps.iter().enumerate().rev() {
        let before = index.checked_sub(1).map(|index| &steps[index]);
        let source = before.map_or(source, Source::Of);
        let gradient = before.map_or(gradient, Gradient::To);
        match step {
            Step::Layer(layer) => {
                let (field, constant, span) = (&layer.field, layer.constant(), layer.span());
                let before = gradient.before(source, span);
                lines.push(quote_spanned! {span=>
                    __tape.#field.backward(&#constant, __level, &self.#field, &mut __gradient.#field, #before);
                });
            }
            Step::Join(join) => match &join.joined {
                Joined::Sum(inside) => sum(network, join, inside, source, gradient, lines),
                Joined::Columns(branches) => columns(network, join, branches, source, gradient, lines),
            },
        }
    }
}

fn sum<'a>(
    network: &'a Network,
    join: &'a Join,
    inside: &'a [Step],
    source: Source<'a>,
    gradient: Gradient<'a>,
    lines: &mut Vec<TokenStream>,
) {
    let (field, type_of, span) = (&join.field, join.type_of(network), join.span());
    let last = inside.last().and_then(|step| Gradient::To(step).rows(span));
    lines.push(quote_spanned!(span=> #type_of::backward(__level, &__tape.#field, #last);));
    walk(network, inside, source, gradient, lines);
    let past = gradient.rows(span);
    lines.extend(past.map(|rows| quote_spanned!(span=> #type_of::backward_past(__level, &__tape.#field, #rows);)));
}

/// The last non-empty branch goes first and overwrites the gradient with respect to the input; the others add to it.
fn columns<'a>(
    network: &'a Network,
    join: &'a Join,
    branches: &'a [Branch],
    source: Source<'a>,
    gradient: Gradient<'a>,
    lines: &mut Vec<TokenStream>,
) {
    let (field, type_of, span) = (&join.field, join.type_of(network), join.span());
    let aside = if let Gradient::Nowhere = gradient { gradient } else { Gradient::Aside(join, network) };
    let (empty, full): (Vec<&Branch>, Vec<&Branch>) = branches.iter().rev().partition(|branch| branch.steps.is_empty());
    for (place, Branch { steps, start }) in full.iter().enumerate() {
        let last = steps.last().and_then(|step| Gradient::To(step).rows(span));
        lines.push(quote_spanned!(span=> #type_of::backward(__level, &__tape.#field, #start, #last);));
        walk(network, steps, source, if place == 0 { gradient } else { aside }, lines);
        let added = gradient.rows(span).filter(|_| place > 0);
        lines.extend(added.map(|rows| quote_spanned!(span=> #type_of::add_aside(__level, &__tape.#field, #rows);)));
    }
    for (place, Branch { start, .. }) in empty.iter().enumerate() {
        let past = gradient.rows(span).map(|rows| {
            if place == 0 && full.is_empty() {
                quote_spanned!(span=> #type_of::backward(__level, &__tape.#field, #start, #rows);)
            } else {
                quote_spanned!(span=> #type_of::backward_past(__level, &__tape.#field, #start, #rows);)
            }
        });
        lines.extend(past);
    }
}
