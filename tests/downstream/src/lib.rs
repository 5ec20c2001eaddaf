//! User code: networks in a module, in a function and with constants, with custom members, under the strictest lints
//! and a renamed library.

#![forbid(unsafe_code)]
#![deny(missing_docs, missing_debug_implementations, unreachable_pub, warnings)]

pub mod embedded;
pub mod members;
pub mod powers;
pub mod training;

use members::{Scale, Softsign};
use neural::TrainError;
use neural::prelude::*;

network! {
    /// Whether two bits differ, among any number of other bits.
    pub struct Differ<const BITS: usize>: BITS -> 1 {
        Scale { start: 1.5 },
        hidden: Dense<16> { init: members::small },
        Softsign { width: 0.5 },
        Dense<1>,
        Sigmoid,
    }
}

/// Number of correct answers about the first two of three bits after training.
pub fn train_differ() -> Result<f64, TrainError> {
    let bits: Vec<[f32; 3]> = (0u8..32).map(|number| [0, 1, 2].map(|bit| f32::from(number >> bit & 1))).collect();
    let answers = bits.iter().map(|[a, b, _]| [(a - b).abs()]).collect();
    let data = Dataset::new(bits, answers)?;
    let chain = (ClipByGlobalNorm(1.0), Adam::new(0.05));
    let mut trainer = Trainer::<Differ<3>>::builder().optimizer(chain).batch(5).seed(1).quiet().build()?;
    let history = trainer.fit(&data, 60)?;
    Ok(history.last().map_or(0.0, |epoch| epoch.training.metric))
}

/// Difference between a network and its frozen form, with layers that do not implement freezing.
pub fn freeze_differ() -> f32 {
    let (differ, bits) = (Differ::<3>::boxed(5), [0.5, 1.0, -1.0]);
    let frozen: Box<DifferFrozen<3>> = differ.freeze();
    (frozen.predict(&bits)[0] - differ.predict(&bits)[0]).abs()
}

/// Slope of the line through noisy points, from a network local to this function.
pub fn train_line() -> Result<f64, TrainError> {
    network! {
        struct Line: 1 -> 1 {
            line: Dense<1>,
            Linear,
        }
    }
    let inputs: Vec<[f64; 1]> = (0..20).map(|place| [f64::from(place) / 10.0 - 0.95]).collect();
    let targets: Vec<[f64; 1]> = inputs.iter().map(|[x]| [3.0 * x - 1.0 + 0.1 * (40.0 * x).sin()]).collect();
    let mut trainer = Trainer::<Line<f64>>::builder().optimizer(Momentum::new(0.05)).build()?;
    for _ in 0..300 {
        trainer.step(&inputs, &targets)?;
    }
    Ok(trainer.network().line.weights[(0, 0)])
}
