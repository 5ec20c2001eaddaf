//! A file that does not fit the network is rejected with a message, and the network stays unchanged.

use ffnn::files::{self, Metadata, Names, Problem};
use ffnn::prelude::*;

use super::declared::{Normed, Small};

/// A tensor: name, type, shape, bytes.
type Tensor<'a> = (&'a str, &'a str, &'a [usize], Vec<u8>);

/// A file with these tensors and texts, written without the library.
pub(crate) fn file(texts: &str, tensors: &[Tensor<'_>]) -> Vec<u8> {
    let (mut header, mut data) = (format!("{{\"__metadata__\":{{{texts}}}"), Vec::new());
    for (name, dtype, shape, bytes) in tensors {
        let (start, end) = (data.len(), data.len() + bytes.len());
        header += &format!(r#","{name}":{{"dtype":"{dtype}","shape":{shape:?},"data_offsets":[{start},{end}]}}"#);
        data.extend_from_slice(bytes);
    }
    header.push('}');
    let mut file = (header.len() as u64).to_le_bytes().to_vec();
    file.extend_from_slice(header.as_bytes());
    file.extend_from_slice(&data);
    file
}

pub(crate) fn f32s(values: &[f32]) -> Vec<u8> {
    values.iter().flat_map(|value| value.to_le_bytes()).collect()
}

fn f64s(values: &[f64]) -> Vec<u8> {
    values.iter().flat_map(|value| value.to_le_bytes()).collect()
}

/// The weights of [`Small`].
pub(crate) fn small() -> Vec<Tensor<'static>> {
    vec![
        ("hidden.weight", "F32", &[3, 2], f32s(&[1.0, 2.0, 3.0, 4.0, 5.0, 6.0])),
        ("hidden.bias", "F32", &[3], f32s(&[7.0, 8.0, 9.0])),
        ("output.weight", "F32", &[1, 3], f32s(&[10.0, 11.0, 12.0])),
        ("output.bias", "F32", &[1], f32s(&[13.0])),
    ]
}

/// Returns the message that rejects the file.
fn refused<N: Network>(bytes: &[u8], names: &Names) -> Problem {
    let mut network = N::boxed(3);
    let before = network.as_slice().to_vec();
    let problem = files::from_bytes(&mut *network, bytes, names).expect_err("this file is not the network's");
    assert_eq!(network.as_slice(), before, "a failed load changes nothing");
    problem
}

fn message(tensors: &[Tensor<'_>]) -> String {
    refused::<Small>(&file("", tensors), &Names::torch()).to_string()
}

#[test]
fn what_is_not_refused_is_loaded() {
    let mut network = Small::<f32>::boxed(3);
    files::from_bytes(&mut *network, &file("", &small()), &Names::torch()).expect("all tensors are there");
    // Column-major order.
    assert_eq!(network.as_slice(), [1.0, 3.0, 5.0, 2.0, 4.0, 6.0, 7.0, 8.0, 9.0, 10.0, 11.0, 12.0, 13.0]);
    assert_eq!(network.hidden.weights[(2, 1)], 6.0);
}

#[test]
fn each_wrong_tensor_is_named() {
    let with = |index: usize, tensor: Tensor<'static>| {
        let mut tensors = small();
        tensors[index] = tensor;
        message(&tensors)
    };
    let hidden = || f32s(&[1.0, 2.0, 3.0, 4.0, 5.0, 6.0]);
    assert_eq!(
        with(0, ("hiden.weight", "F32", &[3, 2], hidden())),
        "the file has no tensor `hidden.weight` of shape [3, 2]; closest name in the file: `hiden.weight`"
    );
    assert_eq!(
        with(0, ("hidden.weight", "F32", &[2, 3], hidden())),
        "tensor `hidden.weight`: expected the shape [3, 2], found [2, 3], which is transposed: PyTorch's `weight` is [outputs, \
         inputs], Keras's `kernel` and burn's `weight` are [inputs, outputs]"
    );
    assert_eq!(
        with(0, ("hidden.weight", "F32", &[6], hidden())),
        "tensor `hidden.weight`: expected the shape [3, 2], found [6]"
    );
    assert_eq!(
        with(0, ("hidden.weight", "I32", &[3, 2], hidden())),
        "tensor `hidden.weight`: expected elements of type F16, BF16, F32 or F64, found I32"
    );
    assert_eq!(
        with(0, ("hidden.weight", "F32", &[3, 2], f32s(&[1.0, 2.0, 3.0, f32::NAN, 5.0, 6.0]))),
        "tensor `hidden.weight`: expected finite numbers, found NaN at [1, 1]"
    );
    assert_eq!(
        with(3, ("output.bias", "F32", &[1], f32s(&[f32::NEG_INFINITY]))),
        "tensor `output.bias`: expected finite numbers, found -inf at [0]"
    );
    assert_eq!(
        with(3, ("output.bias", "F64", &[1], f64s(&[1e300]))),
        "tensor `output.bias`: expected numbers that an f32 can hold, found 1e300 at [0]"
    );
    let mut more = small();
    more.push(("output.bias2", "F32", &[1], f32s(&[1.0])));
    assert_eq!(
        message(&more),
        "the file has a tensor `output.bias2` of shape [1], but the network has no tensor of that name: declare its \
         layer with it, such as `Dense` instead of `DenseWithoutBias`, or, if it does not matter, ignore it with \
         `Names::torch().ignore([\"output.bias2\"])`"
    );
    assert_eq!(message(&[]), "the file has no tensor `hidden.weight` of shape [3, 2]");
    let mut twice = small();
    twice.push(("hidden.bias", "F32", &[3], f32s(&[7.0, 8.0, 9.0])));
    assert_eq!(message(&twice), "expected each name once, found two `hidden.bias`");
}

#[test]
fn the_names_that_fit_are_told() {
    let names = ["0.weight", "0.bias", "2.weight", "2.bias"];
    let tensors: Vec<_> = small().into_iter().zip(names).map(|((_, a, b, c), name)| (name, a, b, c)).collect();
    assert_eq!(
        message(&tensors),
        "the file has no tensor `hidden.weight` of shape [3, 2]: all tensors of the network fit with `Names::sequential()`"
    );
}

#[test]
fn numbers_of_f64_are_rounded_to_the_nearest() {
    // Between 1 and the next f32: closer to 1, in the middle, and closer to the next.
    let step = f64::from(f32::EPSILON);
    let values = [1.0 + 0.49 * step, 1.0 + 0.5 * step, 1.0 + 0.51 * step];
    let mut tensors = small();
    tensors[1] = ("hidden.bias", "F64", &[3], f64s(&values));
    let mut network = Small::<f32>::boxed(3);
    files::from_bytes(&mut *network, &file("", &tensors), &Names::torch()).expect("all of them fit");
    assert_eq!(network.hidden.bias.as_slice(), [1.0, 1.0, 1.0 + f32::EPSILON]);
    // Above the largest f32: closer to it than to the next value, and not.
    tensors[3] = ("output.bias", "F64", &[1], f64s(&[f64::from(f32::MAX) * (1.0 + step / 8.0)]));
    files::from_bytes(&mut *network, &file("", &tensors), &Names::torch()).expect("it is rounded to the largest");
    assert_eq!(network.output.bias[0], f32::MAX);
    tensors[3] = ("output.bias", "F64", &[1], f64s(&[f64::from(f32::MAX) * (1.0 + step / 2.0)]));
    assert!(matches!(refused::<Small>(&file("", &tensors), &Names::torch()), Problem::TooLarge { .. }));
}

#[test]
fn brain_floats_are_read() {
    let mut tensors = small();
    tensors[3] = ("output.bias", "BF16", &[1], vec![0x40, 0xc0]);
    let mut network = Small::<f32>::boxed(3);
    files::from_bytes(&mut *network, &file("", &tensors), &Names::torch()).expect("bf16 is read");
    assert_eq!(network.output.bias[0], -3.0);
}

#[test]
fn another_list_of_layers_is_refused_unless_it_may_be_any() {
    network! {
        struct Other: 2 -> 1 {
            hidden: Dense<3>,
            Tanh,
            output: Dense<1>,
            Linear,
        }
    }
    let bytes = files::to_bytes(&*Other::<f32>::boxed(1), &Metadata::new(), &Names::torch()).expect("all is finite");
    let problem = refused::<Small>(&bytes, &Names::torch());
    assert!(matches!(problem, Problem::Architecture { .. }), "{problem}");
    let mut network = Small::<f32>::boxed(3);
    files::from_bytes(&mut *network, &bytes, &Names::torch().any_architecture()).expect("the tensors are the same");
    assert_eq!(network.as_slice(), Other::<f32>::boxed(1).as_slice());
}

/// Weights of [`Normed`] from another library, with a bias before the normalization and a counter.
fn normed() -> Vec<Tensor<'static>> {
    let mut tensors = small();
    tensors.extend::<[Tensor<'static>; 5]>([
        ("norm.weight", "F32", &[3], f32s(&[1.0, 1.0, 1.0])),
        ("norm.bias", "F32", &[3], f32s(&[0.0, 0.0, 0.0])),
        ("norm.running_mean", "F32", &[3], f32s(&[0.5, 1.5, 2.5])),
        ("norm.running_var", "F32", &[3], f32s(&[1.0, 2.0, 3.0])),
        ("norm.num_batches_tracked", "I64", &[], 5_i64.to_le_bytes().to_vec()),
    ]);
    tensors
}

