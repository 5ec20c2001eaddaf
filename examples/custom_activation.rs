//! A custom activation with an option: written outside the library, checked like the built-in ones, trained.
//!
//! ```text
//! cargo run --release --example custom_activation
//! ```

#[path = "support/drawing.rs"]
mod drawing;
#[path = "support/failure.rs"]
mod failure;

use std::f64::consts::TAU;

use failure::Failure;
use ffnn::prelude::*;
use ffnn::testing::check_activation;
use ffnn::{Initializer, Level};

/// Swish (Ramachandran, Zoph and Le 2017): the identity with a soft gate.
///
/// ```text
/// s = 1 / (1 + e^(-beta x))
/// y = x s
/// y' = s + beta y (1 - s)
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Swish {
    /// Sharpness of the gate, above 0.
    pub beta: f64,
}

impl Swish {
    /// Called at compile time: `Swish { beta: -1.0 }` is a compile error with this message.
    #[track_caller]
    pub const fn checked(self) -> Self {
        assert!(self.beta > 0.0 && self.beta.is_finite(), "the beta of `Swish` must be finite and above 0");
        self
    }

    #[inline(always)]
    fn gate<L: Level, T: Scalar>(&self, level: L, x: T) -> T {
        level.logistic(T::from_f64(self.beta) * x)
    }
}

impl Options for Swish {
    const DEFAULT: Self = Self { beta: 1.0 };
}

impl Activation for Swish {
    const INITIALIZER: Initializer = he_normal;

    #[inline(always)]
    fn value<L: Level, T: Scalar>(&self, level: L, x: T) -> T {
        x * self.gate(level, x)
    }

    #[inline(always)]
    fn slope<L: Level, T: Scalar>(&self, level: L, x: T, y: T) -> T {
        let gate = self.gate(level, x);
        gate + T::from_f64(self.beta) * (y * (T::ONE - gate))
    }
}

network! {
    /// Classifies which of two spirals a point of the plane belongs to.
    pub struct Spirals: 2 -> 1 {
        Dense<24>,
        Swish { beta: 1.5 },
        Dense<24>,
        Swish,
        Dense<1>,
        Sigmoid,
    }
}

fn main() -> Result<(), Failure> {
    // In a project this line is a test. The minimum of a swish is about -0.2785 / beta.
    check_activation(&Swish { beta: 1.5 }, Some(-0.1857..=f64::INFINITY), &[]);
    println!("the derivative matches the value, in f32 and f64, up to the largest numbers\n");

    let (inputs, targets): (Vec<_>, Vec<_>) = (0..200).flat_map(|step| [(step, 0.0), (step, 1.0)]).map(spiral).unzip();
    let mut trainer = Trainer::<Spirals>::builder().optimizer(Adam::new(0.01)).batch(40).seed(1).build()?;
    let history = trainer.fit(&Dataset::new(inputs, targets)?, 200)?;
    let spirals = trainer.into_network();

    const WIDTH: usize = 28;
    let place = |index: usize| (index as f32 + 0.5) / WIDTH as f32 * 2.0 - 1.0;
    let pixels: Vec<f32> =
        (0..WIDTH * WIDTH).map(|index| spirals.predict(&[place(index % WIDTH), -place(index / WIDTH)])[0]).collect();
    println!("{}", drawing::image(&pixels, WIDTH).join("\n"));

    let accuracy = history.last().map_or(0.0, |epoch| epoch.training.metric);
    println!("\nblank: the first spiral, filled: the second\naccuracy on the points of both: {accuracy:.3}");
    if accuracy < 0.98 {
        return Err("the network did not learn: expected an accuracy of at least 0.98".into());
    }
    Ok(())
}

/// Returns a point of the spiral that starts in one direction (0) or the opposite one (1).
fn spiral((step, which): (u32, f32)) -> ([f32; 2], [f32; 1]) {
    let part = f64::from(step) / 200.0;
    let (radius, angle) = (0.1 + 0.85 * part, TAU * (1.5 * part + 0.5 * f64::from(which)));
    ([(radius * angle.cos()) as f32, (radius * angle.sin()) as f32], [which])
}
