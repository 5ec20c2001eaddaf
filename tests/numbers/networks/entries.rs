//! One function per entry of the reference file, with the same name.

use ffnn::dialect::tf1;
use ffnn::kernels::Baseline;
use ffnn::optimizers::Epsilon;
use ffnn::optimizers::{ClipByNorm, ClipByValue};
use ffnn::prelude::*;
use ffnn::train::Target;
use ffnn::{Optimizer, Scalar};
use serde_json::Value;

use super::declared::{
    Clipped, ClippedParameters, Elus, FixedDropouts, LeakyNorms, MaxNorms, PRelus, Penalized, SigmoidNorms, Sigmoids,
    Silus, Tanhs, Unlimited,
};
use super::{Case, LossOf, flat, passes};
use crate::reference::{self, number, pass, text, vector};

/// `name, …;` runs the function of each name in both number types; fails if an entry of the file has none.
macro_rules! entries {
    ($($name:ident),+ $(,)?) => {
        $(
            mod $name {
                #[test]
                fn single_precision() {
                    super::$name::<f32>(stringify!($name));
                }

                #[test]
                fn double_precision() {
                    super::$name::<f64>(stringify!($name));
                }
            }
        )+

        #[test]
        fn every_entry_has_a_test() {
            let file = reference::load("networks.json");
            for entry in reference::entries(&file, |_| true) {
                let name = text(&entry["name"]);
                assert!([$(stringify!($name)),+].contains(&name), "no test is called `{name}`");
            }
        }
    };
}

entries!(
    slides_2_4_3_sigmoid,
    elu_4_8_8_3_softmax_adam,
    tanh_5_6_6_2_mse_momentum,
    bn_torch_6_8_8_3_leaky,
    slides_bn_2_4_3_sigmoid,
    prelu_4_6_5_3,
    l1_l2_per_layer_3_5_4_2,
    max_norm_incoming_5_6_3,
    max_norm_slides_code_5_6_3,
    clip_by_value_4_5_2,
    clip_by_norm_4_5_2,
    clip_by_global_norm_4_5_2,
    slides_dropout_fixed_mask_2_4_3,
    silu_selu_huber_rmsprop_tf1_3_5_4_2,
);

fn check<N: Network, O: Optimizer>(
    name: &str,
    target: impl Fn(&Value) -> Target<N, LossOf<N>>,
    optimizer: impl Fn(&Value) -> O,
) -> Case<N> {
    check_constrained(Case::load(name, Options::DEFAULT, target), optimizer, |_| {})
}

fn check_constrained<N: Network, L: Loss<N::Head>, O: Optimizer>(
    case: Case<N, L>,
    optimizer: impl Fn(&Value) -> O,
    constrain: impl Fn(&mut N),
) -> Case<N, L> {
    passes::check(&mut case.group("one pass"), &case);
    case.check_steps(&mut case.group("five steps"), optimizer(&case.entry["optimizer"]), constrain);
    case
}

fn descent(settings: &Value) -> GradientDescent {
    GradientDescent::new(number(&settings["lr"]))
}

fn class(label: &Value) -> usize {
    number(label) as usize
}

fn slides_2_4_3_sigmoid<T: Scalar>(name: &str) {
    check::<Sigmoids<T>, _>(name, vector, descent).check_evaluation();
}

fn elu_4_8_8_3_softmax_adam<T: Scalar>(name: &str) {
    let adam = |settings: &Value| Adam {
        beta1: number(&settings["beta1"]),
        beta2: number(&settings["beta2"]),
        epsilon: number(&settings["epsilon"]),
        ..Adam::new(number(&settings["lr"]))
    };
    check::<Elus<T>, _>(name, class, adam).check_evaluation();
}

fn tanh_5_6_6_2_mse_momentum<T: Scalar>(name: &str) {
    let momentum = |settings: &Value| Momentum {
        momentum: number(&settings["momentum"]),
        ..Momentum::new(number(&settings["lr"]))
    };
    check::<Tanhs<T>, _>(name, vector, momentum).check_evaluation();
}

fn bn_torch_6_8_8_3_leaky<T: Scalar>(name: &str) {
    let case = check::<LeakyNorms<T>, _>(name, class, descent);
    assert_unbiased(&case, 2);
}

