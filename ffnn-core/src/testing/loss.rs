use core::array;
use std::vec::Vec;

use super::gradient::measure;
use super::{GradientCheck, Tolerance, assert_close};
use crate::kernels::{Baseline, Level, Pass, dispatch_each};
use crate::{Head, Loss, Scalar, Stream, Vector};

/// The largest loss that counts as 0 at the best logits: the rounding error of numbers around 1.
const NOTHING: f64 = 1e-12;

/// Number of random logits at which a loss is checked.
const POINTS: u64 = 20;

/// Checks a loss on `N` logits against one target, given in both number types. For a loss that can be 0, also pass the
/// best logits for that target.
///
/// ```
/// use ffnn::heads::Softmax;
/// use ffnn::losses::SoftmaxCrossEntropy;
/// use ffnn::testing::check_loss;
///
/// check_loss::<Softmax, _, 3>(&SoftmaxCrossEntropy, &1, &1, Some([-40.0, 40.0, -40.0]));
/// ```
///
/// # Panics
///
/// Panics unless
///
/// - the gradient agrees with central differences of the value at random logits ([`GradientCheck`]),
/// - the gradient is proportional to the scale, and is returned with the same value,
/// - the settings are valid, and the weight of the sample is at least 0,
/// - the value and the factor of the sample are at least 0, unless the loss is [`SIGNED`](Loss::SIGNED), and the value
///   is 0 up to rounding at the best logits,
/// - value and gradient are finite at logits of ±10⁴ in both number types,
/// - `f32` agrees with `f64` ([`Tolerance::F32_PASS`]),
/// - every instruction set of this processor agrees with the baseline.
pub fn check_loss<H: Head, L: Loss<H>, const N: usize>(
    loss: &L,
    target: &L::Target<[f64; N]>,
    target_f32: &L::Target<[f32; N]>,
    best: Option<[f64; N]>,
) {
    loss.check_settings::<[f64; N]>().expect("the settings are valid");
    loss.check_settings::<[f32; N]>().expect("the settings are valid in `f32`");
    loss.check(target).expect("the target is valid");
    assert!(loss.weight(target) >= 0.0, "the weight of a sample is at least 0");
    if let Some(best) = best {
        let at_best = loss.value(Baseline, &best, target);
        assert!((0.0..NOTHING).contains(&at_best), "the loss of the best answer is {at_best:e}: expected 0");
    }
    let random = &mut Stream::root(0).named("loss").random();
    for _ in 0..POINTS {
        let logits = array::from_fn(|_| f64::from(2.0 * random.normal() as f32));
        check_gradient(loss, target, logits);
        let (value, gradient) = gradient(loss, &logits, target, 1.0);
        let (narrow_value, narrow_gradient) = self::gradient(loss, &logits.map(|x| x as f32), target_f32, 1.0);
        assert_close(Tolerance::F32_PASS, "the value in f32", &[narrow_value], &[value]);
        assert_close(Tolerance::F32_PASS, "the gradient in f32", &narrow_gradient, &gradient);
        check_levels(loss, &logits, target, Tolerance::F64_PASS);
        check_levels(loss, &logits.map(|x| x as f32), target_f32, Tolerance::F32_PASS);
    }
    for logits in extremes::<N>() {
        check_extreme(loss, &logits, target);
        check_extreme(loss, &logits.map(|x| x as f32), target_f32);
    }
}

fn check_gradient<H: Head, L: Loss<H>, const N: usize>(loss: &L, target: &L::Target<[f64; N]>, mut logits: [f64; N]) {
    let (value, gradient) = gradient(loss, &logits, target, 1.0);
    let signs = L::SIGNED || value >= 0.0 && loss.factor(target) >= 0.0;
    assert!(signs, "the loss is {value:e}: expected at least 0, or a loss that is `SIGNED`");
    assert_close(Tolerance::F64_PASS, "the value of `gradient`", &[value], &[loss.value(Baseline, &logits, target)]);
    assert!(loss.score(&logits, target).is_finite(), "the score of {logits:?} is not finite");

    let (_, scaled) = self::gradient(loss, &logits, target, 0.25);
    assert_close(Tolerance::F64_PASS, "the scaled gradient", &scaled, &gradient.map(|value| 0.25 * value));

    let mut check = GradientCheck::new();
    for (index, &computed) in gradient.iter().enumerate() {
        let measured =
            measure(&mut logits, |logits| &mut logits[index], |logits| [loss.value(Baseline, logits, target)]);
        check.add(computed, measured, || std::format!("logit {index} of {logits:?}"));
    }
    check.assert_passed();
}

