//! What an initializer is.

pub(crate) mod distributions;

use nalgebra::SMatrix;

use crate::{Random, Scalar};

/// Draws the weights of one layer, which are zero before.
///
/// A plain function, so that one of your own is named in a network like those of [`initializers`](crate::initializers),
/// and so is a closure that captures nothing:
///
/// ```
/// use ffnn_core::initializers::{normal, uniform};
/// use ffnn_core::{Initializer, Random, Site, Weights};
///
/// /// Uniform within ±1/√outputs.
/// fn by_outputs(weights: &mut dyn Weights, site: Site, random: &mut Random) {
///     uniform(weights, 1.0 / (site.outputs as f64).sqrt(), random);
/// }
///
/// const FIRST: Initializer = by_outputs;
/// const SECOND: Initializer = |weights, _, random| normal(weights, 0.05, random);
/// ```
pub type Initializer = fn(weights: &mut dyn Weights, site: Site, random: &mut Random);

/// Where the weights stand.
#[derive(Clone, Copy, Debug)]
pub struct Site {
    /// How many values come in to each neuron (fan-in).
    pub inputs: usize,
    /// How many neurons each input goes out to (fan-out).
    pub outputs: usize,
    /// What the activation that follows would like.
    pub preferred: Initializer,
}

/// A matrix of weights of either number type, as an initializer sees it.
pub trait Weights {
    /// How many rows (outputs) and columns (inputs) there are.
    fn shape(&self) -> (usize, usize);
    /// The weight from `input` to `output`.
    fn get(&self, output: usize, input: usize) -> f64;
    /// Sets the weight from `input` to `output`.
    fn set(&mut self, output: usize, input: usize, value: f64);
    /// Sets every weight, column by column, to what `draw` returns.
    fn fill(&mut self, draw: &mut dyn FnMut() -> f64) {
        let (outputs, inputs) = self.shape();
        for input in 0..inputs {
            for output in 0..outputs {
                self.set(output, input, draw());
            }
        }
    }
}

impl<T: Scalar, const OUT: usize, const IN: usize> Weights for SMatrix<T, OUT, IN> {
    fn shape(&self) -> (usize, usize) {
        (OUT, IN)
    }
    fn get(&self, output: usize, input: usize) -> f64 {
        self[(output, input)].to_f64()
    }
    fn set(&mut self, output: usize, input: usize, value: f64) {
        self[(output, input)] = T::from_f64(value);
    }
    fn fill(&mut self, draw: &mut dyn FnMut() -> f64) {
        fill(self.as_mut_slice(), draw);
    }
}

/// The values of a matrix, column by column: [`Weights`] that are compiled once for all shapes.
pub(crate) struct Columns<'a, T> {
    pub(crate) values: &'a mut [T],
    /// The length of a column.
    pub(crate) outputs: usize,
}

impl<T: Scalar> Weights for Columns<'_, T> {
    fn shape(&self) -> (usize, usize) {
        (self.outputs, self.values.len() / self.outputs)
    }
    fn get(&self, output: usize, input: usize) -> f64 {
        self.values[input * self.outputs + output].to_f64()
    }
    fn set(&mut self, output: usize, input: usize, value: f64) {
        self.values[input * self.outputs + output] = T::from_f64(value);
    }
    fn fill(&mut self, draw: &mut dyn FnMut() -> f64) {
        fill(self.values, draw);
    }
}

fn fill<T: Scalar>(values: &mut [T], draw: &mut dyn FnMut() -> f64) {
    for value in values {
        *value = T::from_f64(draw());
    }
}

/// The initializer that suits the activation that follows: the default of [`Dense`](crate::layers::Dense).
pub fn by_activation(weights: &mut dyn Weights, site: Site, random: &mut Random) {
    (site.preferred)(weights, site, random);
}
