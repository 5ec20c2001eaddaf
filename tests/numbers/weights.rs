//! Class and sample weights compared with PyTorch, in every combination: value by value, and by a step of a trainer in
//! one batch, in several that are accumulated, and on threads.
//!
//! | loss | class weights | sample weights | factors | divisor of the mean |
//! |---|---|---|---|---|
//! | `SoftmaxCrossEntropy` | `weight` | `Σ s l / Σ s w[t]` | `Σ f l / Σ w[t]` | `Σ w[t]` |
//! | `LabelSmoothing` | `weight`, `label_smoothing` | as above | as above | `Σ w[t]` |
//! | `SoftCrossEntropy` | `weight`, targets of probabilities | `Σ s l / Σ s` | | number of samples |
//! | `SigmoidCrossEntropy` | `pos_weight`; `weight` by element for no and yes | `Σ s l / Σ s` | | number of samples |
//! | `Hinge` | by its formula | | | number of samples |

use ffnn::kernels::Baseline;
use ffnn::losses::{ScaledBySample, WeightedBySample};
use ffnn::losses::{SoftCrossEntropy, WeightedByClass};
use ffnn::prelude::*;
use ffnn::train::Target;
use ffnn::{ClassLoss, Head, Loss, Scalar, Vector};
use serde_json::Value;

use crate::reference::{self, Group, batch, list, number, numbers, pass, steps, text};

network! { struct Two: 3 -> 2 { Dense<2>, Softmax } }
network! { struct Four: 3 -> 4 { Dense<4>, Softmax } }
network! { struct OneAnswer: 3 -> 1 { Dense<1>, Sigmoid } }
network! { struct ThreeAnswers: 3 -> 3 { Dense<3>, Sigmoid } }
network! { struct OneSide: 3 -> 1 { Dense<1>, Linear } }
network! { struct ThreeSides: 3 -> 3 { Dense<3>, Linear } }

/// The network with the layer of the file.
fn network<N: Network<Scalar = f64>>(file: &Value, outputs: usize) -> Box<N> {
    let layer = &file["layers"][outputs.to_string()];
    let (weights, bias) = (list(&layer["weights"]), numbers(&layer["bias"]));
    flat(weights, &bias)
}

/// A network of one layer: the flat view holds the weights input by input.
fn flat<N: Network<Scalar = f64>>(weights: &[Value], bias: &[f64]) -> Box<N> {
    let (mut network, rows) = (N::boxed(0), weights.iter().map(numbers).collect::<Vec<_>>());
    let columns = (0..rows[0].len()).flat_map(|input| rows.iter().map(move |row| row[input]));
    let values: Vec<f64> = columns.chain(bias.iter().copied()).collect();
    network.as_mut_slice().copy_from_slice(&values);
    network
}

/// Value, mean and gradient of the mean on the logits of the entry.
fn check_values<H: Head, L: Loss<H>, V: Vector>(group: &mut Group, entry: &Value, loss: &L, targets: &[L::Target<V>]) {
    let logits: Vec<V> = batch(&entry["logits"]);
    loss.check_settings::<V>().expect("settings that can be used");
    let values: Vec<V::Scalar> =
        logits.iter().zip(targets).map(|(logits, target)| loss.value(Baseline, logits, target)).collect();
    group.compare(pass::<V::Scalar>(), "each loss", &values, &numbers(&entry["per_sample"]));
    let total = V::Scalar::from_f64(targets.iter().map(|target| loss.weight::<V>(target).to_f64()).sum());
    let mut gradients = vec![V::ZERO; logits.len()];
    let sum = loss.gradients(Baseline, &logits, targets, total, &mut gradients);
    group.compare(pass::<V::Scalar>(), "mean", &[sum / total.to_f64()], &[number(&entry["mean"])]);
    group.compare(pass::<V::Scalar>(), "gradient", V::flattened(&gradients), &numbers(&entry["gradient"]));
}

