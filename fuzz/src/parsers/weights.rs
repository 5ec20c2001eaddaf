//! The bytes as a file of weights.

use ffnn::files::{self, Names};
use ffnn::layers::{BatchNormWithoutAffine, DenseWithoutBias, LayerNormWithoutShift, PReluPerFeature};
use ffnn::prelude::*;

use super::memory;

network! {
    /// Two layers, whose file is short.
    struct Small: 2 -> 1 {
        hidden: Dense<3>,
        Relu,
        output: Dense<1>,
        Linear,
    }
}

network! {
    /// Every role that a tensor can have, a bias that is absorbed, and blocks.
    struct Everything: 2 -> 2 {
        hidden: Dense<2>,
        BatchNorm,
        PRelu,
        Residual { LayerNorm, PReluPerFeature, inner: Dense<2> },
        Concat { [left: Dense<1>, Elu], [] },
        output: Dense<2>,
        Softmax,
    }
}

network! {
    /// Layers without some of their tensors.
    struct Without: 2 -> 2 {
        hidden: DenseWithoutBias<3>,
        BatchNormWithoutAffine,
        LayerNormWithoutShift,
        output: DenseWithoutBias<2>,
        Softmax,
    }
}

/// As much memory as the file, and at most this part of it more: names and texts of a letter or two take 8 bytes besides
/// their letters, and 6 in the file.
const MORE: usize = 4;

/// Longer than any message.
const LONGEST_MESSAGE: usize = 1000;

/// By all names, into networks of both number types.
pub fn weights(bytes: &[u8]) {
    load::<Small<f32>>(bytes, &Names::torch());
    for names in [Names::default(), Names::sequential(), Names::keras(), Names::flax(), Names::burn()] {
        load::<Everything<f64>>(bytes, &names);
    }
    load::<Small<f32>>(bytes, &Names::torch().prefix("module.").ignore(["optimizer.*"]));
    load::<Small<f32>>(bytes, &Names::keras().part("sequential").inputs_first());
    load::<Without<f32>>(bytes, &Names::torch());
}

/// Files of every role, by the names of every library, for the corpus.
pub fn seeds() -> Vec<(&'static str, Vec<u8>)> {
    let metadata = files::Metadata::new().seed(1).metric(0.5);
    let everything = |names: &Names| {
        files::to_bytes(&*Everything::<f64>::boxed(1), &metadata, names).expect("every value is finite")
    };
    let small =
        |names: &Names| files::to_bytes(&*Small::<f32>::boxed(1), &metadata, names).expect("every value is finite");
    let of_burn = files::Metadata::new().text("producer", "burn");
    vec![
        ("everything", everything(&Names::keras())),
        ("flax", everything(&Names::flax())),
        (
            "burn",
            files::to_bytes(&*Everything::<f64>::boxed(1), &of_burn, &Names::burn()).expect("every value is finite"),
        ),
        ("prefix", small(&Names::torch().prefix("module."))),
        ("part", small(&Names::keras().part("sequential/"))),
        (
            "without",
            files::to_bytes(&*Without::<f32>::boxed(1), &metadata, &Names::torch()).expect("every value is finite"),
        ),
    ]
}

fn load<N: Network>(bytes: &[u8], names: &Names) {
    let mut network = N::zeros_boxed();
    network.as_mut_slice().fill(Scalar::ONE);
    let result = memory::bounded(bytes.len() + bytes.len() / MORE, || files::from_bytes(&mut *network, bytes, names));
    let metadata = match result {
        Ok(metadata) => metadata,
        Err(problem) => {
            assert!(network.as_slice().iter().all(|&value| value == Scalar::ONE), "a failed load changes nothing");
            assert!(problem.to_string().len() < LONGEST_MESSAGE, "{problem}");
            return;
        }
    };
    assert!(network.as_slice().iter().all(|value| value.is_finite()));
    let saved = files::to_bytes(&*network, &metadata, names).expect("what was loaded can be saved");
    let mut again = N::zeros_boxed();
    let metadata = files::from_bytes(&mut *again, &saved, names).expect("what was saved can be loaded");
    let bits = |network: &N| network.as_slice().iter().map(|value| value.to_bits_u64()).collect::<Vec<_>>();
    assert_eq!(bits(&again), bits(&network), "every bit is kept");
    assert!(files::to_bytes(&*again, &metadata, names).expect("as before") == saved, "and so is every byte");
}
