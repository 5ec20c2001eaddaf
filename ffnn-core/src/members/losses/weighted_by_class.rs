use core::fmt::Debug;
use core::marker::PhantomData;

use crate::kinds::loss::{ClassLoss, TargetError};
use crate::kinds::optimizer::SettingError;
use crate::{Head, Level, Loss, Scalar, Vector};

/// Wraps another loss with a weight per class, so that rare classes can count more.
///
/// The weights are any slice of numbers that can be cloned: an array, a `Vec`, an `Arc<[f64]>`, a `&'static [f64]`.
/// Each is finite and at least 0. If the loss is for
///
/// - one class out of several, there is one weight per class: the loss of a sample is multiplied by the weight of its
///   class, and means over samples, including metrics, are weighted means;
/// - binary labels, there is one weight per output, which multiplies the loss of its positive samples (PyTorch's
///   `pos_weight`); a single output may have two, for negative and positive. Means are divided by the number of
///   samples.
///
/// Each loss documents how it is weighted; all follow PyTorch. A loss without classes does not compile, and a wrong
/// number of weights is an error when the trainer is built.
///
/// ```
/// # use ffnn::{TrainError, Network, heads::Softmax, train::Trainer};
/// use ffnn::losses::{SoftmaxCrossEntropy, WeightedByClass};
///
/// # fn example<N: Network<Head = Softmax, Input = [f32; 2], Logits = [f32; 3], Scalar = f32>>(
/// #     targets: &[usize],
/// # ) -> Result<(), TrainError> {
/// let mut counts = [0.0; 3];
/// targets.iter().for_each(|&class| counts[class] += 1.0);
/// let weights = counts.map(|count| targets.len() as f64 / (3.0 * count)); // "balanced" in scikit-learn
/// let loss = WeightedByClass { loss: SoftmaxCrossEntropy, weights };
/// let trainer = Trainer::<N>::builder().loss(loss).build()?;
/// # Ok(())
/// # }
/// ```
#[doc(alias = "class_weight")]
#[doc(alias = "pos_weight")]
#[derive(Clone, Copy, Debug)]
pub struct WeightedByClass<L, W = &'static [f64]> {
    /// The loss of a sample.
    pub loss: L,
    /// The weights, finite and at least 0.
    pub weights: W,
}

impl<L, W: AsRef<[f64]>> WeightedByClass<L, W> {
    #[inline(always)]
    fn weights(&self) -> &[f64] {
        self.weights.as_ref()
    }
}

impl<H: Head, L: ClassLoss<H>, W> Loss<H> for WeightedByClass<L, W>
where
    W: AsRef<[f64]> + Clone + Debug + Send + Sync + 'static,
{
    type Target<V: Vector> = L::Target<V>;
    const METRIC: &'static str = L::METRIC;
    const SIGNED: bool = L::SIGNED;

    fn check_settings<V: Vector>(&self) -> Result<(), SettingError> {
        self.loss.check_settings::<V>()?;
        let found = self.weights().len();
        let valid = found == V::LEN || L::BINARY && V::LEN == 1 && found == 2;
        let expected = if L::BINARY { Expected::<V>::BINARY } else { Expected::<V>::CLASSES };
        SettingError::unless(valid, "the number of class weights", expected, found as f64)?;
        self.weights().iter().try_for_each(|&weight| {
            SettingError::check_weight("a class weight", weight)?;
            let valid = V::Scalar::from_f64(weight).is_finite();
            SettingError::unless(valid, "a class weight", "in the range of the network's number type", weight)
        })
    }

    fn check<V: Vector>(&self, target: &Self::Target<V>) -> Result<(), TargetError> {
        self.loss.check::<V>(target)
    }

    #[inline(always)]
    fn value<V: Vector>(&self, level: impl Level, logits: &V, target: &Self::Target<V>) -> V::Scalar {
        self.loss.weighted_value(level, logits, target, self.weights())
    }

    #[inline(always)]
    fn gradient<V: Vector>(
        &self,
        level: impl Level,
        logits: &V,
        target: &Self::Target<V>,
        scale: V::Scalar,
        gradient: &mut V,
    ) -> V::Scalar {
        self.loss.weighted_gradient(level, logits, target, self.weights(), scale, gradient)
    }

    #[inline(always)]
    fn weight<V: Vector>(&self, target: &Self::Target<V>) -> V::Scalar {
        self.loss.class_weight::<V>(target, self.weights())
    }

    #[inline(always)]
    fn factor<V: Vector>(&self, target: &Self::Target<V>) -> V::Scalar {
        // The class weights are already part of the value.
        self.loss.factor::<V>(target)
    }

    #[inline(always)]
    fn score<V: Vector>(&self, logits: &V, target: &Self::Target<V>) -> f64 {
        self.loss.score(logits, target)
    }

    #[inline(always)]
    fn stratum<V: Vector>(&self, target: &Self::Target<V>) -> usize {
        self.loss.stratum::<V>(target)
    }

    #[inline(always)]
    fn label<V: Vector>(&self, target: &Self::Target<V>, output: usize) -> Option<bool> {
        self.loss.label::<V>(target, output)
    }
}

/// The expected number of weights for logits `V`, as text built at compile time, because a [`SettingError`] owns no
/// text.
struct Expected<V>(PhantomData<V>);

impl<V: Vector> Expected<V> {
    const CLASSES: &'static str = text(&Self::CLASSES_BYTES);
    const CLASSES_BYTES: Bytes = sentence(b"one per class of the network: ", V::LEN);
    const BINARY: &'static str =
        if V::LEN == 1 { "1 (positive) or 2 (negative and positive)" } else { text(&Self::BINARY_BYTES) };
    const BINARY_BYTES: Bytes = sentence(b"one per output of the network: ", V::LEN);
}

/// A buffer for a sentence with a number, and its length.
type Bytes = ([u8; 56], usize);

/// Appends `number` to `start`.
const fn sentence(start: &[u8], number: usize) -> Bytes {
    let (mut bytes, mut length) = ([0; 56], 0);
    while length < start.len() {
        bytes[length] = start[length];
        length += 1;
    }
    let mut unit = 1;
    while number / unit >= 10 {
        unit *= 10;
    }
    while unit > 0 {
        bytes[length] = b'0' + (number / unit % 10) as u8;
        (length, unit) = (length + 1, unit / 10);
    }
    (bytes, length)
}

const fn text(bytes: &'static Bytes) -> &'static str {
    match core::str::from_utf8(bytes.0.split_at(bytes.1).0) {
        Ok(text) => text,
        Err(_) => panic!("the sentence and the digits are ASCII"),
    }
}
