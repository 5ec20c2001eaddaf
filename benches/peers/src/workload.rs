//! What is timed: networks, their parameters, and the work to do with them.

/// One network, and what is done with it.
#[derive(Clone, Copy, Debug)]
pub struct Workload {
    /// The first column of the table.
    pub name: &'static str,
    /// The number of values between the layers, from the input to the logits.
    pub widths: &'static [usize],
    /// What stands between the layers; the last one gives logits.
    pub activation: Activation,
    /// Whether batch normalization stands before each activation; the dense layer before it then has no bias.
    pub batch_norm: bool,
    pub task: Task,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Activation {
    Relu,
    Tanh,
    Sigmoid,
    Elu,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Task {
    /// The logits of one sample; calls may overlap in the processor.
    One,
    /// The same, and each input depends on the last output, so that calls cannot overlap.
    Chain,
    /// The logits of a batch.
    Batch(usize),
    /// One step of training on softmax cross-entropy: forward, backward, update.
    Train(Rule, usize),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rule {
    Sgd,
    /// Betas 0.9 and 0.999, epsilon 1e-8 outside the root.
    Adam,
}

const SMALL: &[usize] = &[64, 32, 10];
const WIDE: &[usize] = &[784, 128, 10];
const LARGE: &[usize] = &[784, 300, 100, 10];
const DEEP: &[usize] = &[64, 32, 32, 32, 32, 32, 32, 32, 32, 32, 32, 10];

const fn plain(name: &'static str, widths: &'static [usize], activation: Activation, task: Task) -> Workload {
    Workload { name, widths, activation, batch_norm: false, task }
}

use Activation::{Elu, Relu, Sigmoid, Tanh};
use Rule::{Adam, Sgd};
use Task::{Batch, Chain, One, Train};

pub const ONE_1: Workload = plain("1-16-16-1 ReLU", &[1, 16, 16, 1], Relu, One);
pub const ONE_4: Workload = plain("4-16-16-2 tanh", &[4, 16, 16, 2], Tanh, One);
pub const ONE_64: Workload = plain("64-32-10 ReLU", SMALL, Relu, One);
pub const ONE_18: Workload = plain("18-64-64-4 tanh", &[18, 64, 64, 4], Tanh, One);
pub const ONE_784: Workload = plain("784-128-10 ReLU", WIDE, Relu, One);
pub const ONE_300: Workload = plain("784-300-100-10 sigmoid", LARGE, Sigmoid, One);
pub const CHAIN_1: Workload = plain("1-16-16-1 ReLU, chained", &[1, 16, 16, 1], Relu, Chain);
pub const CHAIN_4: Workload = plain("4-16-16-2 tanh, chained", &[4, 16, 16, 2], Tanh, Chain);
pub const CHAIN_64: Workload = plain("64-32-10 ReLU, chained", SMALL, Relu, Chain);
pub const CHAIN_18: Workload = plain("18-64-64-4 tanh, chained", &[18, 64, 64, 4], Tanh, Chain);
pub const BATCH_64: Workload = plain("64-32-10 ReLU, batch 64", SMALL, Relu, Batch(64));
pub const BATCH_784: Workload = plain("784-128-10 ReLU, batch 64", WIDE, Relu, Batch(64));
pub const BATCH_300: Workload = plain("784-300-100-10 sigmoid, batch 64", LARGE, Sigmoid, Batch(64));
pub const TRAIN_64_SGD: Workload = plain("64-32-10 ReLU, SGD, 32", SMALL, Relu, Train(Sgd, 32));
pub const TRAIN_64_ADAM: Workload = plain("64-32-10 ReLU, Adam, 32", SMALL, Relu, Train(Adam, 32));
pub const TRAIN_784_SGD: Workload = plain("784-128-10 ReLU, SGD, 64", WIDE, Relu, Train(Sgd, 64));
pub const TRAIN_784_ADAM: Workload = plain("784-128-10 ReLU, Adam, 64", WIDE, Relu, Train(Adam, 64));
pub const TRAIN_784_ONE: Workload = plain("784-128-10 ReLU, SGD, 1", WIDE, Relu, Train(Sgd, 1));
pub const TRAIN_300_SGD: Workload = plain("784-300-100-10 ReLU, SGD, 64", LARGE, Relu, Train(Sgd, 64));
pub const TRAIN_300_NORM: Workload =
    Workload { batch_norm: true, ..plain("784-300-100-10 ELU + batch norm, Adam, 64", LARGE, Elu, Train(Adam, 64)) };
pub const TRAIN_DEEP: Workload = plain("64-(10×32 ELU)-10, Adam, 32", DEEP, Elu, Train(Adam, 32));

/// In the order of the table.
pub const WORKLOADS: [Workload; 21] = [
    ONE_1,
    ONE_4,
    ONE_64,
    ONE_18,
    ONE_784,
    ONE_300,
    CHAIN_1,
    CHAIN_4,
    CHAIN_64,
    CHAIN_18,
    BATCH_64,
    BATCH_784,
    BATCH_300,
    TRAIN_64_SGD,
    TRAIN_64_ADAM,
    TRAIN_784_SGD,
    TRAIN_784_ADAM,
    TRAIN_784_ONE,
    TRAIN_300_SGD,
    TRAIN_300_NORM,
    TRAIN_DEEP,
];

/// A dense layer's numbers.
#[derive(Clone, Debug)]
pub struct Numbers {
    pub inputs: usize,
    pub outputs: usize,
    /// `weights[output * inputs + input]`.
    pub weights: Vec<f32>,
    /// None before batch normalization.
    pub bias: Option<Vec<f32>>,
}

impl Numbers {
    /// `[input * outputs + output]`: the weights as those want them who keep the values of one input side by side.
    pub fn transposed(&self) -> Vec<f32> {
        let place = |index: usize| (index % self.outputs) * self.inputs + index / self.outputs;
        (0..self.weights.len()).map(|index| self.weights[place(index)]).collect()
    }

    pub fn bias(&self) -> &[f32] {
        self.bias.as_deref().expect("a layer with a bias")
    }
}

impl Workload {
    pub fn samples(&self) -> usize {
        match self.task {
            One | Chain => 1,
            Batch(samples) | Train(_, samples) => samples,
        }
    }

    pub fn inputs(&self) -> usize {
        self.widths[0]
    }

    pub fn outputs(&self) -> usize {
        self.widths[self.widths.len() - 1]
    }

    /// Multiplications and additions of the products of matrices, which are nearly all of the work; the derivative by the
    /// data is not among them.
    pub fn operations(&self) -> f64 {
        let products: Vec<usize> = self.widths.windows(2).map(|pair| pair[0] * pair[1]).collect();
        let forward = products.iter().sum::<usize>();
        let each = match self.task {
            Train(..) => 3 * forward - products[0],
            One | Chain | Batch(_) => forward,
        };
        (2 * each * self.samples()) as f64
    }

    /// The same numbers for every peer: uniform, as wide as Glorot has it.
    pub fn layers(&self) -> Vec<Numbers> {
        let random = &mut Random(1);
        let last = self.widths.len() - 2;
        let widths = self.widths.windows(2).enumerate();
        let layer = |(index, pair): (usize, &[usize])| {
            let [inputs, outputs] = *pair else { unreachable!("windows of two") };
            let limit = (6.0 / (inputs + outputs) as f64).sqrt();
            let weights = (0..inputs * outputs).map(|_| random.between(-limit, limit)).collect();
            let bias: Vec<f32> = (0..outputs).map(|_| random.between(-0.1, 0.1)).collect();
            Numbers { inputs, outputs, weights, bias: (!self.batch_norm || index == last).then_some(bias) }
        };
        widths.map(layer).collect()
    }

    /// `[sample * inputs + input]`, from 0 to 1.
    pub fn data(&self) -> Vec<f32> {
        let random = &mut Random(2);
        (0..self.samples() * self.inputs()).map(|_| random.between(0.0, 1.0)).collect()
    }

    /// The class of each sample.
    pub fn targets(&self) -> Vec<usize> {
        let random = &mut Random(3);
        let class = |_| (random.between(0.0, 1.0) * self.outputs() as f32) as usize % self.outputs();
        (0..self.samples()).map(class).collect()
    }

    /// The data as rows of a length known while compiling.
    pub fn rows<const INPUTS: usize>(&self) -> Vec<[f32; INPUTS]> {
        assert_eq!(self.inputs(), INPUTS, "the inputs of {}", self.name);
        self.data().as_chunks().0.to_vec()
    }
}

/// SplitMix64.
struct Random(u64);

impl Random {
    fn between(&mut self, low: f64, high: f64) -> f32 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut bits = self.0;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        bits ^= bits >> 31;
        (low + (high - low) * (bits >> 11) as f64 / (1u64 << 53) as f64) as f32
    }
}
