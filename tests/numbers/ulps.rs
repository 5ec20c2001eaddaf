//! The largest error of every activation, of every loss and of their derivatives, in units of the last place, at every
//! level.
//!
//! `cargo test --test numbers ulps -- --nocapture` prints the table. In `f64` the reference is `data/ulps.json`,
//! calculated with 1,000 digits; in `f32`, over a grid of 100,000 numbers of every magnitude, it is this library in
//! `f64`.
//!
//! A unit is that of the exact number, or of a floor where that is larger: near the zero of a slope the terms cancel,
//! and the error is that of the terms, which are about a quarter. Below 256 times the smallest normal number, where
//! factors of the value are denormal and taken for zero, the unit is that bound itself.

use ffnn::activations::{Celu, LogSigmoid, Softsign, Squareplus, TanhShrink};
use ffnn::kernels::{Baseline, Level, Pass, dispatch_each};
use ffnn::losses::{LabelSmoothing, SoftCrossEntropy};
use ffnn::prelude::*;
use ffnn::{Head, Loss, Scalar};

use crate::reference::{entries, load, numbers};

/// A function to measure: value and derivative at each number.
trait Member: Copy {
    fn at<L: Level, T: Scalar>(self, level: L, x: T) -> (T, T);
}

#[derive(Clone, Copy)]
struct Elementwise<A>(A);

impl<A: Activation> Member for Elementwise<A> {
    #[inline(always)]
    fn at<L: Level, T: Scalar>(self, level: L, x: T) -> (T, T) {
        let mut y = [T::ZERO];
        self.0.values(level, &[x], &mut y);
        (y[0], self.0.slope(level, x, y[0]))
    }
}

/// A loss of the logits `x, 0, …` with a class as target.
#[derive(Clone, Copy)]
struct OfClass<S>(S);

impl<S: Copy + Loss<Softmax, Target<[f32; 2]> = usize> + Loss<Softmax, Target<[f64; 2]> = usize>> Member
    for OfClass<S>
{
    #[inline(always)]
    fn at<L: Level, T: Scalar>(self, level: L, x: T) -> (T, T) {
        let wide = size_of::<T>() == 8;
        // Separate code per number type, because the target's type must be known.
        if wide {
            let (value, slope) = of(&self.0, level, [x.to_f64(), 0.0], &0);
            (T::from_f64(value), T::from_f64(slope))
        } else {
            let (value, slope) = of(&self.0, level, [x.to_f64() as f32, 0.0], &0);
            (T::from_f64(value.into()), T::from_f64(slope.into()))
        }
    }
}

/// A loss of logits with numeric targets: the first logit is `x`, the others are 0.
#[derive(Clone, Copy)]
struct OfNumbers<S, H, const N: usize>(S, [f64; N], std::marker::PhantomData<fn() -> H>);

impl<H: Head, S, const N: usize> Member for OfNumbers<S, H, N>
where
    S: Copy + Loss<H, Target<[f32; N]> = [f32; N]> + Loss<H, Target<[f64; N]> = [f64; N]>,
{
    #[inline(always)]
    fn at<L: Level, T: Scalar>(self, level: L, x: T) -> (T, T) {
        let mut logits = [0.0; N];
        logits[0] = x.to_f64();
        if size_of::<T>() == 8 {
            let (value, slope) = of::<H, S, L, f64, N>(&self.0, level, logits, &self.1);
            (T::from_f64(value), T::from_f64(slope))
        } else {
            let (logits, target) = (logits.map(|x| x as f32), self.1.map(|t| t as f32));
            let (value, slope) = of::<H, S, L, f32, N>(&self.0, level, logits, &target);
            (T::from_f64(value.into()), T::from_f64(slope.into()))
        }
    }
}

/// The loss as a training step computes it, and its derivative with respect to the first logit.
#[inline(always)]
fn of<H: Head, S: Loss<H>, L: Level, T: Scalar, const N: usize>(
    loss: &S,
    level: L,
    logits: [T; N],
    target: &S::Target<[T; N]>,
) -> (T, T) {
    let mut gradients = [[T::ZERO; N]];
    let value = loss.gradients(level, &[logits], &[*target], T::ONE, &mut gradients);
    let alone = loss.value(level, &logits, target);
    // The loss is computed in two ways; the worse result counts.
    let value = T::from_f64(value);
    (if alone.is_finite() && (alone - value).abs() > T::ZERO { alone } else { value }, gradients[0][0])
}

