//! Written by hand with nalgebra, for the default target: matrices of static sizes, nothing allocated in a call.
//!
//! Products of one sample are static; those of a batch go through `matrixmultiply`, which nalgebra takes for dynamic
//! sizes and which uses AVX where there is some: the faster form for each.

use std::hint::black_box;
use std::marker::PhantomData;

use nalgebra::{DMatrixView, Dyn, SMatrix, SVector};

use crate::runner::Runner;
use crate::workload::*;

/// Matrices of static sizes are made on the stack before they are moved to the heap.
const STACK: usize = 64 << 20;

pub fn run(runner: &mut Runner) {
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().stack_size(STACK).spawn_scoped(scope, || run_all(runner));
        thread.expect("a thread").join().expect("all workloads");
    });
}

fn run_all(runner: &mut Runner) {
    runner.peer("nalgebra", env!("VERSION_NALGEBRA"));
    one(runner, [ONE_1, CHAIN_1], Three::<1, 16, 16, 1, Relu>::boxed, Three::predict);
    one(runner, [ONE_4, CHAIN_4], Three::<4, 16, 16, 2, Tanh>::boxed, Three::predict);
    one(runner, [ONE_64, CHAIN_64], Two::<64, 32, 10, Relu>::boxed, Two::predict);
    one(runner, [ONE_18, CHAIN_18], Three::<18, 64, 64, 4, Tanh>::boxed, Three::predict);
    one(runner, [ONE_784], Two::<784, 128, 10, Relu>::boxed, Two::predict);
    one(runner, [ONE_300], Three::<784, 300, 100, 10, Sigmoid>::boxed, Three::predict);
    batch::<Two<64, 32, 10, Relu>, 64, 64>(runner, BATCH_64);
    batch::<Two<784, 128, 10, Relu>, 64, 784>(runner, BATCH_784);
    batch::<Three<784, 300, 100, 10, Sigmoid>, 64, 784>(runner, BATCH_300);
    train::<Two<64, 32, 10, Relu>, 32, 64>(runner, TRAIN_64_SGD);
    train::<Two<64, 32, 10, Relu>, 32, 64>(runner, TRAIN_64_ADAM);
    train::<Two<784, 128, 10, Relu>, 64, 784>(runner, TRAIN_784_SGD);
    train::<Two<784, 128, 10, Relu>, 64, 784>(runner, TRAIN_784_ADAM);
    train::<Two<784, 128, 10, Relu>, 1, 784>(runner, TRAIN_784_ONE);
    train::<Three<784, 300, 100, 10, Relu>, 64, 784>(runner, TRAIN_300_SGD);
    train::<Eleven<64, 32, 10, Elu>, 32, 64>(runner, TRAIN_DEEP);
}

/// An activation, and its derivative from its output.
trait Function {
    fn value(x: f32) -> f32;
    fn slope(y: f32) -> f32;
}

struct Relu;
struct Tanh;
struct Sigmoid;
struct Elu;

impl Function for Relu {
    fn value(x: f32) -> f32 {
        x.max(0.0)
    }
    fn slope(y: f32) -> f32 {
        if y > 0.0 { 1.0 } else { 0.0 }
    }
}

impl Function for Tanh {
    fn value(x: f32) -> f32 {
        x.tanh()
    }
    fn slope(y: f32) -> f32 {
        1.0 - y * y
    }
}

impl Function for Sigmoid {
    fn value(x: f32) -> f32 {
        1.0 / (1.0 + (-x).exp())
    }
    fn slope(y: f32) -> f32 {
        y * (1.0 - y)
    }
}

impl Function for Elu {
    fn value(x: f32) -> f32 {
        if x > 0.0 { x } else { x.exp() - 1.0 }
    }
    fn slope(y: f32) -> f32 {
        if y > 0.0 { 1.0 } else { y + 1.0 }
    }
}

/// A dense layer with its gradient and the two moments of Adam.
struct Layer<const IN: usize, const OUT: usize> {
    weights: SMatrix<f32, OUT, IN>,
    bias: SVector<f32, OUT>,
    learning: Box<Learning<IN, OUT>>,
}

