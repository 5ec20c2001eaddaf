//! Random layers in training have the moments stated in their papers.

use ffnn::Scalar;
use ffnn::kernels::Baseline;
use ffnn::layers::{AlphaDropout, GaussianDropout, RRelu};
use ffnn::prelude::*;
use ffnn::{Random, Stream, Trace};

const SAMPLES: usize = 4000;
const WIDTH: usize = 50;
const COUNT: f64 = (SAMPLES * WIDTH) as f64;

/// Tolerance of a moment in standard errors: chance alone exceeds it once in two million.
const STANDARD_ERRORS: f64 = 5.0;

fn draw<T: Scalar>(value: impl Fn(&mut Random) -> f64) -> Vec<[T; WIDTH]> {
    let random = &mut Stream::root(1).random();
    (0..SAMPLES).map(|_| std::array::from_fn(|_| T::from_f64(value(random)))).collect()
}

/// Output of the layer in training, with the random stream of this number.
fn train<Y: Layer<WIDTH, WIDTH, Parameters<T> = ()>, T: Scalar>(
    layer: &Y,
    inputs: &[[T; WIDTH]],
    stream: u64,
) -> Vec<f64> {
    let nan = T::from_f64(f64::NAN);
    let (mut output, mut gradient) = (vec![[nan; WIDTH]; SAMPLES], vec![[nan; WIDTH]; SAMPLES]);
    let mut memory = vec![nan; Y::ROOM.values(SAMPLES)];
    let mut trace = Trace { output: &mut output, gradient: &mut gradient, memory: &mut memory, defers: false };
    let random = &mut Stream::root(stream).random();
    layer.forward_train(Baseline, &(), &mut Y::State::<T>::zeros_boxed(), inputs, &mut trace, random);
    output.as_flattened().iter().map(|y| y.to_f64()).collect()
}

/// Mean and variance, and the standard error of each, from the values themselves.
fn check_moments(what: &str, values: &[f64], mean: f64, variance: f64) {
    let average = |of: &dyn Fn(f64) -> f64| values.iter().map(|&value| of(value)).sum::<f64>() / values.len() as f64;
    let found = [average(&|x| x), average(&|x| (x - mean).powi(2))];
    let fourth = average(&|x| (x - mean).powi(4));
    let variances = [found[1], fourth - found[1] * found[1]];
    for (index, (name, expected)) in [("mean", mean), ("variance", variance)].into_iter().enumerate() {
        let error = (variances[index] / values.len() as f64).sqrt();
        println!("{what}: {name} {:.5}, expected {expected:.5}, standard error {error:.5}", found[index]);
        // Rounding error of values without randomness.
        let allowed = STANDARD_ERRORS * error + 1e-7;
        assert!(
            (found[index] - expected).abs() < allowed,
            "{what}: the {name} is {}: expected {expected}",
            found[index]
        );
    }
}

#[test]
fn alpha_dropout_keeps_mean_0_and_variance_1() {
    for rate in [0.05, 0.1, 0.5, 0.9] {
        let layer = AlphaDropout { rate };
        let normal = train(&layer, &draw::<f32>(Random::normal), 7);
        check_moments(&format!("alpha dropout {rate}, normal values"), &normal, 0.0, 1.0);
        let uniform = draw::<f64>(|random| 3f64.sqrt() * (2.0 * random.uniform() - 1.0));
        check_moments(&format!("alpha dropout {rate}, uniform values"), &train(&layer, &uniform, 7), 0.0, 1.0);
    }
}

/// Constants of the formula, as PyTorch and Keras have them.
#[test]
fn alpha_dropout_of_zeros_gives_two_values() {
    const SHIFT: f64 = 0.779_193_930_518_032;
    let values = train(&AlphaDropout { rate: 0.5 }, &draw::<f64>(|_| 0.0), 7);
    assert!(values.iter().all(|value| (value.abs() - SHIFT).abs() < 1e-15), "{:?}", &values[..8]);
    let dropped = values.iter().filter(|&&value| value < 0.0).count() as f64;
    assert!((dropped - 0.5 * COUNT).abs() < STANDARD_ERRORS * 0.5 * COUNT.sqrt(), "{dropped} of {COUNT}");
    // a and b, from values of 1.
    let ones = train(&AlphaDropout { rate: 0.5 }, &draw::<f64>(|_| 1.0), 7);
    let kept = ones.iter().fold(f64::MIN, |most, &value| most.max(value));
    assert!((kept - SHIFT - 0.886_404_894_665_932).abs() < 1e-15, "{kept}");
}

