//! Properties of every network, batch, rate and seed, in both number types and with every instruction set.
//!
//! The cases are the same at every run. `PROPTEST_RNG_SEED=7 PROPTEST_CASES=1000 cargo test --test properties` tries
//! others, and more of them; what fails is shown in its smallest form and belongs into a test of its own.

mod declared;
mod invariants;

use ffnn::kernels::InstructionSet;
use ffnn::optimizers::{ClipByNorm, ClipByValue};
use ffnn::prelude::*;
use proptest::prelude::*;
use proptest::test_runner::{Config, RngSeed};

use declared::each_network;

/// Number of cases per property; each case runs all networks.
const CASES: u32 = 12;

/// The same cases in every run, unless others are requested; no files are written.
fn config() -> Config {
    let (asked, default) = (std::env::var_os("PROPTEST_RNG_SEED").is_some(), Config::default());
    let rng_seed = if asked { default.rng_seed } else { RngSeed::Fixed(1) };
    let cases = if std::env::var_os("PROPTEST_CASES").is_some() { default.cases } else { CASES };
    Config { cases, rng_seed, failure_persistence: None, ..default }
}

/// Random settings of a case, besides the network.
#[derive(Clone, Copy, Debug)]
struct Case {
    seed: u64,
    /// Samples in a batch.
    samples: usize,
    /// Magnitude of the inputs.
    scale: f64,
    /// The learning rate.
    rate: f64,
    /// The clipping limit of the gradient.
    limit: f64,
}

fn case() -> impl Strategy<Value = Case> {
    let powers = || -6.0..1.0f64;
    // Batches of one to three vectors of samples and a rest; a variance needs at least two samples.
    (any::<u64>(), 2..50usize, -2.0..2.0f64, powers(), powers()).prop_map(|(seed, samples, scale, rate, limit)| Case {
        seed,
        samples,
        scale: 10f64.powf(scale),
        rate: 10f64.powf(rate),
        limit: 10f64.powf(limit),
    })
}

/// Every instruction set of this machine, and the deterministic one.
fn instructions() -> impl Iterator<Item = InstructionSet> {
    InstructionSet::all().chain([InstructionSet::DETERMINISTIC])
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn probabilities_sum_to_one(case in case()) {
        each_network!(invariants::probabilities, case);
    }

    #[test]
    fn losses_are_not_negative(case in case()) {
        each_network!(invariants::losses, case);
        declared::each_loss(case);
    }

    #[test]
    fn a_step_at_rate_zero_moves_nothing(case in case()) {
        each_network!(invariants::standing, case, GradientDescent::new(0.0));
        each_network!(invariants::standing, case, Momentum::new(0.0));
        each_network!(invariants::standing, case, (ClipByGlobalNorm(case.limit), Adam::new(0.0)));
    }

    #[test]
    fn the_order_of_a_batch_is_rounding(case in case()) {
        each_network!(invariants::permuted, case);
    }

    #[test]
    fn a_frozen_network_says_what_the_network_says(case in case()) {
        each_network!(invariants::frozen, case);
    }

    #[test]
    fn what_is_saved_is_what_is_loaded(case in case()) {
        each_network!(invariants::saved, case);
    }

    #[test]
    fn a_clipped_gradient_is_within_its_bound_and_parallel(case in case()) {
        each_network!(invariants::clipped, case, ClipByGlobalNorm(case.limit));
        each_network!(invariants::within, case, ClipByNorm(case.limit));
        each_network!(invariants::within, case, ClipByValue(case.limit));
    }
}