/// One step on all samples: in one batch, accumulated, and on threads.
fn check_steps<N, L>(group: &mut Group, file: &Value, entry: &Value, loss: L, targets: &[Target<N, L>])
where
    N: Network<Scalar = f64, Input = [f64; 3]>,
    L: Loss<N::Head>,
{
    let inputs: Vec<[f64; 3]> = batch(&file["inputs"]);
    let start = || network::<N>(file, N::Logits::LEN);
    let after = flat::<N>(list(&entry["after_weights"]), &numbers(&entry["after_bias"]));
    let mean = number(&entry["mean"]);
    let builder = || {
        let builder = Trainer::<N>::builder().optimizer(GradientDescent::new(number(&file["rate"])));
        builder.loss(loss.clone()).quiet()
    };
    let mut whole = builder().batch(inputs.len()).build_with(start()).expect("a trainer");
    let mut threads = builder().batch(inputs.len()).pieces(3).threads(2).build_with(start()).expect("a trainer");
    for trainer in [&mut whole, &mut threads] {
        let found = trainer.step(&inputs, targets).expect("a step");
        group.compare(steps::<f64>(), "loss of the step", &[found], &[mean]);
        group.compare(steps::<f64>(), "after the step", trainer.network().as_slice(), after.as_slice());
    }
    let data = Dataset::new(inputs.clone(), targets.to_vec()).expect("a data set");
    let mut accumulated = builder().batch(2).accumulate(4).keep_last().build_with(start()).expect("a trainer");
    let history = accumulated.fit(&data, 1).expect("an epoch");
    assert_eq!(accumulated.steps(), 1);
    let epoch = history.last().expect("an epoch");
    group.compare(steps::<f64>(), "mean of the batches' losses", &[epoch.step_loss], &[mean]);
    group.compare(steps::<f64>(), "after accumulating", accumulated.network().as_slice(), after.as_slice());
    // The epoch's loss is measured after the step; at a rate of zero it equals that of the entry.
    let still = Trainer::<N>::builder().optimizer(GradientDescent::new(0.0)).loss(loss).batch(3).quiet();
    let history = still.build_with(start()).expect("a trainer").fit(&data, 1).expect("an epoch");
    let epoch = history.last().expect("an epoch");
    group.compare(steps::<f64>(), "loss after the epoch", &[epoch.training.loss], &[mean]);
    // Samples of zero-weight classes change nothing, and the part that smoothing spreads is not in the mean.
    let spread = entry["smoothing"].as_f64().is_some_and(|part| part > 0.0);
    if !(spread && numbers(&entry["class_weights"]).contains(&0.0)) {
        group.compare(steps::<f64>(), "loss of the epoch's steps", &[epoch.step_loss], &[mean]);
    }
}

/// An entry with a class loss: alone, with sample weights or with factors, as the entry says.
fn check<N, L, V, W>(
    group: &mut Group,
    file: &Value,
    entry: &Value,
    loss: L,
    targets: Vec<Target<N, L>>,
    narrow: Vec<W>,
) where
    N: Network<Scalar = f64, Input = [f64; 3]>,
    L: ClassLoss<N::Head, Target<V> = W>,
    V: Vector<Scalar = f32>,
    W: Copy,
{
    let weights = numbers(&entry["class_weights"]);
    let by_class = WeightedByClass { loss, weights };
    let beside = |name: &str| entry.get(name).map(numbers);
    if let Some(own) = beside("sample_weights") {
        let loss = WeightedBySample(by_class);
        let targets: Vec<_> = targets.into_iter().zip(own.iter().copied()).collect();
        let narrow: Vec<_> = narrow.into_iter().zip(own.iter().map(|&weight| weight as f32)).collect();
        check_values::<N::Head, _, N::Logits>(group, entry, &loss, &targets);
        check_values::<N::Head, _, V>(group, entry, &loss, &narrow);
        check_steps::<N, _>(group, file, entry, loss, &targets);
    } else if let Some(factors) = beside("factors") {
        let loss = ScaledBySample(by_class);
        let targets: Vec<_> = targets.into_iter().zip(factors.iter().copied()).collect();
        let narrow: Vec<_> = narrow.into_iter().zip(factors.iter().map(|&factor| factor as f32)).collect();
        check_values::<N::Head, _, N::Logits>(group, entry, &loss, &targets);
        check_values::<N::Head, _, V>(group, entry, &loss, &narrow);
        check_steps::<N, _>(group, file, entry, loss, &targets);
    } else {
        check_values::<N::Head, _, N::Logits>(group, entry, &by_class, &targets);
        check_values::<N::Head, _, V>(group, entry, &by_class, &narrow);
        check_steps::<N, _>(group, file, entry, by_class, &targets);
    }
}

