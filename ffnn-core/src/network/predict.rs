//! Predicting with networks and frozen networks.

mod batch;
mod error;
mod sample;

use super::Prediction;
use crate::Network;
use crate::kernels::{Dispatch, InstructionSet, Level};
use batch::{EachLogits, PredictBatch};
pub use error::{BatchError, LengthError, sample};
use sample::{Answer, Logits, Sample};

/// One sample for the model `P`.
pub(crate) type InputOf<P> = <<P as Predict>::Network as Network>::Input;

/// The output of the last layer of the model `P`.
pub(crate) type LogitsOf<P> = <<P as Predict>::Network as Network>::Logits;

/// Predicting with a network, or with its [frozen form](crate::Frozen).
///
/// Nothing here allocates. Each function has a form with `_at`, which takes an [`InstructionSet`] or, inside your own
/// [`Pass`](crate::kernels::Pass), its [`Level`]; there it becomes part of your own loop.
///
/// ```
/// use ffnn::prelude::*;
///
/// /// The share of the samples for which two models name the same class.
/// fn agreement<N>(network: &N, samples: &[N::Input]) -> f64
/// where
///     N: Freeze<Scalar = f32, Input = [f32; 64], Logits = [f32; 10], Head = Softmax>,
/// {
///     let frozen = network.freeze();
///     let same = |sample: &&N::Input| network.predict(sample).class() == frozen.predict(sample).class();
///     samples.iter().filter(same).count() as f64 / samples.len() as f64
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot predict",
    label = "neither a network declared by `network!` nor its frozen form"
)]
pub trait Predict: Sized {
    /// The network itself, or the network that this is a form of.
    type Network: Network;

    /// Computes the logits of `B` samples.
    fn forward<const B: usize>(&self, level: impl Level, input: &[InputOf<Self>; B]) -> [LogitsOf<Self>; B];

    /// Computes the logits of `LANES` samples, with the samples side by side from layer to layer, so that vectors are
    /// full however narrow the layers are. `LANES` is a multiple of 16.
    #[inline(always)]
    fn forward_lanes<const LANES: usize>(
        &self,
        level: impl Level,
        input: &[InputOf<Self>; LANES],
    ) -> [LogitsOf<Self>; LANES] {
        self.forward(level, input)
    }

    /// Predicts one sample.
    #[inline]
    fn predict(&self, input: &InputOf<Self>) -> Prediction<Self::Network> {
        self.predict_at(InstructionSet::best(), input)
    }

    /// Runs [`predict`](Predict::predict) with given instructions or at a level.
    #[inline(always)]
    fn predict_at(&self, at: impl Dispatch, input: &InputOf<Self>) -> Prediction<Self::Network> {
        at.dispatch(Sample { model: self, input, finish: Answer })
    }

    /// Predicts one sample given as a slice, such as a row of a file or a part of a signal.
    ///
    /// ```
    /// use ffnn::prelude::*;
    ///
    /// fn last_window<N: Network<Scalar = f32>>(network: &N, signal: &[f32], width: usize) {
    ///     match network.predict_slice(&signal[signal.len() - width..]) {
    ///         Ok(_prediction) => {}
    ///         Err(error) => println!("{error}"), // expected 32 values, found 31: …
    ///     }
    /// }
    /// ```
    ///
    /// # Errors
    ///
    /// Returns an error if the slice is not as long as an input of the network.
    fn predict_slice(
        &self,
        input: &[<Self::Network as Network>::Scalar],
    ) -> Result<Prediction<Self::Network>, LengthError> {
        Ok(self.predict(sample(input)?))
    }

    /// Predicts each sample of a batch of any length and writes the predictions.
    ///
    /// Several samples share each weight that is loaded, so a sample takes a fraction of the time of
    /// [`predict`](Predict::predict); results differ from those of `predict` in the last bits.
    ///
    /// # Errors
    ///
    /// Returns an error if `inputs` and `predictions` differ in length; nothing is written then.
    fn predict_batch(
        &self,
        inputs: &[InputOf<Self>],
        predictions: &mut [Prediction<Self::Network>],
    ) -> Result<(), BatchError> {
        self.predict_batch_at(InstructionSet::best(), inputs, predictions)
    }

    /// Runs [`predict_batch`](Predict::predict_batch) with given instructions or at a level.
    ///
    /// # Errors
    ///
    /// Returns an error if `inputs` and `predictions` differ in length; nothing is written then.
    #[inline(always)]
    fn predict_batch_at(
        &self,
        at: impl Dispatch,
        inputs: &[InputOf<Self>],
        predictions: &mut [Prediction<Self::Network>],
    ) -> Result<(), BatchError> {
        BatchError::check(inputs.len(), predictions.len())?;
        at.dispatch(PredictBatch { model: self, inputs, predictions });
        Ok(())
    }

    /// Computes the logits of one sample: the output of the last layer, before the head.
    #[inline]
    fn logits(&self, input: &InputOf<Self>) -> LogitsOf<Self> {
        self.logits_at(InstructionSet::best(), input)
    }

    /// Runs [`logits`](Predict::logits) with given instructions or at a level.
    #[inline(always)]
    fn logits_at(&self, at: impl Dispatch, input: &InputOf<Self>) -> LogitsOf<Self> {
        at.dispatch(Sample { model: self, input, finish: Logits })
    }

    /// Writes the logits of each sample of a batch, like [`predict_batch`](Predict::predict_batch).
    ///
    /// # Errors
    ///
    /// Returns an error if `inputs` and `logits` differ in length; nothing is written then.
    fn logits_batch(&self, inputs: &[InputOf<Self>], logits: &mut [LogitsOf<Self>]) -> Result<(), BatchError> {
        self.logits_batch_at(InstructionSet::best(), inputs, logits)
    }

    /// Runs [`logits_batch`](Predict::logits_batch) with given instructions or at a level.
    ///
    /// # Errors
    ///
    /// Returns an error if `inputs` and `logits` differ in length; nothing is written then.
    #[inline(always)]
    fn logits_batch_at(
        &self,
        at: impl Dispatch,
        inputs: &[InputOf<Self>],
        logits: &mut [LogitsOf<Self>],
    ) -> Result<(), BatchError> {
        BatchError::check(inputs.len(), logits.len())?;
        self.each_logits_at(at, inputs, |sample, row| logits[sample] = *row);
        Ok(())
    }

    /// Calls `visit` with the index and the logits of each sample.
    fn each_logits(&self, inputs: &[InputOf<Self>], visit: impl FnMut(usize, &LogitsOf<Self>)) {
        self.each_logits_at(InstructionSet::best(), inputs, visit);
    }

    /// Runs [`each_logits`](Predict::each_logits) with given instructions or at a level.
    #[inline(always)]
    fn each_logits_at(&self, at: impl Dispatch, inputs: &[InputOf<Self>], visit: impl FnMut(usize, &LogitsOf<Self>)) {
        at.dispatch(EachLogits { model: self, inputs, visit });
    }
}
