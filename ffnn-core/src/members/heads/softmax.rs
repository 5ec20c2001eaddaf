use core::ops::Deref;

use crate::kernels;
use crate::members::losses::SoftmaxCrossEntropy;
use crate::{Head, Level, Options, Scalar, Vector};

/// The head for one class out of several. Targets are class indices, `usize`; predictions are [`Probabilities`].
///
/// ```text
/// p[k] = e^(x[k] - max x) / Σ_j e^(x[j] - max x)
/// ```
///
/// A logit of -∞ gives its class probability 0. A logit that is NaN or +∞, or all logits being -∞, makes all
/// probabilities NaN, as in PyTorch.
#[derive(Clone, Copy, Debug)]
pub struct Softmax;

impl Options for Softmax {
    const DEFAULT: Self = Self;
}

#[diagnostic::do_not_recommend]
impl Head for Softmax {
    type Loss = SoftmaxCrossEntropy;
    type Prediction<V: Vector> = Probabilities<V>;

    #[inline(always)]
    fn prediction<V: Vector>(&self, level: impl Level, mut logits: V) -> Probabilities<V> {
        kernels::softmax(level, logits.as_mut());
        Probabilities(logits)
    }
}

/// The probabilities of the classes, which sum to 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Probabilities<V>(pub V);

impl<V: Vector> Probabilities<V> {
    /// The most probable class, or the first of several. If the input is NaN, all probabilities are NaN and the class
    /// is meaningless; [`checked_class`](Self::checked_class) returns `None` then.
    pub fn class(&self) -> usize {
        largest(self.0.as_ref())
    }

    /// The most probable class, or `None` if a probability is NaN, because the input or the network is not finite.
    ///
    /// ```
    /// use ffnn::heads::Probabilities;
    ///
    /// assert_eq!(Probabilities([0.25, 0.75]).checked_class(), Some(1));
    /// assert_eq!(Probabilities([f32::NAN; 2]).checked_class(), None);
    /// ```
    pub fn checked_class(&self) -> Option<usize> {
        let numbers = self.0.as_ref().iter().all(|value| !value.to_f64().is_nan());
        numbers.then(|| self.class())
    }

    /// The probability of [`class`](Self::class).
    pub fn confidence(&self) -> V::Scalar {
        self.0.as_ref()[self.class()]
    }
}

impl<V> Deref for Probabilities<V> {
    type Target = V;

    fn deref(&self) -> &V {
        &self.0
    }
}

/// The index of the largest value, or the first of several.
pub(crate) fn largest<T: Scalar>(values: &[T]) -> usize {
    let mut best = 0;
    for (index, &value) in values.iter().enumerate() {
        if value > values[best] {
            best = index;
        }
    }
    best
}
