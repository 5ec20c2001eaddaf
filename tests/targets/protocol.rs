//! Training protocol of every network: data, initialization, epochs.

use ffnn::data::{Standardizer, csv};
use ffnn::prelude::*;
use ffnn::train::evaluate;
use ffnn::{Initializer, Optimizer, Random, Role, Site, Stream, Weights};
use serde_json::Value;

use crate::reference::{Figure, list, load, whole};

const SEEDS: u64 = 5;

/// Samples to train on and samples to test on.
pub(crate) struct Data<X> {
    pub(crate) train: Dataset<X, usize>,
    pub(crate) test: Dataset<X, usize>,
}

/// 8×8 pixels, from 0 to 1.
pub(crate) fn digits() -> Data<[f32; 64]> {
    let file = include_bytes!("../../examples/data/digits.csv");
    let data = csv::read("digits.csv", &file[..]).and_then(|file| file.classes()).expect("digits");
    let (test, train) = data.map_inputs(|pixels| pixels.map(|pixel: f32| pixel / 16.0)).split(is_test).expect("digits");
    checked("digits", Data { train, test })
}

/// Four measurements, standardized by the training rows.
pub(crate) fn irises() -> Data<[f32; 4]> {
    let file = include_bytes!("../../examples/data/iris.csv");
    let data = csv::read("iris.csv", &file[..]).and_then(|file| file.header().classes()).expect("irises");
    let (mut test, mut train) = data.split(is_test).expect("irises");
    let standardizer = Standardizer::measure(train.inputs()).expect("finite measurements");
    standardizer.apply_all(train.inputs_mut());
    standardizer.apply_all(test.inputs_mut());
    checked("iris", Data { train, test })
}

fn is_test(row: usize) -> bool {
    row.is_multiple_of(5)
}

/// The data, with the class counts of the reference.
fn checked<X>(name: &str, data: Data<X>) -> Data<X> {
    for (side, rows) in [("train", &data.train), ("test", &data.test)] {
        for (class, count) in list(&load()["class_counts"][name][side]).iter().enumerate() {
            assert_eq!(rows.targets().iter().filter(|&&target| target == class).count(), whole(count));
        }
    }
    data
}

/// Initialization of a training.
#[derive(Clone, Copy)]
pub(crate) enum Start {
    /// As the network is declared.
    Declared,
    /// Every weight and bias drawn by this initializer, which treats a bias like a weight of its layer.
    Biased(Initializer),
}

/// A new network.
pub(crate) fn start<N: Network>(start: Start, seed: u64) -> Box<N> {
    let mut network = N::boxed(seed);
    if let Start::Biased(initializer) = start {
        let parameters = network.parts_mut().0.as_mut_slice();
        for (index, (layer, leaf, range)) in N::Parameters::leaves().enumerate() {
            assert!(matches!(leaf.role, Role::Weight | Role::Bias));
            let site = Site { inputs: layer.inputs, outputs: layer.outputs, preferred: initializer };
            let random: &mut Random = &mut Stream::root(seed).named("biased start").at(index as u64).random();
            initializer(&mut Tensor { values: &mut parameters[range], shape: leaf.shape }, site, random);
        }
    }
    network
}

/// A part of the flat view, as an initializer sees it.
struct Tensor<'a, T> {
    values: &'a mut [T],
    shape: (usize, usize),
}

impl<T: Scalar> Weights for Tensor<'_, T> {
    fn shape(&self) -> (usize, usize) {
        self.shape
    }

    fn get(&self, output: usize, input: usize) -> f64 {
        self.values[input * self.shape.0 + output].to_f64()
    }

    fn set(&mut self, output: usize, input: usize, value: f64) {
        self.values[input * self.shape.0 + output] = T::from_f64(value);
    }
}

/// Results of five trainings.
pub(crate) struct Reached {
    pub(crate) accuracy: Figure,
    pub(crate) loss: Figure,
}

/// Trains with the epochs and the batches of an entry.
pub(crate) fn train<N, O>(entry: &Value, data: &Data<N::Input>, from: Start, optimizer: O) -> Reached
where
    N: Network<Head = Softmax>,
    O: Optimizer,
{
    let (mut accuracies, mut losses) = (Vec::new(), Vec::new());
    for seed in 0..SEEDS {
        let builder = Trainer::<N>::builder().optimizer(optimizer.clone()).batch(whole(&entry["batch"])).seed(seed);
        let mut trainer = builder.quiet().build_with(start(from, seed)).expect("the settings can be used");
        trainer.fit(&data.train, whole(&entry["epochs"])).expect("training goes through");
        let evaluate = |rows: &Dataset<_, _>| {
            evaluate(trainer.network(), &SoftmaxCrossEntropy, rows.inputs(), rows.targets()).expect("a loss")
        };
        accuracies.push(evaluate(&data.test).metric);
        losses.push(evaluate(&data.train).loss);
    }
    Reached { accuracy: Figure::of(&accuracies), loss: Figure::of(&losses) }
}
