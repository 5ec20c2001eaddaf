//! Twenty steps of each optimizer on given gradients, on a quadratic form and in Rosenbrock's valley.

use ffnn::kernels::Baseline;
use ffnn::optimizers::{AmsGrad, Epsilon, Nadam};
use ffnn::prelude::*;
use ffnn::{Deferred, Optimizer, Scalar, dialect};
use serde_json::Value;

use crate::reference::{self, Group, list, number, numbers, steps, text};

network! {
    /// As many parameters as a problem has dimensions: `OUT * (IN + 1)`.
    pub(crate) struct Point<const IN: usize, const OUT: usize>: IN -> OUT {
        Dense<OUT>,
        Linear,
    }
}

/// The gradient of the problem at `w`, or nothing if it does not depend on `w`.
fn gradient(problem: &Value, w: &[f64]) -> Option<Vec<f64>> {
    match text(&problem["kind"]) {
        "quadratic" => {
            let from_center: Vec<f64> = w.iter().zip(numbers(&problem["c"])).map(|(w, c)| w - c).collect();
            let row = |row| numbers(row).iter().zip(&from_center).map(|(a, x)| a * x).sum();
            Some(list(&problem["A"]).iter().map(row).collect())
        }
        "rosenbrock" => {
            let mut gradient = vec![0.0; w.len()];
            for i in 0..w.len() - 1 {
                let rise = w[i + 1] - w[i] * w[i];
                gradient[i] += -400.0 * w[i] * rise - 2.0 * (1.0 - w[i]);
                gradient[i + 1] += 200.0 * rise;
            }
            Some(gradient)
        }
        _ => None,
    }
}

/// Follows the trajectory of one entry from its start.
fn follow<O: Optimizer, P: Parameters>(group: &mut Group, optimizer: &O, entry: &Value, problem: &Value) {
    let (mut w, mut g) = (P::zeros_boxed(), P::zeros_boxed());
    write(&mut *w, &numbers(&problem["w0"]));
    let mut state = optimizer.state::<P>();
    for step in 1..=20 {
        let place: Vec<f64> = w.as_slice().iter().map(|w| w.to_f64()).collect();
        write(&mut *g, &gradient(problem, &place).unwrap_or_else(|| numbers(&problem["gradients"][step - 1])));
        optimizer.apply(Baseline, &mut state, &mut *w, &mut *g, Deferred::NONE);
        if let Some(after) = entry["after"].get(step.to_string()) {
            let [framework, name] = ["framework", "optimizer"].map(|key| text(&entry[key]));
            let what = format!("{framework} {name}, {}, step {step}", entry["hyperparameters"]);
            group.compare(steps::<P::Scalar>(), &what, w.as_slice(), &numbers(after));
        }
    }
}

pub(crate) fn write<P: Parameters>(to: &mut P, from: &[f64]) {
    assert_eq!(to.as_slice().len(), from.len());
    to.as_mut_slice().iter_mut().zip(from).for_each(|(to, &from)| *to = P::Scalar::from_f64(from));
}

fn follow_any<O: Optimizer, T: Scalar>(group: &mut Group, optimizer: O, entry: &Value, problem: &Value) {
    optimizer.check().expect("the settings can be used");
    match list(&problem["w0"]).len() {
        2 => follow::<O, PointParameters<1, 1, T>>(group, &optimizer, entry, problem),
        4 => follow::<O, PointParameters<1, 2, T>>(group, &optimizer, entry, problem),
        5 => follow::<O, PointParameters<4, 1, T>>(group, &optimizer, entry, problem),
        6 => follow::<O, PointParameters<1, 3, T>>(group, &optimizer, entry, problem),
        other => panic!("no test is compiled for {other} dimensions"),
    }
}

