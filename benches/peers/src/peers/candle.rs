//! candle, with its own layers, loss and optimizers.

use candle_core::{DType, Device, Result, Tensor, Var};
use candle_nn::{AdamW, BatchNorm, Linear, Module, ModuleT, Optimizer, ParamsAdamW, SGD, loss};
use std::hint::black_box;

use crate::runner::Runner;
use crate::workload::{Activation, Rule, Task, WORKLOADS, Workload};

pub fn run(runner: &mut Runner) {
    runner.peer("candle", env!("VERSION_CANDLE"));
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
    let network = Network::new(work).expect("a network");
    let input = inputs(work).expect("an input");
    runner.predict(
        work,
        || black_box(&network).forward(black_box(&input), false).expect("logits"),
        |logits| logits.flatten_all().and_then(|logits| logits.to_vec1()).expect("values"),
    );
}

fn train(runner: &mut Runner, work: &Workload, rule: Rule) {
    let input = inputs(work).expect("an input");
    let targets: Vec<u32> = work.targets().into_iter().map(|target| target as u32).collect();
    let targets = Tensor::new(targets, &Device::Cpu).expect("targets");
    let make = |rate: f64| {
        let network = Network::new(work).expect("a network");
        let optimizer = Rules::new(rule, network.variables.clone(), rate).expect("an optimizer");
        (network, optimizer)
    };
    let step = |(network, optimizer): &mut (Network, Rules)| {
        let loss = network.forward(black_box(&input), true).and_then(|logits| loss::cross_entropy(&logits, black_box(&targets)));
        let loss = loss.expect("a loss");
        optimizer.step(&loss).expect("a step");
        loss
    };
    runner.train(work, make, step, |loss| loss.to_scalar().expect("a number"));
}

fn inputs(work: &Workload) -> Result<Tensor> {
    Tensor::from_vec(work.data(), (work.samples(), work.inputs()), &Device::Cpu)
}

enum Rules {
    Sgd(SGD),
    Adam(AdamW),
}

impl Rules {
    fn new(rule: Rule, variables: Vec<Var>, rate: f64) -> Result<Self> {
        Ok(match rule {
            Rule::Sgd => Self::Sgd(SGD::new(variables, rate)?),
            Rule::Adam => {
                let parameters = ParamsAdamW { lr: rate, weight_decay: 0.0, eps: 1e-8, ..Default::default() };
                Self::Adam(AdamW::new(variables, parameters)?)
            }
        })
    }

    fn step(&mut self, loss: &Tensor) -> Result<()> {
        match self {
            Self::Sgd(sgd) => sgd.backward_step(loss),
            Self::Adam(adam) => adam.backward_step(loss),
        }
    }
}

struct Network {
    layers: Vec<(Linear, Option<BatchNorm>)>,
    variables: Vec<Var>,
    activation: Activation,
}

impl Network {
    fn new(work: &Workload) -> Result<Self> {
        let mut variables = Vec::new();
        let mut variable = |values: Vec<f32>, shape: &[usize]| -> Result<Tensor> {
            let variable = Var::from_tensor(&Tensor::from_vec(values, shape, &Device::Cpu)?)?;
            let tensor = variable.as_tensor().clone();
            variables.push(variable);
            Ok(tensor)
        };
        let mut layers = Vec::new();
        let count = work.widths.len() - 1;
        for layer in work.layers() {
            let outputs = layer.outputs;
            let weights = variable(layer.weights, &[outputs, layer.inputs])?;
            let bias = layer.bias.map(|bias| variable(bias, &[outputs])).transpose()?;
            let norm = if work.batch_norm && layers.len() + 1 < count {
                let (scale, shift) = (variable(vec![1.0; outputs], &[outputs])?, variable(vec![0.0; outputs], &[outputs])?);
                let mean = Tensor::zeros(outputs, DType::F32, &Device::Cpu)?;
                let variance = Tensor::ones(outputs, DType::F32, &Device::Cpu)?;
                Some(BatchNorm::new(outputs, mean, variance, scale, shift, 1e-5)?)
            } else {
                None
            };
            layers.push((Linear::new(weights, bias), norm));
        }
        Ok(Self { layers, variables, activation: work.activation })
    }

    fn forward(&self, input: &Tensor, train: bool) -> Result<Tensor> {
        let mut values = input.clone();
        for (index, (linear, norm)) in self.layers.iter().enumerate() {
            values = linear.forward(&values)?;
            if let Some(norm) = norm {
                values = norm.forward_t(&values, train)?;
            }
            if index + 1 < self.layers.len() {
                values = match self.activation {
                    Activation::Relu => values.relu()?,
                    Activation::Tanh => values.tanh()?,
                    Activation::Sigmoid => candle_nn::ops::sigmoid(&values)?,
                    Activation::Elu => values.elu(1.0)?,
                };
            }
        }
        Ok(values)
    }
}
