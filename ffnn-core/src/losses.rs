//! The losses. A new one is a file beside these and a line in the list, which also runs the shared checks on it.

mod hinge;
mod huber;
mod label_smoothing;
mod mean_absolute_error;
mod mean_squared_error;
mod sigmoid_cross_entropy;
mod soft_cross_entropy;
mod softmax_cross_entropy;
mod weighted;

pub use hinge::Hinge;
pub use huber::Huber;
pub use label_smoothing::LabelSmoothing;
pub use mean_absolute_error::MeanAbsoluteError;
pub use mean_squared_error::MeanSquaredError;
pub use sigmoid_cross_entropy::SigmoidCrossEntropy;
pub use soft_cross_entropy::SoftCrossEntropy;
pub use softmax_cross_entropy::SoftmaxCrossEntropy;
pub use weighted::{WeightedByClass, WeightedBySample};

#[cfg(all(test, feature = "std"))]
crate::testing::check_losses! {
    softmax_cross_entropy: SoftmaxCrossEntropy, for Softmax, target 2, best [-40.0, -40.0, 40.0, -40.0];
    sigmoid_cross_entropy: SigmoidCrossEntropy, for Sigmoid, target [0.0, 1.0, 1.0, 0.0], best [-40.0, 40.0, 40.0, -40.0];
    mean_squared_error: MeanSquaredError, for Linear, target [0.5, -2.0, 0.0, 1.0], best [0.5, -2.0, 0.0, 1.0];
    mean_absolute_error: MeanAbsoluteError, for Linear, target [0.5, -2.0, 0.0, 1.0], best [0.5, -2.0, 0.0, 1.0];
    huber: Huber { delta: 0.7 }, for Linear, target [0.5, -2.0, 0.0, 1.0], best [0.5, -2.0, 0.0, 1.0];
    hinge: Hinge, for Linear, target [1.0, -1.0, -1.0, 1.0], best [1.5, -2.0, -1.0, 9.0];
    label_smoothing: LabelSmoothing { smoothing: 0.1 }, for Softmax, target 2;
    soft_cross_entropy: SoftCrossEntropy, for Softmax, target [0.5, 0.0, 0.25, 0.25];
    weighted: WeightedBySample(SoftmaxCrossEntropy), for Softmax, target (2, 0.5), best [-40.0, -40.0, 40.0, -40.0];
    weighted_by_class: WeightedByClass { loss: SoftmaxCrossEntropy, weights: &[1.0, 2.0] }, for Softmax, target 1, best [-40.0, 40.0, -40.0, -40.0];
}
