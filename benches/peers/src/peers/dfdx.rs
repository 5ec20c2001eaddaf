//! dfdx, with its own layers, loss and optimizers. It has no ELU, which is put together from what it has.

use std::hint::black_box;

use dfdx::optim::{Adam, Sgd};
use dfdx::prelude::*;

use crate::runner::Runner;
use crate::workload::{Numbers, Rule, Task, Workload};
use crate::workload::{
    BATCH_64, BATCH_300, BATCH_784, ONE_1, ONE_4, ONE_18, ONE_64, ONE_300, ONE_784, TRAIN_64_ADAM, TRAIN_64_SGD,
    TRAIN_300_NORM, TRAIN_300_SGD, TRAIN_784_ADAM, TRAIN_784_ONE, TRAIN_784_SGD, TRAIN_DEEP,
};

type Values<S, T = NoneTape> = Tensor<S, f32, Cpu, T>;
type Taped = OwnedTape<f32, Cpu>;

type LineNet = ((Linear<1, 16>, ReLU), (Linear<16, 16>, ReLU), Linear<16, 1>);
type PoleNet = ((Linear<4, 16>, Tanh), (Linear<16, 16>, Tanh), Linear<16, 2>);
type DigitsNet = ((Linear<64, 32>, ReLU), Linear<32, 10>);
type RobotNet = ((Linear<18, 64>, Tanh), (Linear<64, 64>, Tanh), Linear<64, 4>);
type WideNet = ((Linear<784, 128>, ReLU), Linear<128, 10>);
type LogisticNet = ((Linear<784, 300>, Sigmoid), (Linear<300, 100>, Sigmoid), Linear<100, 10>);
type LargeNet = ((Linear<784, 300>, ReLU), (Linear<300, 100>, ReLU), Linear<100, 10>);
type NormedNet = (
    (UnbiasedLinear<784, 300>, BatchNorm1D<300>, Elu),
    (UnbiasedLinear<300, 100>, BatchNorm1D<100>, Elu),
    Linear<100, 10>,
);
type DeepNet = ((Linear<64, 32>, Elu), Repeated<(Linear<32, 32>, Elu), 9>, Linear<32, 10>);

/// `max(x, 0) + exp(min(x, 0)) - 1`
#[derive(Clone, Copy, Debug, Default)]
struct Elu;

impl ZeroSizedModule for Elu {}
impl NonMutableModule for Elu {}

impl<S: Shape, T: Tape<f32, Cpu> + Merge<T>> Module<Values<S, T>> for Elu {
    type Output = Values<S, T>;
    type Error = <Cpu as HasErr>::Err;

    fn try_forward(&self, x: Values<S, T>) -> Result<Self::Output, Self::Error> {
        let below = x.with_empty_tape().try_negate()?.try_relu()?.try_negate()?.try_exp()?;
        x.try_relu()?.try_add(below)?.try_sub(1.0)
    }
}

pub fn run(runner: &mut Runner) {
    // As its own examples do.
    dfdx::flush_denormals_to_zero();
    runner.peer("dfdx", env!("VERSION_DFDX"));
    one::<LineNet, 1, 1>(runner, ONE_1);
    one::<PoleNet, 4, 2>(runner, ONE_4);
    one::<DigitsNet, 64, 10>(runner, ONE_64);
    one::<RobotNet, 18, 4>(runner, ONE_18);
    one::<WideNet, 784, 10>(runner, ONE_784);
    one::<LogisticNet, 784, 10>(runner, ONE_300);
    batch::<DigitsNet, 64, 64, 10>(runner, BATCH_64);
    batch::<WideNet, 64, 784, 10>(runner, BATCH_784);
    batch::<LogisticNet, 64, 784, 10>(runner, BATCH_300);
    train::<DigitsNet, 32, 64>(runner, TRAIN_64_SGD);
    train::<DigitsNet, 32, 64>(runner, TRAIN_64_ADAM);
    train::<WideNet, 64, 784>(runner, TRAIN_784_SGD);
    train::<WideNet, 64, 784>(runner, TRAIN_784_ADAM);
    train::<WideNet, 1, 784>(runner, TRAIN_784_ONE);
    train::<LargeNet, 64, 784>(runner, TRAIN_300_SGD);
    train::<NormedNet, 64, 784>(runner, TRAIN_300_NORM);
    train::<DeepNet, 32, 64>(runner, TRAIN_DEEP);
}

/// The classes of every network that is trained.
const CLASSES: usize = 10;

fn one<N, const IN: usize, const OUT: usize>(runner: &mut Runner, work: Workload)
where
    N: BuildOnDevice<Cpu, f32>,
    N::Built: Fill + Module<Values<Rank1<IN>>, Output = Values<Rank1<OUT>>>,
{
    let device = Cpu::default();
    let network = filled::<N>(&device, &work);
    let mut input: Values<Rank1<IN>> = device.zeros();
    input.copy_from(&work.data());
    runner.predict(&work, || black_box(&network).forward(black_box(&input).clone()), |logits| logits.as_vec());
}

