use core::fmt::{self, Display};
use std::format;
use std::string::String;

use crate::Leaf;

/// The step of central differences: about the cube root of the rounding error of `f64`, at which the truncation error,
/// h² f‴ / 6, and the rounding error, ε f / h, are both near 1e-11.
pub const GRADIENT_STEP: f64 = 1e-5;

/// The relative error above which a derivative counts as wrong. Mistakes are rarely smaller than one part in a
/// thousand, and measurement errors rarely larger than one in ten million.
pub const GRADIENT_LIMIT: f64 = 1e-6;

/// The sum of magnitudes below which errors no longer count as relative. Rounding leaves measured derivatives uncertain
/// by up to 1e-10, which is the limit times this.
pub const GRADIENT_FLOOR: f64 = 1e-4;

/// The derivative that agrees least with its measurement by central differences.
///
/// ```text
/// measured = (f(w + h) - f(w - h)) / 2h      h = GRADIENT_STEP
/// worst = |computed - measured| / max(|computed| + |measured|, GRADIENT_FLOOR)
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct GradientCheck {
    /// Relative error; infinite if a NaN was computed or measured.
    pub worst: f64,
    /// The variable of the derivative: `layer.tensor[(row, column)]`.
    pub place: String,
    /// The derivative computed by the backward pass.
    pub computed: f64,
    /// The derivative measured by central differences.
    pub measured: f64,
}

impl GradientCheck {
    /// Panics unless the worst error is below [`GRADIENT_LIMIT`].
    #[track_caller]
    pub fn assert_passed(&self) {
        assert!(self.worst < GRADIENT_LIMIT, "{self}");
    }

    /// Starts with no derivative compared.
    pub(super) fn new() -> Self {
        Self { worst: 0.0, place: String::new(), computed: 0.0, measured: 0.0 }
    }

    /// Compares a derivative, and keeps it if it is the worst so far.
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
            "the derivative with respect to {place}: computed {computed:e}, measured {measured:e}, relative error {worst:.1e}; \
             expected below {GRADIENT_LIMIT:e}"
        )
    }
}

/// Measures the derivative of `f` with respect to the value that `place` finds in `subject`, which is restored
/// afterwards.
///
/// The terms of the sum that `f` returns are subtracted one by one, so that unchanged terms cancel exactly.
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

/// The name `tensor[(row, column)]` of the value with this index in these tensors.
pub(super) fn place(leaves: &[Leaf], mut index: usize) -> String {
    for leaf in leaves {
        if index < leaf.count() {
            return format!("{}[({}, {})]", leaf.name, index % leaf.shape.0, index / leaf.shape.0);
        }
        index -= leaf.count();
    }
    format!("a parameter that no leaf lists, {index} beyond the last")
}
