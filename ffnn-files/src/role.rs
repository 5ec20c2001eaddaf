/// What a tensor does in its layer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Multiplies inputs; penalties and decay apply to it.
    Weight,
    /// Is added.
    Bias,
    /// Multiplies normalized values.
    Scale,
    /// Is added to normalized values.
    Shift,
    /// The learned slope of an activation.
    Slope,
    /// A running mean, not learned but measured. A bias that the layer takes away from the one before it goes in here.
    Mean,
    /// A running variance, not learned but measured.
    Variance,
    /// How much of an average running statistics are already, from 0 to 1. Other libraries do not keep it: where it is
    /// not known it is 1.
    Share,
    /// Any other measured value.
    Statistic,
}