/// All values and derivatives at one level.
#[derive(Clone)]
struct Each<'a, M, T>(M, &'a [T]);

impl<M: Member, T: Scalar> Pass for Each<'_, M, T> {
    type Output = Vec<(T, T)>;

    #[inline(always)]
    fn run<L: Level>(self, level: L) -> Self::Output {
        let Self(member, inputs) = self;
        inputs.iter().map(|&x| member.at(level, x)).collect()
    }
}

/// The distance in units of the last place of the larger of `exact` and `floor`.
fn ulps<T: Scalar>(found: T, exact: f64, floor: f64) -> f64 {
    let (digits, smallest) =
        if size_of::<T>() == 8 { (52, f64::MIN_POSITIVE) } else { (23, f64::from(f32::MIN_POSITIVE)) };
    if found.to_f64() == exact || T::from_f64(exact).to_f64() == found.to_f64() {
        return 0.0;
    }
    let (size, tail) = (exact.abs().max(floor), 256.0 * smallest);
    if size < tail {
        return (found.to_f64() - exact).abs() / tail;
    }
    let exponent = ((size.to_bits() >> 52) as i32 - 1023).max(-1022);
    (found.to_f64() - exact).abs() / 2f64.powi(exponent) * 2f64.powi(digits)
}

/// The bounds of one member, in units: of the value and of the derivative, in `f32` and in `f64`, and below which
/// number each is measured by that.
struct Bounds {
    f32: [f64; 2],
    f64: [f64; 2],
    floors: [f64; 2],
    /// The slope is 0 here.
    zero: f64,
}

fn check(name: &str, member: impl Member, bounds: &Bounds) {
    let mut grid: Vec<f32> = (0x0080_0000..0x7f80_0000u32).step_by(42_949).map(f32::from_bits).collect();
    // Densest where functions are curved.
    grid.extend((0..24_000).map(|n| n as f32 * 0.0051));
    grid.push(f32::MAX);
    let narrow: Vec<f32> = grid.into_iter().flat_map(|x| [x, -x]).collect();
    let wide: Vec<f64> = narrow.iter().map(|&x| f64::from(x)).collect();
    let file = load("ulps.json");
    let [entry] = entries(&file, |entry| entry["name"] == name)[..] else { panic!("one entry is `{name}`") };
    let (points, values, slopes) = (numbers(&file["x"]), numbers(&entry["y"]), numbers(&entry["dy"]));

    dispatch_each(Each(member, &points[..]), |level, found| {
        let exact = values.iter().copied().zip(slopes.iter().copied());
        assert_within(&format!("{name}, f64, {level}"), &points, found, exact, bounds, bounds.f64);
    });
    let exact = Each(member, &wide[..]).run(Baseline);
    dispatch_each(Each(member, &narrow[..]), |level, found| {
        let exact = exact.iter().copied();
        assert_within(&format!("{name}, f32, {level}"), &wide, found, exact, bounds, bounds.f32);
    });
}

/// Prints the largest errors, which are within the bounds.
fn assert_within<T: Scalar>(
    name: &str,
    points: &[f64],
    found: Vec<(T, T)>,
    exact: impl Iterator<Item = (f64, f64)>,
    Bounds { floors, zero, .. }: &Bounds,
    bounds: [f64; 2],
) {
    let mut worst = [(0.0, 0.0); 2];
    for ((&x, (y, dy)), (exact_y, exact_dy)) in points.iter().zip(found).zip(exact) {
        for (place, (found, exact)) in [(y, exact_y), (dy, exact_dy)].into_iter().enumerate() {
            let beyond = !T::from_f64(exact).is_finite();
            assert!(beyond || found.is_finite(), "{name}: {found} at {x:e}, not {exact:e}");
            let floor = if place == 1 && (x - zero).abs() < 0.5 { 0.25 } else { floors[place] };
            let error = if beyond { 0.0 } else { ulps(found, exact, floor) };
            if error > worst[place].0 {
                worst[place] = (error, x);
            }
        }
    }
    let [(value, at), (slope, slope_at)] = worst;
    println!("| {name:55} | {value:9.2} at {at:11.3e} | {slope:9.2} at {slope_at:11.3e} |");
    assert!(value <= bounds[0] && slope <= bounds[1], "{name}: beyond {bounds:?}");
}

