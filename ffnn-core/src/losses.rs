//! The losses. A new one is a file beside these and a line in the list, which also runs the shared checks on it.

mod mean_squared_error;
mod sigmoid_cross_entropy;
mod softmax_cross_entropy;

pub use mean_squared_error::MeanSquaredError;
pub use sigmoid_cross_entropy::SigmoidCrossEntropy;
pub use softmax_cross_entropy::SoftmaxCrossEntropy;

#[cfg(test)]
crate::testing::check_losses! {
    softmax_cross_entropy: SoftmaxCrossEntropy for crate::heads::Softmax, target 2, best [-40.0, -40.0, 40.0, -40.0];
    sigmoid_cross_entropy: SigmoidCrossEntropy for crate::heads::Sigmoid, target [0.0, 1.0, 1.0, 0.0], best [-40.0, 40.0, 40.0, -40.0];
    mean_squared_error: MeanSquaredError for crate::heads::Linear, target [0.5, -2.0, 0.0, 1.0], best [0.5, -2.0, 0.0, 1.0];
}