struct Learning<const IN: usize, const OUT: usize> {
    weights: [SMatrix<f32, OUT, IN>; 3],
    bias: [SVector<f32, OUT>; 3],
}

/// The numbers of one step of an optimizer.
#[derive(Clone, Copy)]
enum Step {
    Sgd { rate: f32 },
    Adam { rate: f32, correction: f32 },
}

impl Step {
    fn new(rule: Rule, rate: f64, step: i32) -> Self {
        match rule {
            Rule::Sgd => Self::Sgd { rate: rate as f32 },
            Rule::Adam => Self::Adam {
                rate: (rate / (1.0 - 0.9f64.powi(step))) as f32,
                correction: (1.0 / (1.0 - 0.999f64.powi(step))) as f32,
            },
        }
    }

    fn apply(self, values: &mut [f32], gradient: &[f32], first: &mut [f32], second: &mut [f32]) {
        match self {
            Self::Sgd { rate } => {
                values.iter_mut().zip(gradient).for_each(|(value, gradient)| *value -= rate * gradient);
            }
            Self::Adam { rate, correction } => {
                let moments = first.iter_mut().zip(second);
                for ((value, gradient), (m, v)) in values.iter_mut().zip(gradient).zip(moments) {
                    *m = 0.9 * *m + 0.1 * gradient;
                    *v = 0.999 * *v + 0.001 * gradient * gradient;
                    *value -= rate * *m / ((*v * correction).sqrt() + 1e-8);
                }
            }
        }
    }
}

/// The same values with dynamic sizes, which is what makes nalgebra take `matrixmultiply`.
fn dynamic<const R: usize, const C: usize>(values: &SMatrix<f32, R, C>) -> DMatrixView<'_, f32, Dyn, Dyn> {
    DMatrixView::from_slice_with_strides(values.as_slice(), R, C, 1, R)
}

/// The same values transposed, which costs nothing but strides.
fn transposed<const R: usize, const C: usize>(values: &SMatrix<f32, R, C>) -> DMatrixView<'_, f32, Dyn, Dyn> {
    DMatrixView::from_slice_with_strides(values.as_slice(), C, R, R, 1)
}

/// `result = left · right`, of a batch of more than one sample.
fn multiply<const R: usize, const C: usize>(
    left: DMatrixView<'_, f32, Dyn, Dyn>,
    right: DMatrixView<'_, f32, Dyn, Dyn>,
    result: &mut SMatrix<f32, R, C>,
) {
    result.view_mut((0, 0), (R, C)).gemm(1.0, &left, &right, 0.0);
}

impl<const IN: usize, const OUT: usize> Layer<IN, OUT> {
    fn new(layer: &Numbers) -> Self {
        let learning =
            Learning { weights: [(); 3].map(|()| SMatrix::zeros()), bias: [(); 3].map(|()| SVector::zeros()) };
        Self {
            weights: SMatrix::from_row_slice(&layer.weights),
            bias: SVector::from_column_slice(layer.bias()),
            learning: Box::new(learning),
        }
    }

    fn predict(&self, input: &SVector<f32, IN>) -> SVector<f32, OUT> {
        let mut output = self.bias;
        output.gemv(1.0, &self.weights, input, 1.0);
        output
    }

    fn forward<const B: usize>(&self, input: &SMatrix<f32, IN, B>, output: &mut SMatrix<f32, OUT, B>) {
        if B == 1 {
            output.gemm(1.0, &self.weights, input, 0.0);
        } else {
            multiply(dynamic(&self.weights), dynamic(input), output);
        }
        for mut sample in output.column_iter_mut() {
            sample += &self.bias;
        }
    }

    fn activated<const B: usize, F: Function>(&self, input: &SMatrix<f32, IN, B>, output: &mut SMatrix<f32, OUT, B>) {
        if B == 1 {
            output.gemm(1.0, &self.weights, input, 0.0);
        } else {
            multiply(dynamic(&self.weights), dynamic(input), output);
        }
        for mut sample in output.column_iter_mut() {
            sample.zip_apply(&self.bias, |value, bias| *value = F::value(*value + bias));
        }
    }

