use core::ops::Deref;

use crate::losses::SoftmaxCrossEntropy;
use crate::{Head, Options, Scalar, Vector};

/// One of several classes. Targets are class indices, `usize`; predictions are [`Probabilities`].
///
/// ```text
/// p[k] = e^(x[k] - max x) / Σ_j e^(x[j] - max x)
/// ```
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
    fn prediction<V: Vector>(&self, mut logits: V) -> Probabilities<V> {
        softmax(logits.as_mut());
        Probabilities(logits)
    }
}

/// Replaces logits by probabilities and returns the two parts of the logarithm of `Σ e^x`: the largest logit, and the
/// logarithm of `Σ e^(x - largest)`, which adding it to a large logit would round away.
#[inline(always)]
pub(crate) fn softmax<T: Scalar>(values: &mut [T]) -> (T, T) {
    let largest = values.iter().copied().reduce(T::at_least).unwrap_or(T::ZERO);
    let mut sum = T::ZERO;
    for value in values.iter_mut() {
        *value = (*value - largest).exp();
        sum += *value;
    }
    for value in values {
        *value /= sum;
    }
    (largest, sum.ln())
}

/// One probability a class, summing to one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Probabilities<V>(pub V);

impl<V: Vector> Probabilities<V> {
    /// The most probable class, the first of several.
    pub fn class(&self) -> usize {
        largest(self.0.as_ref())
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

/// The index of the largest value, the first of several.
pub(crate) fn largest<T: Scalar>(values: &[T]) -> usize {
    let mut best = 0;
    for (index, &value) in values.iter().enumerate() {
        if value > values[best] {
            best = index;
        }
    }
    best
}
