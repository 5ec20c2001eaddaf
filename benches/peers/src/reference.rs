//! What every peer has to come to: the same work in f64 and in the plainest form, and never timed.

use crate::workload::{Activation, Rule, Task, Workload};

/// How many steps of training are compared.
pub const STEPS: usize = 3;
/// The learning rate of those steps: large enough for a wrong update to show in the next loss.
pub const RATE: f64 = 0.01;

const EPSILON: f64 = 1e-8;
const NORM_EPSILON: f64 = 1e-5;

/// The logits of all samples, or the losses of the first [`STEPS`] steps, each before its update.
pub fn expected(work: &Workload) -> Vec<f64> {
    let mut network = Network::new(work);
    let data: Vec<f64> = work.data().into_iter().map(f64::from).collect();
    let rows: Vec<Vec<f64>> = data.chunks(work.inputs()).map(<[f64]>::to_vec).collect();
    let Task::Train(rule, _) = work.task else {
        return network.forward(&rows).logits.concat();
    };
    let targets = work.targets();
    (0..STEPS).map(|step| network.step(&rows, &targets, rule, step as i32 + 1)).collect()
}

/// One tensor: values, gradient, and the two moments of Adam.
#[derive(Default)]
struct Tensor {
    values: Vec<f64>,
    gradient: Vec<f64>,
    moments: [Vec<f64>; 2],
}

impl Tensor {
    fn new(values: Vec<f64>) -> Self {
        let zeros = vec![0.0; values.len()];
        Self { values, gradient: zeros.clone(), moments: [zeros.clone(), zeros] }
    }

    fn update(&mut self, rule: Rule, step: i32) {
        let [first, second] = &mut self.moments;
        for (index, gradient) in self.gradient.iter_mut().enumerate() {
            let change = match rule {
                Rule::Sgd => *gradient,
                Rule::Adam => {
                    first[index] = 0.9 * first[index] + 0.1 * *gradient;
                    second[index] = 0.999 * second[index] + 0.001 * gradient.powi(2);
                    let (m, v) =
                        (first[index] / (1.0 - 0.9f64.powi(step)), second[index] / (1.0 - 0.999f64.powi(step)));
                    m / (v.sqrt() + EPSILON)
                }
            };
            self.values[index] -= RATE * change;
            *gradient = 0.0;
        }
    }
}

struct Layer {
    inputs: usize,
    outputs: usize,
    weights: Tensor,
    bias: Option<Tensor>,
    /// Scale and shift of the batch normalization behind.
    norm: Option<[Tensor; 2]>,
    activation: Option<Activation>,
}

struct Network {
    layers: Vec<Layer>,
}

/// What a pass leaves behind, one entry a layer and one row a sample.
struct Tape {
    inputs: Vec<Vec<Vec<f64>>>,
    normalized: Vec<Vec<Vec<f64>>>,
    deviations: Vec<Vec<f64>>,
    before: Vec<Vec<Vec<f64>>>,
    logits: Vec<Vec<f64>>,
}

impl Network {
    fn new(work: &Workload) -> Self {
        let count = work.widths.len() - 1;
        let tensor = |values: Vec<f32>| Tensor::new(values.into_iter().map(f64::from).collect());
        let layers = work.layers().into_iter().enumerate().map(|(index, dense)| {
            let hidden = index + 1 < count;
            let ones_and_zeros = || [1.0, 0.0].map(|value| Tensor::new(vec![value; dense.outputs]));
            Layer {
                inputs: dense.inputs,
                outputs: dense.outputs,
                norm: (hidden && work.batch_norm).then(ones_and_zeros),
                activation: hidden.then_some(work.activation),
                weights: tensor(dense.weights),
                bias: dense.bias.map(tensor),
            }
        });
        Self { layers: layers.collect() }
    }

    fn forward(&self, rows: &[Vec<f64>]) -> Tape {
        let (inputs, normalized, deviations, before) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        let mut tape = Tape { inputs, normalized, deviations, before, logits: rows.to_vec() };
        for layer in &self.layers {
            let rows = std::mem::take(&mut tape.logits);
            let mut outputs: Vec<Vec<f64>> = rows.iter().map(|row| layer.affine(row)).collect();
            tape.inputs.push(rows);
            let deviations = layer.normalize(&mut outputs);
            tape.deviations.push(deviations);
            tape.normalized.push(outputs.clone());
            if let Some([scale, shift]) = &layer.norm {
                for (value, index) in outputs.iter_mut().flat_map(|row| row.iter_mut().zip(0..)) {
                    *value = scale.values[index] * *value + shift.values[index];
                }
            }
            tape.before.push(outputs.clone());
            for value in outputs.iter_mut().flatten() {
                *value = layer.activate(*value).0;
            }
            tape.logits = outputs;
        }
        tape
    }

