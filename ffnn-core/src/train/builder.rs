use alloc::boxed::Box;
use core::fmt::Debug;
use core::marker::PhantomData;

use super::Trainer;
use crate::optimizer::SettingError;
use crate::optimizers::Adam;
use crate::{Error, Head, Loss, Network, Optimizer, Options};

/// The settings of a [`Trainer`], each with a default.
#[derive(Debug)]
pub struct Builder<N, L, O> {
    optimizer: O,
    loss: L,
    batch: usize,
    seed: u64,
    validation: f64,
    quiet: bool,
    network: PhantomData<fn() -> N>,
}

// Not derived, because that would ask for networks that can be cloned.
impl<N, L: Clone, O: Clone> Clone for Builder<N, L, O> {
    fn clone(&self) -> Self {
        Self { optimizer: self.optimizer.clone(), loss: self.loss.clone(), ..*self }
    }
}

impl<N: Network> Trainer<N> {
    /// Adam at a rate of 0.001, the head's own loss, batches of 32, seed 0 and no validation, until told otherwise.
    pub fn builder() -> Builder<N, <N::Head as Head>::Loss, Adam> {
        Builder {
            optimizer: Adam::new(1e-3),
            loss: Options::DEFAULT,
            batch: 32,
            seed: 0,
            validation: 0.0,
            quiet: false,
            network: PhantomData,
        }
    }
}

impl<N: Network, L: Loss<N::Head>, O: Optimizer> Builder<N, L, O> {
    /// What moves the parameters; a tuple is a chain.
    pub fn optimizer<P: Optimizer>(self, optimizer: P) -> Builder<N, L, P> {
        let Self { loss, batch, seed, validation, quiet, network, .. } = self;
        Builder { optimizer, loss, batch, seed, validation, quiet, network }
    }

    /// What is minimized, instead of the head's own loss.
    pub fn loss<M: Loss<N::Head>>(self, loss: M) -> Builder<N, M, O> {
        let Self { optimizer, batch, seed, validation, quiet, network, .. } = self;
        Builder { optimizer, loss, batch, seed, validation, quiet, network }
    }

    /// Samples in a batch; the last batch of an epoch takes what is left.
    pub fn batch(self, batch: usize) -> Self {
        Self { batch, ..self }
    }

    /// Where all random choices start.
    pub fn seed(self, seed: u64) -> Self {
        Self { seed, ..self }
    }

    /// The part of the data that [`fit`](Trainer::fit) holds out, shuffled and, for classes, stratified.
    pub fn validation(self, fraction: f64) -> Self {
        Self { validation: fraction, ..self }
    }

    /// Shows no progress line, even on a terminal.
    pub fn quiet(self) -> Self {
        Self { quiet: true, ..self }
    }

    /// A trainer with a new network, drawn from the seed. Allocates all that training needs.
    ///
    /// # Errors
    ///
    /// [`Error::Setting`] for a setting that cannot be used.
    pub fn build(self) -> Result<Trainer<N, L, O>, Error> {
        let network = N::boxed(self.seed);
        self.resume(network)
    }

    /// A trainer that goes on with `network`.
    ///
    /// # Errors
    ///
    /// [`Error::Setting`] for a setting that cannot be used.
    pub fn resume(self, network: Box<N>) -> Result<Trainer<N, L, O>, Error> {
        self.optimizer.check()?;
        SettingError::unless(self.batch > 0, "the batch size", "at least 1", self.batch as f64)?;
        let valid = (0.0..1.0).contains(&self.validation);
        SettingError::unless(valid, "the validation fraction", "at least 0 and below 1", self.validation)?;
        let Self { optimizer, loss, batch, seed, validation, quiet, .. } = self;
        Ok(Trainer::new(network, optimizer, loss, batch, seed, validation, quiet))
    }
}
