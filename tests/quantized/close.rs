//! Integer networks with every kind of layer, compared with floating point.

use ffnn::prelude::*;
use ffnn::quantized::Integers;
use ffnn::{Stream, Vector};

use crate::declared::*;

/// For the root of the mean square of the error, as a part of that of the logits: each number of 8 bits is off by a few
/// tenths of a percent of what is typical there, and these networks have two or three layers of such.
const TYPICAL_ERROR: f64 = 0.03;
/// Where more than that adds up: a jump, to whose other side a value may be rounded; small differences of large values;
/// or more layers.
const LARGER_ERROR: f64 = 0.06;

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
    let inputs = (0..512).map(|_| draw()).collect();
    (network, inputs)
}

/// Root mean square error, relative to that of the logits.
fn error<N: Quantize>(seed: u64) -> f64
where
    <N::Quantized as Quantized>::Network: Network<Input = N::Input, Logits = N::Logits>,
{
    let (network, inputs) = trained::<N>(seed);
    // The calibration samples, so that no value is clipped and only rounding is measured.
    let quantized = network.quantize(&inputs).expect("a form in integers");
    let (mut errors, mut all) = (0.0, 0.0);
    for input in &inputs {
        let found = quantized.dequantize_logits(&quantized.logits(&quantized.quantize_input(input)));
        let expected = network.logits(input);
        for (found, expected) in found.as_ref().iter().zip(expected.as_ref()) {
            errors += (found.to_f64() - expected.to_f64()).powi(2);
            all += expected.to_f64().powi(2);
        }
    }
    (errors / all).sqrt()
}

fn check<N: Quantize>(largest: f64)
where
    <N::Quantized as Quantized>::Network: Network<Input = N::Input, Logits = N::Logits>,
{
    let errors = [1, 2, 3].map(error::<N>);
    println!("{}: {errors:.4?}", std::any::type_name::<N>());
    assert!(errors.into_iter().all(|error| error <= largest), "{errors:?}");
}

macro_rules! check {
    ($($name:ident: $network:ty, $largest:ident;)+) => {
        $(
            #[test]
            fn $name() {
                check::<$network>($largest);
            }
        )+
    };
}

check! {
    the_digits: Digits, TYPICAL_ERROR;
    what_is_folded: Folded, TYPICAL_ERROR;
    what_is_kept: Kept, LARGER_ERROR;
    layers_without_some_tensors: Without, LARGER_ERROR;
    activations_first_and_last: Ends, TYPICAL_ERROR;
    a_clamp_last: Clamped, TYPICAL_ERROR;
    widths_of_the_compiler: Generic<4, 24, 3>, TYPICAL_ERROR;
    one_value: One, TYPICAL_ERROR;
    any_names: Names, LARGER_ERROR;
    an_activation_of_ones_own: bump::Between, TYPICAL_ERROR;
    between_celu: celu::Between, TYPICAL_ERROR;
    between_elu: elu::Between, TYPICAL_ERROR;
    between_gelu: gelu::Between, TYPICAL_ERROR;
    between_gelu_tanh: gelu_tanh::Between, TYPICAL_ERROR;
    between_hard_shrink: hard_shrink::Between, LARGER_ERROR;
    between_hard_sigmoid: hard_sigmoid::Between, TYPICAL_ERROR;
    between_hard_swish: hard_swish::Between, TYPICAL_ERROR;
    between_hard_tanh: hard_tanh::Between, TYPICAL_ERROR;
    between_identity: identity::Between, TYPICAL_ERROR;
    between_leaky_relu: leaky_relu::Between, TYPICAL_ERROR;
    between_log_sigmoid: log_sigmoid::Between, TYPICAL_ERROR;
    between_mish: mish::Between, TYPICAL_ERROR;
    between_relu: relu::Between, TYPICAL_ERROR;
    between_relu6: relu6::Between, TYPICAL_ERROR;
    between_selu: selu::Between, TYPICAL_ERROR;
    between_sigmoid: sigmoid::Between, TYPICAL_ERROR;
    between_silu: silu::Between, TYPICAL_ERROR;
    between_soft_shrink: soft_shrink::Between, TYPICAL_ERROR;
    between_softplus: softplus::Between, TYPICAL_ERROR;
    between_softsign: softsign::Between, TYPICAL_ERROR;
    between_squareplus: squareplus::Between, TYPICAL_ERROR;
    between_tanh: tanh::Between, TYPICAL_ERROR;
    between_tanh_shrink: tanh_shrink::Between, LARGER_ERROR;
}

#[test]
fn the_widest_sums_are_right_too() {
    let (network, inputs) = trained::<Longest>(1);
    let quantized = network.quantize(&inputs[..8]).expect("a form in integers");
    for input in &inputs[8..16] {
        let found = quantized.dequantize_logits(&quantized.logits(&quantized.quantize_input(input)));
        let expected = network.logits(input);
        for (found, expected) in found.into_iter().zip(expected) {
            // Each of 32768 terms of about 0.2 is off by one or two percent, and most of that cancels.
            assert!((found - expected).abs() < 0.05 * 0.2 * 32768f32.sqrt(), "{found} {expected}");
        }
    }
}

#[test]
fn networks_of_f64_have_the_same_form() {
    let (network, inputs) = trained::<Folded<f64>>(4);
    let quantized: Box<FoldedQuantized> = network.quantize(&inputs).expect("a form in integers");
    let input = inputs[0].map(|value| value as f32);
    for (found, expected) in quantized.predict(&input).into_iter().zip(network.predict(&inputs[0])) {
        assert!((f64::from(found) - expected).abs() < 0.1, "{found} {expected}");
    }
}

#[test]
fn the_first_of_the_largest_is_the_class() {
    assert_eq!([3i16, -4, 7, 7].largest(), 2);
    assert_eq!([i16::MIN; 3].largest(), 0);
    assert_eq!([-5i8, -4].largest(), 1);
}
