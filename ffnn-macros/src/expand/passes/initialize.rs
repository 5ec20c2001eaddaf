use proc_macro2::{Span, TokenStream};
use quote::quote_spanned;

use crate::model::{Joined, Network, Step};
use crate::names;

/// Initializes from the last layer to the first; each prefers an initializer for the previous one:
/// `__draw.layer::<32, 10, T, _>(2, &___output, &mut self.parameters.output, &mut self.state.output);`
pub(super) fn initialize(network: &Network) -> TokenStream {
    let mut lines = Vec::new();
    walk(network, &network.steps, &mut lines);
    let library = &network.library;
    quote_spanned! {Span::mixed_site()=>
        let mut __draw = #library::expansion::Draw::new::<Self>(__stream);
        #(#lines)*
    }
}

fn walk(network: &Network, steps: &[Step], lines: &mut Vec<TokenStream>) {
    for step in steps.iter().rev() {
        let (field, span) = (step.field(), step.span());
        let join = match step {
            Step::Layer(layer) => {
                let (inputs, outputs, constant) = (&layer.inputs, &layer.outputs, layer.constant());
                let index = proc_macro2::Literal::usize_unsuffixed(network.index(step));
                let (learned, kept) = (network.learned(span), network.kept(span));
                lines.push(quote_spanned! {span=>
                    __draw.layer::<#inputs, #outputs, T, _>(
                        #index, &#constant, &mut self.#learned.#field, &mut self.#kept.#field
                    );
                });
                continue;
            }
            Step::Join(join) => join,
        };
        match &join.joined {
            Joined::Sum(inside) => walk(network, inside, lines),
            // Branches get the preference of the layer after the block, and the layer before it gets that of the first
            // branch.
            Joined::Columns(branches) => {
                let preferred = names::of("preferred", field, span);
                lines.push(quote_spanned!(span=> let #preferred = __draw.preferred;));
                for (place, branch) in branches.iter().enumerate().rev() {
                    if place > 0 && branch.steps.is_empty() {
                        continue;
                    }
                    lines.push(quote_spanned!(span=> __draw.preferred = #preferred;));
                    walk(network, &branch.steps, lines);
                }
            }
        }
    }
}
