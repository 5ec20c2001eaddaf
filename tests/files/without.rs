//! Layers without some tensors: a dense layer without bias, normalizations without scale, shift or both.

use ffnn::files::{self, Metadata, Names, Problem};
use ffnn::layers::{
    BatchNormWithoutAffine, BatchNormWithoutScale, BatchNormWithoutShift, DenseWithoutBias, LayerNormWithoutAffine,
    LayerNormWithoutScale, LayerNormWithoutShift, Running,
};
use ffnn::prelude::*;
use ffnn::testing::{Tolerance, assert_close};
use serde_json::Value;

use super::interop::path;

/// A network of three inputs, four hidden values and two outputs, with the weights of a file.
macro_rules! declare {
    ($($network:ident $constant:ident $wide:ident: $hidden:ident $(, $norm:ident)?, $file:literal $options:tt;)+) => {
        $(
            network! {
                struct $network: 3 -> 2 {
                    hidden: $hidden<4>,
                    $(norm: $norm,)?
                    Tanh,
                    output: Dense<2>,
                    Linear,
                }

                static $constant: &$network = $file $options;
                static $wide: &$network<f64> = $file $options;
            }
        )+
    };
}

declare! {
    NoBias NO_BIAS NO_BIAS_WIDE: DenseWithoutBias, "tests/files/data/no_bias.safetensors" { names: torch };
    NoAffine NO_AFFINE NO_AFFINE_WIDE: Dense, BatchNormWithoutAffine, "tests/files/data/bn_no_affine.safetensors" {};
    NoShift NO_SHIFT NO_SHIFT_WIDE: Dense, BatchNormWithoutShift, "tests/files/data/bn_no_shift.safetensors" {};
    NoScale NO_SCALE NO_SCALE_WIDE: Dense, BatchNormWithoutScale, "tests/files/data/bn_no_scale.safetensors" {
        names: keras,
        prefix: "sequential/",
    };
}

network! {
    struct LayerNoBias: 3 -> 2 { hidden: Dense<4>, norm: LayerNormWithoutShift, Tanh, output: Dense<2>, Linear }

    static LAYER_NO_BIAS: &LayerNoBias = "tests/files/data/ln_no_bias.safetensors";
    static LAYER_NO_BIAS_WIDE: &LayerNoBias<f64> = "tests/files/data/ln_no_bias.safetensors";
}

network! {
    struct LayerNoAffine: 3 -> 2 { hidden: Dense<4>, norm: LayerNormWithoutAffine, Tanh, output: Dense<2>, Linear }

    static LAYER_NO_AFFINE: &LayerNoAffine = "tests/files/data/ln_no_affine.safetensors";
    static LAYER_NO_AFFINE_WIDE: &LayerNoAffine<f64> = "tests/files/data/ln_no_affine.safetensors";
}

network! {
    /// All of them, some twice: with an absorbed bias and without.
    struct Each: 3 -> 2 {
        wide: DenseWithoutBias<6> { l2: 1e-3, init: he_normal },
        BatchNormWithoutAffine { running: Running::Torch },
        Relu,
        Dense<6>,
        BatchNormWithoutShift,
        Tanh,
        LayerNormWithoutScale,
        DenseWithoutBias<6>,
        BatchNormWithoutScale { epsilon: 1e-3 },
        LayerNormWithoutShift { epsilon: 1e-3 },
        LayerNormWithoutAffine,
        DenseWithoutBias<2>,
        Linear,
    }
}

fn rows(value: &Value) -> Vec<Vec<f64>> {
    let row = |row: &Value| row.as_array().expect("a row").iter().map(|x| x.as_f64().expect("a number")).collect();
    value.as_array().expect("rows").iter().map(row).collect()
}

