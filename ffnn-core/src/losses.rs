//! The losses. A new one is a file beside these and a line in the list, which also runs the shared checks on it.

mod mean_squared_error;
mod sigmoid_cross_entropy;
mod softmax_cross_entropy;

pub use mean_squared_error::MeanSquaredError;
pub use sigmoid_cross_entropy::SigmoidCrossEntropy;
pub use softmax_cross_entropy::SoftmaxCrossEntropy;

#[cfg(all(test, feature = "std"))]
crate::testing::check_losses! {
    softmax_cross_entropy: SoftmaxCrossEntropy, for Softmax, target 2, best [-40.0, -40.0, 40.0, -40.0];
    sigmoid_cross_entropy: SigmoidCrossEntropy, for Sigmoid, target [0.0, 1.0, 1.0, 0.0], best [-40.0, 40.0, 40.0, -40.0];
    mean_squared_error: MeanSquaredError, for Linear, target [0.5, -2.0, 0.0, 1.0], best [0.5, -2.0, 0.0, 1.0];
}
