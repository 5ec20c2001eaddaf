use proc_macro2::{Span, TokenStream};
use quote::quote_spanned;

use crate::model::{Joined, Network, Step};

/// Initializes from the last layer to the first; each returns the initializer that it prefers for the previous one:
/// `let __preferred = <__layer_output as Layer<32, 10>>::initialize(&__layer_output, &mut self.parameters.output, …);`
pub(super) fn initialize(network: &Network) -> TokenStream {
    let mut lines = Vec::new();
    walk(network, &network.steps, &mut lines);
    let library = &network.library;
    quote_spanned! {Span::mixed_site()=>
        let __preferred = #library::expansion::preferred::<Self>();
        #(#lines)*
        let _ = __preferred;
    }
}

fn walk(network: &Network, steps: &[Step], lines: &mut Vec<TokenStream>) {
    for step in steps.iter().rev() {
        let (field, span) = (step.field(), step.span());
        let value = step.value(span);
        let join = match step {
            Step::Layer(layer) => {
                let (type_of, constant, index) = (layer.type_of(network), layer.constant(), network.index(step) as u64);
                let (learned, kept) = (network.learned(span), network.kept(span));
                lines.push(quote_spanned! {span=>
                    let __preferred = #type_of::initialize::<T>(
                        &#constant, &mut self.#learned.#field, &mut self.#kept.#field, __preferred,
                        &mut __stream.at(#index).random(),
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
                lines.push(quote_spanned!(span=> let #value = __preferred;));
                for (place, branch) in branches.iter().enumerate().rev() {
                    if place > 0 && branch.steps.is_empty() {
                        continue;
                    }
                    lines.push(quote_spanned!(span=> let __preferred = #value;));
                    walk(network, &branch.steps, lines);
                    if place > 0 {
                        lines.push(quote_spanned!(span=> let _ = __preferred;));
                    }
                }
            }
        }
    }
}
