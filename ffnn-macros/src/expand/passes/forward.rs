use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::quote_spanned;

use super::super::step::Source;
use crate::model::{Branch, Join, Joined, Layer, Network, Step, Width};

/// A computation with its inputs.
enum Line<'a> {
    Layer(&'a Step, &'a Layer, Source<'a>),
    /// The block's input and the output of the last layer inside.
    Sum(&'a Step, &'a Join, Source<'a>, Source<'a>),
    /// The block's input, and the output and first column of each branch.
    Columns(&'a Step, &'a Join, Source<'a>, Vec<(Source<'a>, &'a Width)>),
}

/// Collects the computations in order of execution; returns the last output.
fn lines<'a>(steps: &'a [Step], mut source: Source<'a>, lines_before: &mut Vec<Line<'a>>) -> Source<'a> {
    for step in steps {
        let line = match step {
            Step::Layer(layer) => Line::Layer(step, layer, source),
            Step::Join(join) => match &join.joined {
                Joined::Sum(inside) => Line::Sum(step, join, source, lines(inside, source, lines_before)),
                Joined::Columns(branches) => {
                    let end = |Branch { steps, start }: &'a Branch| (lines(steps, source, lines_before), start);
                    Line::Columns(step, join, source, branches.iter().map(end).collect())
                }
            },
        };
        lines_before.push(line);
        source = Source::Of(step);
    }
    source
}

fn all(network: &Network) -> Vec<Line<'_>> {
    let mut all = Vec::new();
    lines(&network.steps, Source::Input, &mut all);
    all
}

/// `0 => self.hidden.traced(__input),`
pub(in super::super) fn traced(network: &Network) -> impl Iterator<Item = TokenStream> {
    all(network).into_iter().enumerate().map(|(index, line)| {
        let (field, span, source) = match line {
            Line::Layer(step, _, source) => (step.field(), step.span(), source.traced(step.span())),
            Line::Sum(_, join, ..) | Line::Columns(_, join, ..) => {
                (&join.field, join.span(), quote_spanned!(join.span()=> &[]))
            }
        };
        let index = Literal::usize_unsuffixed(index);
        quote_spanned!(span=> #index => self.#field.traced(#source),)
    })
}

/// Names of the functions called in a prediction pass.
#[derive(Clone, Copy)]
pub(in super::super) struct Calls {
    /// Whether the layers are frozen.
    frozen: bool,
    /// Whether a frozen layer takes the mode, which says what the rows are.
    mode: bool,
    /// The function of a layer or sum.
    predict: &'static str,
    room: &'static str,
    columns: &'static str,
}

/// One row per sample.
pub(in super::super) const ROWS: Calls =
    Calls { frozen: false, mode: false, predict: "predict", room: "room", columns: "forward" };

/// One column per sample.
pub(in super::super) const LANES: Calls =
    Calls { predict: "predict_lanes", room: "room_lanes", columns: "forward_lanes", ..ROWS };

/// One row per sample, frozen network.
pub(in super::super) const FROZEN_ROWS: Calls = Calls { frozen: true, mode: true, ..ROWS };

/// One column per sample, frozen network.
pub(in super::super) const FROZEN_LANES: Calls = Calls { frozen: true, ..LANES };

/// `let __value = __Layer::<64, 32>::predict(&___hidden, __level, &self.hidden, &self.state.hidden, __input);`
///
/// `let __value_block = <Residual<32>>::predict(__level, &__value_hidden, &__value_elu);`
pub(in super::super) fn forward(network: &Network, calls: Calls) -> impl Iterator<Item = TokenStream> {
    let name = |name: &str, span: Span| Ident::new(name, span);
    all(network).into_iter().map(move |line| match line {
        Line::Layer(step, layer, source) => {
            let (field, constant, span) = (&layer.field, layer.constant(), layer.span());
            let (value, input) = (network.value(step, span), source.value(network, span));
            let (predict, kept) = (name(calls.predict, span), network.kept(span));
            let call = if calls.frozen { layer.form_call() } else { layer.call() };
            let mode = calls.mode.then(|| quote_spanned!(span=> __mode,));
            let state = (!calls.frozen).then(|| quote_spanned!(span=> &self.#kept.#field,));
            quote_spanned! {span=>
                let #value = #call::#predict(&#constant, __level, #mode &self.#field, #state #input);
            }
        }
        Line::Sum(step, join, source, last) => {
            let (value, type_of) = (network.value(step, join.span()), join.type_of(network));
            let (input, last) = (source.value(network, join.span()), last.value(network, join.span()));
            let predict = name(calls.predict, join.span());
            quote_spanned!(join.span()=> let #value = #type_of::#predict(__level, #input, #last);)
        }
        Line::Columns(step, join, source, ends) => {
            let (value, type_of) = (network.value(step, join.span()), join.type_of(network));
            let input = source.value(network, join.span());
            let (room, forward) = (name(calls.room, join.span()), name(calls.columns, join.span()));
            let branches = ends.into_iter().map(|(end, start)| {
                let branch = end.rows(network, join.span());
                quote_spanned!(join.span()=> #type_of::#forward(__level, #branch, &mut *#value, #start);)
            });
            quote_spanned! {join.span()=>
                let mut #value = #type_of::#room(#input);
                #(#branches)*
            }
        }
    })
}

/// `__tape.hidden.train(&___hidden, __level, &self.hidden, &mut __state.hidden, __input, __stream.at(0));`
///
/// `<Residual<32>>::forward_train(__level, __tape.hidden.output, __tape.elu.output, &mut __tape.block);`
pub(super) fn forward_train(network: &Network) -> impl Iterator<Item = TokenStream> {
    all(network).into_iter().map(move |line| match line {
        Line::Layer(step, layer, source) => {
            let (field, constant, span) = (&layer.field, layer.constant(), layer.span());
            let (input, index) = (source.trained(span), Literal::usize_unsuffixed(network.index(step)));
            quote_spanned! {span=>
                __tape.#field.train(
                    &#constant, __level, &self.#field, &mut __state.#field, #input, __stream.at(#index)
                );
            }
        }
        Line::Sum(_, join, source, last) => {
            let (field, type_of) = (&join.field, join.type_of(network));
            let (input, last) = (source.trained(join.span()), last.trained(join.span()));
            quote_spanned!(join.span()=> #type_of::forward_train(__level, #input, #last, &mut __tape.#field);)
        }
        Line::Columns(_, join, _, ends) => {
            let (field, type_of) = (&join.field, join.type_of(network));
            let branches = ends.into_iter().map(|(end, start)| {
                let branch = end.trained(join.span());
                quote_spanned!(join.span()=> #type_of::forward(__level, #branch, __tape.#field.output, #start);)
            });
            branches.collect()
        }
    })
}