    fn step(&mut self, rows: &[Vec<f64>], targets: &[usize], rule: Rule, step: i32) -> f64 {
        let tape = self.forward(rows);
        let samples = rows.len() as f64;
        let mut loss = 0.0;
        let mut slopes = tape.logits.clone();
        for (row, &target) in slopes.iter_mut().zip(targets) {
            let largest = row.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            let sum: f64 = row.iter().map(|logit| (logit - largest).exp()).sum();
            loss += (sum.ln() + largest - row[target]) / samples;
            row.iter_mut().for_each(|logit| *logit = (*logit - largest).exp() / sum / samples);
            row[target] -= 1.0 / samples;
        }
        for (index, layer) in self.layers.iter_mut().enumerate().rev() {
            for (slope, before) in slopes.iter_mut().flatten().zip(tape.before[index].iter().flatten()) {
                *slope *= layer.activate(*before).1;
            }
            layer.normalize_back(&mut slopes, &tape.normalized[index], &tape.deviations[index]);
            slopes = slopes.iter().zip(&tape.inputs[index]).map(|(slope, input)| layer.back(slope, input)).collect();
        }
        for layer in &mut self.layers {
            let tensors = layer.bias.iter_mut().chain(layer.norm.iter_mut().flatten()).chain([&mut layer.weights]);
            tensors.for_each(|tensor| tensor.update(rule, step));
        }
        loss
    }
}

impl Layer {
    fn affine(&self, row: &[f64]) -> Vec<f64> {
        let weights = self.weights.values.chunks(self.inputs);
        let sums = weights.map(|weights| weights.iter().zip(row).map(|(weight, value)| weight * value).sum::<f64>());
        sums.enumerate().map(|(output, sum)| sum + self.bias.as_ref().map_or(0.0, |bias| bias.values[output])).collect()
    }

    /// The value and its derivative.
    fn activate(&self, x: f64) -> (f64, f64) {
        let sigmoid = 1.0 / (1.0 + (-x).exp());
        match self.activation {
            None => (x, 1.0),
            Some(Activation::Relu) => (x.max(0.0), if x > 0.0 { 1.0 } else { 0.0 }),
            Some(Activation::Tanh) => (x.tanh(), 1.0 - x.tanh().powi(2)),
            Some(Activation::Sigmoid) => (sigmoid, sigmoid * (1.0 - sigmoid)),
            Some(Activation::Elu) => (if x > 0.0 { x } else { x.exp_m1() }, x.min(0.0).exp()),
        }
    }

    /// Each feature to mean 0 and variance 1 over the batch; returns the deviations.
    fn normalize(&self, rows: &mut [Vec<f64>]) -> Vec<f64> {
        if self.norm.is_none() {
            return Vec::new();
        }
        let samples = rows.len() as f64;
        let feature = |index: usize| {
            let mean = rows.iter().map(|row| row[index]).sum::<f64>() / samples;
            let variance = rows.iter().map(|row| (row[index] - mean).powi(2)).sum::<f64>() / samples;
            let deviation = (variance + NORM_EPSILON).sqrt();
            rows.iter_mut().for_each(|row| row[index] = (row[index] - mean) / deviation);
            deviation
        };
        (0..self.outputs).map(feature).collect()
    }

    fn normalize_back(&mut self, slopes: &mut [Vec<f64>], normalized: &[Vec<f64>], deviations: &[f64]) {
        let Some([scale, shift]) = &mut self.norm else { return };
        let samples = slopes.len() as f64;
        for index in 0..self.outputs {
            let shift_slope: f64 = slopes.iter().map(|slope| slope[index]).sum();
            let scale_slope: f64 = slopes.iter().zip(normalized).map(|(slope, x)| slope[index] * x[index]).sum();
            (shift.gradient[index], scale.gradient[index]) = (shift_slope, scale_slope);
            for (slope, x) in slopes.iter_mut().zip(normalized) {
                let centered = slope[index] - (shift_slope + x[index] * scale_slope) / samples;
                slope[index] = scale.values[index] / deviations[index] * centered;
            }
        }
    }

    /// Adds one sample to the gradient; returns the derivative by its input.
    fn back(&mut self, slope: &[f64], input: &[f64]) -> Vec<f64> {
        let mut back = vec![0.0; self.inputs];
        for (output, &slope) in slope.iter().enumerate() {
            let weights = &self.weights.values[output * self.inputs..][..self.inputs];
            let gradient = &mut self.weights.gradient[output * self.inputs..][..self.inputs];
            for index in 0..self.inputs {
                back[index] += slope * weights[index];
                gradient[index] += slope * input[index];
            }
            if let Some(bias) = &mut self.bias {
                bias.gradient[output] += slope;
            }
        }
        back
    }
}
