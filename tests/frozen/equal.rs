//! Every prediction call of a frozen network, with every instruction set, compared with the network.

use ffnn::kernels::InstructionSet;
use ffnn::prelude::*;
use ffnn::testing::{Tolerance, assert_close};
use ffnn::{Stream, Vector};

use crate::declared::{Blocks, Folded, Generic, Kept, Last, Plain, Wide, Without};

/// Each layer rounds, and a scaled weight is rounded once more.
const F64: Tolerance = Tolerance::F64_STEPS;
/// Tolerance in `f32`.
const F32: Tolerance = Tolerance::F32_STEPS;

/// Single samples, groups of rows or lanes, and a rest.
const BATCHES: [usize; 4] = [1, 5, 16, 27];

/// A network with changed parameters and state, and inputs.
pub(crate) fn trained<N: Network>(seed: u64) -> (Box<N>, Vec<N::Input>) {
    let random = &mut Stream::root(seed).named("test").random();
    let mut network = N::boxed(seed);
    let (parameters, state) = network.parts_mut();
    for value in parameters.as_mut_slice() {
        *value += N::Scalar::from_f64(0.2 * random.normal());
    }
    // Arbitrary means and average weights, positive variances.
    for value in state.as_mut_slice() {
        *value = N::Scalar::from_f64(0.3 + 1.5 * random.uniform());
    }
    let mut draw = || {
        let mut input = N::Input::ZERO;
        input.as_mut().iter_mut().for_each(|value| *value = N::Scalar::from_f64(random.normal()));
        input
    };
    let inputs = (0..32).map(|_| draw()).collect();
    (network, inputs)
}

fn check<N: Freeze>(name: &str, tolerance: Tolerance) {
    for seed in 1..=3 {
        let (network, inputs) = trained::<N>(seed);
        let frozen = network.freeze();
        for at in InstructionSet::all().chain([InstructionSet::DETERMINISTIC]) {
            let name = format!("{name}, {}", at.name());
            for input in &inputs {
                let (found, expected) = (frozen.logits_at(at, input), network.logits_at(at, input));
                assert_close(tolerance, &name, found.as_ref(), expected.as_ref());
            }
            for inputs in BATCHES.map(|length| &inputs[..length]) {
                let mut found = vec![N::Logits::ZERO; inputs.len()];
                let mut expected = found.clone();
                frozen.logits_batch_at(at, inputs, &mut found).expect("as many places");
                network.logits_batch_at(at, inputs, &mut expected).expect("as many places");
                let name = format!("{name}, {} together", inputs.len());
                assert_close(tolerance, &name, N::Logits::flattened(&found), N::Logits::flattened(&expected));
            }
        }
    }
}

/// In both number types.
macro_rules! check_both {
    ($($name:ident: $network:ident $(<$($width:literal),+>)?;)+) => {
        $(
            #[test]
            fn $name() {
                check::<$network<$($($width,)+)? f64>>("f64", F64);
                check::<$network<$($($width,)+)? f32>>("f32", F32);
            }
        )+
    };
}

check_both! {
    dropout_first: Plain;
    batch_norm_after_dense: Folded;
    batch_norm_elsewhere: Kept;
    layers_without_some_tensors: Without;
    batch_norm_last: Last;
    blocks: Blocks;
    generic_widths: Generic<4, 24, 2>;
    generic_widths_of_one: Generic<1, 1, 1>;
    generic_widths_that_fill_no_vector: Generic<33, 19, 7>;
    wide: Wide;
}

#[test]
fn the_head_and_the_batch_say_the_same() {
    let (network, inputs) = trained::<Plain>(4);
    let frozen = network.freeze();
    let mut found = vec![frozen.predict(&inputs[0]); inputs.len()];
    frozen.predict_batch(&inputs, &mut found).expect("as many places");
    for (found, input) in found.iter().zip(&inputs) {
        assert_close(F32, "the probabilities", &**found, &*network.predict(input));
        assert_close(F32, "the probabilities of one", &*frozen.predict(input), &*network.predict(input));
        assert_eq!(found.class(), network.predict(input).class());
    }
    let mut logits = vec![[0.0; 10]; inputs.len()];
    frozen.logits_batch(&inputs, &mut logits).expect("as many places");
    for (found, input) in logits.iter().zip(&inputs) {
        assert_close(F32, "the logits", found, &network.logits(input));
    }
    let error = frozen.predict_batch(&inputs, &mut found[1..]).expect_err("a place too few");
    assert_eq!((error.inputs, error.places), (32, 31));
}
