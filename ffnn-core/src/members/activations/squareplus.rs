use crate::{Activation, Level, Options, Scalar};

/// A smooth ReLU that needs only a square root (Barron 2021).
///
/// ```text
/// y  = (x + r) / 2       r = √(x² + b)
/// y' = y / r
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Squareplus {
    /// The width of the bend: y = √b / 2 at 0; above 0.
    pub b: f64,
}

impl Squareplus {
    /// Panics if b is not above 0, also as an `f32`.
    #[track_caller]
    pub const fn checked(self) -> Self {
        let narrow = self.b as f32;
        assert!(
            narrow > 0.0 && narrow.is_finite(),
            "the b of `Squareplus` must be finite and above 0, also as an `f32`"
        );
        self
    }

    /// Computes r without squaring a large number, which could overflow.
    #[inline(always)]
    fn root<T: Scalar>(self, x: T) -> T {
        let b = T::from_f64(self.b);
        let size = x.abs();
        if size > T::ONE { size * (T::ONE + b / size / size).sqrt() } else { (x * x + b).sqrt() }
    }
}

impl Options for Squareplus {
    /// A b of 4, as in Keras and JAX: the curvature at 0 equals that of softplus.
    const DEFAULT: Self = Self { b: 4.0 };
}

impl Activation for Squareplus {
    #[inline(always)]
    fn value<L: Level, T: Scalar>(&self, _: L, x: T) -> T {
        let half = T::from_f64(0.5);
        let root = self.root(x);
        // For negative x the sum in the definition would cancel: (x + r) (r - x) = b.
        if x < T::ZERO { half * half * T::from_f64(self.b) / (half * root - half * x) } else { half * x + half * root }
    }

    #[inline(always)]
    fn slope<L: Level, T: Scalar>(&self, _: L, x: T, y: T) -> T {
        // (1 + x / r) / 2, written so that x = ∞ does not divide infinities.
        let half = T::from_f64(0.5);
        let far = half + half / (T::ONE + T::from_f64(self.b) / x / x).sqrt();
        if x > T::ONE { far } else { y / self.root(x) }
    }
}
