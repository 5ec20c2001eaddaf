use core::fmt::{self, Display};
use std::format;
use std::string::String;

use crate::Leaf;

/// How far a value is moved to either side to measure a derivative: about the cube root of the rounding of `f64`, where
/// the error of the difference, h² f‴ / 6, and its rounding, ε f / h, are both near 1e-11.
pub const GRADIENT_STEP: f64 = 1e-5;

/// The relative error at which a derivative counts as wrong: a mistake is seldom smaller than one part in a thousand,
/// the error of the measurement seldom larger than one in ten million.
pub const GRADIENT_LIMIT: f64 = 1e-6;

/// The sum of magnitudes below which an error no longer counts as relative: rounding leaves measured derivatives
/// uncertain by up to 1e-10, which is the limit times this.
pub const GRADIENT_FLOOR: f64 = 1e-4;

/// The derivative that agrees least with its measurement by central differences.
///
/// ```text
/// measured = (f(w + h) - f(w - h)) / 2h      h = GRADIENT_STEP
/// worst = |computed - measured| / max(|computed| + |measured|, GRADIENT_FLOOR)
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct GradientCheck {
    /// Its relative error; infinite if a NaN was computed or measured.
    pub worst: f64,
    /// What it is the derivative by: `layer.tensor[(row, column)]`.
    pub place: String,
    /// What the backward pass gave.
    pub computed: f64,
    /// What the differences gave.
    pub measured: f64,
}

impl GradientCheck {
    /// Panics unless the worst error is below [`GRADIENT_LIMIT`].
    #[track_caller]
    pub fn assert_passed(&self) {
        assert!(self.worst < GRADIENT_LIMIT, "{self}");
    }

    /// Of nothing yet.
    pub(super) fn new() -> Self {
        Self { worst: 0.0, place: String::new(), computed: 0.0, measured: 0.0 }
    }

    /// Keeps this derivative if it is worse than the worst so far.
    pub(super) fn add(&mut self, computed: f64, measured: f64, place: impl FnOnce() -> String) {
        let error = (computed - measured).abs() / (computed.abs() + measured.abs()).max(GRADIENT_FLOOR);
        let worst = if error.is_nan() { f64::INFINITY } else { error };
        if worst > self.worst {
            *self = Self { worst, place: place(), computed, measured };
        }
    }
}

impl Display for GradientCheck {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { worst, place, computed, measured } = self;
        write!(
            f,
            "the derivative by {place}: computed {computed:e}, measured {measured:e}, relative error {worst:.1e}; \
             expected below {GRADIENT_LIMIT:e}"
        )
    }
}

/// The derivative of `f` at the value that `place` finds in `subject`, which is left as it was.
///
/// `f` gives the terms of a sum; they are subtracted one by one, so that those that do not move cancel exactly.
pub(super) fn measure<S: ?Sized, I: IntoIterator<Item = f64>>(
    subject: &mut S,
    place: impl Fn(&mut S) -> &mut f64,
    f: impl Fn(&S) -> I,
) -> f64 {
    let start = *place(subject);
    let (above, below) = (start + GRADIENT_STEP, start - GRADIENT_STEP);
    *place(subject) = above;
    let terms_above = f(subject);
    *place(subject) = below;
    let terms_below = f(subject);
    *place(subject) = start;
    let difference: f64 = terms_above.into_iter().zip(terms_below).map(|(above, below)| above - below).sum();
    difference / (above - below)
}

/// `tensor[(row, column)]` of the value `index` of these tensors.
pub(super) fn place(leaves: &[Leaf], mut index: usize) -> String {
    for leaf in leaves {
        if index < leaf.count() {
            return format!("{}[({}, {})]", leaf.name, index % leaf.shape.0, index / leaf.shape.0);
        }
        index -= leaf.count();
    }
    format!("a parameter that no leaf lists, {index} beyond the last")
}
