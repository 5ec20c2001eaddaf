//! The trait of losses.

pub(crate) mod binary;
pub(crate) mod cross_entropy;

use core::fmt::{self, Debug, Display};

use crate::kinds::optimizer::SettingError;
use crate::{Head, Level, Scalar, Vector};

/// A measure of how wrong logits are, for networks that end with the head `H`.
///
/// Each method handles one sample. Training, validation and metrics take weighted means over samples:
///
/// ```text
/// loss   = Σ factor · value / Σ weight
/// metric = Σ weight · score / Σ weight
/// ```
///
/// Factor and weight are 1 by default. All methods are `#[inline(always)]`, because a function that is not inlined is
/// compiled without the instructions of the [`Level`]; there, `level.exp(x)` and related functions are faster than
/// those of the standard library.
///
/// A checkpoint recognizes the loss by its `Debug` text: derive it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a loss for the head `{H}`",
    label = "does not fit the head `{H}`",
    note = "`Softmax` goes with `SoftmaxCrossEntropy`, `Sigmoid` with `SigmoidCrossEntropy`, `Linear` with `MeanSquaredError`"
)]
pub trait Loss<H: Head>: Clone + Debug + Send + Sync + 'static {
    /// The target of one sample.
    type Target<V: Vector>: Copy + Debug + Send + Sync + 'static;
    /// Name of the metric that [`score`](Loss::score) computes.
    const METRIC: &'static str;
    /// Whether [`value`](Loss::value) or [`factor`](Loss::factor) may be negative, as in policy gradients and for
    /// likelihoods of densities.
    const SIGNED: bool = false;

    /// Checks the settings for a network with the logits `V`. Called when a trainer is built, by a learner before each step,
    /// and by [`check_loss`](crate::testing::check_loss). [`SettingError`] has the common bounds.
    ///
    /// # Errors
    ///
    /// Returns the first setting that cannot be used.
    fn check_settings<V: Vector>(&self) -> Result<(), SettingError> {
        Ok(())
    }

    /// Checks whether `target` is valid.
    fn check<V: Vector>(&self, target: &Self::Target<V>) -> Result<(), TargetError>;

    /// Returns the loss, at least 0 unless it is [`SIGNED`](Loss::SIGNED). `target` has passed [`check`](Loss::check).
    fn value<V: Vector>(&self, level: impl Level, logits: &V, target: &Self::Target<V>) -> V::Scalar;

    /// Overwrites `gradient` with the derivative of the loss with respect to the logits, times `scale`; returns the loss.
    fn gradient<V: Vector>(
        &self,
        level: impl Level,
        logits: &V,
        target: &Self::Target<V>,
        scale: V::Scalar,
        gradient: &mut V,
    ) -> V::Scalar;

    /// Computes [`gradient`](Loss::gradient) for a batch, each sample scaled by its [`factor`](Loss::factor) over
    /// `total`; returns `Σ factor · loss`. All three slices have the same length.
    #[inline(always)]
    fn gradients<V: Vector>(
        &self,
        level: impl Level,
        logits: &[V],
        targets: &[Self::Target<V>],
        total: V::Scalar,
        gradients: &mut [V],
    ) -> f64 {
        let mut sum = 0.0;
        for ((logits, target), gradient) in logits.iter().zip(targets).zip(gradients) {
            let factor = self.factor::<V>(target);
            sum += factor.to_f64() * self.gradient(level, logits, target, factor / total, gradient).to_f64();
        }
        sum
    }

    /// Returns the weight of the sample in means, at least 0: its part of the sum that means are divided by.
    #[inline(always)]
    fn weight<V: Vector>(&self, target: &Self::Target<V>) -> V::Scalar {
        let _ = target;
        V::Scalar::ONE
    }

    /// Returns the factor of the sample's loss in the mean, by default its [`weight`](Loss::weight).
    #[inline(always)]
    fn factor<V: Vector>(&self, target: &Self::Target<V>) -> V::Scalar {
        self.weight::<V>(target)
    }

    /// Returns a human-readable score, averaged over samples: 1 for the right class, for example.
    fn score<V: Vector>(&self, logits: &V, target: &Self::Target<V>) -> f64;

    /// Returns the class of the target for a stratified split, which divides the samples of each class proportionally.
    fn stratum<V: Vector>(&self, target: &Self::Target<V>) -> usize {
        let _ = target;
        0
    }

    /// Returns whether the label for `output` is set, for losses on independent labels. A split is then stratified by
    /// each label and not by [`stratum`](Loss::stratum).
    fn label<V: Vector>(&self, target: &Self::Target<V>, output: usize) -> Option<bool> {
        let _ = (target, output);
        None
    }
}

