use crate::kinds::integers::Clamps;
use crate::{Activation, Level, Options, Scalar};

/// The identity function: `y = x`, `y' = 1`.
#[derive(Clone, Copy, Debug)]
pub struct Identity;

impl Options for Identity {
    const DEFAULT: Self = Self;
}

impl Activation for Identity {
    #[inline(always)]
    fn value<L: Level, T: Scalar>(&self, _: L, x: T) -> T {
        x
    }

    #[inline(always)]
    fn slope<L: Level, T: Scalar>(&self, _: L, _x: T, _y: T) -> T {
        T::ONE
    }
}

impl Clamps for Identity {
    fn limits(&self) -> (f64, f64) {
        (f64::NEG_INFINITY, f64::INFINITY)
    }
}
