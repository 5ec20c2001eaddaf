//! Saving and loading round-trip bit for bit.

use ffnn::files::{self, Metadata, Names};
use ffnn::prelude::*;
use ffnn::{Random, Stream};

use super::declared::Everything;

/// Any finite number: both signs, zero, the smallest and the largest.
fn any<T: Scalar>(random: &mut Random) -> T {
    let special = [0.0, -0.0, f64::from(f32::MAX), -f64::from(f32::MIN_POSITIVE), f64::from(f32::from_bits(1)), 1.0];
    if random.below(8) == 0 {
        return T::from_f64(special[random.below(special.len())]);
    }
    loop {
        let value = if size_of::<T>() == 4 {
            f64::from(f32::from_bits(random.bits() as u32))
        } else {
            f64::from_bits(random.bits())
        };
        if value.is_finite() {
            return T::from_f64(value);
        }
    }
}

/// Returns the value, or positive zero for a denormal one, as loading does.
fn normal<T: Scalar>(value: T) -> T {
    let smallest = if size_of::<T>() == 4 { f64::from(f32::MIN_POSITIVE) } else { f64::MIN_POSITIVE };
    if value.to_f64().abs() < smallest { T::ZERO } else { value }
}

/// A network with arbitrary values.
fn filled<T: Scalar>(seed: u64) -> Box<Everything<T>> {
    let (mut network, mut random) = (Everything::<T>::boxed(seed), Stream::root(seed).random());
    network.as_mut_slice().fill_with(|| normal(any(&mut random)));
    // A variance is not negative.
    for variance in [&mut network.state.batch_norm.variance, &mut network.state.norm.variance] {
        variance.iter_mut().for_each(|value| *value = value.abs());
    }
    // These two are from 0 to 1.
    network.state.batch_norm.weight[0] = T::from_f64(random.uniform());
    network.state.norm.weight[0] = T::from_f64(random.uniform());
    network
}

fn bits<T: Scalar>(network: &Everything<T>) -> Vec<u64> {
    network.as_slice().iter().map(|value| value.to_f64().to_bits()).collect()
}

fn check<T: Scalar>() {
    for seed in 0..20 {
        for names in [
            Names::torch(),
            Names::sequential(),
            Names::keras(),
            Names::flax(),
            Names::burn(),
            Names::torch().inputs_first().prefix("module.").part("größe"),
            Names::torch().rename("hidden", "encoder.0").rename("output", "übung \"1\"\n"),
        ] {
            let saved = filled::<T>(seed);
            let metadata = Metadata::new().seed(seed).metric(0.1 + seed as f64).text("note", "a \\ \"b\"\tc\u{1}é");
            let bytes = files::to_bytes(&*saved, &metadata, &names).expect("all is finite");
            let again = files::to_bytes(&*saved, &metadata, &names).expect("all is finite");
            assert_eq!(bytes, again, "the same network is the same file");
            let mut loaded = Everything::<T>::boxed(seed + 1);
            let found = files::from_bytes(&mut *loaded, &bytes, &names).expect("what is saved can be loaded");
            assert_eq!(bits(&loaded), bits(&saved), "{names:?}");
            assert_eq!((found.seed, found.metric), (metadata.seed, metadata.metric));
            assert_eq!((&found.texts["note"], &found.texts["format"]), ("a \\ \"b\"\tc\u{1}é", "pt"));
            assert_eq!(found.fingerprint, Some(<Everything<T> as Network>::Parameters::FINGERPRINT));
        }
    }
}

#[test]
fn a_network_of_f32_is_the_same_after_it() {
    check::<f32>();
}

#[test]
fn a_network_of_f64_is_the_same_after_it() {
    check::<f64>();
}

#[test]
fn a_file_of_f32_is_exact_in_f64_and_back() {
    let saved = filled::<f32>(7);
    let names = Names::torch();
    let bytes = files::to_bytes(&*saved, &Metadata::new(), &names).expect("all is finite");
    let mut wide = Everything::<f64>::boxed(0);
    files::from_bytes(&mut *wide, &bytes, &names).expect("f32 fits into f64");
    let values: Vec<u64> = wide.as_slice().iter().map(|value| value.to_bits()).collect();
    assert_eq!(values, bits(&saved));
    let bytes = files::to_bytes(&*wide, &Metadata::new(), &names).expect("all is finite");
    let mut narrow = Everything::<f32>::boxed(0);
    files::from_bytes(&mut *narrow, &bytes, &names).expect("they came from f32");
    assert_eq!(bits(&narrow), bits(&saved));
}

#[test]
fn tensors_are_called_after_layers_and_by_the_conventions() {
    let header = |names: &Names| {
        let bytes = files::to_bytes(&*filled::<f32>(1), &Metadata::new(), names).expect("all is finite");
        let length = u64::from_le_bytes(bytes[..8].try_into().expect("eight bytes")) as usize;
        let header: serde_json::Value = serde_json::from_slice(&bytes[8..8 + length]).expect("a header is JSON");
        let shape = |tensor: &serde_json::Value| tensor["shape"].to_string();
        let tensors = header.as_object().expect("an object").iter();
        let tensors = tensors.filter(|(name, _)| *name != "__metadata__");
        tensors.map(|(name, tensor)| format!("{name} {}", shape(tensor))).collect::<Vec<_>>()
    };
    // The dense layers before the batch normalizations have no bias.
    let torch = [
        "batch_norm.bias [8]",
        "batch_norm.running_mean [8]",
        "batch_norm.running_var [8]",
        "batch_norm.weight [8]",
        "dense.bias [1]",
        "dense.weight [1,8]",
        "dense_2.bias [3]",
        "dense_2.weight [3,1]",
        "hidden.weight [8,5]",
        "inner.weight [8,8]",
        "layer_norm.bias [8]",
        "layer_norm.weight [8]",
        "left.bias [4]",
        "left.weight [4,8]",
        "norm.bias [8]",
        "norm.running_mean [8]",
        "norm.running_var [8]",
        "norm.weight [8]",
        "output.bias [3]",
        "output.weight [3,15]",
        "p_relu.weight [1]",
        "p_relu_per_feature.weight [8]",
    ];
    let sorted = |mut names: Vec<String>| {
        names.sort();
        names
    };
    assert_eq!(sorted(header(&Names::torch())), torch.map(String::from));
    let keras = sorted(header(&Names::keras()));
    for name in ["hidden.kernel [5,8]", "norm.gamma [8]", "norm.moving_variance [8]", "p_relu.alpha [1]"] {
        assert!(keras.contains(&name.into()), "{name} in {keras:?}");
    }
    let sequential = sorted(header(&Names::sequential()));
    for name in ["1.weight [8,5]", "2.running_mean [8]", "3.weight [1]"] {
        assert!(sequential.contains(&name.into()), "{name} in {sequential:?}");
    }
}

/// The seed of the network in `data/everything.safetensors`.
const EVERYTHING: u64 = 1;

/// `cargo test --test files -- --ignored`, after a change of the list; while it has a static, that is left out
/// meanwhile.
#[test]
#[ignore = "writes the file that is part of this program"]
fn everything_is_written() {
    let metadata = Metadata::new().seed(EVERYTHING);
    let path = super::interop::path("everything.safetensors");
    files::save(&*filled::<f32>(EVERYTHING), path, &metadata).expect("it can be saved");
}

#[test]
fn what_is_saved_is_what_is_part_of_the_program() {
    let expected = bits(&filled::<f32>(EVERYTHING));
    assert_eq!(bits(super::declared::EVERYTHING), expected);
    assert_eq!(bits(super::declared::EVERYTHING_WIDE), expected);
}
