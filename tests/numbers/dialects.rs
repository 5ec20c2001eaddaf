//! `dialect` reproduces six recorded steps of the optimizers of other libraries.

use std::collections::BTreeSet;

use ffnn::dialect::{keras, tf1, torch};
use ffnn::kernels::Baseline;
use ffnn::optimizers::{ClipByValue, Epsilon, Lion};
use ffnn::prelude::*;
use ffnn::testing::Tolerance;
use ffnn::{Deferred, Optimizer};
use serde_json::Value;

use crate::optimizers::{PointParameters, write};
use crate::reference::{self, Group, list, numbers};

/// TensorFlow 1 rounds settings to `f32`, which moves Adam's `1 - beta2` by a hundred-thousandth.
const SETTINGS_IN_F32: Tolerance = Tolerance(2e-6);

/// The rate of each step of the recordings called `lrchange`.
const RATES: [f64; 6] = [0.1, 0.1, 0.01, 0.01, 0.5, 0.5];

fn follow<O: Optimizer>(
    group: &mut Group,
    tolerance: Tolerance,
    file: &Value,
    framework: &str,
    name: &str,
    mut optimizer: O,
) {
    optimizer.check().expect("the settings can be used");
    let (mut w, mut g) = (PointParameters::<1, 2, f64>::zeros_boxed(), PointParameters::<1, 2, f64>::zeros_boxed());
    write(&mut *w, &numbers(&file["start"]));
    let mut state = optimizer.state::<PointParameters<1, 2, f64>>();
    let recorded = list(&file["results"][framework][name]);
    assert_eq!(recorded.len(), RATES.len());
    for (step, (gradient, after)) in list(&file["gradients"]).iter().zip(recorded).enumerate() {
        if name.contains("lrchange") {
            *optimizer.rate_mut().expect("a rate") = RATES[step];
        }
        write(&mut *g, &numbers(gradient));
        optimizer.apply(Baseline, &mut state, &mut *w, &mut *g, Deferred::NONE);
        group.compare(tolerance, &format!("{name}, step {}", step + 1), w.as_slice(), &numbers(after));
    }
}

/// Follows every recording of a framework; fails if one is missing.
macro_rules! follow_all {
    ($framework:literal, $tolerance:expr; $($name:literal => $optimizer:expr;)+) => {{
        let file = reference::load("optimizer_dialects.json");
        let recorded = file["results"][$framework].as_object().expect("recordings");
        let named: BTreeSet<&str> = [$($name),+].into();
        assert_eq!(recorded.keys().map(String::as_str).collect::<BTreeSet<_>>(), named);
        let mut group = Group::new::<f64>($framework);
        $(follow(&mut group, $tolerance, &file, $framework, $name, $optimizer);)+
    }};
}

fn rms_prop(centred: bool, momentum: f64, dialect: RmsProp) -> RmsProp {
    RmsProp { decay: 0.9, centred, momentum, ..dialect }
}

#[test]
fn tensorflow_1() {
    let rough = RmsProp { epsilon: Epsilon::Inside(0.1), ..tf1::rms_prop(0.1) };
    follow_all! { "tf1", SETTINGS_IN_F32;
        "sgd lr=.1" => tf1::gradient_descent(0.1);
        "momentum lr=.1 m=.9" => tf1::momentum(0.1, 0.9);
        "nesterov lr=.1 m=.9" => tf1::nesterov(0.1, 0.9);
        "momentum lrchange m=.9" => tf1::momentum(0.1, 0.9);
        "nesterov lrchange m=.9" => tf1::nesterov(0.1, 0.9);
        "adagrad lr=.1 default" => tf1::ada_grad(0.1);
        "rmsprop lr=.1 decay=.9 eps=1e-10 centered=False momentum=0.0" => tf1::rms_prop(0.1);
        "rmsprop lr=.1 decay=.9 eps=1e-10 centered=False momentum=0.9" => rms_prop(false, 0.9, tf1::rms_prop(0.1));
        "rmsprop lr=.1 decay=.9 eps=1e-10 centered=True momentum=0.0" => rms_prop(true, 0.0, tf1::rms_prop(0.1));
        "rmsprop lr=.1 decay=.9 eps=1e-10 centered=True momentum=0.9" => rms_prop(true, 0.9, tf1::rms_prop(0.1));
        "rmsprop lr=.1 decay=.9 eps=0.1 centered=False momentum=0.0" => rough;
        "rmsprop lr=.1 decay=.9 eps=0.1 centered=False momentum=0.9" => rms_prop(false, 0.9, rough);
        "rmsprop lr=.1 decay=.9 eps=0.1 centered=True momentum=0.0" => rms_prop(true, 0.0, rough);
        "rmsprop lr=.1 decay=.9 eps=0.1 centered=True momentum=0.9" => rms_prop(true, 0.9, rough);
        "rmsprop lrchange momentum=.9" => rms_prop(false, 0.9, tf1::rms_prop(0.1));
        "adam lr=.1 eps=1e-08" => tf1::adam(0.1);
        "adam lr=.1 eps=0.1" => Adam { epsilon: 0.1, ..tf1::adam(0.1) };
    }
}

