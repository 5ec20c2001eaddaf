//! Tests of the checks: each must fail for members with one mistake.

mod layers;
mod members;

use std::boxed::Box;
use std::format;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::string::{String, ToString};

use super::sample::Sample;
use super::{GradientCheck, Tolerance, assert_close, check_network, gradient, lists};
use crate::members::layers::Dense;
use crate::members::losses::SoftmaxCrossEntropy;
use crate::{Flat, Layer, Network, Stream};

#[test]
fn a_right_gradient_passes_and_the_network_stays() {
    let mut network = Sample::<f64>::boxed(1);
    let before = network.clone_boxed();
    let inputs = [[0.3, -1.2, 0.8], [1.5, 0.2, -0.4], [-0.7, 0.9, 2.0], [0.0, -0.5, 1.1]];
    let check = check_network(&mut *network, &SoftmaxCrossEntropy, &inputs, &[0, 3, 1, 3], Stream::root(5));
    check.assert_passed();
    assert!(check.worst > 0.0 && check.place.contains('.'), "{check}");
    assert_eq!(network.as_slice(), before.as_slice());
}

#[test]
fn the_worst_derivative_is_kept_and_named_as_nalgebra_indexes_it() {
    let leaves = <Dense as Layer<3, 5>>::LEAVES;
    let mut check = GradientCheck::new();
    check.add(1.0, 1.0, || unreachable!());
    check.add(1.0, 1.1, || gradient::place(leaves, 7));
    check.add(1.0, 1.01, || unreachable!());
    assert!(
        check.to_string().starts_with("the derivative with respect to weights[(2, 1)]: computed 1e0, measured 1.1e0"),
        "{check}"
    );
    assert_eq!(gradient::place(leaves, 19), "bias[(4, 0)]");
    check.add(f64::NAN, 1.0, || "nan".to_string());
    assert_eq!(check.worst, f64::INFINITY);
    assert!(refusal(|| check.assert_passed()).contains("respect to nan"));
}

#[test]
fn closeness_is_absolute_near_zero_and_relative_beyond_one() {
    let tolerance = Tolerance(1e-3);
    assert_close(tolerance, "values", &[0.0005, 1000.5, f64::INFINITY], &[0.0, 1000.0, f64::INFINITY]);
    let message = refusal(|| assert_close(tolerance, "values", &[0.0, 0.002f32, 1005.0], &[0.0, 0.0, 1000.0f64]));
    assert!(
        message.starts_with("values[2]: found 1.005e3, expected 1e3, difference 5e0; allowed are 1e-3"),
        "{message}"
    );
    let message = refusal(|| assert_close(tolerance, "values", &[2.0, f64::NAN], &[1.0, f64::NAN]));
    assert!(message.starts_with("values[1]: found NaN"), "{message}");
    assert!(refusal(|| assert_close(tolerance, "values", &[1.0], &[1.0, 2.0])).contains("as many numbers"));
}

#[test]
fn a_file_without_a_line_is_named() {
    let message = refusal(|| lists::assert_listed("layers", &["dense", "dropout_of_nothing"]));
    assert!(message.starts_with("no line in the list of src/members/layers.rs starts with ["), "{message}");
    assert!(message.contains("\"elementwise\""), "{message}");
    assert!(!message.contains("\"dense\"") && !message.contains("\"dropout\""), "{message}");
}

/// The message that `check` panics with.
#[track_caller]
fn refusal(check: impl FnOnce()) -> String {
    let panic: Box<dyn core::any::Any + Send> = match catch_unwind(AssertUnwindSafe(check)) {
        Ok(()) => panic!("expected a refusal"),
        Err(panic) => panic,
    };
    match panic.downcast::<String>() {
        Ok(message) => *message,
        Err(panic) => format!("{:?}", panic.downcast_ref::<&str>()),
    }
}
