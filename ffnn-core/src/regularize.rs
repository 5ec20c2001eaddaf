//! Regularization by rules on single tensors: penalties on large weights, and a limit on their norm.
//!
//! ```text
//! penalty     l1 · Σ |w| + l2 · Σ w²          joins the loss; its derivative, l1 · sign w + 2 · l2 · w, joins the
//!                                             gradient before the optimizers see it          (sign 0 = 0)
//! max-norm    W[o] ← W[o] · min(1, max_norm / ‖W[o]‖₂)      after each step, for the weights into each neuron o
//! ```
//!
//! The limit only shrinks, and leaves an optimizer's moments as they are.

use crate::kernels::{self, Level};
use crate::{Leaf, Parameters};

/// What holds for a tensor in training besides the loss.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rules {
    /// The penalty on the magnitude of each value, at least 0.
    pub l1: f64,
    /// The penalty on the square of each value, at least 0.
    pub l2: f64,
    /// The largest Euclidean norm of a row, above 0; infinite where there is no limit.
    pub max_norm: f64,
}

impl Rules {
    /// No penalty and no limit.
    pub const NONE: Self = Self { l1: 0.0, l2: 0.0, max_norm: f64::INFINITY };

    const fn penalizes(&self) -> bool {
        self.l1 > 0.0 || self.l2 > 0.0
    }

    const fn limits(&self) -> bool {
        self.max_norm < f64::INFINITY
    }
}

/// Every tensor with its rules and its place in the flat view.
fn ruled<P: Parameters>() -> impl Iterator<Item = (&'static Leaf, Rules, core::ops::Range<usize>)> {
    P::LAYERS
        .iter()
        .enumerate()
        .flat_map(|(index, layer)| layer.tensors().map(move |(leaf, range)| (leaf, P::rules(index, leaf), range)))
}

/// The penalties on `parameters`, added up. Adds their derivatives to `gradient`.
#[inline(always)]
pub fn penalize<P: Parameters>(level: impl Level, parameters: &P, gradient: &mut P) -> f64 {
    let mut sum = 0.0;
    for (_, rules, range) in ruled::<P>().filter(|(_, rules, _)| rules.penalizes()) {
        let (parameters, gradient) = (&parameters.as_slice()[range.clone()], &mut gradient.as_mut_slice()[range]);
        sum += kernels::penalize(level, parameters, gradient, rules.l1, rules.l2);
    }
    sum
}

/// Shrinks the rows of `parameters` that are longer than their limit.
#[inline(always)]
pub fn limit<P: Parameters>(level: impl Level, parameters: &mut P) {
    for (leaf, rules, range) in ruled::<P>().filter(|(_, rules, _)| rules.limits()) {
        kernels::limit_norms(level, &mut parameters.as_mut_slice()[range], leaf.shape.0, rules.max_norm);
    }
}
