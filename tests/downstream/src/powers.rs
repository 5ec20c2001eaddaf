//! Layers with generic types, and weights from a build script.

use neural::prelude::*;
use neural::{Level, Scalar as Number};

/// `y = x^N`, `y' = N x^(N-1)`, to at most `limit`.
#[derive(Clone, Copy, Debug)]
pub struct Power<const N: usize> {
    /// The largest value.
    pub limit: f64,
}

impl<const N: usize> Options for Power<N> {
    const DEFAULT: Self = Self { limit: 10.0 };
}

impl<const N: usize> Power<N> {
    /// Refuses a limit that leaves nothing.
    pub const fn checked(self) -> Self {
        assert!(self.limit > 0.0, "the limit of `Power` is above 0");
        self
    }
}

fn power<T: Number>(x: T, times: usize) -> T {
    (0..times).fold(T::from_f64(1.0), |product, _| product * x)
}

impl<const N: usize> Activation for Power<N> {
    fn value<L: Level, T: Number>(&self, _: L, x: T) -> T {
        let (power, limit) = (power(x, N), T::from_f64(self.limit));
        if power > limit { limit } else { power }
    }

    fn slope<L: Level, T: Number>(&self, _: L, x: T, y: T) -> T {
        if y < T::from_f64(self.limit) { T::from_f64(N as f64) * power(x, N - 1) } else { T::from_f64(0.0) }
    }
}

/// A name for one of them.
pub type Square = Power<2>;

network! {
    /// `Power<3>` would be a power from 1 value to 3: parameters of the type stand after `::`.
    pub struct Polynomial: 1 -> 1 {
        hidden: Dense::<true><4>,
        Power::<3> { limit: 5.0 },
        crate::powers::Power::<1>,
        Square,
        output: Dense<1>,
        Linear,
    }
}

network! {
    /// A few weights.
    pub struct Made: 2 -> 1 {
        hidden: Dense<3>,
        Power::<1>,
        output: Dense<1>,
        Linear,
    }

    /// As the build script made them.
    pub static MADE: &Made = concat!(env!("OUT_DIR"), "/small.safetensors");
}

/// The types as they were written, without their parameters.
pub fn kinds() -> Vec<&'static str> {
    PolynomialParameters::<f32>::LAYERS.iter().map(|layer| layer.kind).collect()
}