#[test]
fn keras() {
    let rough = RmsProp { epsilon: Epsilon::Inside(0.1), ..keras::rms_prop(0.1) };
    let decay = torch::weight_decay(0.1);
    follow_all! { "keras", Tolerance::F64_PASS;
        "sgd lr=.1" => keras::gradient_descent(0.1);
        "sgd lr=.1 wd=.1" => (decay, keras::gradient_descent(0.1));
        "momentum lr=.1 m=.9" => keras::momentum(0.1, 0.9);
        "nesterov lr=.1 m=.9" => keras::nesterov(0.1, 0.9);
        "momentum lrchange m=.9" => keras::momentum(0.1, 0.9);
        "nesterov lrchange m=.9" => keras::nesterov(0.1, 0.9);
        "adagrad lr=.1" => keras::ada_grad(0.1);
        "adagrad lr=.1 eps=.1" => AdaGrad { epsilon: Epsilon::Inside(0.1), ..keras::ada_grad(0.1) };
        "rmsprop lr=.1 rho=.9 eps=.1 centered=False momentum=0.0" => rough;
        "rmsprop lr=.1 rho=.9 eps=.1 centered=False momentum=0.9" => rms_prop(false, 0.9, rough);
        "rmsprop lr=.1 rho=.9 eps=.1 centered=True momentum=0.0" => rms_prop(true, 0.0, rough);
        "rmsprop lr=.1 rho=.9 eps=.1 centered=True momentum=0.9" => rms_prop(true, 0.9, rough);
        "rmsprop lrchange momentum=.9" => rms_prop(false, 0.9, rough);
        "adam lr=.1" => keras::adam(0.1);
        "adam lr=.1 eps=0.1" => Adam { epsilon: 0.1, ..keras::adam(0.1) };
        // Keras decouples weight decay from the moments for every optimizer.
        "adam lr=.1 wd=.1" => AdamW { decay: 0.1, ..keras::adam_w(0.1) };
        "adamw lr=.1 wd=.1" => AdamW { decay: 0.1, ..keras::adam_w(0.1) };
        "adam amsgrad lr=.1" => keras::ams_grad(0.1);
        "nadam lr=.1" => keras::nadam(0.1);
        "lion lr=.1" => keras::lion(0.1);
        "lion lr=.1 wd=.1" => Lion { decay: 0.1, decay_all: true, ..keras::lion(0.1) };
        "sgd clipvalue=.2" => (ClipByValue(0.2), keras::gradient_descent(0.1));
        "sgd global_clipnorm=.5" => (ClipByGlobalNorm(0.5), keras::gradient_descent(0.1));
    }
}