fn classes(entry: &Value) -> Vec<usize> {
    numbers(&entry["targets"]).iter().map(|&class| class as usize).collect()
}

/// Calls `check` with every entry of this name, at least one.
fn each(name: &str, mut check: impl FnMut(&mut Group, &Value, &Value, u64)) {
    let file = reference::load("weights.json");
    let group = &mut Group::new::<f64>(&format!("weighted {name}"));
    for entry in reference::entries(&file, |entry| text(&entry["name"]) == name) {
        check(group, &file, entry, entry["outputs"].as_u64().expect("a number of outputs"));
    }
}

#[test]
fn weights_of_classes_with_and_without_smoothing() {
    each("cross_entropy", |group, file, entry, outputs| {
        let smoothing = number(&entry["smoothing"]);
        let (smooth, targets) = (LabelSmoothing { smoothing }, classes(entry));
        match outputs {
            2 => check::<Two<f64>, _, [f32; 2], _>(group, file, entry, smooth, targets.clone(), targets.clone()),
            _ => check::<Four<f64>, _, [f32; 4], _>(group, file, entry, smooth, targets.clone(), targets.clone()),
        }
        if smoothing == 0.0 {
            match outputs {
                2 => {
                    check::<Two<f64>, _, [f32; 2], _>(group, file, entry, SoftmaxCrossEntropy, targets.clone(), targets)
                }
                _ => check::<Four<f64>, _, [f32; 4], _>(
                    group,
                    file,
                    entry,
                    SoftmaxCrossEntropy,
                    targets.clone(),
                    targets,
                ),
            }
        }
    });
}

#[test]
fn weights_of_classes_with_distributions() {
    each("cross_entropy_dense", |group, file, entry, outputs| {
        let rows = &entry["targets"];
        match outputs {
            2 => check::<Two<f64>, _, [f32; 2], _>(group, file, entry, SoftCrossEntropy, batch(rows), batch(rows)),
            _ => check::<Four<f64>, _, [f32; 4], _>(group, file, entry, SoftCrossEntropy, batch(rows), batch(rows)),
        }
    });
}

#[test]
fn weights_of_positive_answers() {
    each("binary_cross_entropy", |group, file, entry, outputs| {
        let rows = &entry["targets"];
        match outputs {
            1 => check::<OneAnswer<f64>, _, [f32; 1], _>(
                group,
                file,
                entry,
                SigmoidCrossEntropy,
                batch(rows),
                batch(rows),
            ),
            _ => check::<ThreeAnswers<f64>, _, [f32; 3], _>(
                group,
                file,
                entry,
                SigmoidCrossEntropy,
                batch(rows),
                batch(rows),
            ),
        }
    });
}

#[test]
fn weights_of_sides_of_a_hinge() {
    each("hinge", |group, file, entry, outputs| {
        let rows = &entry["targets"];
        match outputs {
            1 => check::<OneSide<f64>, _, [f32; 1], _>(group, file, entry, Hinge, batch(rows), batch(rows)),
            _ => check::<ThreeSides<f64>, _, [f32; 3], _>(group, file, entry, Hinge, batch(rows), batch(rows)),
        }
    });
}
