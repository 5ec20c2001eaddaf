//! Whole networks: every layer, the loss, every gradient and five steps.

mod declared;
mod passes;

use ffnn::prelude::*;
use ffnn::train::{Target, evaluate};
use ffnn::{Head, Optimizer, Scalar};
use serde_json::Value;

use crate::reference::{self, Group, batch, list, number, numbers, pass, steps, vector};
use declared::{Clipped, ClippedParameters, Elus, FixedDropouts, PRelus, Sigmoids, Tanhs};

/// The loss that belongs to the head of `N`.
type LossOf<N> = <<N as Network>::Head as Head>::Loss;

/// One reference network and its one batch.
struct Case<N: Network> {
    entry: Value,
    inputs: Vec<N::Input>,
    targets: Vec<Target<N, LossOf<N>>>,
}

impl<N: Network> Case<N> {
    fn load(name: &str, target: impl Fn(&Value) -> Target<N, LossOf<N>>) -> Self {
        let file = reference::load("networks.json");
        let [entry] = reference::entries(&file, |entry| entry["name"] == name)[..] else {
            panic!("one entry is `{name}`")
        };
        let targets = list(&entry["labels"]).iter().map(target).collect();
        Self { entry: entry.clone(), inputs: batch(&entry["x"]), targets }
    }

    /// A network with the listed parameters.
    fn network(&self) -> Box<N> {
        let mut network = N::zeros_boxed();
        for (parameter, value) in
            network.parts_mut().0.as_mut_slice().iter_mut().zip(flat::<N::Parameters>(&self.entry["initial"]))
        {
            *parameter = N::Scalar::from_f64(value);
        }
        network
    }

    fn check_logits(&self, group: &mut Group, key: &str, network: &N) {
        let logits: Vec<N::Scalar> =
            self.inputs.iter().flat_map(|input| ffnn::network::logits(network, input).as_ref().to_vec()).collect();
        group.compare(steps::<N::Scalar>(), key, &logits, &numbers(&self.entry[key]));
    }

    /// Five steps, with the losses before and after.
    fn check_steps<O: Optimizer>(&self, group: &mut Group, optimizer: O) {
        let tolerance = steps::<N::Scalar>();
        let (inputs, targets) = (&self.inputs[..], &self.targets[..]);
        let builder = Trainer::<N>::builder().optimizer(optimizer).batch(inputs.len());
        let mut trainer = builder.resume(self.network()).expect("the settings can be used");
        self.check_logits(group, "eval_outputs_initial", trainer.network());
        let mut losses = Vec::new();
        for step in 1..=5 {
            losses.push(trainer.step(inputs, targets).expect("a step"));
            if let Some(after) = self.entry.get(format!("after_step_{step}")) {
                group.compare(
                    tolerance,
                    &format!("after step {step}"),
                    trainer.network().parameters().as_slice(),
                    &flat::<N::Parameters>(after),
                );
            }
        }
        losses.push(trainer.compute(inputs, targets).expect("a gradient"));
        group.compare(tolerance, "loss of each step", &losses, &numbers(&self.entry["loss_per_step"]));
        self.check_logits(group, "eval_outputs_after_step_5", trainer.network());
    }

    /// The mean loss when predicting, which is the training loss where nothing is dropped.
    fn check_evaluation(&self, group: &mut Group) {
        let evaluation = evaluate(&*self.network(), &LossOf::<N>::DEFAULT, &self.inputs, &self.targets);
        group.compare(pass::<N::Scalar>(), "evaluation", &[evaluation.loss], &[number(&self.entry["loss_data"])]);
    }
}

/// Reference tensors in the order of the flat view: layer by layer, each matrix column by column.
fn flat<P: Parameters>(tensors: &Value) -> Vec<f64> {
    let mut flat = vec![f64::NAN; P::COUNT];
    let mut layers = 0;
    for (_, leaf, range) in P::leaves() {
        // A layer of the reference is a dense layer with the activation that follows.
        layers += usize::from(leaf.name == "weights");
        let name = match leaf.name {
            "weights" => "weight",
            "slope" => "alpha",
            "scale" => "gamma",
            "shift" => "beta",
            name => name,
        };
        let tensor = numbers(&tensors[format!("layer{}.{name}", layers - 1)]);
        assert_eq!(tensor.len(), leaf.count());
        let (rows, columns) = leaf.shape;
        for row in 0..rows {
            for column in 0..columns {
                flat[range.start + column * rows + row] = tensor[row * columns + column];
            }
        }
    }
    flat
}

