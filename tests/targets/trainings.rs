//! Test accuracy and training loss after the last epoch.

use ffnn::dialect::{keras, tf1, torch};
use ffnn::initializers::torch_default;
use ffnn::optimizers::Epsilon;
use ffnn::prelude::*;
use serde_json::Value;

use crate::declared::{DeepKerasNorms, DeepSigmoid, DeepTorchNorms, Dropping, Iris, Relus};
use crate::protocol::{Data, Reached, Start, digits, irises, train};
use crate::reference::{Figure, list, load, number, text};

/// Five seeds estimate the deviation only roughly, and one test row is 0.003.
const MARGIN: f64 = 0.01;

#[test]
fn accuracy() {
    compare("accuracy");
}

#[test]
fn optimizers() {
    compare("optimizers");
}

/// Trains every entry of a section and prints a table.
fn compare(section: &str) {
    let file = load();
    let entries = list(&file["results"]).iter().filter(|entry| entry["section"] == section);
    let digits = digits();
    let (mut table, mut count, mut missed) = (String::new(), 0, 0);
    for entry in entries {
        let [accuracy, loss] = ["test_accuracy", "final_train_loss"].map(|key| Figure::listed(&entry[key]));
        let reached = reach(entry, &digits);
        let met = verdict(entry, accuracy, &reached);
        let [name, framework] = ["name", "framework"].map(|key| text(&entry[key]));
        table += &format!(
            "{name:27} {:8} {framework:7} | {accuracy} | {} | {loss} | {} | {:4.1} | {}\n",
            text(&entry["optimizer"]["name"]),
            reached.accuracy,
            reached.loss,
            reached.loss.distance(loss),
            if met { "met" } else { "MISSED" },
        );
        count += 1;
        missed += usize::from(!met);
    }
    println!("\n{section}: test accuracy, there and here; training loss, there and here, and standard errors apart");
    println!("{table}");
    assert!(count > 0, "no entry is left");
    assert_eq!(missed, 0, "of {count} entries:\n{table}");
}

fn verdict(entry: &Value, reference: Figure, reached: &Reached) -> bool {
    let Figure { mean, deviation, .. } = reference;
    let range = 3.0 * deviation + MARGIN;
    let floor = reached.accuracy.mean >= mean - range;
    if entry["name"] == "deep_10x32_sigmoid_xavier" {
        // It must not learn here either: its gradient vanishes.
        return floor && reached.accuracy.mean <= mean + range;
    }
    floor
}

fn reach(entry: &Value, digits: &Data<[f32; 64]>) -> Reached {
    match text(&entry["name"]) {
        "mlp_64_32_10_relu" => train::<Relus, _>(entry, digits, default_start(entry), adam(entry)),
        "mlp_64_64_10_dropout_0.2" => train::<Dropping, _>(entry, digits, default_start(entry), adam(entry)),
        "iris_4_16_3_tanh" => train::<Iris, _>(entry, &irises(), default_start(entry), descent(entry)),
        "deep_10x32_sigmoid_xavier" => deep::<DeepSigmoid>(entry, digits),
        "deep_10x32_elu_he_bn" if entry["framework"] == "torch" => deep::<DeepTorchNorms>(entry, digits),
        "deep_10x32_elu_he_bn" => deep::<DeepKerasNorms>(entry, digits),
        "race_64_32_10_relu_5_epochs" => race(entry, digits),
        name => panic!("no network for `{name}`"),
    }
}

fn deep<N: Network<Head = Softmax, Input = [f32; 64]>>(entry: &Value, digits: &Data<[f32; 64]>) -> Reached {
    match text(&entry["optimizer"]["name"]) {
        "adam" => train::<N, _>(entry, digits, Start::Declared, adam(entry)),
        "sgd" => train::<N, _>(entry, digits, Start::Declared, descent(entry)),
        name => panic!("no optimizer `{name}`"),
    }
}

fn race(entry: &Value, digits: &Data<[f32; 64]>) -> Reached {
    let (settings, start) = (&entry["optimizer"], default_start(entry));
    let setting = |name: &str| number(&settings[name]);
    let rate = setting("lr");
    match (text(&settings["name"]), text(&entry["framework"])) {
        ("sgd", _) => train::<Relus, _>(entry, digits, start, descent(entry)),
        // TensorFlow 1 and PyTorch have the same formula.
        ("momentum", _) => train::<Relus, _>(entry, digits, start, torch::momentum(rate, setting("momentum"))),
        ("nesterov", _) => train::<Relus, _>(entry, digits, start, torch::nesterov(rate, setting("momentum"))),
        ("adagrad", "torch") => train::<Relus, _>(entry, digits, start, torch::ada_grad(rate)),
        ("adagrad", "tf1") => train::<Relus, _>(entry, digits, start, tf1::ada_grad(rate)),
        ("rmsprop", "torch") => train::<Relus, _>(entry, digits, start, torch::rms_prop(rate)),
        ("rmsprop", "tf1") => {
            let rms_prop = RmsProp {
                decay: setting("decay"),
                momentum: setting("momentum"),
                epsilon: Epsilon::Inside(setting("epsilon")),
                ..tf1::rms_prop(rate)
            };
            train::<Relus, _>(entry, digits, start, rms_prop)
        }
        ("adam", _) => train::<Relus, _>(entry, digits, start, adam(entry)),
        ("adamw", "torch") => train::<Relus, _>(entry, digits, start, torch::adam_w(rate)),
        ("nadam", "torch") => train::<Relus, _>(entry, digits, start, torch::nadam(rate)),
        (name, framework) => panic!("no optimizer `{name}` of `{framework}`"),
    }
}

/// The default initialization of the entry's framework.
fn default_start(entry: &Value) -> Start {
    assert_eq!(entry["init"], "framework default");
    match text(&entry["framework"]) {
        "torch" => Start::Biased(torch_default),
        "keras" | "tf1" => Start::Declared,
        "sklearn" => Start::Biased(glorot_uniform),
        name => panic!("no framework `{name}`"),
    }
}

fn descent(entry: &Value) -> GradientDescent {
    GradientDescent::new(number(&entry["optimizer"]["lr"]))
}

fn adam(entry: &Value) -> Adam {
    let rate = number(&entry["optimizer"]["lr"]);
    match text(&entry["framework"]) {
        "torch" => torch::adam(rate),
        "keras" => keras::adam(rate),
        // scikit-learn has the formula of TensorFlow 1.
        "tf1" | "sklearn" => tf1::adam(rate),
        name => panic!("no framework `{name}`"),
    }
}
