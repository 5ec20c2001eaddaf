//! What a loss is.

use core::fmt::{self, Debug, Display};

use crate::{Head, Level, Options, Scalar, Vector};

/// How wrong logits are, for networks that end with the head `H`.
///
/// Everything here is about one sample; training takes the mean over the batch. All methods carry `#[inline(always)]`,
/// because what does not inline is compiled without the instructions of the [`Level`]; `level.exp(x)` and its kin are
/// faster there than those of the standard library.
///
/// What `Debug` writes is how a checkpoint knows the loss again.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a loss for the head `{H}`",
    label = "does not fit the head `{H}`",
    note = "`Softmax` goes with `SoftmaxCrossEntropy`, `Sigmoid` with `SigmoidCrossEntropy`, `Linear` with `MeanSquaredError`"
)]
pub trait Loss<H: Head>: Options + Debug {
    /// The right answer for one sample.
    type Target<V: Vector>: Copy + Debug + Send + Sync + 'static;
    /// What [`score`](Loss::score) measures.
    const METRIC: &'static str;

    /// Whether `target` can be an answer at all.
    fn check<V: Vector>(&self, target: &Self::Target<V>) -> Result<(), TargetError>;

    /// The loss, never negative. `target` has passed [`check`](Loss::check).
    fn value<V: Vector>(&self, level: impl Level, logits: &V, target: &Self::Target<V>) -> V::Scalar;

    /// The loss, after writing its derivative by the logits, times `scale`, to `gradient`.
    fn gradient<V: Vector>(
        &self,
        level: impl Level,
        logits: &V,
        target: &Self::Target<V>,
        scale: V::Scalar,
        gradient: &mut V,
    ) -> V::Scalar;

    /// [`gradient`](Loss::gradient) for a batch, each sample's scaled by its [`weight`](Loss::weight) over `total`; returns
    /// `Σ weight · loss`. All three slices have one length.
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
            let weight = self.weight::<V>(target);
            sum += (weight * self.gradient(level, logits, target, weight / total, gradient)).to_f64();
        }
        sum
    }

    /// How much the sample counts: means over samples are `Σ weight · loss / Σ weight`.
    #[inline(always)]
    fn weight<V: Vector>(&self, target: &Self::Target<V>) -> V::Scalar {
        let _ = target;
        V::Scalar::ONE
    }

    /// A figure that people read, to be averaged over samples: 1 for a right class, say.
    fn score<V: Vector>(&self, logits: &V, target: &Self::Target<V>) -> f64;

    /// The class of the target, for a stratified split: samples of one class have their share on both sides.
    fn stratum<V: Vector>(&self, target: &Self::Target<V>) -> usize {
        let _ = target;
        0
    }

    /// Whether the label for `output` is set, for losses that compare with independent labels. A split is then stratified
    /// by each of them, and not by [`stratum`](Loss::stratum).
    fn label<V: Vector>(&self, target: &Self::Target<V>, output: usize) -> Option<bool> {
        let _ = (target, output);
        None
    }
}

/// Why a target cannot be an answer.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum TargetError {
    /// A class index beyond the last class.
    Class {
        /// How many classes the network tells apart.
        classes: usize,
        /// The index found.
        found: usize,
    },
    /// A value that is not a probability.
    Probability {
        /// Which output it is for.
        output: usize,
        /// The value found.
        found: f64,
    },
    /// A value that is infinite or NaN.
    NotFinite {
        /// Which output it is for.
        output: usize,
        /// The value found.
        found: f64,
    },
    /// A value that is neither -1 nor 1.
    Sign {
        /// Which output it is for.
        output: usize,
        /// The value found.
        found: f64,
    },
    /// A weight that is negative, infinite or NaN.
    Weight {
        /// The weight found.
        found: f64,
    },
}

impl TargetError {
    /// Fails at the first value that is not a probability.
    pub(crate) fn check_probabilities<V: Vector>(target: &V) -> Result<(), Self> {
        let mut values = target.as_ref().iter().map(|value| value.to_f64()).enumerate();
        match values.find(|(_, value)| !(0.0..=1.0).contains(value)) {
            None => Ok(()),
            Some((output, found)) => Err(Self::Probability { output, found }),
        }
    }

    /// Fails at the first value that is not finite.
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
            Self::Weight { found } => write!(f, "expected a finite weight, at least 0, found {found}"),
        }
    }
}

impl core::error::Error for TargetError {}