fn check<N: Network, O: Optimizer>(
    name: &str,
    target: impl Fn(&Value) -> Target<N, LossOf<N>>,
    optimizer: impl Fn(&Value) -> O,
) -> Case<N> {
    let case = Case::<N>::load(name, target);
    passes::check(&mut Group::new::<N::Scalar>(&format!("{name}, one pass")), &case);
    case.check_steps(&mut Group::new::<N::Scalar>(&format!("{name}, five steps")), optimizer(&case.entry["optimizer"]));
    case
}

fn rate(settings: &Value) -> f64 {
    number(&settings["lr"])
}

fn class(label: &Value) -> usize {
    number(label) as usize
}

fn sigmoids<T: Scalar>() {
    let case = check::<Sigmoids<T>, _>("slides_2_4_3_sigmoid", vector, |settings| GradientDescent::new(rate(settings)));
    case.check_evaluation(&mut Group::new::<T>("slides_2_4_3_sigmoid, evaluation"));
}

fn elus<T: Scalar>() {
    let case = check::<Elus<T>, _>("elu_4_8_8_3_softmax_adam", class, |settings| Adam {
        beta1: number(&settings["beta1"]),
        beta2: number(&settings["beta2"]),
        epsilon: number(&settings["epsilon"]),
        ..Adam::new(rate(settings))
    });
    case.check_evaluation(&mut Group::new::<T>("elu_4_8_8_3_softmax_adam, evaluation"));
}

fn tanhs<T: Scalar>() {
    let case = check::<Tanhs<T>, _>("tanh_5_6_6_2_mse_momentum", vector, |settings| Momentum {
        momentum: number(&settings["momentum"]),
        ..Momentum::new(rate(settings))
    });
    case.check_evaluation(&mut Group::new::<T>("tanh_5_6_6_2_mse_momentum, evaluation"));
}

fn clipped<T: Scalar>() {
    check_clipped::<T, _>("clip_by_value_4_5_2", ClipByValue);
    check_clipped::<T, _>("clip_by_norm_4_5_2", ClipByNorm);
    check_clipped::<T, _>("clip_by_global_norm_4_5_2", ClipByGlobalNorm);
}

fn check_clipped<T: Scalar, O: Optimizer<State<ClippedParameters<T>> = ()>>(name: &str, clip: impl Fn(f64) -> O) {
    let clip = clip(1.0);
    let case = check::<Clipped<T>, _>(name, vector, |settings| (clip.clone(), GradientDescent::new(rate(settings))));
    case.check_evaluation(&mut Group::new::<T>(&format!("{name}, evaluation")));
    assert_eq!(number(&case.entry["clip"]["threshold"]), 1.0);
    let mut gradient = passes::gradient(&case);
    clip.transform(&mut (), case.network().parameters(), &mut *gradient);
    let group = &mut Group::new::<T>(&format!("{name}, clipped"));
    group.compare(
        pass::<T>(),
        "gradient",
        gradient.as_slice(),
        &flat::<ClippedParameters<T>>(&case.entry["clipped_gradients"]),
    );
}

fn fixed_dropouts<T: Scalar>() {
    check::<FixedDropouts<T>, _>("slides_dropout_fixed_mask_2_4_3", vector, |settings| {
        GradientDescent::new(rate(settings))
    });
}

fn p_relus<T: Scalar>() {
    let case = check::<PRelus<T>, _>("prelu_4_6_5_3", class, |settings| GradientDescent::new(rate(settings)));
    case.check_evaluation(&mut Group::new::<T>("prelu_4_6_5_3, evaluation"));
}

macro_rules! both_precisions {
    ($($name:ident),+) => {$(
        mod $name {
            #[test]
            fn single_precision() {
                super::$name::<f32>();
            }

            #[test]
            fn double_precision() {
                super::$name::<f64>();
            }
        }
    )+};
}

both_precisions!(sigmoids, elus, tanhs, clipped, fixed_dropouts, p_relus);
