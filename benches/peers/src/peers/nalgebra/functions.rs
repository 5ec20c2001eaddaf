//! Activations, and the loss.

use nalgebra::SMatrix;

/// An activation, and its derivative from its output.
pub trait Function {
    fn value(x: f32) -> f32;
    fn slope(y: f32) -> f32;
}

pub struct Relu;
pub struct Tanh;
pub struct Sigmoid;
pub struct Elu;

impl Function for Relu {
    fn value(x: f32) -> f32 {
        x.max(0.0)
    }
    fn slope(y: f32) -> f32 {
        if y > 0.0 { 1.0 } else { 0.0 }
    }
}

impl Function for Tanh {
    fn value(x: f32) -> f32 {
        x.tanh()
    }
    fn slope(y: f32) -> f32 {
        1.0 - y * y
    }
}

impl Function for Sigmoid {
    fn value(x: f32) -> f32 {
        1.0 / (1.0 + (-x).exp())
    }
    fn slope(y: f32) -> f32 {
        y * (1.0 - y)
    }
}

impl Function for Elu {
    fn value(x: f32) -> f32 {
        if x > 0.0 { x } else { x.exp() - 1.0 }
    }
    fn slope(y: f32) -> f32 {
        if y > 0.0 { 1.0 } else { y + 1.0 }
    }
}

/// Turns logits into the gradient by them and returns the mean loss.
pub fn cross_entropy<const OUT: usize, const B: usize>(logits: &mut SMatrix<f32, OUT, B>, targets: &[usize]) -> f32 {
    let mut loss = 0.0;
    for (mut sample, &target) in logits.column_iter_mut().zip(targets) {
        let largest = sample.max();
        let of_target = sample[target];
        sample.apply(|value| *value = (*value - largest).exp());
        let sum = sample.sum();
        loss += sum.ln() + largest - of_target;
        sample *= 1.0 / (sum * B as f32);
        sample[target] -= 1.0 / B as f32;
    }
    loss / B as f32
}
