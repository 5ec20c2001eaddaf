//! Regularization rules per tensor: penalties on large weights, and a limit on their norm.
//!
//! ```text
//! penalty     l1 · Σ |w| + l2 · Σ w²          added to the loss; the derivative, l1 · sign w + 2 · l2 · w, to the
//!                                             gradient before the optimizers see it          (sign 0 = 0)
//! max-norm    W[o] ← W[o] · min(1, max_norm / ‖W[o]‖₂)      after each step, for the weights into each neuron o
//! ```
//!
//! The limit only scales weights down. The moments of an optimizer stay unchanged.

use core::ops::Range;

use crate::kernels::{self, Level, Pass};
use crate::{LayerInfo, Leaf, Parameters, Scalar};

/// The training rules of a tensor.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rules {
    /// Penalty factor for the magnitude of each value, at least 0.
    pub l1: f64,
    /// Penalty factor for the square of each value, at least 0.
    pub l2: f64,
    /// Largest Euclidean norm of a row, above 0; infinite if there is no limit.
    pub max_norm: f64,
}

impl Rules {
    /// The rules without penalties and limit.
    pub const NONE: Self = Self { l1: 0.0, l2: 0.0, max_norm: f64::INFINITY };

    const fn penalizes(&self) -> bool {
        self.l1 > 0.0 || self.l2 > 0.0
    }

    const fn limits(&self) -> bool {
        self.max_norm < f64::INFINITY
    }
}

/// The tensors of a network with their rules, for code that is compiled once for all networks.
#[derive(Clone, Copy)]
pub(crate) struct Ruled {
    pub(crate) layers: &'static [LayerInfo],
    pub(crate) rules: fn(usize, &Leaf) -> Rules,
}

impl Ruled {
    fn of<P: Parameters>() -> Self {
        Self { layers: P::LAYERS, rules: P::rules }
    }

    fn penalizes(self) -> bool {
        self.tensors().any(|(_, rules, _)| rules.penalizes())
    }

    /// Returns every tensor with its rules and its range in the flat view.
    #[inline(always)]
    fn tensors(self) -> impl Iterator<Item = (&'static Leaf, Rules, Range<usize>)> {
        let of_layer = move |(index, layer): (usize, &'static LayerInfo)| {
            layer.tensors().map(move |(leaf, range)| (leaf, (self.rules)(index, leaf), range))
        };
        self.layers.iter().enumerate().flat_map(of_layer)
    }
}

/// Whether any tensor has a penalty.
pub(crate) fn penalizes<P: Parameters>() -> bool {
    Ruled::of::<P>().penalizes()
}

/// Returns the sum of the penalties on `parameters`, and adds their derivatives to `gradient`.
#[inline(always)]
pub fn penalize<P: Parameters>(level: impl Level, parameters: &P, gradient: &mut P) -> f64 {
    let (parameters, gradient) = (parameters.as_slice(), gradient.as_mut_slice());
    level.outlined(Penalize { ruled: Ruled::of::<P>(), parameters, gradient })
}

/// Scales the rows of `parameters` that exceed their limit down to it.
#[inline(always)]
pub fn limit<P: Parameters>(level: impl Level, parameters: &mut P) {
    level.outlined(Limit { ruled: Ruled::of::<P>(), parameters: parameters.as_mut_slice() });
}

pub(crate) struct Penalize<'a, T> {
    pub(crate) ruled: Ruled,
    pub(crate) parameters: &'a [T],
    pub(crate) gradient: &'a mut [T],
}

impl<T: Scalar> Pass for Penalize<'_, T> {
    type Output = f64;

    #[inline(always)]
    fn run<L: Level>(self, level: L) -> f64 {
        let mut sum = 0.0;
        for (_, rules, range) in self.ruled.tensors() {
            if rules.penalizes() {
                let (parameters, gradient) = (&self.parameters[range.clone()], &mut self.gradient[range]);
                sum += kernels::penalize(level, parameters, gradient, rules.l1, rules.l2);
            }
        }
        sum
    }
}

pub(crate) struct Limit<'a, T> {
    pub(crate) ruled: Ruled,
    pub(crate) parameters: &'a mut [T],
}

impl<T: Scalar> Pass for Limit<'_, T> {
    type Output = ();

    #[inline(always)]
    fn run<L: Level>(self, level: L) {
        for (leaf, rules, range) in self.ruled.tensors() {
            if rules.limits() {
                kernels::limit_norms(level, &mut self.parameters[range], leaf.shape.0, rules.max_norm);
            }
        }
    }
}
