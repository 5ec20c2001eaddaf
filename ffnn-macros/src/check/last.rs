//! Finds the layers whose values reach the output unchanged by a `Dense`: their noise would be noise in the logits.

use std::collections::HashSet;

use proc_macro2::Span;
use quote::quote_spanned;

use crate::model::{Claim, Join, Joined, Layer, Step};

/// Number of consecutive activations that are looked through.
const THROUGH: usize = 8;

/// Returns a claim for each of these layers that it adds no noise, which only its type knows.
pub(super) fn claims(steps: &[Step]) -> Vec<Claim> {
    let mut ends = Ends { seen: HashSet::new(), claims: Vec::new() };
    ends.follow(Before { steps, outer: None }, &Way { through: &[], past: None });
    ends.claims
}

/// The steps before a position, and those before the enclosing block.
#[derive(Clone, Copy)]
struct Before<'a> {
    steps: &'a [Step],
    outer: Option<&'a Before<'a>>,
}

/// The path from a position to the output.
struct Way<'a> {
    /// Layers on the path, which keep the width and may be activations.
    through: &'a [&'a Layer],
    /// The nearest block whose layers the path bypasses.
    past: Option<&'a Join>,
}

struct Ends {
    /// Steps already visited: paths meet before a block.
    seen: HashSet<*const Step>,
    claims: Vec<Claim>,
}

impl Ends {
    fn follow(&mut self, before: Before<'_>, way: &Way<'_>) {
        let Some((last, rest)) = before.steps.split_last() else {
            if let Some(outer) = before.outer {
                self.follow(*outer, way);
            }
            return;
        };
        if !self.seen.insert(last) {
            return;
        }
        let rest = Before { steps: rest, outer: before.outer };
        match last {
            Step::Layer(layer) => {
                self.claim(layer, way);
                if layer.keeps && way.through.len() < THROUGH {
                    let through = [way.through, &[layer]].concat();
                    self.follow(rest, &Way { through: &through, past: way.past });
                }
            }
            // The bypass comes first: it has fewer layers that may not be activations.
            Step::Join(join) => {
                let past = Way { through: way.through, past: Some(join) };
                match &join.joined {
                    Joined::Sum(inside) => {
                        self.follow(rest, &past);
                        self.follow(Before { steps: inside, outer: Some(&rest) }, way);
                    }
                    Joined::Columns(branches) => {
                        if branches.iter().any(|branch| branch.steps.is_empty()) {
                            self.follow(rest, &past);
                        }
                        for branch in branches.iter().filter(|branch| !branch.steps.is_empty()) {
                            self.follow(Before { steps: &branch.steps, outer: Some(&rest) }, way);
                        }
                    }
                }
            }
        }
    }

    fn claim(&mut self, layer: &Layer, way: &Way<'_>) {
        let (path, kind, span) = (&layer.part.path, &layer.part.kind, layer.part.span);
        // Mixed-site hygiene keeps the names apart from the user's.
        let here = span.resolved_at(Span::mixed_site());
        let through = way.through.iter().map(|layer| {
            let path = &layer.part.path;
            quote_spanned!(here=> && __Is::<#path>::ACTIVATION)
        });
        let holds = quote_spanned! {here=>
            !(__Is::<#path>::NEVER_LAST #(#through)*)
        };
        let otherwise = match way.past {
            None => format!(
                "`{kind}` would add noise to the output itself: move it before the last `Dense`, or leave it out"
            ),
            Some(Join { kind: block, .. }) => format!(
                "`{kind}` would add noise to the output itself, bypassing the layers in the `{block}` below: move it inside the \
                 block, before a `Dense`, or leave it out"
            ),
        };
        self.claims.push(Claim { holds, span, otherwise });
    }
}