/// The file gives the reference predictions, embedded and loaded, also when frozen.
fn check<T: Scalar, N>(embedded: &'static N, file: &str, names: &Names, tolerance: Tolerance)
where
    N: Freeze + Network<Scalar = T, Input = [T; 3], Logits = [T; 2]>,
{
    let text = std::fs::read_to_string(path("without.json")).expect("the reference is there");
    let reference: Value = serde_json::from_str(&text).expect("the reference is JSON");
    let mut loaded = N::boxed(1);
    files::load_named(&mut *loaded, path(&format!("{file}.safetensors")), names).expect("the file is the network's");
    assert_eq!(loaded.as_slice(), embedded.as_slice(), "{file}");
    let frozen = loaded.freeze();
    for (input, expected) in rows(&reference["x"]).iter().zip(rows(&reference["logits"][file])) {
        let input: [T; 3] = std::array::from_fn(|index| T::from_f64(input[index]));
        let expected: Vec<T> = expected.into_iter().map(T::from_f64).collect();
        assert_close(tolerance, file, &loaded.logits(&input), &expected);
        assert_close(tolerance, file, &frozen.logits(&input), &expected);
    }
}

#[test]
fn files_of_other_libraries_give_what_they_give_there() {
    macro_rules! check_both {
        ($narrow:expr, $wide:expr, $file:literal, $names:expr) => {
            check($narrow, $file, &$names, Tolerance::F32_STEPS);
            check($wide, $file, &$names, Tolerance::F64_STEPS);
        };
    }
    check_both!(NO_BIAS, NO_BIAS_WIDE, "no_bias", Names::default());
    check_both!(NO_AFFINE, NO_AFFINE_WIDE, "bn_no_affine", Names::default());
    check_both!(NO_SHIFT, NO_SHIFT_WIDE, "bn_no_shift", Names::torch());
    check_both!(NO_SCALE, NO_SCALE_WIDE, "bn_no_scale", Names::keras().prefix("sequential/"));
    check_both!(LAYER_NO_BIAS, LAYER_NO_BIAS_WIDE, "ln_no_bias", Names::default());
    check_both!(LAYER_NO_AFFINE, LAYER_NO_AFFINE_WIDE, "ln_no_affine", Names::default());
}

#[test]
fn what_is_not_learned_is_no_parameter_and_no_tensor() {
    type P<N> = <N as Network>::Parameters;
    let learned =
        [P::<NoBias>::COUNT, P::<NoAffine>::COUNT, P::<NoShift>::COUNT, P::<NoScale>::COUNT, P::<LayerNoBias>::COUNT];
    assert_eq!(learned, [12 + 10, 12 + 10, 12 + 4 + 10, 12 + 4 + 10, 12 + 4 + 4 + 10]);
    let bytes = files::to_bytes(&*Each::<f32>::boxed(1), &Metadata::new(), &Names::torch()).expect("all is finite");
    let header = String::from_utf8_lossy(&bytes).into_owned();
    for (name, is_there) in [
        ("wide.weight", true),
        ("wide.bias", false),
        ("batch_norm_without_affine.running_mean", true),
        ("batch_norm_without_affine.weight", false),
        ("batch_norm_without_shift.weight", true),
        ("batch_norm_without_shift.bias", false),
        ("batch_norm_without_scale.weight", false),
        ("batch_norm_without_scale.bias", true),
        ("layer_norm_without_shift.weight", true),
        ("layer_norm_without_shift.bias", false),
        ("layer_norm_without_scale.bias", true),
        ("layer_norm_without_affine", false),
    ] {
        assert_eq!(header.contains(&format!("\"{name}")), is_there, "{name}");
    }
}

/// Two inputs of the last layer differ, so that earlier layers learn something.
fn samples() -> (Vec<[f64; 3]>, Vec<[f64; 2]>) {
    let inputs: Vec<[f64; 3]> =
        (0..24).map(|i| [0.1 * f64::from(i), (f64::from(i)).sin(), (0.7 * f64::from(i)).cos()]).collect();
    let targets = inputs.iter().map(|[a, b, c]| [a - b, b * c]).collect();
    (inputs, targets)
}

#[test]
fn they_train_freeze_and_are_saved_as_any_other() {
    let (inputs, targets) = samples();
    let mut trainer = Trainer::<Each<f64>>::builder().optimizer(Adam::new(0.01)).seed(3).build().expect("a trainer");
    let first = trainer.step(&inputs, &targets).expect("a step");
    for _ in 0..300 {
        trainer.step(&inputs, &targets).expect("a step");
    }
    let last = trainer.step(&inputs, &targets).expect("a step");
    assert!(last < 0.2 * first, "{first} {last}");
    let network = trainer.into_network();
    for names in [Names::torch(), Names::sequential(), Names::keras(), Names::flax(), Names::burn()] {
        let bytes = files::to_bytes(&*network, &Metadata::new(), &names).expect("all is finite");
        let mut loaded = Each::<f64>::boxed(9);
        files::from_bytes(&mut *loaded, &bytes, &names).unwrap_or_else(|problem| panic!("{names:?}: {problem}"));
        assert_eq!(loaded.as_slice(), network.as_slice(), "{names:?}");
    }
    let frozen = network.freeze();
    for input in &inputs {
        assert_close(Tolerance::F64_STEPS, "frozen", &frozen.logits(input), &network.logits(input));
    }
}

#[test]
fn a_file_without_a_tensor_suggests_the_layer_without_it() {
    network! {
        struct Biased: 3 -> 2 { hidden: Dense<4>, Tanh, output: Dense<2>, Linear }
    }
    network! {
        struct Normed: 3 -> 2 { hidden: Dense<4>, norm: BatchNorm, Tanh, output: Dense<2>, Linear }
    }
    fn refused<N: Network>(file: &str) -> String {
        let error = files::load(&mut *N::boxed(1), path(file)).expect_err("a tensor is missing");
        let files::FileError::Content { problem, .. } = error else { panic!("{error}") };
        assert!(matches!(problem, Problem::Missing { .. }));
        problem.to_string()
    }
    assert_eq!(
        refused::<Biased>("no_bias.safetensors"),
        "the file has no tensor `hidden.bias` of shape [4]: if the layer has no such tensor, declare it as `DenseWithoutBias`"
    );
    assert!(refused::<Normed>("bn_no_affine.safetensors").ends_with("declare it as `BatchNormWithoutAffine`"));
    assert!(refused::<Normed>("bn_no_shift.safetensors").ends_with("declare it as `BatchNormWithoutShift`"));
}