/// Builds the optimizer that an entry names, from its settings alone, and follows it.
fn check_entry<T: Scalar>(group: &mut Group, entry: &Value, problem: &Value) {
    let settings = &entry["hyperparameters"];
    let optional = |key| settings.get(key).map(number);
    let setting = |key| optional(key).unwrap_or_else(|| panic!("`{key}` is missing"));
    let (framework, rate) = (text(&entry["framework"]), setting("lr"));
    let torch = framework == "torch";
    let epsilon = || optional("eps").or(optional("epsilon")).unwrap_or(0.0);
    let root_epsilon = || if torch { Epsilon::Outside(epsilon()) } else { Epsilon::Inside(epsilon()) };
    let decay = DecayWeights { decay: optional("weight_decay").unwrap_or(0.0), all: true };
    let lecture = framework == "slides";
    let adam = || Adam {
        beta1: setting("beta1"),
        beta2: setting("beta2"),
        epsilon: if lecture { 0.0 } else { epsilon() },
        epsilon_root: if lecture { epsilon() } else { 0.0 },
        epsilon_hat: !torch && !lecture,
        ..Adam::new(rate)
    };
    match text(&entry["optimizer"]) {
        "sgd" => follow_any::<_, T>(group, (decay, GradientDescent::new(rate)), entry, problem),
        "momentum" => {
            let dampening = optional("dampening").unwrap_or(0.0);
            let momentum = Momentum { momentum: setting("momentum"), dampening, ..Momentum::new(rate) };
            follow_any::<_, T>(group, momentum, entry, problem);
            follow_any::<_, T>(group, Momentum { rate_inside: true, ..momentum }, entry, problem);
        }
        "nesterov" => {
            let nesterov = Nesterov { momentum: setting("momentum"), ..Nesterov::new(rate) };
            follow_any::<_, T>(group, nesterov, entry, problem);
            follow_any::<_, T>(group, Nesterov { rate_inside: true, ..nesterov }, entry, problem);
        }
        "adagrad" => {
            let start = optional("initial_accumulator_value").unwrap_or(0.0);
            let decay = optional("lr_decay").unwrap_or(0.0);
            let ada_grad = AdaGrad { rate, start, epsilon: root_epsilon(), decay };
            assert!(!lecture || ada_grad == dialect::lecture::ada_grad(rate));
            follow_any::<_, T>(group, ada_grad, entry, problem);
        }
        "rmsprop" => {
            let rms_prop = RmsProp {
                rate,
                decay: ["decay", "rho", "alpha"].into_iter().find_map(optional).expect("a decay"),
                momentum: optional("momentum").unwrap_or(0.0),
                centred: settings.get("centered") == Some(&Value::Bool(true)),
                epsilon: root_epsilon(),
                start: if framework == "tf1" { 1.0 } else { 0.0 },
                rate_inside: !torch,
            };
            assert!(!lecture || rms_prop == dialect::lecture::rms_prop(rate));
            follow_any::<_, T>(group, rms_prop, entry, problem);
        }
        "adam" if settings.get("amsgrad").is_some() => {
            follow_any::<_, T>(group, AmsGrad { adam: adam() }, entry, problem);
        }
        "adam" => {
            assert!(!lecture || adam() == dialect::lecture::adam(rate));
            follow_any::<_, T>(group, (decay, adam()), entry, problem);
        }
        "adamw" => {
            let adam_w = AdamW { adam: adam(), decay: setting("weight_decay"), decay_all: true };
            follow_any::<_, T>(group, adam_w, entry, problem);
        }
        "nadam" => {
            let growth = optional("momentum_decay").unwrap_or(1.0);
            // Both frameworks add epsilon after the correction here.
            let adam = Adam { epsilon_hat: false, ..adam() };
            follow_any::<_, T>(group, Nadam { adam, growth }, entry, problem);
        }
        other => panic!("no test for `{other}`"),
    }
}

fn check<T: Scalar>(name: &str) {
    let file = reference::load(&format!("optimizers_{name}.json"));
    let mut groups = std::collections::BTreeMap::new();
    for entry in reference::entries(&file, |_| true) {
        let problem = list(&file["problems"]).iter().find(|problem| problem["id"] == entry["problem"]);
        let optimizer = text(&entry["optimizer"]);
        let group = groups.entry(optimizer).or_insert_with(|| Group::new::<T>(&format!("{optimizer}, {name}")));
        check_entry::<T>(group, entry, problem.expect("the problem of the entry is listed"));
    }
}

#[test]
fn given_gradients() {
    check::<f32>("sequence");
    check::<f64>("sequence");
}

#[test]
fn quadratic_form() {
    check::<f32>("quadratic");
    check::<f64>("quadratic");
}

/// In `f64` only: the valley's curvature of some thousands makes gradients of `f32` too coarse to follow a trajectory.
#[test]
fn rosenbrock_valley() {
    check::<f64>("rosenbrock");
}