fn slides_bn_2_4_3_sigmoid<T: Scalar>(name: &str) {
    let case = check::<SigmoidNorms<T>, _>(name, class, descent);
    assert_unbiased(&case, 2);
}

/// The reference has a bias before batch norm, omitted here, which learns nothing.
fn assert_unbiased<N: Network>(case: &Case<N>, normalized: usize) {
    for dense in 0..normalized {
        let gradient = reference::numbers(&case.entry["gradients"][format!("layer{dense}.bias")]);
        assert!(gradient.iter().all(|value| value.abs() <= 1e-15), "{}: the bias of layer {dense} learns", case.name);
    }
}

fn prelu_4_6_5_3<T: Scalar>(name: &str) {
    check::<PRelus<T>, _>(name, class, descent).check_evaluation();
}

fn l1_l2_per_layer_3_5_4_2<T: Scalar>(name: &str) {
    let case = check::<Penalized<T>, _>(name, vector, descent);
    case.check_evaluation();
    assert!(number(&case.entry["loss_penalty"]) > 0.1);
}

fn max_norm_incoming_5_6_3<T: Scalar>(name: &str) {
    check::<MaxNorms<T>, _>(name, class, descent).check_evaluation();
}

/// The lecture's code limits the outgoing weights of each input, which is not `max_norm` and is done by hand here.
fn max_norm_slides_code_5_6_3<T: Scalar>(name: &str) {
    let case = Case::<Unlimited<T>>::load(name, Options::DEFAULT, class);
    let limit = number(&case.entry["layers"][0]["max_norm"]["r"]);
    let constrain = |network: &mut Unlimited<T>| {
        for mut outgoing in network.hidden.weights.column_iter_mut() {
            let norm = outgoing.iter().map(|w| w.to_f64() * w.to_f64()).sum::<f64>().sqrt();
            outgoing.iter_mut().for_each(|w| *w = T::from_f64(w.to_f64() * (limit / norm).min(1.0)));
        }
    };
    check_constrained(case, descent, constrain).check_evaluation();
}

fn clip_by_value_4_5_2<T: Scalar>(name: &str) {
    check_clipped::<T, _>(name, ClipByValue);
}

fn clip_by_norm_4_5_2<T: Scalar>(name: &str) {
    check_clipped::<T, _>(name, ClipByNorm);
}

fn clip_by_global_norm_4_5_2<T: Scalar>(name: &str) {
    check_clipped::<T, _>(name, ClipByGlobalNorm);
}

fn check_clipped<T: Scalar, O: Optimizer<State<ClippedParameters<T>> = ()>>(name: &str, clip: impl Fn(f64) -> O) {
    let clip = clip(1.0);
    let case = check::<Clipped<T>, _>(name, vector, |settings| (clip.clone(), descent(settings)));
    case.check_evaluation();
    assert_eq!(number(&case.entry["clip"]["threshold"]), 1.0);
    let mut gradient = passes::gradient(&case);
    clip.transform(Baseline, &mut (), case.network().parameters(), &mut *gradient);
    let expected = flat::<ClippedParameters<T>>(&case.entry["clipped_gradients"]);
    case.group("clipped").compare(pass::<T>(), "gradient", gradient.as_slice(), &expected);
}

fn slides_dropout_fixed_mask_2_4_3<T: Scalar>(name: &str) {
    check::<FixedDropouts<T>, _>(name, vector, descent);
}

fn silu_selu_huber_rmsprop_tf1_3_5_4_2<T: Scalar>(name: &str) {
    let rms_prop = |settings: &Value| RmsProp {
        decay: number(&settings["decay"]),
        momentum: number(&settings["momentum"]),
        epsilon: Epsilon::Inside(number(&settings["epsilon"])),
        ..tf1::rms_prop(number(&settings["lr"]))
    };
    let case = Case::<Silus<T>, Huber>::load(name, Huber { delta: 1.0 }, vector);
    assert_eq!(number(&case.entry["loss"]["delta"]), 1.0);
    check_constrained(case, rms_prop, |_| {}).check_evaluation();
}