fn check_extreme<H: Head, L: Loss<H>, V: Vector>(loss: &L, logits: &V, target: &L::Target<V>) {
    let (value, gradient) = gradient(loss, logits, target, V::Scalar::ONE);
    let sign = L::SIGNED || value >= V::Scalar::ZERO;
    assert!(sign && value.is_finite(), "the loss of {logits:?} is {value}");
    assert!(loss.value(Baseline, logits, target).is_finite(), "the value of {logits:?} is not finite");
    assert!(gradient.as_ref().iter().all(|value| value.is_finite()), "the gradient at {logits:?} is {gradient:?}");
}

fn check_levels<H: Head, L: Loss<H>, V: Vector>(loss: &L, logits: &V, target: &L::Target<V>, tolerance: Tolerance) {
    let (value, gradient) = gradient(loss, logits, target, V::Scalar::ONE);
    dispatch_each(Case { loss, logits, target }, |level, (found_value, found_gradient, both_value)| {
        let name = |part: &str| std::format!("{part}, {level}");
        assert_close(tolerance, &name("the value"), &[found_value, both_value], &[value; 2]);
        assert_close(tolerance, &name("the gradient"), found_gradient.as_ref(), gradient.as_ref());
    });
}

/// A loss with its arguments.
struct Case<'a, H: Head, L: Loss<H>, V: Vector> {
    loss: &'a L,
    logits: &'a V,
    target: &'a L::Target<V>,
}

impl<H: Head, L: Loss<H>, V: Vector> Clone for Case<'_, H, L, V> {
    fn clone(&self) -> Self {
        Self { ..*self }
    }
}

impl<H: Head, L: Loss<H>, V: Vector> Pass for Case<'_, H, L, V> {
    /// The value, the gradient, and the value returned with the gradient.
    type Output = (V::Scalar, V, V::Scalar);

    #[inline(always)]
    fn run<A: Level>(self, level: A) -> Self::Output {
        let Self { loss, logits, target } = self;
        let (value, gradient) = gradient_at(level, loss, logits, target, V::Scalar::ONE);
        (loss.value(level, logits, target), gradient, value)
    }
}

/// All logits equal, one different, and alternating ones.
fn extremes<const N: usize>() -> Vec<[f64; N]> {
    let mut extremes = Vec::new();
    for size in [1e4, -1e4] {
        extremes.push([size; N]);
        extremes.push(array::from_fn(|index| if index % 2 == 0 { size } else { -size }));
        extremes.extend((0..N).map(|odd| array::from_fn(|index| if index == odd { size } else { 0.0 })));
        extremes.extend((0..N).map(|odd| array::from_fn(|index| if index == odd { size } else { -size })));
    }
    extremes
}

/// The value and the gradient.
fn gradient<H: Head, L: Loss<H>, V: Vector>(
    loss: &L,
    logits: &V,
    target: &L::Target<V>,
    scale: V::Scalar,
) -> (V::Scalar, V) {
    gradient_at(Baseline, loss, logits, target, scale)
}

/// Returns the value and the gradient, which is NaN before.
#[inline(always)]
fn gradient_at<H: Head, L: Loss<H>, V: Vector>(
    level: impl Level,
    loss: &L,
    logits: &V,
    target: &L::Target<V>,
    scale: V::Scalar,
) -> (V::Scalar, V) {
    let mut gradient = V::ZERO;
    gradient.as_mut().fill(V::Scalar::from_f64(f64::NAN));
    let value = loss.gradient(level, logits, target, scale, &mut gradient);
    (value, gradient)
}
