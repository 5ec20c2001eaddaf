use proc_macro2::{Ident, Span, TokenStream};
use quote::quote_spanned;

use super::super::step::Source;
use crate::model::{Branch, Join, Joined, Layer, Network, Step, Width};

/// What is computed at one place, with what it takes.
enum Line<'a> {
    Layer(&'a Step, &'a Layer, Source<'a>),
    /// What comes in, and what the last layer inside gives.
    Sum(&'a Join, Source<'a>, Source<'a>),
    /// What comes in, and what each branch gives, from which column on.
    Columns(&'a Join, Source<'a>, Vec<(Source<'a>, &'a Width)>),
}

/// In the order in which they compute.
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

/// What is called at each place, predicting.
pub(super) struct Calls {
    layer_or_sum: &'static str,
    room: &'static str,
    columns: &'static str,
}

/// One row a sample.
pub(super) const ROWS: Calls = Calls { layer_or_sum: "predict", room: "room", columns: "forward" };

/// One column a sample.
pub(super) const LANES: Calls = Calls { layer_or_sum: "predict_lanes", room: "room_lanes", columns: "forward_lanes" };

/// `let hidden = <HIDDEN_LAYER as Layer<64, 32>>::predict(&HIDDEN_LAYER, level, &self.parameters.hidden, …, input);`
///
/// `let block = <Residual<32>>::predict(level, &hidden, &elu);`
pub(super) fn forward(network: &Network, calls: Calls) -> impl Iterator<Item = TokenStream> {
    let name = |name: &str, span: Span| Ident::new(name, span);
    all(network).into_iter().map(move |line| match line {
        Line::Layer(_, layer, source) => {
            let (field, type_of, constant) = (&layer.field, layer.type_of(network), layer.constant());
            let input = source.value(layer.span());
            let predict = name(calls.layer_or_sum, layer.span());
            quote_spanned! {layer.span()=>
                let #field =
                    #type_of::#predict(&#constant, level, &self.parameters.#field, &self.state.#field, #input);
            }
        }
        Line::Sum(join, source, last) => {
            let (field, type_of) = (&join.field, join.type_of(network));
            let (input, last) = (source.value(join.span()), last.value(join.span()));
            let predict = name(calls.layer_or_sum, join.span());
            quote_spanned!(join.span()=> let #field = #type_of::#predict(level, #input, #last);)
        }
        Line::Columns(join, source, ends) => {
            let (field, type_of, input) = (&join.field, join.type_of(network), source.value(join.span()));
            let (room, forward) = (name(calls.room, join.span()), name(calls.columns, join.span()));
            let branches = ends.into_iter().map(|(end, start)| {
                let branch = end.rows(join.span());
                quote_spanned!(join.span()=> #type_of::#forward(level, #branch, &mut *#field, #start);)
            });
            quote_spanned! {join.span()=>
                let mut #field = #type_of::#room(#input);
                #(#branches)*
            }
        }
    })
}

/// `<HIDDEN_LAYER as Layer<64, 32>>::forward_train(&HIDDEN_LAYER, level, &self.parameters.hidden, …, &mut tape.hidden, …);`
///
/// `<Residual<32>>::forward_train(level, &*tape.hidden.output, &*tape.elu.output, &mut tape.block);`
pub(super) fn forward_train(network: &Network) -> impl Iterator<Item = TokenStream> {
    all(network).into_iter().map(move |line| match line {
        Line::Layer(step, layer, source) => {
            let (field, type_of, constant) = (&layer.field, layer.type_of(network), layer.constant());
            let (input, index) = (source.trained(layer.span()), network.index(step) as u64);
            quote_spanned! {layer.span()=>
                #type_of::forward_train(
                    &#constant, level, &self.parameters.#field, &mut state.#field, #input, &mut tape.#field,
                    &mut stream.at(#index).random(),
                );
            }
        }
        Line::Sum(join, source, last) => {
            let (field, type_of) = (&join.field, join.type_of(network));
            let (input, last) = (source.trained(join.span()), last.trained(join.span()));
            quote_spanned!(join.span()=> #type_of::forward_train(level, #input, #last, &mut tape.#field);)
        }
        Line::Columns(join, _, ends) => {
            let (field, type_of) = (&join.field, join.type_of(network));
            let branches = ends.into_iter().map(|(end, start)| {
                let branch = end.trained(join.span());
                quote_spanned!(join.span()=> #type_of::forward(level, #branch, &mut *tape.#field.output, #start);)
            });
            branches.collect()
        }
    })
}