fn batch<N, const BATCH: usize, const IN: usize, const OUT: usize>(runner: &mut Runner, work: Workload)
where
    N: BuildOnDevice<Cpu, f32>,
    N::Built: Fill + Module<Values<Rank2<BATCH, IN>>, Output = Values<Rank2<BATCH, OUT>>>,
{
    let device = Cpu::default();
    let network = filled::<N>(&device, &work);
    let mut input: Values<Rank2<BATCH, IN>> = device.zeros();
    input.copy_from(&work.data());
    runner.predict(&work, || black_box(&network).forward(black_box(&input).clone()), |logits| logits.as_vec());
}

struct Training<N> {
    network: N,
    /// None only while a pass has them.
    gradients: Option<Gradients<f32, Cpu>>,
    rule: Rules<N>,
}

enum Rules<N> {
    Sgd(Sgd<N, f32, Cpu>),
    Adam(Adam<N, f32, Cpu>),
}

fn train<N, const BATCH: usize, const IN: usize>(runner: &mut Runner, work: Workload)
where
    N: BuildOnDevice<Cpu, f32>,
    N::Built: Fill + TensorCollection<f32, Cpu>,
    N::Built: ModuleMut<Values<Rank2<BATCH, IN>, Taped>, Output = Values<Rank2<BATCH, CLASSES>, Taped>>,
    <N::Built as ModuleMut<Values<Rank2<BATCH, IN>, Taped>>>::Error: std::fmt::Debug,
{
    let device = Cpu::default();
    let mut input: Values<Rank2<BATCH, IN>> = device.zeros();
    input.copy_from(&work.data());
    // dfdx compares with probabilities.
    let mut targets: Values<Rank2<BATCH, CLASSES>> = device.zeros();
    let of = |target| (0..CLASSES).map(move |class| if class == target { 1.0 } else { 0.0 });
    targets.copy_from(&work.targets().into_iter().flat_map(of).collect::<Vec<f32>>());
    let make = |rate| {
        let network = filled::<N>(&device, &work);
        let rule = match work.task {
            Task::Train(Rule::Sgd, _) => {
                Rules::Sgd(Sgd::new(&network, SgdConfig { lr: rate, momentum: None, weight_decay: None }))
            }
            _ => Rules::Adam(Adam::new(&network, AdamConfig { lr: rate, ..AdamConfig::default() })),
        };
        Training { gradients: Some(network.alloc_grads()), network, rule }
    };
    let step = |training: &mut Training<N::Built>| {
        let gradients = training.gradients.take().expect("gradients");
        let logits = training.network.forward_mut(black_box(&input).clone().traced(gradients));
        let loss = cross_entropy_with_logits_loss(logits, black_box(&targets).clone());
        let value = loss.array();
        let mut gradients = loss.backward();
        match &mut training.rule {
            Rules::Sgd(sgd) => sgd.update(&mut training.network, &gradients).expect("a step"),
            Rules::Adam(adam) => adam.update(&mut training.network, &gradients).expect("a step"),
        }
        training.network.zero_grads(&mut gradients);
        training.gradients = Some(gradients);
        value
    };
    runner.train(&work, make, step, |loss| loss);
}

fn filled<N>(device: &Cpu, work: &Workload) -> N::Built
where
    N: BuildOnDevice<Cpu, f32>,
    N::Built: Fill,
{
    let mut network = N::build_on_device(device);
    let mut layers = work.layers().into_iter();
    network.fill(&mut layers);
    assert!(layers.next().is_none(), "all layers of {} are set", work.name);
    network
}

/// Takes its parameters from the workload, layer by layer.
trait Fill {
    fn fill(&mut self, _layers: &mut dyn Iterator<Item = Numbers>) {}
}

impl Fill for ReLU {}
impl Fill for Tanh {}
impl Fill for Sigmoid {}
impl Fill for Elu {}
/// Scale and shift start as 1 and 0.
impl<const N: usize> Fill for modules::BatchNorm1D<N, f32, Cpu> {}

impl<const IN: usize, const OUT: usize> Fill for modules::Linear<IN, OUT, f32, Cpu> {
    fn fill(&mut self, layers: &mut dyn Iterator<Item = Numbers>) {
        let layer = layers.next().expect("a layer");
        self.weight.copy_from(&layer.weights);
        self.bias.copy_from(layer.bias());
    }
}

impl<const IN: usize, const OUT: usize> Fill for modules::UnbiasedLinear<IN, OUT, f32, Cpu> {
    fn fill(&mut self, layers: &mut dyn Iterator<Item = Numbers>) {
        self.weight.copy_from(&layers.next().expect("a layer").weights);
    }
}

impl<A: Fill, B: Fill> Fill for (A, B) {
    fn fill(&mut self, layers: &mut dyn Iterator<Item = Numbers>) {
        self.0.fill(layers);
        self.1.fill(layers);
    }
}

impl<A: Fill, B: Fill, C: Fill> Fill for (A, B, C) {
    fn fill(&mut self, layers: &mut dyn Iterator<Item = Numbers>) {
        self.0.fill(layers);
        self.1.fill(layers);
        self.2.fill(layers);
    }
}

impl<T: Fill, const N: usize> Fill for Repeated<T, N> {
    fn fill(&mut self, layers: &mut dyn Iterator<Item = Numbers>) {
        self.modules.iter_mut().for_each(|module| module.fill(layers));
    }
}
