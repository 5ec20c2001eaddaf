//! Initializers as plain functions, and what they are given.

pub(crate) mod distributions;

use nalgebra::SMatrix;

use crate::{Random, Scalar};

/// Draws the weights of one layer, which are zero before.
///
/// It is a plain function, so a network can name your own initializer like one of
/// [`initializers`](crate::initializers), or a closure that captures nothing:
///
/// ```
/// use ffnn::initializers::{normal, uniform};
/// use ffnn::{Initializer, Random, Site, Weights};
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

/// The surroundings of the weights that an initializer draws.
#[derive(Clone, Copy, Debug)]
pub struct Site {
    /// Number of inputs of each neuron (fan-in).
    pub inputs: usize,
    /// Number of neurons that each input feeds (fan-out).
    pub outputs: usize,
    /// Initializer preferred by the activation that follows.
    pub preferred: Initializer,
}

/// A weight matrix of either number type, as seen by an initializer.
pub trait Weights {
    /// Returns the number of rows (outputs) and columns (inputs).
    fn shape(&self) -> (usize, usize);
    /// Returns the weight from `input` to `output`.
    fn get(&self, output: usize, input: usize) -> f64;
    /// Sets the weight from `input` to `output`.
    fn set(&mut self, output: usize, input: usize, value: f64);
    /// Sets every weight to what `draw` returns, column by column.
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

/// The values of a matrix, column by column: an implementation of [`Weights`] that is compiled once for all shapes.
pub(crate) struct ColumnMajor<'a, T> {
    pub(crate) values: &'a mut [T],
    /// Length of a column.
    pub(crate) outputs: usize,
}

impl<T: Scalar> Weights for ColumnMajor<'_, T> {
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

/// Uses the initializer that suits the activation that follows: the default of [`Dense`](crate::layers::Dense).
pub fn by_activation(weights: &mut dyn Weights, site: Site, random: &mut Random) {
    (site.preferred)(weights, site, random);
}
