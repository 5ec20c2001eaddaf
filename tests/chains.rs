//! Optimizers in tuples run in order, at any nesting.

use ffnn::optimizers::{ClipByNorm, ClipByValue};
use ffnn::prelude::*;
use ffnn::{Optimizer, SettingError};

network! {
    struct Line: 3 -> 2 {
        hidden: Dense<5>,
        Tanh,
        Dense<2>,
        Linear,
    }
}

/// Returns the parameters after some steps.
fn trained<O: Optimizer>(optimizer: O) -> Vec<u32> {
    let inputs = [[0.1, -0.4, 0.9], [0.5, 0.2, -0.7], [-0.3, 0.8, 0.6]];
    let targets = [[1.0, -3.0], [0.0, 2.0], [4.0, 0.5]];
    let mut trainer = Trainer::<Line>::builder().optimizer(optimizer).seed(3).build().expect("the settings are right");
    for _ in 0..20 {
        trainer.step(&inputs, &targets).expect("a step");
    }
    trainer.network().as_slice().iter().map(|value| value.to_bits()).collect()
}

#[test]
fn a_tuple_of_many_is_pairs_in_pairs() {
    let (clip, decay, step) = (ClipByGlobalNorm(0.5), DecayWeights::new(1e-3), Adam::new(0.02));
    assert_eq!(trained((clip, decay, step)), trained((clip, (decay, step))));
    assert_eq!(trained((clip, decay, step)), trained(((clip, decay), step)));
    let (value, momentum) = (ClipByValue(0.3), Momentum::new(0.5));
    assert_eq!(
        trained((clip, value, decay, momentum, value, decay, clip, step)),
        trained((clip, (value, (decay, (momentum, (value, (decay, (clip, step)))))))),
    );
    assert_eq!(trained((step,)), trained(step));
    assert_ne!(trained((clip, decay, step)), trained((clip, step)), "each member does something");
}

#[test]
fn the_rate_is_that_of_the_last_with_a_rate() {
    let mut chain = (Momentum::new(0.5), Adam::new(0.25), ClipByValue(1.0));
    *chain.rate_mut().expect("two optimizers have a rate") = 0.125;
    assert_eq!((chain.0.rate, chain.1.rate), (0.5, 0.125));
    assert_eq!((ClipByValue(1.0), ClipByNorm(1.0), ClipByGlobalNorm(1.0)).rate_mut(), None);
}

#[test]
fn every_member_is_checked() {
    let wrong = |place: usize| -> Result<(), SettingError> {
        let clip = |index: usize| ClipByValue(if index == place { -1.0 } else { 1.0 });
        (clip(0), clip(1), clip(2), clip(3), clip(4), clip(5), clip(6), Adam::new(if place == 7 { -1.0 } else { 0.1 }))
            .check()
    };
    assert!((0..8).all(|place| wrong(place).is_err()));
    assert!(wrong(8).is_ok());
}