macro_rules! members {
    ($($name:ident: $member:expr, f32 $narrow:expr, f64 $wide:expr, floors $floors:expr $(, zero $zero:expr)?;)+) => {
        $(
            #[test]
            fn $name() {
                let zero = [$($zero,)? f64::INFINITY][0];
                check(stringify!($name), $member, &Bounds { f32: $narrow, f64: $wide, floors: $floors, zero });
            }
        )+
    };
}

/// Logits with numeric targets.
const fn numbers_of<S, H, const N: usize>(loss: S, target: [f64; N]) -> OfNumbers<S, H, N> {
    OfNumbers(loss, target, std::marker::PhantomData)
}

// The slopes of the exponential units are the value plus alpha, as exact as that sum. In `f64` the exponents of the
// Gaussian units are rounded, which costs digits where the value is below 1e-20.
members! {
    sigmoid: Elementwise(Sigmoid), f32 [3.0, 4.0], f64 [4.0, 5.0], floors [0.0, 0.0];
    tanh: Elementwise(Tanh), f32 [3.0, 4.0], f64 [4.0, 5.0], floors [0.0, 0.0];
    elu: Elementwise(Elu { alpha: 1.0 }), f32 [3.0, 4.0], f64 [4.0, 4.0], floors [0.0, 1.0];
    elu_half: Elementwise(Elu { alpha: 0.5 }), f32 [3.0, 4.0], f64 [4.0, 4.0], floors [0.0, 0.5];
    celu_half: Elementwise(Celu { alpha: 0.5 }), f32 [3.0, 4.0], f64 [4.0, 4.0], floors [0.0, 1.0];
    selu: Elementwise(Selu), f32 [4.0, 4.0], f64 [5.0, 4.0], floors [0.0, 1.0];
    gelu: Elementwise(Gelu), f32 [4.0, 8.0], f64 [1000.0, 2000.0], floors [0.0, 0.0], zero -0.7518;
    gelu_tanh: Elementwise(GeluTanh), f32 [4.0, 8.0], f64 [1000.0, 2000.0], floors [0.0, 0.0], zero -0.7524;
    silu: Elementwise(Silu), f32 [4.0, 8.0], f64 [4.0, 8.0], floors [0.0, 0.0], zero -1.2785;
    mish: Elementwise(Mish), f32 [7.0, 8.0], f64 [8.0, 8.0], floors [0.0, 0.0], zero -1.1925;
    softplus: Elementwise(Softplus), f32 [3.0, 3.0], f64 [4.0, 4.0], floors [0.0, 0.0];
    log_sigmoid: Elementwise(LogSigmoid), f32 [3.0, 3.0], f64 [4.0, 4.0], floors [0.0, 0.0];
    softsign: Elementwise(Softsign), f32 [2.0, 4.0], f64 [2.0, 4.0], floors [0.0, 0.0];
    tanh_shrink: Elementwise(TanhShrink), f32 [5.0, 6.0], f64 [5.0, 8.0], floors [0.0, 0.0];
    squareplus: Elementwise(Squareplus { b: 4.0 }), f32 [4.0, 5.0], f64 [4.0, 4.0], floors [0.0, 0.0];
    sigmoid_cross_entropy_of_1: numbers_of::<_, Sigmoid, 1>(SigmoidCrossEntropy, [1.0]), f32 [4.0, 3.0], f64 [4.0, 4.0], floors [0.0, 0.0];
    sigmoid_cross_entropy_of_0: numbers_of::<_, Sigmoid, 1>(SigmoidCrossEntropy, [0.0]), f32 [4.0, 3.0], f64 [4.0, 4.0], floors [0.0, 0.0];
    sigmoid_cross_entropy_of_a_quarter: numbers_of::<_, Sigmoid, 1>(SigmoidCrossEntropy, [0.25]), f32 [4.0, 4.0], f64 [4.0, 4.0], floors [0.0, 0.25];
    softmax_cross_entropy: OfClass(SoftmaxCrossEntropy), f32 [4.0, 4.0], f64 [4.0, 5.0], floors [0.0, 0.0];
    label_smoothing: OfClass(LabelSmoothing { smoothing: 0.1 }), f32 [5.0, 5.0], f64 [5.0, 5.0], floors [0.0, 0.5];
    soft_cross_entropy: numbers_of::<_, Softmax, 2>(SoftCrossEntropy, [0.25, 0.75]), f32 [4.0, 4.0], f64 [4.0, 4.0], floors [0.0, 0.25];
}
