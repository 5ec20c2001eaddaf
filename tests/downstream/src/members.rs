//! A custom layer, activation and initializer.

use neural::nalgebra::SVector;
use neural::prelude::*;
use neural::{Initializer, Leaf, Level, Random, Role, Site, Trace, Weights};

/// Multiplies each value by a learned number: `y[i] = s[i] x[i]`.
#[derive(Clone, Copy, Debug)]
pub struct Scale {
    /// Initial value of each number.
    pub start: f64,
}

impl Scale {
    /// Rejects an initial value of zero, where nothing is learned.
    pub const fn checked(self) -> Self {
        assert!(self.start != 0.0, "a scale does not start at 0");
        self
    }
}

impl Options for Scale {
    const DEFAULT: Self = Self { start: 1.0 };
}

impl<const N: usize> Layer<N, N> for Scale {
    type Parameters<T: Scalar> = SVector<T, N>;
    type State<T: Scalar> = ();
    const LEAVES: &'static [Leaf] = &[Leaf { name: "scale", role: Role::Scale, shape: (N, 1) }];
    const MULTIPLY_ADDS: usize = N;

    fn initialize<T: Scalar>(
        &self,
        parameters: &mut SVector<T, N>,
        _: &mut (),
        preferred: Initializer,
        _: &mut Random,
    ) -> Initializer {
        parameters.as_mut_slice().fill(T::from_f64(self.start));
        preferred
    }

    #[inline(always)]
    fn forward<L: Level, T: Scalar>(
        &self,
        _: L,
        parameters: &SVector<T, N>,
        _: &(),
        input: &[[T; N]],
        output: &mut [[T; N]],
    ) {
        for (y, x) in output.iter_mut().zip(input) {
            for i in 0..N {
                y[i] = parameters[i] * x[i];
            }
        }
    }

    #[inline(always)]
    fn backward<L: Level, T: Scalar>(
        &self,
        _: L,
        parameters: &SVector<T, N>,
        input: &[[T; N]],
        trace: &mut Trace<'_, T, N>,
        gradient: &mut SVector<T, N>,
        input_gradient: Option<&mut [[T; N]]>,
    ) {
        gradient.as_mut_slice().fill(T::ZERO);
        for (dy, x) in trace.gradient.iter().zip(input) {
            for i in 0..N {
                gradient[i] += dy[i] * x[i];
            }
        }
        let Some(input_gradient) = input_gradient else { return };
        for (dx, dy) in input_gradient.iter_mut().zip(&*trace.gradient) {
            for i in 0..N {
                dx[i] = dy[i] * parameters[i];
            }
        }
    }
}

/// `y = x / (width + |x|)`, `y' = width / (width + |x|)²`.
#[derive(Clone, Copy, Debug)]
pub struct Softsign {
    /// The `x` at which `y` is a half.
    pub width: f64,
}

impl Softsign {
    /// Rejects a width that would divide by zero.
    pub const fn checked(self) -> Self {
        assert!(self.width > 0.0, "the width of `Softsign` is above 0");
        self
    }
}

impl Options for Softsign {
    const DEFAULT: Self = Self { width: 1.0 };
}

impl Activation for Softsign {
    fn value<L: Level, T: Scalar>(&self, _: L, x: T) -> T {
        x / (T::from_f64(self.width) + x.abs())
    }

    fn slope<L: Level, T: Scalar>(&self, _: L, x: T, _: T) -> T {
        let (width, sum) = (T::from_f64(self.width), T::from_f64(self.width) + x.abs());
        width / (sum * sum)
    }
}

/// Uniform within ±1/√inputs.
pub fn small(weights: &mut dyn Weights, site: Site, random: &mut Random) {
    let bound = 1.0 / (site.inputs as f64).sqrt();
    weights.fill(&mut || bound * (2.0 * random.uniform() - 1.0));
}