    /// The gradient by the parameters, given that by the output.
    fn learn<const B: usize>(&mut self, input: &SMatrix<f32, IN, B>, output: &SMatrix<f32, OUT, B>) {
        let Learning { weights: [weights, ..], bias: [bias, ..] } = &mut *self.learning;
        if B == 1 {
            weights.ger(1.0, &output.column(0), &input.column(0), 0.0);
        } else {
            multiply(dynamic(output), transposed(input), weights);
        }
        *bias = output.column_sum();
    }

    /// The gradient by the input, through the activation whose output the input is.
    fn back<const B: usize, F: Function>(
        &self,
        output: &SMatrix<f32, OUT, B>,
        input: &SMatrix<f32, IN, B>,
        gradient: &mut SMatrix<f32, IN, B>,
    ) {
        if B == 1 {
            gradient.column_mut(0).gemv_tr(1.0, &self.weights, &output.column(0), 0.0);
        } else {
            multiply(transposed(&self.weights), dynamic(output), gradient);
        }
        gradient.zip_apply(input, |gradient, value| *gradient *= F::slope(value));
    }

    fn apply(&mut self, step: Step) {
        let Learning { weights: [gradient, first, second], bias: [of_bias, first_bias, second_bias] } =
            &mut *self.learning;
        step.apply(self.weights.as_mut_slice(), gradient.as_slice(), first.as_mut_slice(), second.as_mut_slice());
        let [first, second] = [first_bias, second_bias].map(|moment| moment.as_mut_slice());
        step.apply(self.bias.as_mut_slice(), of_bias.as_slice(), first, second);
    }
}

/// Turns logits into the gradient by them and returns the mean loss.
fn cross_entropy<const OUT: usize, const B: usize>(logits: &mut SMatrix<f32, OUT, B>, targets: &[usize]) -> f32 {
    let mut loss = 0.0;
    for (mut sample, &target) in logits.column_iter_mut().zip(targets) {
        let largest = sample.max();
        let of_target = sample[target];
        sample.apply(|value| *value = (*value - largest).exp());
        let sum = sample.sum();
        loss += sum.ln() + largest - of_target;
        sample *= 1.0 / (sum * B as f32);
        sample[target] -= 1.0 / B as f32;
    }
    loss / B as f32
}

/// A network that trains on batches of `B` samples of `IN` values.
trait Network<const B: usize, const IN: usize> {
    /// Room for one batch.
    type Room;

    fn new(work: &Workload) -> Box<Self>;
    fn room() -> Box<Self::Room>;
    /// The logits, one sample after the other.
    fn forward<'a>(&self, room: &'a mut Self::Room, input: &SMatrix<f32, IN, B>) -> &'a [f32];
    fn step(&mut self, room: &mut Self::Room, input: &SMatrix<f32, IN, B>, targets: &[usize], step: Step) -> f32;
}

struct Two<const A: usize, const B: usize, const C: usize, F>(Layer<A, B>, Layer<B, C>, PhantomData<F>);

impl<const A: usize, const B: usize, const C: usize, F: Function> Two<A, B, C, F> {
    fn boxed(work: &Workload) -> Box<Self> {
        let layers = work.layers();
        Box::new(Self(Layer::new(&layers[0]), Layer::new(&layers[1]), PhantomData))
    }

    fn predict(&self, input: &SVector<f32, A>) -> SVector<f32, C> {
        let mut hidden = self.0.predict(input);
        hidden.apply(|value| *value = F::value(*value));
        self.1.predict(&hidden)
    }
}

/// Values between two layers and the gradient by them, and the logits.
struct TwoRoom<const N: usize, const B: usize, const C: usize> {
    hidden: [SMatrix<f32, B, N>; 2],
    logits: SMatrix<f32, C, N>,
}

impl<const N: usize, const A: usize, const B: usize, const C: usize, F: Function> Network<N, A> for Two<A, B, C, F> {
    type Room = TwoRoom<N, B, C>;

    fn new(work: &Workload) -> Box<Self> {
        Self::boxed(work)
    }

    fn room() -> Box<Self::Room> {
        Box::new(TwoRoom { hidden: [SMatrix::zeros(); 2], logits: SMatrix::zeros() })
    }

