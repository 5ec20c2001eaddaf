/// Function of a tensor within its layer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// A factor of inputs; penalties and weight decay apply to it.
    Weight,
    /// A summand.
    Bias,
    /// A factor of normalized values.
    Scale,
    /// A summand of normalized values.
    Shift,
    /// The learned slope of an activation.
    Slope,
    /// A running mean, measured instead of learned. An omitted bias of the previous layer is merged into it.
    Mean,
    /// A running variance, measured instead of learned.
    Variance,
    /// Weight of the data seen so far in the running statistics, from 0 to 1. Other libraries do not store it; if
    /// unknown, it is 1.
    Share,
    /// Any other measured value.
    Statistic,
}
