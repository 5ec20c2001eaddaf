//! Whole networks: every layer, the loss, the penalties, every gradient and five steps.

mod declared;
mod entries;
mod passes;

use ffnn::prelude::*;
use ffnn::train::{Target, evaluate};
use ffnn::{Head, Optimizer, Scalar};
use serde_json::Value;

use crate::reference::{self, Group, batch, list, number, numbers, pass, steps};

/// The loss that belongs to the head of `N`.
type LossOf<N> = <<N as Network>::Head as Head>::Loss;

/// One reference network and its one batch.
struct Case<N: Network, L: Loss<N::Head> = LossOf<N>> {
    name: String,
    entry: Value,
    loss: L,
    inputs: Vec<N::Input>,
    targets: Vec<Target<N, L>>,
}

impl<N: Network, L: Loss<N::Head>> Case<N, L> {
    fn load(name: &str, loss: L, target: impl Fn(&Value) -> Target<N, L>) -> Self {
        let file = reference::load("networks.json");
        let [entry] = reference::entries(&file, |entry| entry["name"] == name)[..] else {
            panic!("one entry is `{name}`")
        };
        let targets = list(&entry["labels"]).iter().map(target).collect();
        Self { name: name.into(), entry: entry.clone(), loss, inputs: batch(&entry["x"]), targets }
    }

    fn group(&self, what: &str) -> Group {
        Group::new::<N::Scalar>(&format!("{}, {what}", self.name))
    }

    /// A network with the listed parameters.
    fn network(&self) -> Box<N> {
        let mut network = N::zeros_boxed();
        let (parameters, state) = network.parts_mut();
        write(parameters.as_mut_slice(), &flat::<N::Parameters>(&self.entry["initial"]));
        write(state.as_mut_slice(), &self.state(&self.entry["initial"]));
        network
    }

    /// State of the batch normalizations, in the order of the flat view.
    ///
    /// The reference has a bias before them, which this library omits: their inputs are smaller by the bias here, and
    /// so is their running mean if it starts at minus the bias instead of zero.
    fn state(&self, listed: &Value) -> Vec<f64> {
        let mut state = Vec::new();
        for (dense, layer) in with_dense::<N::Parameters>() {
            for leaf in layer.state_leaves {
                match leaf.name {
                    "mean" => {
                        let means = numbers(&listed[format!("layer{dense}.running_mean")]);
                        state.extend(means.iter().zip(self.bias(dense)).map(|(mean, bias)| mean - bias));
                    }
                    "variance" => state.extend(numbers(&listed[format!("layer{dense}.running_var")])),
                    // Both frameworks treat the initial value as a full average.
                    _ => state.push(1.0),
                }
            }
        }
        state
    }

    fn bias(&self, dense: usize) -> Vec<f64> {
        numbers(&self.entry["initial"][format!("layer{dense}.bias")])
    }

    fn check_logits(&self, group: &mut Group, key: &str, network: &N) {
        let logits: Vec<N::Scalar> =
            self.inputs.iter().flat_map(|input| network.logits(input).as_ref().to_vec()).collect();
        group.compare(steps::<N::Scalar>(), key, &logits, &numbers(&self.entry[key]));
    }

    /// Five steps, each followed by `constrain`, with the losses before and after.
    fn check_steps<O: Optimizer>(&self, group: &mut Group, optimizer: O, constrain: impl Fn(&mut N)) {
        let tolerance = steps::<N::Scalar>();
        let (inputs, targets) = (&self.inputs[..], &self.targets[..]);
        let builder = Trainer::<N>::builder().loss(self.loss.clone()).optimizer(optimizer).batch(inputs.len());
        let mut trainer = builder.build_with(self.network()).expect("the settings can be used");
        self.check_logits(group, "eval_outputs_initial", trainer.network());
        let mut losses = Vec::new();
        for step in 0..5 {
            losses.push(trainer.compute(inputs, targets).expect("a gradient") + trainer.penalty());
            if step == 0 {
                self.check_trainer(&trainer, losses[0]);
            }
            trainer.apply().expect("a step");
            constrain(trainer.network_mut());
            if let Some(after) = self.entry.get(format!("after_step_{}", step + 1)) {
                let what = format!("after step {}", step + 1);
                let parameters = trainer.network().parameters().as_slice();
                group.compare(tolerance, &what, parameters, &flat::<N::Parameters>(after));
            }
            if let Some(running) = self.entry.get("running_after_step") {
                let what = format!("running statistics after step {}", step + 1);
                group.compare(tolerance, &what, trainer.network().state().as_slice(), &self.state(&running[step]));
            }
        }
        losses.push(trainer.compute(inputs, targets).expect("a gradient") + trainer.penalty());
        group.compare(tolerance, "loss of each step", &losses, &numbers(&self.entry["loss_per_step"]));
        self.check_logits(group, "eval_outputs_after_step_5", trainer.network());
    }

    /// Result of `compute` before the first step: the loss without penalties, and the gradient of both.
    fn check_trainer<O: Optimizer>(&self, trainer: &Trainer<N, L, O>, total: f64) {
        let (group, tolerance) = (&mut self.group("compute"), pass::<N::Scalar>());
        let [data, penalty] = ["loss_data", "loss_penalty"].map(|key| number(&self.entry[key]));
        group.compare(tolerance, "loss", &[total - trainer.penalty()], &[data]);
        group.compare(tolerance, "penalty", &[trainer.penalty()], &[penalty]);
        let gradients = flat::<N::Parameters>(&self.entry["gradients"]);
        group.compare(tolerance, "gradients", trainer.gradient().as_slice(), &gradients);
    }

    /// The mean loss of predictions, which equals the training loss if both passes agree.
    fn check_evaluation(&self) {
        let evaluation = evaluate(&*self.network(), &self.loss, &self.inputs, &self.targets).expect("a loss");
        let expected = number(&self.entry["loss_data"]);
        self.group("evaluation").compare(pass::<N::Scalar>(), "loss", &[evaluation.loss], &[expected]);
    }
}

/// Every layer with the index of its dense layer, because a layer of the reference includes batch norm and activation.
fn with_dense<P: Parameters>() -> impl Iterator<Item = (usize, &'static ffnn::LayerInfo)> {
    let mut seen = 0;
    P::LAYERS.iter().map(move |layer| {
        seen += usize::from(layer.kind == "Dense");
        (seen.saturating_sub(1), layer)
    })
}

/// Reference tensors in the order of the flat view: layer by layer, matrices in column-major order.
fn flat<P: Parameters>(tensors: &Value) -> Vec<f64> {
    let mut flat = vec![f64::NAN; P::COUNT];
    for (dense, layer) in with_dense::<P>() {
        for (leaf, range) in layer.tensors() {
            let name = match leaf.name {
                "weights" => "weight",
                "slope" => "alpha",
                "scale" => "gamma",
                "shift" => "beta",
                name => name,
            };
            let tensor = numbers(&tensors[format!("layer{dense}.{name}")]);
            assert_eq!(tensor.len(), leaf.count());
            let (rows, columns) = leaf.shape;
            for row in 0..rows {
                for column in 0..columns {
                    flat[range.start + column * rows + row] = tensor[row * columns + column];
                }
            }
        }
    }
    flat
}

fn write<T: Scalar>(values: &mut [T], listed: &[f64]) {
    assert_eq!(values.len(), listed.len());
    values.iter_mut().zip(listed).for_each(|(value, &listed)| *value = T::from_f64(listed));
}
