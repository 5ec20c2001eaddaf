//! Weights from PyTorch and Keras reproduce their logits.

use std::path::{Path, PathBuf};

use ffnn::files::{self, Names};
use ffnn::prelude::*;
use serde_json::Value;

network! {
    pub(crate) struct Mlp: 64 -> 10 {
        hidden: Dense<32>,
        Relu,
        output: Dense<10>,
        Softmax,
    }

    pub(crate) static MLP: &Mlp = "tests/files/data/digits_mlp.safetensors" { names: sequential };
    pub(crate) static MLP_WIDE: &Mlp<f64> = "tests/files/data/digits_mlp.safetensors" { names: sequential };
    pub(crate) static MLP_F16: &Mlp = "tests/files/data/digits_mlp_f16.safetensors" { names: sequential };
    pub(crate) static MLP_F64: &Mlp<f64> = "tests/files/data/digits_mlp_f64.safetensors" { names: sequential };
    pub(crate) static MLP_ROUNDED: &Mlp = "tests/files/data/digits_mlp_f64.safetensors" { names: sequential };
    pub(crate) static KERAS: &Mlp = "tests/files/data/keras_mlp.safetensors" {
        names: keras,
        rename: { hidden: "dense_0", output: "dense_1" },
    };
}

network! {
    pub(crate) struct Normed: 64 -> 10 {
        Dense<24>,
        BatchNorm,
        LeakyRelu { slope: 0.01 },
        Dropout { rate: 0.2 },
        Dense<16>,
        BatchNorm,
        Elu,
        Dense<10>,
        Softmax,
    }

    pub(crate) static NORMED: &Normed = "tests/files/data/digits_bn.safetensors" { names: sequential };
    pub(crate) static NORMED_WIDE: &Normed<f64> = "tests/files/data/digits_bn.safetensors" { names: sequential };
}

pub(crate) fn path(file: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/files/data").join(file)
}

/// Tensor names, which differ between files.
fn names(file: &str) -> Names {
    if file.starts_with("keras") {
        Names::keras().rename("hidden", "dense_0").rename("output", "dense_1")
    } else {
        Names::sequential()
    }
}

fn reference() -> Value {
    let text = std::fs::read_to_string(path("interop.json")).expect("the reference is there");
    serde_json::from_str(&text).expect("the reference is JSON")
}

fn rows<const N: usize>(rows: &Value) -> Vec<[f64; N]> {
    let numbers = |row: &Value| row.as_array().expect("a row").iter().map(|x| x.as_f64().expect("a number")).collect();
    let rows = rows.as_array().expect("rows").iter();
    rows.map(|row| <Vec<f64>>::try_into(numbers(row)).expect("as many numbers")).collect()
}

/// The largest difference, in tolerances of the reference: `tolerance · max(1, |expected|)`.
fn distance<T: Scalar, N: Network<Scalar = T, Input = [T; 64], Logits = [T; 10]>>(network: &N, file: &str) -> f64 {
    let reference = reference();
    let entry = reference["entries"].as_array().expect("entries").iter().find(|entry| entry["file"] == file);
    let entry = entry.expect("the reference has the file");
    let (inputs, expected) = (rows::<64>(&reference["x"]), rows::<10>(&entry["logits"]));
    assert_eq!((inputs.len(), expected.len()), (10, 10));
    let tolerance = entry["tolerance"].as_f64().expect("a tolerance");
    let mut most = 0.0_f64;
    for (input, expected) in inputs.iter().zip(&expected) {
        let logits = network.logits(&input.map(T::from_f64));
        for (found, expected) in logits.as_ref().iter().zip(expected) {
            most = most.max((found.to_f64() - expected).abs() / (tolerance * expected.abs().max(1.0)));
        }
    }
    println!("{file} in {}: {most:.2e} of the tolerance", std::any::type_name::<T>());
    most
}

fn check<T: Scalar, N: Network<Scalar = T, Input = [T; 64], Logits = [T; 10]>>(file: &str) {
    let mut network = N::boxed(1);
    files::load_named(&mut *network, path(file), &names(file)).expect("the file is that of the network");
    assert!(distance(&*network, file) <= 1.0);
}

#[test]
fn loaded_weights_give_the_logits_of_the_reference() {
    for file in ["digits_mlp", "digits_mlp_f16", "digits_mlp_f64", "keras_mlp"] {
        let file = format!("{file}.safetensors");
        check::<f32, Mlp>(&file);
        check::<f64, Mlp<f64>>(&file);
    }
    // Its dense layers have a bias before the batch normalization.
    check::<f32, Normed>("digits_bn.safetensors");
    check::<f64, Normed<f64>>("digits_bn.safetensors");
}

#[test]
fn weights_in_the_program_are_those_that_are_loaded() {
    fn same<N: Network>(embedded: &'static N, file: &str) {
        let mut loaded = N::boxed(1);
        files::load_named(&mut *loaded, path(file), &names(file)).expect("the file is that of the network");
        let bits = |network: &N| -> Vec<u64> { network.as_slice().iter().map(|x| x.to_f64().to_bits()).collect() };
        assert_eq!(bits(embedded), bits(&loaded), "{file}");
    }
    same(MLP, "digits_mlp.safetensors");
    same(MLP_WIDE, "digits_mlp.safetensors");
    same(MLP_F16, "digits_mlp_f16.safetensors");
    same(MLP_F64, "digits_mlp_f64.safetensors");
    same(MLP_ROUNDED, "digits_mlp_f64.safetensors");
    same(KERAS, "keras_mlp.safetensors");
    same(NORMED, "digits_bn.safetensors");
    same(NORMED_WIDE, "digits_bn.safetensors");
}

#[test]
fn weights_in_the_program_give_the_logits_of_the_reference() {
    assert!(distance(MLP, "digits_mlp.safetensors") <= 1.0);
    assert!(distance(MLP_WIDE, "digits_mlp.safetensors") <= 1.0);
    assert!(distance(MLP_F16, "digits_mlp_f16.safetensors") <= 1.0);
    assert!(distance(MLP_F64, "digits_mlp_f64.safetensors") <= 1.0);
    assert!(distance(KERAS, "keras_mlp.safetensors") <= 1.0);
    assert!(distance(NORMED, "digits_bn.safetensors") <= 1.0);
    assert!(distance(NORMED_WIDE, "digits_bn.safetensors") <= 1.0);
}

#[test]
fn metadata_of_elsewhere_is_read() {
    let mut network = Mlp::<f32>::boxed(1);
    let file = "keras_mlp.safetensors";
    let metadata = files::load_named(&mut *network, path(file), &names(file)).expect("the file is that of the network");
    assert_eq!((metadata.seed, metadata.metric, metadata.fingerprint), (None, None, None));
    assert_eq!(&metadata.texts["layout"], "in_out");
}
