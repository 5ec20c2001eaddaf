//! Twenty steps of each optimizer on given gradients, on a quadratic form and in Rosenbrock's valley.

use ffnn::prelude::*;
use ffnn::{Optimizer, Scalar};
use serde_json::Value;

use crate::reference::{self, Group, list, number, numbers, steps, text};

network! {
    /// As many parameters as a problem has dimensions: `OUT * (IN + 1)`.
    struct Point<const IN: usize, const OUT: usize>: IN -> OUT {
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
    let write = |to: &mut P, from: &[f64]| {
        assert_eq!(to.as_slice().len(), from.len());
        to.as_mut_slice().iter_mut().zip(from).for_each(|(to, &from)| *to = P::Scalar::from_f64(from));
    };
    write(&mut w, &numbers(&problem["w0"]));
    let mut state = optimizer.state::<P>();
    let (gradients, trajectory) = (list(&entry["grads"]), list(&entry["w"]));
    assert_eq!((gradients.len(), trajectory.len()), (20, 20));
    for (step, (given, after)) in gradients.iter().zip(trajectory).enumerate() {
        let place: Vec<f64> = w.as_slice().iter().map(|w| w.to_f64()).collect();
        let given = numbers(given);
        // The valley's curvature of some thousands makes gradients of `f32` too coarse to follow the trajectory.
        let own = if size_of::<P::Scalar>() == 8 { gradient(problem, &place) } else { None };
        write(&mut g, &own.unwrap_or(given.clone()));
        let what = format!("{}, {}, step {}", text(&entry["problem"]), entry["hyperparameters"], step + 1);
        group.compare(steps::<P::Scalar>(), &format!("{what}: gradient"), g.as_slice(), &given);
        optimizer.apply(&mut state, &mut *w, &mut *g);
        group.compare(steps::<P::Scalar>(), &format!("{what}: parameters"), w.as_slice(), &numbers(after));
    }
}

fn check<O: Optimizer>(name: &str, optimizer: impl Fn(&Value) -> O) {
    check_scalar::<O, f32>(name, &optimizer);
    check_scalar::<O, f64>(name, &optimizer);
}

fn check_scalar<O: Optimizer, T: Scalar>(name: &str, optimizer: impl Fn(&Value) -> O) {
    for file in ["optimizers_sequence.json", "optimizers_quadratic.json", "optimizers_rosenbrock.json"] {
        let file_content = reference::load(file);
        let group = &mut Group::new::<T>(&format!("{name}, {file}"));
        for entry in reference::entries(&file_content, |entry| entry["optimizer"] == name) {
            let optimizer = optimizer(&entry["hyperparameters"]);
            let problem = list(&file_content["problems"]).iter().find(|problem| problem["id"] == entry["problem"]);
            let problem = problem.expect("the problem of the entry is listed");
            match list(&problem["w0"]).len() {
                2 => follow::<O, Point<1, 1, T>>(group, &optimizer, entry, problem),
                4 => follow::<O, Point<1, 2, T>>(group, &optimizer, entry, problem),
                5 => follow::<O, Point<4, 1, T>>(group, &optimizer, entry, problem),
                6 => follow::<O, Point<1, 3, T>>(group, &optimizer, entry, problem),
                other => panic!("no test is compiled for {other} dimensions"),
            }
        }
    }
}

#[test]
fn gradient_descent() {
    check("sgd", |settings| GradientDescent { rate: number(&settings["lr"]) });
}

#[test]
fn momentum() {
    check("momentum", |settings| Momentum {
        momentum: number(&settings["momentum"]),
        ..Momentum::new(number(&settings["lr"]))
    });
}

#[test]
fn adam() {
    check("adam", |settings| Adam {
        beta1: number(&settings["beta1"]),
        beta2: number(&settings["beta2"]),
        epsilon: number(&settings["eps"]),
        ..Adam::new(number(&settings["lr"]))
    });
}
