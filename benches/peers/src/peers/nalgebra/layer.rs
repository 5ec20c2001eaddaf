//! A dense layer, and the optimizers' rules, which go over one layer after the other.

use nalgebra::{DMatrixView, Dyn, SMatrix, SVector};

use super::functions::Function;
use crate::workload::{Numbers, Rule};

/// A dense layer with its gradient and the two moments of Adam.
pub struct Layer<const IN: usize, const OUT: usize> {
    weights: SMatrix<f32, OUT, IN>,
    bias: SVector<f32, OUT>,
    learning: Box<Learning<IN, OUT>>,
}

struct Learning<const IN: usize, const OUT: usize> {
    weights: [SMatrix<f32, OUT, IN>; 3],
    bias: [SVector<f32, OUT>; 3],
}

impl<const IN: usize, const OUT: usize> Layer<IN, OUT> {
    pub fn new(layer: &Numbers) -> Self {
        let learning =
            Learning { weights: [(); 3].map(|()| SMatrix::zeros()), bias: [(); 3].map(|()| SVector::zeros()) };
        Self {
            weights: SMatrix::from_row_slice(&layer.weights),
            bias: SVector::from_column_slice(layer.bias()),
            learning: Box::new(learning),
        }
    }

    pub fn predict(&self, input: &SVector<f32, IN>) -> SVector<f32, OUT> {
        let mut output = self.bias;
        output.gemv(1.0, &self.weights, input, 1.0);
        output
    }

    pub fn forward<const B: usize>(&self, input: &SMatrix<f32, IN, B>, output: &mut SMatrix<f32, OUT, B>) {
        if B == 1 {
            output.gemm(1.0, &self.weights, input, 0.0);
        } else {
            multiply(dynamic(&self.weights), dynamic(input), output);
        }
        for mut sample in output.column_iter_mut() {
            sample += &self.bias;
        }
    }

    pub fn activated<const B: usize, F: Function>(&self, input: &SMatrix<f32, IN, B>, output: &mut SMatrix<f32, OUT, B>) {
        if B == 1 {
            output.gemm(1.0, &self.weights, input, 0.0);
        } else {
            multiply(dynamic(&self.weights), dynamic(input), output);
        }
        for mut sample in output.column_iter_mut() {
            sample.zip_apply(&self.bias, |value, bias| *value = F::value(*value + bias));
        }
    }

    /// The gradient by the parameters, given that by the output.
    pub fn learn<const B: usize>(&mut self, input: &SMatrix<f32, IN, B>, output: &SMatrix<f32, OUT, B>) {
        let Learning { weights: [weights, ..], bias: [bias, ..] } = &mut *self.learning;
        if B == 1 {
            weights.ger(1.0, &output.column(0), &input.column(0), 0.0);
        } else {
            multiply(dynamic(output), transposed(input), weights);
        }
        *bias = output.column_sum();
    }

    /// The gradient by the input, through the activation whose output the input is.
    pub fn back<const B: usize, F: Function>(
        &self,
        output: &SMatrix<f32, OUT, B>,
        input: &SMatrix<f32, IN, B>,
        gradient: &mut SMatrix<f32, IN, B>,
    ) {
        if B == 1 {
            gradient.column_mut(0).gemv_tr(1.0, &self.weights, &output.column(0), 0.0);
        } else {
            multiply(transposed(&self.weights), dynamic(output), gradient);
        }
        gradient.zip_apply(input, |gradient, value| *gradient *= F::slope(value));
    }

    pub fn apply(&mut self, step: Step) {
        let Learning { weights: [gradient, first, second], bias: [of_bias, first_bias, second_bias] } =
            &mut *self.learning;
        step.apply(self.weights.as_mut_slice(), gradient.as_slice(), first.as_mut_slice(), second.as_mut_slice());
        let [first, second] = [first_bias, second_bias].map(|moment| moment.as_mut_slice());
        step.apply(self.bias.as_mut_slice(), of_bias.as_slice(), first, second);
    }
}

/// The same values with dynamic sizes, which is what makes nalgebra take `matrixmultiply`.
fn dynamic<const R: usize, const C: usize>(values: &SMatrix<f32, R, C>) -> DMatrixView<'_, f32, Dyn, Dyn> {
    DMatrixView::from_slice_with_strides(values.as_slice(), R, C, 1, R)
}

/// The same values transposed, which costs nothing but strides.
fn transposed<const R: usize, const C: usize>(values: &SMatrix<f32, R, C>) -> DMatrixView<'_, f32, Dyn, Dyn> {
    DMatrixView::from_slice_with_strides(values.as_slice(), C, R, R, 1)
}

/// `result = left · right`, of a batch of more than one sample.
fn multiply<const R: usize, const C: usize>(
    left: DMatrixView<'_, f32, Dyn, Dyn>,
    right: DMatrixView<'_, f32, Dyn, Dyn>,
    result: &mut SMatrix<f32, R, C>,
) {
    result.view_mut((0, 0), (R, C)).gemm(1.0, &left, &right, 0.0);
}

/// The numbers of one step of an optimizer.
#[derive(Clone, Copy)]
pub enum Step {
    Sgd { rate: f32 },
    Adam { rate: f32, correction: f32 },
}

impl Step {
    pub fn new(rule: Rule, rate: f64, step: i32) -> Self {
        match rule {
            Rule::Sgd => Self::Sgd { rate: rate as f32 },
            Rule::Adam => Self::Adam {
                rate: (rate / (1.0 - 0.9f64.powi(step))) as f32,
                correction: (1.0 / (1.0 - 0.999f64.powi(step))) as f32,
            },
        }
    }

    fn apply(self, values: &mut [f32], gradient: &[f32], first: &mut [f32], second: &mut [f32]) {
        match self {
            Self::Sgd { rate } => {
                values.iter_mut().zip(gradient).for_each(|(value, gradient)| *value -= rate * gradient);
            }
            Self::Adam { rate, correction } => {
                let moments = first.iter_mut().zip(second);
                for ((value, gradient), (m, v)) in values.iter_mut().zip(gradient).zip(moments) {
                    *m = 0.9 * *m + 0.1 * gradient;
                    *v = 0.999 * *v + 0.001 * gradient * gradient;
                    *value -= rate * *m / ((*v * correction).sqrt() + 1e-8);
                }
            }
        }
    }
}