#[test]
fn a_bias_before_the_normalization_goes_into_the_running_mean() {
    let (names, mut network) = (Names::torch(), Normed::<f32>::boxed(1));
    files::from_bytes(&mut *network, &file("", &normed()), &names).expect("these are its tensors");
    assert_eq!(network.state.norm.mean.as_slice(), [0.5 - 7.0, 1.5 - 8.0, 2.5 - 9.0]);
    assert_eq!(network.state.norm.weight[0], 1.0, "from elsewhere, statistics are a whole average");
    let without: Vec<_> =
        normed().into_iter().filter(|(name, ..)| !["hidden.bias", "norm.num_batches_tracked"].contains(name)).collect();
    files::from_bytes(&mut *network, &file("", &without), &names).expect("neither has to be there");
    assert_eq!(network.state.norm.mean.as_slice(), [0.5, 1.5, 2.5]);
}

#[test]
fn what_is_tolerated_is_checked_all_the_same() {
    let with = |name: &str, tensor: Tensor<'static>| {
        let mut tensors = normed();
        *tensors.iter_mut().find(|(other, ..)| *other == name).expect("there is one") = tensor;
        refused::<Normed>(&file("", &tensors), &Names::torch()).to_string()
    };
    assert_eq!(
        with("hidden.bias", ("hidden.bias", "F32", &[1], f32s(&[7.0]))),
        "tensor `hidden.bias`: expected the shape [3], found [1]"
    );
    assert_eq!(
        with("hidden.bias", ("hidden.bias", "F32", &[3], f32s(&[f32::MAX, f32::NAN, 0.0]))),
        "tensor `hidden.bias`: expected finite numbers, found NaN at [1]"
    );
    let counter = "norm.num_batches_tracked";
    assert_eq!(
        with(counter, (counter, "BOOL", &[], vec![1])),
        "tensor `norm.num_batches_tracked`: expected elements of type integer or float, found BOOL"
    );
    assert_eq!(
        with(counter, (counter, "I64", &[2], vec![0; 16])),
        "tensor `norm.num_batches_tracked`: expected the shape [] or [1], found [2]"
    );
    let texts = r#""ffnn.share.norm":"1.5""#;
    assert_eq!(
        refused::<Normed>(&file(texts, &normed()), &Names::torch()).to_string(),
        "text `ffnn.share.norm`: expected a number, found \"1.5\""
    );
}

