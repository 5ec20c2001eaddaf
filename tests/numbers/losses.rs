//! Losses and their gradients, up to logits of ±1000.

use ffnn::kernels::Baseline;
use ffnn::losses::SoftCrossEntropy;
use ffnn::prelude::*;
use ffnn::{Head, Scalar};
use serde_json::Value;

use crate::reference::{self, Group, batch, list, number, numbers, pass, text};

/// The loss of each sample and the gradient of the mean.
fn check<H: Head, L: Loss<H>, T: Scalar, const N: usize>(
    group: &mut Group,
    loss: L,
    entry: &Value,
    logits: &[[T; N]],
    targets: &[L::Target<[T; N]>],
    per_sample: &[f64],
) {
    let mut gradients = vec![[T::ZERO; N]; logits.len()];
    let scale = T::from_f64(1.0 / logits.len() as f64);
    let mut values = Vec::new();
    for ((logits, target), gradient) in logits.iter().zip(targets).zip(&mut gradients) {
        let allowed = !text(&entry["case"]).starts_with("targets NOT normalised");
        assert_eq!(loss.check(target).is_ok(), allowed);
        values.push(loss.value(Baseline, logits, target));
        assert_eq!(
            values.last(),
            Some(&loss.gradient(Baseline, logits, target, scale, gradient)),
            "the loss is the loss"
        );
    }
    let case = text(&entry["case"]);
    let mean = values.iter().map(|value| value.to_f64()).sum::<f64>() / values.len() as f64;
    group.compare(pass::<T>(), &format!("{case}: loss"), &values, per_sample);
    group.compare(pass::<T>(), &format!("{case}: mean"), &[mean], &[number(&entry["mean"])]);
    group.compare(pass::<T>(), &format!("{case}: gradient"), gradients.as_flattened(), &numbers(&entry["grad_mean"]));
}

/// A loss with one target per output; the reference lists the loss of each.
fn check_elementwise<H, L, T, const N: usize>(group: &mut Group, loss: L, entry: &Value, logits: &str, targets: &str)
where
    H: Head,
    L: Loss<H, Target<[T; N]> = [T; N], Target<[T; 1]> = [T; 1]>,
    T: Scalar,
{
    let per_sample: Vec<f64> =
        list(&entry["per_example"]).iter().map(|row| numbers(row).iter().sum::<f64>() / N as f64).collect();
    let (logits, targets) = (batch(&entry[logits]), batch(&entry[targets]));
    check::<H, L, T, N>(group, loss.clone(), entry, &logits, &targets, &per_sample);
    let pairs = logits.as_flattened().iter().zip(targets.as_flattened());
    let singles: Vec<T> = pairs.map(|(&x, &t)| loss.value(Baseline, &[x], &[t])).collect();
    group.compare(pass::<T>(), "each output", &singles, &numbers(&entry["per_example"]));
}

fn check_classes<L, T, const N: usize>(group: &mut Group, loss: L, entry: &Value)
where
    L: Loss<Softmax, Target<[T; N]> = usize>,
    T: Scalar,
{
    let targets: Vec<usize> = numbers(&entry["labels"]).iter().map(|&class| class as usize).collect();
    let (logits, per_sample) = (batch(&entry["logits"]), numbers(&entry["per_example"]));
    check::<Softmax, L, T, N>(group, loss, entry, &logits, &targets, &per_sample);
}

fn check_distributions<T: Scalar, const N: usize>(group: &mut Group, entry: &Value) {
    let (logits, targets) = (batch(&entry["logits"]), batch(&entry["labels"]));
    let per_sample = numbers(&entry["per_example"]);
    check::<Softmax, _, T, N>(group, SoftCrossEntropy, entry, &logits, &targets, &per_sample);
}

/// Calls a function that is generic over the number of outputs for every entry of this name.
macro_rules! check_all {
    ($name:literal, $values:literal, |$group:ident, $entry:ident, $outputs:ident| $check:expr) => {{
        check_all!(@ f32, $name, $values, |$group, $entry, $outputs| $check);
        check_all!(@ f64, $name, $values, |$group, $entry, $outputs| $check);
    }};
    (@ $scalar:ty, $name:literal, $values:literal, |$group:ident, $entry:ident, $outputs:ident| $check:expr) => {{
        type T = $scalar;
        let file = reference::load("losses.json");
        let $group = &mut Group::new::<T>($name);
        for $entry in reference::entries(&file, |entry| entry["name"] == $name) {
            match list(&$entry[$values][0]).len() {
                2 => { const $outputs: usize = 2; $check }
                3 => { const $outputs: usize = 3; $check }
                4 => { const $outputs: usize = 4; $check }
                5 => { const $outputs: usize = 5; $check }
                other => panic!("no test is compiled for {other} outputs"),
            }
        }
    }};
}

#[test]
fn softmax_cross_entropy() {
    check_all!("softmax_cross_entropy_sparse", "logits", |group, entry, N| {
        check_classes::<_, T, N>(group, SoftmaxCrossEntropy, entry);
    });
}

#[test]
fn label_smoothing() {
    check_all!("softmax_cross_entropy_label_smoothing", "logits", |group, entry, N| {
        let loss = LabelSmoothing { smoothing: number(&entry["params"]["smoothing"]) };
        check_classes::<_, T, N>(group, loss, entry);
    });
}

#[test]
fn soft_cross_entropy() {
    check_all!("softmax_cross_entropy_dense", "logits", |group, entry, N| check_distributions::<T, N>(group, entry));
}

#[test]
fn sigmoid_cross_entropy() {
    check_all!("sigmoid_cross_entropy", "logits", |group, entry, N| {
        check_elementwise::<Sigmoid, _, T, N>(group, SigmoidCrossEntropy, entry, "logits", "labels");
    });
}

#[test]
fn mean_squared_error() {
    check_all!("mse", "predictions", |group, entry, N| {
        check_elementwise::<Linear, _, T, N>(group, MeanSquaredError, entry, "predictions", "targets");
    });
}

#[test]
fn mean_absolute_error() {
    check_all!("mae", "predictions", |group, entry, N| {
        check_elementwise::<Linear, _, T, N>(group, MeanAbsoluteError, entry, "predictions", "targets");
    });
}

#[test]
fn huber() {
    check_all!("huber", "predictions", |group, entry, N| {
        let loss = Huber { delta: number(&entry["params"]["delta"]) };
        check_elementwise::<Linear, _, T, N>(group, loss, entry, "predictions", "targets");
    });
}
