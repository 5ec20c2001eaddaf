//! Networks of two, three and eleven layers, each a struct of them and of room for a batch.

use std::marker::PhantomData;

use nalgebra::{SMatrix, SVector};

use super::functions::{Function, cross_entropy};
use super::layer::{Layer, Step};
use crate::workload::Workload;

/// A network that trains on batches of `B` samples of `IN` values.
pub trait Network<const B: usize, const IN: usize> {
    /// Room for one batch.
    type Room;

    fn new(work: &Workload) -> Box<Self>;
    fn room() -> Box<Self::Room>;
    /// The logits, one sample after the other.
    fn forward<'a>(&self, room: &'a mut Self::Room, input: &SMatrix<f32, IN, B>) -> &'a [f32];
    fn step(&mut self, room: &mut Self::Room, input: &SMatrix<f32, IN, B>, targets: &[usize], step: Step) -> f32;
}

pub struct Two<const A: usize, const B: usize, const C: usize, F>(Layer<A, B>, Layer<B, C>, PhantomData<F>);

impl<const A: usize, const B: usize, const C: usize, F: Function> Two<A, B, C, F> {
    pub fn boxed(work: &Workload) -> Box<Self> {
        let layers = work.layers();
        Box::new(Self(Layer::new(&layers[0]), Layer::new(&layers[1]), PhantomData))
    }

    pub fn predict(&self, input: &SVector<f32, A>) -> SVector<f32, C> {
        let mut hidden = self.0.predict(input);
        hidden.apply(|value| *value = F::value(*value));
        self.1.predict(&hidden)
    }
}

/// Values between two layers and the gradient by them, and the logits.
pub struct TwoRoom<const N: usize, const B: usize, const C: usize> {
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

pub struct Three<const A: usize, const B: usize, const C: usize, const D: usize, F>(
    Layer<A, B>,
    Layer<B, C>,
    Layer<C, D>,
    PhantomData<F>,
);

impl<const A: usize, const B: usize, const C: usize, const D: usize, F: Function> Three<A, B, C, D, F> {
    pub fn boxed(work: &Workload) -> Box<Self> {
        let layers = work.layers();
        Box::new(Self(Layer::new(&layers[0]), Layer::new(&layers[1]), Layer::new(&layers[2]), PhantomData))
    }

    pub fn predict(&self, input: &SVector<f32, A>) -> SVector<f32, D> {
        let mut hidden = self.0.predict(input);
        hidden.apply(|value| *value = F::value(*value));
        let mut hidden = self.1.predict(&hidden);
        hidden.apply(|value| *value = F::value(*value));
        self.2.predict(&hidden)
    }
}

pub struct ThreeRoom<const N: usize, const B: usize, const C: usize, const D: usize> {
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
pub struct Eleven<const A: usize, const B: usize, const C: usize, F>(
    Layer<A, B>,
    Vec<Layer<B, B>>,
    Layer<B, C>,
    PhantomData<F>,
);

pub struct ElevenRoom<const N: usize, const B: usize, const C: usize> {
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