#[test]
fn texts_that_are_no_numbers_are_refused() {
    for (texts, name) in [(r#""ffnn.seed":"-1""#, "ffnn.seed"), (r#""ffnn.fingerprint":"x""#, "ffnn.fingerprint")] {
        let problem = refused::<Small>(&file(texts, &small()), &Names::torch());
        assert!(matches!(&problem, Problem::Number { name: found, .. } if found == name), "{problem}");
    }
    // An error must not contain a text as long as the file.
    let problem = refused::<Small>(&file(&format!(r#""ffnn.seed":"{}""#, "x".repeat(1000)), &small()), &Names::torch());
    assert_eq!(problem, Problem::Number { name: "ffnn.seed".into(), found: format!("{}…", "x".repeat(80)) });
    let problem = refused::<Small>(&file(r#""a":"1","a":"2""#, &small()), &Names::torch());
    assert_eq!(problem, Problem::Twice { name: "a".into() });
}

#[test]
fn names_that_do_not_fit_the_network_are_refused() {
    let bytes = file("", &small());
    assert_eq!(
        refused::<Small>(&bytes, &Names::torch().rename("hiden", "0")).to_string(),
        "the network has no layer `hiden`; closest name in the network: `hidden`"
    );
    assert_eq!(
        refused::<Small>(&bytes, &Names::torch().rename("hidden", "output")).to_string(),
        "expected a different name for each tensor of the network, found two named `output.weight`"
    );
}

#[test]
fn a_network_that_is_not_finite_is_not_saved() {
    let mut network = Small::<f64>::boxed(3);
    network.output.weights[(0, 1)] = f64::NAN;
    let problem = files::to_bytes(&*network, &Metadata::new(), &Names::torch()).expect_err("it holds a NaN");
    assert_eq!(problem.to_string(), "tensor `output.weight`: expected finite numbers, found NaN at [0, 1]");
    let metadata = Metadata::new().text("ffnn.seed", "1");
    let problem = files::to_bytes(&*Small::<f32>::boxed(3), &metadata, &Names::torch()).expect_err("the name is ours");
    assert_eq!(problem, Problem::OwnText { name: "ffnn.seed".into(), nearest: None });
}