    fn forward<'a>(&self, room: &'a mut Self::Room, input: &SMatrix<f32, A, N>) -> &'a [f32] {
        self.0.activated::<N, F>(input, &mut room.hidden[0]);
        self.1.forward(&room.hidden[0], &mut room.logits);
        room.logits.as_slice()
    }

    fn step(&mut self, room: &mut Self::Room, input: &SMatrix<f32, A, N>, targets: &[usize], step: Step) -> f32 {
        self.forward(room, input);
        let TwoRoom { hidden: [hidden, gradient], logits } = room;
        let loss = cross_entropy(logits, targets);
        self.1.learn(hidden, logits);
        self.1.back::<N, F>(logits, hidden, gradient);
        self.0.learn(input, gradient);
        self.0.apply(step);
        self.1.apply(step);
        loss
    }
}

struct Three<const A: usize, const B: usize, const C: usize, const D: usize, F>(
    Layer<A, B>,
    Layer<B, C>,
    Layer<C, D>,
    PhantomData<F>,
);

impl<const A: usize, const B: usize, const C: usize, const D: usize, F: Function> Three<A, B, C, D, F> {
    fn boxed(work: &Workload) -> Box<Self> {
        let layers = work.layers();
        Box::new(Self(Layer::new(&layers[0]), Layer::new(&layers[1]), Layer::new(&layers[2]), PhantomData))
    }

    fn predict(&self, input: &SVector<f32, A>) -> SVector<f32, D> {
        let mut hidden = self.0.predict(input);
        hidden.apply(|value| *value = F::value(*value));
        let mut hidden = self.1.predict(&hidden);
        hidden.apply(|value| *value = F::value(*value));
        self.2.predict(&hidden)
    }
}

struct ThreeRoom<const N: usize, const B: usize, const C: usize, const D: usize> {
    first: [SMatrix<f32, B, N>; 2],
    second: [SMatrix<f32, C, N>; 2],
    logits: SMatrix<f32, D, N>,
}

impl<const N: usize, const A: usize, const B: usize, const C: usize, const D: usize, F: Function> Network<N, A>
    for Three<A, B, C, D, F>
{
    type Room = ThreeRoom<N, B, C, D>;

    fn new(work: &Workload) -> Box<Self> {
        Self::boxed(work)
    }

    fn room() -> Box<Self::Room> {
        let (first, second) = ([SMatrix::zeros(); 2], [SMatrix::zeros(); 2]);
        Box::new(ThreeRoom { first, second, logits: SMatrix::zeros() })
    }

    fn forward<'a>(&self, room: &'a mut Self::Room, input: &SMatrix<f32, A, N>) -> &'a [f32] {
        self.0.activated::<N, F>(input, &mut room.first[0]);
        self.1.activated::<N, F>(&room.first[0], &mut room.second[0]);
        self.2.forward(&room.second[0], &mut room.logits);
        room.logits.as_slice()
    }

    fn step(&mut self, room: &mut Self::Room, input: &SMatrix<f32, A, N>, targets: &[usize], step: Step) -> f32 {
        self.forward(room, input);
        let ThreeRoom { first: [first, by_first], second: [second, by_second], logits } = room;
        let loss = cross_entropy(logits, targets);
        self.2.learn(second, logits);
        self.2.back::<N, F>(logits, second, by_second);
        self.1.learn(first, by_second);
        self.1.back::<N, F>(by_second, first, by_first);
        self.0.learn(input, by_first);
        self.0.apply(step);
        self.1.apply(step);
        self.2.apply(step);
        loss
    }
}

/// Ten hidden layers of the same width.
struct Eleven<const A: usize, const B: usize, const C: usize, F>(
    Layer<A, B>,
    Vec<Layer<B, B>>,
    Layer<B, C>,
    PhantomData<F>,
);

struct ElevenRoom<const N: usize, const B: usize, const C: usize> {
    hidden: Vec<SMatrix<f32, B, N>>,
    gradient: [SMatrix<f32, B, N>; 2],
    logits: SMatrix<f32, C, N>,
}