#[test]
fn pytorch() {
    let rough = RmsProp { decay: 0.9, epsilon: Epsilon::Outside(0.1), ..torch::rms_prop(0.1) };
    let decay = torch::weight_decay(0.1);
    follow_all! { "torch", Tolerance::F64_PASS;
        "sgd lr=.1" => torch::gradient_descent(0.1);
        "sgd lr=.1 wd=.1" => (decay, torch::gradient_descent(0.1));
        "momentum lr=.1 m=.9" => torch::momentum(0.1, 0.9);
        "nesterov lr=.1 m=.9" => torch::nesterov(0.1, 0.9);
        "momentum dampening=.9 lr=.1" => Momentum { dampening: 0.9, ..torch::momentum(0.1, 0.9) };
        "momentum lrchange m=.9" => torch::momentum(0.1, 0.9);
        "adagrad lr=.1 eps=1e-10" => torch::ada_grad(0.1);
        "adagrad lr=.1 eps=.1" => AdaGrad { epsilon: Epsilon::Outside(0.1), ..torch::ada_grad(0.1) };
        "adagrad lr=.1 lr_decay=.5" => AdaGrad { decay: 0.5, ..torch::ada_grad(0.1) };
        "rmsprop lr=.1 alpha=.9 eps=.1 centered=False momentum=0" => rough;
        "rmsprop lr=.1 alpha=.9 eps=.1 centered=False momentum=0.9" => rms_prop(false, 0.9, rough);
        "rmsprop lr=.1 alpha=.9 eps=.1 centered=True momentum=0" => rms_prop(true, 0.0, rough);
        "rmsprop lr=.1 alpha=.9 eps=.1 centered=True momentum=0.9" => rms_prop(true, 0.9, rough);
        "rmsprop lrchange momentum=.9" => rms_prop(false, 0.9, rough);
        "adam lr=.1 eps=1e-08" => torch::adam(0.1);
        "adam lr=.1 eps=0.1" => Adam { epsilon: 0.1, ..torch::adam(0.1) };
        "adam lr=.1 wd=.1" => (decay, torch::adam(0.1));
        "adamw lr=.1 wd=.1" => AdamW { decay: 0.1, ..torch::adam_w(0.1) };
        "adam amsgrad lr=.1" => torch::ams_grad(0.1);
        "nadam lr=.1" => torch::nadam(0.1);
    }
}

#[test]
fn optax() {
    let rough = RmsProp { epsilon: Epsilon::Inside(0.1), ..RmsProp::new(0.1) };
    let lion = Lion { decay: 1e-3, decay_all: true, ..Lion::new(0.1) };
    let descent = GradientDescent::new(0.1);
    follow_all! { "optax", Tolerance::F64_PASS;
        "sgd lr=.1" => descent;
        "momentum lr=.1 m=.9" => Momentum::new(0.1);
        "nesterov lr=.1 m=.9" => Nesterov::new(0.1);
        "momentum lrchange m=.9" => Momentum::new(0.1);
        "adagrad lr=.1" => AdaGrad::new(0.1);
        "adagrad lr=.1 eps=.1" => AdaGrad { epsilon: Epsilon::Inside(0.1), ..AdaGrad::new(0.1) };
        "rmsprop lr=.1 decay=.9 eps=.1 centered=False momentum=None" => rough;
        "rmsprop lr=.1 decay=.9 eps=.1 centered=False momentum=0.9" => rms_prop(false, 0.9, rough);
        "rmsprop lr=.1 decay=.9 eps=.1 centered=True momentum=None" => rms_prop(true, 0.0, rough);
        "rmsprop lr=.1 decay=.9 eps=.1 centered=True momentum=0.9" => rms_prop(true, 0.9, rough);
        "rmsprop lrchange momentum=.9" => rms_prop(false, 0.9, rough);
        "adam lr=.1" => Adam::new(0.1);
        "adam lr=.1 eps=0.1" => Adam { epsilon: 0.1, ..Adam::new(0.1) };
        "adamw lr=.1 wd=.1" => AdamW { decay: 0.1, decay_all: true, ..AdamW::new(0.1) };
        "lion lr=.1" => lion;
        "lion lr=.1 wd=0" => Lion::new(0.1);
        "clip_by_global_norm(.5)+sgd(.1)" => (ClipByGlobalNorm(0.5), descent);
        "clip(.2)+sgd(.1)" => (ClipByValue(0.2), descent);
        "add_decayed_weights(.1)+sgd(.1)" => (DecayWeights { decay: 0.1, all: true }, descent);
    }
}