/// A loss over classes, which [`WeightedByClass`](crate::losses::WeightedByClass) can weigh.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no classes to weigh",
    label = "not a loss over classes",
    note = "class weights go with `SoftmaxCrossEntropy`, `LabelSmoothing`, `SoftCrossEntropy`, `SigmoidCrossEntropy` and `Hinge`",
    note = "to weigh samples, write `WeightedBySample`"
)]
pub trait ClassLoss<H: Head>: Loss<H> {
    /// Whether each output is an independent yes-or-no question. If so, there is one weight per output, for its
    /// positive samples; a single output may have two weights, for no and yes. Otherwise there is one weight per class.
    const BINARY: bool = false;

    /// Returns the loss of one sample including class weights, whose number has been checked.
    fn weighted_value<V: Vector>(
        &self,
        level: impl Level,
        logits: &V,
        target: &Self::Target<V>,
        weights: &[f64],
    ) -> V::Scalar;

    /// Overwrites `gradient` with the derivative of [`weighted_value`](Self::weighted_value) with respect to the logits, times
    /// `scale`; returns the value.
    fn weighted_gradient<V: Vector>(
        &self,
        level: impl Level,
        logits: &V,
        target: &Self::Target<V>,
        weights: &[f64],
        scale: V::Scalar,
        gradient: &mut V,
    ) -> V::Scalar;

    /// Returns the sample's part of the sum that means are divided by, including class weights.
    #[inline(always)]
    fn class_weight<V: Vector>(&self, target: &Self::Target<V>, weights: &[f64]) -> V::Scalar {
        let _ = weights;
        self.weight::<V>(target)
    }
}

/// The reason why a target is invalid.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum TargetError {
    /// A class index beyond the last class.
    Class {
        /// Number of classes of the network.
        classes: usize,
        /// Index found.
        found: usize,
    },
    /// A value that is not a probability.
    Probability {
        /// Index of the output.
        output: usize,
        /// Value found.
        found: f64,
    },
    /// A value that is infinite or NaN.
    NotFinite {
        /// Index of the output.
        output: usize,
        /// Value found.
        found: f64,
    },
    /// A value that is neither -1 nor 1.
    Sign {
        /// Index of the output.
        output: usize,
        /// Value found.
        found: f64,
    },
    /// A weight that is negative, infinite or NaN.
    Weight {
        /// Weight found.
        found: f64,
    },
    /// A factor that is infinite or NaN.
    Factor {
        /// Factor found.
        found: f64,
    },
}

impl TargetError {
    /// Checks that `found` is one of the classes.
    pub(crate) fn check_class<V: Vector>(found: usize) -> Result<(), Self> {
        if found < V::LEN { Ok(()) } else { Err(Self::Class { classes: V::LEN, found }) }
    }

    /// Checks that all values are probabilities.
    pub(crate) fn check_probabilities<V: Vector>(target: &V) -> Result<(), Self> {
        let mut values = target.as_ref().iter().map(|value| value.to_f64()).enumerate();
        match values.find(|(_, value)| !(0.0..=1.0).contains(value)) {
            None => Ok(()),
            Some((output, found)) => Err(Self::Probability { output, found }),
        }
    }

    /// Checks that all values are finite.
    pub(crate) fn check_finite<V: Vector>(target: &V) -> Result<(), Self> {
        match target.as_ref().iter().enumerate().find(|(_, value)| !value.is_finite()) {
            None => Ok(()),
            Some((output, found)) => Err(Self::NotFinite { output, found: found.to_f64() }),
        }
    }
}

impl Display for TargetError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Class { classes: 0, found } => write!(f, "expected no class, found {found}"),
            Self::Class { classes, found } => {
                write!(f, "expected a class from 0 to {}, found {found}", classes - 1)
            }
            Self::Probability { output, found } => {
                write!(f, "expected a value from 0 to 1 for output {output}, found {found}")
            }
            Self::NotFinite { output, found } => {
                write!(f, "expected a finite value for output {output}, found {found}")
            }
            Self::Sign { output, found } => write!(f, "expected -1 or 1 for output {output}, found {found}"),
            Self::Weight { found } => write!(
                f,
                "expected a finite weight, at least 0, found {found}: for factors of any sign, write `ScaledBySample`"
            ),
            Self::Factor { found } => write!(f, "expected a finite factor, found {found}"),
        }
    }
}

impl core::error::Error for TargetError {}