impl<const N: usize, const A: usize, const B: usize, const C: usize, F: Function> Network<N, A>
    for Eleven<A, B, C, F>
{
    type Room = ElevenRoom<N, B, C>;

    fn new(work: &Workload) -> Box<Self> {
        let layers = work.layers();
        let hidden = layers[1..10].iter().map(Layer::new).collect();
        Box::new(Self(Layer::new(&layers[0]), hidden, Layer::new(&layers[10]), PhantomData))
    }

    fn room() -> Box<Self::Room> {
        let zeros = SMatrix::zeros();
        Box::new(ElevenRoom { hidden: vec![zeros; 10], gradient: [zeros; 2], logits: SMatrix::zeros() })
    }

    fn forward<'a>(&self, room: &'a mut Self::Room, input: &SMatrix<f32, A, N>) -> &'a [f32] {
        self.0.activated::<N, F>(input, &mut room.hidden[0]);
        for (index, layer) in self.1.iter().enumerate() {
            let [before, after] = &mut room.hidden[index..index + 2] else { unreachable!("two of ten") };
            layer.activated::<N, F>(before, after);
        }
        self.2.forward(&room.hidden[9], &mut room.logits);
        room.logits.as_slice()
    }

    fn step(&mut self, room: &mut Self::Room, input: &SMatrix<f32, A, N>, targets: &[usize], step: Step) -> f32 {
        self.forward(room, input);
        let ElevenRoom { hidden, gradient: [output, below], logits } = room;
        let loss = cross_entropy(logits, targets);
        self.2.learn(&hidden[9], logits);
        self.2.back::<N, F>(logits, &hidden[9], output);
        for (index, layer) in self.1.iter_mut().enumerate().rev() {
            layer.learn(&hidden[index], output);
            layer.back::<N, F>(output, &hidden[index], below);
            std::mem::swap(output, below);
        }
        self.0.learn(input, output);
        self.0.apply(step);
        self.1.iter_mut().for_each(|layer| layer.apply(step));
        self.2.apply(step);
        loss
    }
}

fn one<N, const IN: usize, const OUT: usize>(
    runner: &mut Runner,
    works: impl IntoIterator<Item = Workload>,
    make: impl Fn(&Workload) -> Box<N>,
    predict: impl Fn(&N, &SVector<f32, IN>) -> SVector<f32, OUT>,
) {
    for work in works {
        let network = make(&work);
        let input = SVector::from(work.rows::<IN>()[0]);
        if work.task == Task::Chain {
            runner.chain(&work, |input: &[f32; IN]| predict(black_box(&*network), &SVector::from(*input)).into());
        } else {
            let call = || predict(black_box(&*network), black_box(&input));
            runner.predict(&work, call, |logits| logits.as_slice().to_vec());
        }
    }
}

/// One column a sample.
fn columns<const IN: usize, const B: usize>(work: &Workload) -> Box<SMatrix<f32, IN, B>> {
    assert_eq!([IN, B], [work.inputs(), work.samples()], "the shape of {}", work.name);
    Box::new(SMatrix::from_column_slice(&work.data()))
}

fn batch<N: Network<B, IN>, const B: usize, const IN: usize>(runner: &mut Runner, work: Workload) {
    let (network, mut room, input) = (N::new(&work), N::room(), columns::<IN, B>(&work));
    runner.fill(&work, |outputs| {
        outputs.copy_from_slice(black_box(&*network).forward(&mut room, black_box(&input)));
    });
}

struct Training<N: Network<B, IN>, const B: usize, const IN: usize> {
    network: Box<N>,
    room: Box<N::Room>,
    rate: f64,
    steps: i32,
}

fn train<N: Network<B, IN>, const B: usize, const IN: usize>(runner: &mut Runner, work: Workload) {
    let (input, targets) = (columns::<IN, B>(&work), work.targets());
    let Task::Train(rule, _) = work.task else { unreachable!("{} trains", work.name) };
    let make = |rate| Training { network: N::new(&work), room: N::room(), rate, steps: 0 };
    let step = |training: &mut Training<N, B, IN>| {
        training.steps += 1;
        let step = Step::new(rule, training.rate, training.steps);
        training.network.step(&mut training.room, black_box(&input), black_box(&targets), step)
    };
    runner.train(&work, make, step, |loss| loss);
}
