use proc_macro2::{Ident, Span, TokenStream};
use quote::quote_spanned;

use super::super::step::Source;
use crate::model::{Branch, Join, Joined, Layer, Network, Step, Width};

/// A computation with its inputs.
enum Line<'a> {
    Layer(&'a Step, &'a Layer, Source<'a>),
    /// The block's input and the output of the last layer inside.
    Sum(&'a Join, Source<'a>, Source<'a>),
    /// The block's input, and the output and first column of each branch.
    Columns(&'a Join, Source<'a>, Vec<(Source<'a>, &'a Width)>),
}

/// Collects the computations in order of execution; returns the last output.
fn lines<'a>(steps: &'a [Step], mut source: Source<'a>, lines_before: &mut Vec<Line<'a>>) -> Source<'a> {
    for step in steps {
        let line = match step {
            Step::Layer(layer) => Line::Layer(step, layer, source),
            Step::Join(join) => match &join.joined {
                Joined::Sum(inside) => Line::Sum(join, source, lines(inside, source, lines_before)),
                Joined::Columns(branches) => {
                    let end = |Branch { steps, start }: &'a Branch| (lines(steps, source, lines_before), start);
                    Line::Columns(join, source, branches.iter().map(end).collect())
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

/// `0usize => self.hidden.traced(__input),`
pub(in super::super) fn traced(network: &Network) -> impl Iterator<Item = TokenStream> {
    all(network).into_iter().enumerate().map(|(index, line)| {
        let (field, span, source) = match line {
            Line::Layer(step, _, source) => (step.field(), step.span(), source.traced(step.span())),
            Line::Sum(join, ..) | Line::Columns(join, ..) => {
                (&join.field, join.span(), quote_spanned!(join.span()=> &[]))
            }
        };
        quote_spanned!(span=> #index => self.#field.traced(#source),)
    })
}

/// Names of the functions called in a prediction pass.
#[derive(Clone, Copy)]
pub(in super::super) struct Calls {
    /// Functions of a frozen layer; `None` calls [`Calls::sum`] of the layer itself.
    frozen: Option<Frozen>,
    sum: &'static str,
    room: &'static str,
    columns: &'static str,
}

/// One row per sample.
pub(in super::super) const ROWS: Calls = Calls { frozen: None, sum: "predict", room: "room", columns: "forward" };

/// One column per sample.
pub(in super::super) const LANES: Calls =
    Calls { frozen: None, sum: "predict_lanes", room: "room_lanes", columns: "forward_lanes" };

/// The function called for a frozen layer.
#[derive(Clone, Copy)]
struct Frozen {
    layer: &'static str,
    /// Whether it takes the mode, which says what the rows are.
    mode: bool,
}

/// One row per sample, frozen network.
pub(in super::super) const FROZEN_ROWS: Calls =
    Calls { frozen: Some(Frozen { layer: "predict_frozen", mode: true }), ..ROWS };

/// One column per sample, frozen network.
pub(in super::super) const FROZEN_LANES: Calls =
    Calls { frozen: Some(Frozen { layer: "predict_frozen_lanes", mode: false }), ..LANES };

/// `let __value_hidden = <__layer_hidden as Layer<64, 32>>::predict(&__layer_hidden, __level, …, __input);`
///
/// `let __value_block = <Residual<32>>::predict(__level, &__value_hidden, &__value_elu);`
pub(in super::super) fn forward(network: &Network, calls: Calls) -> impl Iterator<Item = TokenStream> {
    let name = |name: &str, span: Span| Ident::new(name, span);
    all(network).into_iter().map(move |line| match line {
        Line::Layer(step, layer, source) => {
            let (field, constant, span) = (&layer.field, layer.constant(), layer.span());
            let value = step.value(span);
            let input = source.value(span);
            match calls.frozen {
                None => {
                    let (type_of, predict) = (layer.type_of(network), name(calls.sum, span));
                    let (learned, kept) = (network.learned(span), network.kept(span));
                    quote_spanned! {span=>
                        let #value =
                            #type_of::#predict(&#constant, __level, &self.#learned.#field, &self.#kept.#field, #input);
                    }
                }
                Some(Frozen { layer: predict, mode }) => {
                    let (form_of, predict) = (layer.form_of(network), name(predict, span));
                    let mode = mode.then(|| quote_spanned!(span=> __mode,));
                    quote_spanned! {span=>
                        let #value = #form_of::#predict(&#constant, __level, #mode &self.#field, #input);
                    }
                }
            }
        }
        Line::Sum(join, source, last) => {
            let (value, type_of) = (join.value(), join.type_of(network));
            let (input, last) = (source.value(join.span()), last.value(join.span()));
            let predict = name(calls.sum, join.span());
            quote_spanned!(join.span()=> let #value = #type_of::#predict(__level, #input, #last);)
        }
        Line::Columns(join, source, ends) => {
            let (value, type_of, input) = (join.value(), join.type_of(network), source.value(join.span()));
            let (room, forward) = (name(calls.room, join.span()), name(calls.columns, join.span()));
            let branches = ends.into_iter().map(|(end, start)| {
                let branch = end.rows(join.span());
                quote_spanned!(join.span()=> #type_of::#forward(__level, #branch, &mut *#value, #start);)
            });
            quote_spanned! {join.span()=>
                let mut #value = #type_of::#room(#input);
                #(#branches)*
            }
        }
    })
}

/// `<__layer_hidden as Layer<64, 32>>::forward_train(&__layer_hidden, __level, …, &mut __tape.hidden, …);`
///
/// `<Residual<32>>::forward_train(__level, &*__tape.hidden.output, &*__tape.elu.output, &mut __tape.block);`
pub(super) fn forward_train(network: &Network) -> impl Iterator<Item = TokenStream> {
    all(network).into_iter().map(move |line| match line {
        Line::Layer(step, layer, source) => {
            let (field, type_of, constant) = (&layer.field, layer.type_of(network), layer.constant());
            let (input, index) = (source.trained(layer.span()), network.index(step) as u64);
            let learned = network.learned(layer.span());
            quote_spanned! {layer.span()=>
                #type_of::forward_train(
                    &#constant, __level, &self.#learned.#field, &mut __state.#field, #input, &mut __tape.#field,
                    &mut __stream.at(#index).random(),
                );
            }
        }
        Line::Sum(join, source, last) => {
            let (field, type_of) = (&join.field, join.type_of(network));
            let (input, last) = (source.trained(join.span()), last.trained(join.span()));
            quote_spanned!(join.span()=> #type_of::forward_train(__level, #input, #last, &mut __tape.#field);)
        }
        Line::Columns(join, _, ends) => {
            let (field, type_of) = (&join.field, join.type_of(network));
            let branches = ends.into_iter().map(|(end, start)| {
                let branch = end.trained(join.span());
                quote_spanned!(join.span()=> #type_of::forward(__level, #branch, &mut *__tape.#field.output, #start);)
            });
            branches.collect()
        }
    })
}