/// Purpose of the two: mean 0 and variance 1 from layer to layer, with LeCun initialization.
#[test]
fn alpha_dropout_keeps_selu_normalized() {
    network! {
        pub(crate) struct Deep: 50 -> 50 {
            Dense<50>, Selu, AlphaDropout { rate: 0.1 },
            Dense<50>, Selu, AlphaDropout { rate: 0.1 },
            Dense<50>, Selu, AlphaDropout { rate: 0.1 },
            Dense<50>, Selu,
            Linear,
        }
    }
    let inputs = draw::<f32>(Random::normal);
    let network = Deep::<f32>::boxed(3);
    let mut scratch = vec![0.0; ffnn::network::scratch::<Deep<f32>>(SAMPLES)];
    let mut tape = Deep::<f32>::tape(&mut scratch, SAMPLES);
    network.forward_train(Baseline, &mut *network.state().clone_boxed(), &inputs, &mut tape, Stream::root(5));
    let (logits, _) = ffnn::network::Tape::logits(&mut tape);
    let mean = logits.as_flattened().iter().map(|&y| f64::from(y)).sum::<f64>() / COUNT;
    let square = logits.as_flattened().iter().map(|&y| f64::from(y).powi(2)).sum::<f64>() / COUNT;
    println!("selu and alpha dropout, four deep: mean {mean:.3}, mean square {square:.3}");
    // The weights of 50 inputs are themselves a sample: their squares sum to 1 ± 0.2 for each neuron.
    assert!(mean.abs() < 0.15 && (square - 1.0).abs() < 0.3, "mean {mean}, mean square {square}");
}

#[test]
fn gaussian_dropout_multiplies_by_mean_1_and_the_variance_of_dropout() {
    for rate in [0.0, 0.2, 0.5, 0.8] {
        let factors = train(&GaussianDropout { rate }, &draw::<f32>(|_| 1.0), 7);
        check_moments(&format!("gaussian dropout {rate}"), &factors, 1.0, rate / (1.0 - rate));
        let factors = train(&Dropout { rate }, &draw::<f32>(|_| 1.0), 7);
        check_moments(&format!("dropout {rate}"), &factors, 1.0, rate / (1.0 - rate));
    }
}

#[test]
fn r_relu_draws_uniform_slopes() {
    let layer = RRelu::DEFAULT;
    let slopes: Vec<f64> = train(&layer, &draw::<f64>(|_| -1.0), 7).into_iter().map(|y| -y).collect();
    assert!(slopes.iter().all(|slope| (layer.lower..layer.upper).contains(slope)));
    let (mean, width) = (0.5 * (layer.lower + layer.upper), layer.upper - layer.lower);
    check_moments("rrelu", &slopes, mean, width * width / 12.0);
    assert_eq!(train(&layer, &draw::<f64>(|_| 2.0), 7), [2.0; SAMPLES * WIDTH], "positive values stay");
}

#[test]
fn each_value_is_drawn_by_itself_and_each_stream_anew() {
    check_draws(&RRelu::DEFAULT, true);
    check_draws(&GaussianDropout::DEFAULT, true);
    check_draws(&AlphaDropout::DEFAULT, false);
}

/// Draws of a `continuous` distribution never repeat, others have two values.
fn check_draws<Y: Layer<WIDTH, WIDTH, Parameters<f64> = ()>>(layer: &Y, continuous: bool) {
    let inputs = draw::<f64>(|_| -1.0);
    let values = train(layer, &inputs, 7);
    assert_eq!(train(layer, &inputs, 7), values, "the same stream gave other values");
    let others = train(layer, &inputs, 8);
    // Two equally likely values coincide half of the time.
    let (expected, allowed) = if continuous { (0.0, 0.0) } else { (0.5 * COUNT, STANDARD_ERRORS * 0.5 * COUNT.sqrt()) };
    let same = values.iter().zip(&others).filter(|(a, b)| a == b).count() as f64;
    assert!((same - expected).abs() <= allowed, "another stream gave {same} of {COUNT} values again");
    for offset in [1, WIDTH] {
        let same = values.iter().zip(values.iter().cycle().skip(offset)).filter(|(a, b)| a == b).count() as f64;
        assert!((same - expected).abs() <= allowed, "{same} of {COUNT} values are drawn again after {offset}");
    }
}
