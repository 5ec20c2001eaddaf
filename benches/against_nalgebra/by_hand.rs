//! The network 64-32-10 and its training by Adam as one writes them with nalgebra: one column a sample, products in
//! place, nothing allocated.

use nalgebra::{SMatrix, SVector};

pub(crate) const INPUTS: usize = 64;
pub(crate) const HIDDEN: usize = 32;
pub(crate) const CLASSES: usize = 10;
pub(crate) const BATCH: usize = 32;

const BETA1: f32 = 0.9;
const BETA2: f32 = 0.999;
const EPSILON: f32 = 1e-8;

/// One value a parameter: the parameters themselves, their gradient, a moment.
#[derive(Clone)]
pub(crate) struct Parameters {
    pub(crate) weights1: SMatrix<f32, HIDDEN, INPUTS>,
    pub(crate) bias1: SVector<f32, HIDDEN>,
    pub(crate) weights2: SMatrix<f32, CLASSES, HIDDEN>,
    pub(crate) bias2: SVector<f32, CLASSES>,
}

impl Parameters {
    fn zeros() -> Self {
        Self {
            weights1: SMatrix::zeros(),
            bias1: SVector::zeros(),
            weights2: SMatrix::zeros(),
            bias2: SVector::zeros(),
        }
    }

    pub(crate) fn slices(&self) -> [&[f32]; 4] {
        [self.weights1.as_slice(), self.bias1.as_slice(), self.weights2.as_slice(), self.bias2.as_slice()]
    }

    fn slices_mut(&mut self) -> [&mut [f32]; 4] {
        [
            self.weights1.as_mut_slice(),
            self.bias1.as_mut_slice(),
            self.weights2.as_mut_slice(),
            self.bias2.as_mut_slice(),
        ]
    }

    /// The probabilities of the classes for one sample.
    pub(crate) fn predict(&self, input: &SVector<f32, INPUTS>) -> SVector<f32, CLASSES> {
        let mut hidden = self.bias1;
        hidden.gemv(1.0, &self.weights1, input, 1.0);
        hidden.apply(|value| *value = value.max(0.0));
        let mut output = self.bias2;
        output.gemv(1.0, &self.weights2, &hidden, 1.0);
        softmax(output.as_mut_slice());
        output
    }
}

/// Replaces logits by probabilities and returns the logarithm of the sum of their exponentials.
fn softmax(values: &mut [f32]) -> f32 {
    let largest = values.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let mut sum = 0.0;
    for value in &mut *values {
        *value = (*value - largest).exp();
        sum += *value;
    }
    for value in values {
        *value /= sum;
    }
    largest + sum.ln()
}

/// Which of its two forms nalgebra multiplies matrices in.
#[derive(Clone, Copy)]
pub(crate) enum Products {
    /// Loops that the compiler writes out for the lengths that it knows.
    Static,
    /// Those of the crate `matrixmultiply`, which nalgebra takes where lengths are dynamic.
    Dynamic,
}

impl Products {
    /// `result = left · right`.
    fn multiply<const R: usize, const K: usize, const C: usize>(
        self,
        left: &SMatrix<f32, R, K>,
        right: &SMatrix<f32, K, C>,
        result: &mut SMatrix<f32, R, C>,
    ) {
        match self {
            Self::Static => result.gemm(1.0, left, right, 0.0),
            Self::Dynamic => {
                result.view_mut((0, 0), (R, C)).gemm(1.0, &left.view((0, 0), (R, K)), &right.view((0, 0), (K, C)), 0.0);
            }
        }
    }
}

/// Parameters in training, with room for one batch.
pub(crate) struct Training {
    pub(crate) parameters: Parameters,
    gradient: Parameters,
    moments: [Parameters; 2],
    products: Products,
    steps: i32,
    rate: f32,
    hidden: SMatrix<f32, HIDDEN, BATCH>,
    output: SMatrix<f32, CLASSES, BATCH>,
    hidden_gradient: SMatrix<f32, HIDDEN, BATCH>,
}

impl Training {
    pub(crate) fn new(parameters: Parameters, products: Products, rate: f32) -> Box<Self> {
        Box::new(Self {
            parameters,
            gradient: Parameters::zeros(),
            moments: [Parameters::zeros(), Parameters::zeros()],
            products,
            steps: 0,
            rate,
            hidden: SMatrix::zeros(),
            output: SMatrix::zeros(),
            hidden_gradient: SMatrix::zeros(),
        })
    }

    /// One step of Adam; returns the mean loss before it.
    pub(crate) fn step(&mut self, inputs: &SMatrix<f32, INPUTS, BATCH>, targets: &[usize; BATCH]) -> f32 {
        let loss = self.compute(inputs, targets);
        self.apply();
        loss
    }

    fn compute(&mut self, inputs: &SMatrix<f32, INPUTS, BATCH>, targets: &[usize; BATCH]) -> f32 {
        let Self { parameters, products, gradient, hidden, output, hidden_gradient, .. } = self;
        products.multiply(&parameters.weights1, inputs, hidden);
        for mut sample in hidden.column_iter_mut() {
            sample.zip_apply(&parameters.bias1, |value, bias| *value = (*value + bias).max(0.0));
        }
        products.multiply(&parameters.weights2, hidden, output);
        let mut loss = 0.0;
        for (mut sample, &target) in output.column_iter_mut().zip(targets) {
            sample += &parameters.bias2;
            let logit = sample[target];
            loss += softmax(sample.as_mut_slice()) - logit;
            sample[target] -= 1.0;
            sample /= BATCH as f32;
        }

        products.multiply(output, &hidden.transpose(), &mut gradient.weights2);
        gradient.bias2 = output.column_sum();
        products.multiply(&parameters.weights2.transpose(), output, hidden_gradient);
        hidden_gradient.zip_apply(hidden, |gradient, value| *gradient = if value > 0.0 { *gradient } else { 0.0 });
        products.multiply(hidden_gradient, &inputs.transpose(), &mut gradient.weights1);
        gradient.bias1 = hidden_gradient.column_sum();
        loss / BATCH as f32
    }

    fn apply(&mut self) {
        self.steps += 1;
        let rate = self.rate / (1.0 - BETA1.powi(self.steps));
        let correction = 1.0 / (1.0 - BETA2.powi(self.steps));
        let [first, second] = &mut self.moments;
        let moments = first.slices_mut().into_iter().zip(second.slices_mut());
        let parameters = self.parameters.slices_mut().into_iter().zip(self.gradient.slices());
        for ((parameters, gradient), (first, second)) in parameters.zip(moments) {
            let moments = first.iter_mut().zip(second);
            for ((parameter, gradient), (m, v)) in parameters.iter_mut().zip(gradient).zip(moments) {
                *m = BETA1 * *m + (1.0 - BETA1) * gradient;
                *v = BETA2 * *v + (1.0 - BETA2) * gradient * gradient;
                *parameter -= rate * *m / ((*v * correction).sqrt() + EPSILON);
            }
        }
    }
}
