use super::{Builder, Trainer};
use crate::members::optimizers::Adam;
use crate::{Loss, Network, Options};

/// Provides [`Trainer::builder`] for a loss named in the type. The prelude brings it into scope.
///
/// ```
/// use ffnn::Network;
/// use ffnn::heads::Linear;
/// use ffnn::losses::Huber;
/// use ffnn::train::{Trainer, TypedBuilder};
///
/// # fn example<Net: Network<Head = Linear>>() {
/// let builder = Trainer::<Net, Huber>::builder(); // same as `Trainer::<Net>::builder().loss(Huber::DEFAULT)`
/// # }
/// ```
pub trait TypedBuilder {
    /// Builder with the settings of [`Trainer::builder`].
    type Builder;

    /// Returns a builder with the defaults: Adam at a learning rate of 0.001, batches of 32, seed 0 and no validation.
    fn builder() -> Self::Builder;
}

impl<N: Network, L: Loss<N::Head> + Options> TypedBuilder for Trainer<N, L> {
    type Builder = Builder<N, L, Adam>;

    fn builder() -> Builder<N, L, Adam> {
        Builder::new()
    }
}
