//! burn on its back end `flex`, with its own layers, loss and optimizers.

use std::hint::black_box;

use burn::module::{Module, Param};
use burn::nn::loss::{CrossEntropyLoss, CrossEntropyLossConfig};
use burn::nn::{BatchNorm, BatchNormConfig, Linear, LinearConfig};
use burn::optim::{AdamConfig, GradientsParams, ModuleOptimizer, SgdConfig};
use burn::tensor::{Device, Int, Tensor, TensorData, activation};

use crate::runner::Runner;
use crate::workload::{Activation, Rule, Task, WORKLOADS, Workload};

pub fn run(runner: &mut Runner) {
    runner.peer("burn", env!("VERSION_BURN"));
    for work in &WORKLOADS {
        match work.task {
            Task::One | Task::Batch(_) => predict(runner, work),
            // Calls through a framework do not overlap.
            Task::Chain => {}
            Task::Train(rule, _) => train(runner, work, rule),
        }
    }
}

fn predict(runner: &mut Runner, work: &Workload) {
    let device = Device::flex();
    let network = Network::new(work, &device);
    let input = inputs(work, &device);
    runner.predict(
        work,
        || black_box(&network).forward(black_box(&input).clone(), work.activation),
        |logits| logits.into_data().try_to_vec().expect("values"),
    );
}

struct Training {
    /// None only while the optimizer has it.
    network: Option<Network>,
    optimizer: ModuleOptimizer,
    loss: CrossEntropyLoss,
    rate: f64,
}

fn train(runner: &mut Runner, work: &Workload, rule: Rule) {
    let device = Device::flex().autodiff();
    let input = inputs(work, &device);
    let targets: Vec<i64> = work.targets().into_iter().map(|target| target as i64).collect();
    let targets = Tensor::<1, Int>::from_data(TensorData::new(targets, [work.samples()]), &device);
    let make = |rate| Training {
        network: Some(Network::new(work, &device)),
        optimizer: match rule {
            Rule::Sgd => SgdConfig::new().init(),
            Rule::Adam => AdamConfig::new().with_epsilon(1e-8).init(),
        },
        loss: CrossEntropyLossConfig::new().init(&device),
        rate,
    };
    let step = |training: &mut Training| {
        let network = training.network.take().expect("a network");
        let logits = network.forward(black_box(&input).clone(), work.activation);
        let loss = training.loss.forward(logits, black_box(&targets).clone());
        let gradients = GradientsParams::from_grads(loss.backward(), &network);
        training.network = Some(training.optimizer.step(training.rate, network, gradients));
        loss
    };
    runner.train(work, make, step, |loss| loss.into_data().try_to_vec::<f32>().expect("a number")[0]);
}

fn inputs(work: &Workload, device: &Device) -> Tensor<2> {
    Tensor::from_data(TensorData::new(work.data(), [work.samples(), work.inputs()]), device)
}

#[derive(Module, Debug)]
struct Network {
    layers: Vec<Linear>,
    norms: Vec<BatchNorm>,
}

impl Network {
    fn new(work: &Workload, device: &Device) -> Self {
        let (mut layers, mut norms) = (Vec::new(), Vec::new());
        let count = work.widths.len() - 1;
        for dense in work.layers() {
            let shape = [dense.inputs, dense.outputs];
            let mut layer = LinearConfig::new(dense.inputs, dense.outputs).with_bias(dense.bias.is_some()).init(device);
            layer.weight = Param::from_data(TensorData::new(dense.transposed(), shape), device);
            layer.bias = dense.bias.map(|bias| Param::from_data(TensorData::new(bias, [dense.outputs]), device));
            layers.push(layer);
            if work.batch_norm && layers.len() < count {
                norms.push(BatchNormConfig::new(dense.outputs).init(device));
            }
        }
        Self { layers, norms }
    }

    fn forward(&self, mut values: Tensor<2>, activation: Activation) -> Tensor<2> {
        for (index, layer) in self.layers.iter().enumerate() {
            values = layer.forward(values);
            if let Some(norm) = self.norms.get(index) {
                values = norm.forward(values);
            }
            if index + 1 < self.layers.len() {
                values = match activation {
                    Activation::Relu => activation::relu(values),
                    Activation::Tanh => activation::tanh(values),
                    Activation::Sigmoid => activation::sigmoid(values),
                    Activation::Elu => activation::elu(values, 1.0),
                };
            }
        }
        values
    }
}
