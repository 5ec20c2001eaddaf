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
    /// Rejects a limit that leaves nothing.
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

/// An alias for one power.
pub type Square = Power<2>;

network! {
    /// `Power<3>` would have a width of 3: generic arguments of the type go after `::`.
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
    /// A small network.
    pub struct Made: 2 -> 1 {
        hidden: Dense<3>,
        Power::<1>,
        output: Dense<1>,
        Linear,
    }

    /// Weights from the build script.
    pub static MADE: &Made = concat!(env!("OUT_DIR"), "/small.safetensors");
}

/// Names of the types as written, without generic arguments.
pub fn kinds() -> Vec<&'static str> {
    PolynomialParameters::<f32>::LAYERS.iter().map(|layer| layer.kind).collect()
}
