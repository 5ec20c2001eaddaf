//! A custom layer with parameters: written outside the library without `unsafe`, checked like the built-in ones,
//! trained to find the filter that blurred a signal.
//!
//! ```text
//! cargo run --release --example custom_layer
//! ```

#![forbid(unsafe_code)]

#[path = "support/failure.rs"]
mod failure;

use failure::Failure;
use ffnn::nalgebra::SVector;
use ffnn::prelude::*;
use ffnn::testing::check_layer;
use ffnn::{Initializer, Leaf, Level, Random, Role, Site, Stream, Trace};

/// A one-dimensional convolution with `TAPS` weights, an odd number, and zero padding.
///
/// ```text
/// y[i] = Σ_k w[k] x[i + k - TAPS / 2]
/// dw[k] = Σ dy[i] x[i + k - TAPS / 2]      dx[i + k - TAPS / 2] += w[k] dy[i]
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Convolution<const TAPS: usize>;

impl<const TAPS: usize> Options for Convolution<TAPS> {
    const DEFAULT: Self = Self;
}

/// Yields the pairs `(i, i + k - TAPS / 2)` of output and input index for one weight.
#[inline(always)]
fn pairs<const TAPS: usize, const N: usize>(tap: usize) -> impl Iterator<Item = (usize, usize)> {
    (0..N).filter_map(move |to| Some((to, (to + tap).checked_sub(TAPS / 2)?))).filter(|&(_, from)| from < N)
}

impl<const TAPS: usize, const N: usize> Layer<N, N> for Convolution<TAPS> {
    type Parameters<T: Scalar> = SVector<T, TAPS>;
    type State<T: Scalar> = ();
    const LEAVES: &'static [Leaf] = &[Leaf { name: "taps", role: Role::Weight, shape: (TAPS, 1) }];
    const MULTIPLY_ADDS: usize = N * TAPS;

    fn initialize<T: Scalar>(
        &self,
        taps: &mut SVector<T, TAPS>,
        _: &mut (),
        preferred: Initializer,
        random: &mut Random,
    ) -> Initializer {
        preferred(taps, Site { inputs: TAPS, outputs: TAPS, preferred }, random);
        glorot_uniform
    }

    #[inline(always)]
    fn forward<L: Level, T: Scalar>(
        &self,
        _level: L,
        taps: &SVector<T, TAPS>,
        _: &(),
        input: &[[T; N]],
        output: &mut [[T; N]],
    ) {
        for (y, x) in output.iter_mut().zip(input) {
            *y = [T::ZERO; N];
            for tap in 0..TAPS {
                pairs::<TAPS, N>(tap).for_each(|(to, from)| y[to] += taps[tap] * x[from]);
            }
        }
    }

    #[inline(always)]
    fn backward<L: Level, T: Scalar>(
        &self,
        _level: L,
        taps: &SVector<T, TAPS>,
        input: &[[T; N]],
        trace: &mut Trace<'_, T, N>,
        gradient: &mut SVector<T, TAPS>,
        input_gradient: Option<&mut [[T; N]]>,
    ) {
        gradient.fill(T::ZERO);
        for (x, dy) in input.iter().zip(&*trace.gradient) {
            for tap in 0..TAPS {
                pairs::<TAPS, N>(tap).for_each(|(to, from)| gradient[tap] += dy[to] * x[from]);
            }
        }
        let Some(input_gradient) = input_gradient else { return };
        for (dx, dy) in input_gradient.iter_mut().zip(&*trace.gradient) {
            *dx = [T::ZERO; N];
            for tap in 0..TAPS {
                pairs::<TAPS, N>(tap).for_each(|(to, from)| dx[from] += taps[tap] * dy[to]);
            }
        }
    }
}

/// An alias for use in a network, where angle brackets are widths.
type Convolution5 = Convolution<5>;

const LENGTH: usize = 32;

network! {
    /// Applies the filter it has learned to a signal.
    pub struct Blur: LENGTH -> LENGTH {
        filter: Convolution5,
        Linear,
    }
}

/// The filter to find: an asymmetric blur.
const TRUTH: [f32; 5] = [0.05, 0.15, 0.4, 0.3, 0.1];

fn main() -> Result<(), Failure> {
    // In a project this line is a test.
    check_layer::<_, 1, 1>(&Convolution::<3>);
    check_layer::<_, 12, 12>(&Convolution::<5>);
    println!("the gradients match the outputs, in f32 and f64, for every instruction set of this processor\n");
    println!("{}", ffnn::summary::<Blur>());

    let random = &mut Stream::root(1).named("signals").random();
    let inputs: Vec<[f32; LENGTH]> = (0..500).map(|_| std::array::from_fn(|_| random.normal() as f32)).collect();
    let targets = inputs.iter().map(|signal| blurred(signal, random)).collect();
    let mut trainer = Trainer::<Blur>::builder().optimizer(Adam::new(0.01)).seed(1).build()?;
    trainer.fit(&Dataset::new(inputs, targets)?, 20)?;
    let blur = trainer.into_network();

    println!("tap    truth  learned");
    for (tap, (truth, learned)) in TRUTH.iter().zip(&blur.filter).enumerate() {
        println!("{tap:>3} {truth:>8.3} {learned:>8.3}");
    }
    let error = TRUTH.iter().zip(&blur.filter).map(|(truth, learned)| (truth - learned).abs()).fold(0.0, f32::max);
    println!("largest error: {error:.4}");
    if error > 0.01 {
        return Err("the layer did not learn: expected each tap within 0.01 of the truth".into());
    }
    Ok(())
}

/// Returns a blurred and slightly noisy measurement of the signal.
fn blurred(signal: &[f32; LENGTH], random: &mut Random) -> [f32; LENGTH] {
    std::array::from_fn(|index| {
        let around = TRUTH.iter().enumerate().filter_map(|(tap, weight)| {
            let place = (index + tap).checked_sub(TRUTH.len() / 2)?;
            Some(weight * signal.get(place)?)
        });
        around.sum::<f32>() + 0.05 * random.normal() as f32
    })
}
