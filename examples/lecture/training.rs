//! Steps that many experiments share: initialize a network, train it, look inside.

use std::error::Error;
use std::ops::ControlFlow;

use ffnn::kernels::Baseline;
use ffnn::network::Tape;
use ffnn::prelude::*;
use ffnn::train::{Builder, Epoch, Evaluation, evaluate};
use ffnn::{Initializer, Optimizer, Role, Site, Stream, Weights};

use crate::data::Digits;

/// A network that reads digits.
pub(crate) trait Reader: Network<Scalar = f32, Input = [f32; 64], Logits = [f32; 10], Head = Softmax> {}
impl<N: Network<Scalar = f32, Input = [f32; 64], Logits = [f32; 10], Head = Softmax>> Reader for N {}

/// A trainer of such a network.
pub(crate) type Lessons<N, O> = Trainer<N, SoftmaxCrossEntropy, O>;

/// A network whose weights are drawn by `initializer`, whatever its layers say; all else is as the layers start it.
pub(crate) fn drawn<N: Network<Scalar = f32>>(initializer: Initializer, seed: u64) -> Box<N> {
    let mut network = N::boxed(seed);
    let (parameters, _) = network.parts_mut();
    let random = &mut Stream::root(seed).named("drawn").random();
    for (layer, leaf, range) in N::Parameters::leaves() {
        if leaf.role == Role::Weight {
            let weights = &mut parameters.as_mut_slice()[range];
            let site = Site { inputs: layer.inputs, outputs: layer.outputs, preferred: initializer };
            initializer(&mut Matrix { values: weights, shape: leaf.shape }, site, random);
        }
    }
    network
}

/// A part of the flat parameters as an initializer sees it.
struct Matrix<'a> {
    values: &'a mut [f32],
    shape: (usize, usize),
}

impl Weights for Matrix<'_> {
    fn shape(&self) -> (usize, usize) {
        self.shape
    }
    fn get(&self, output: usize, input: usize) -> f64 {
        f64::from(self.values[input * self.shape.0 + output])
    }
    fn set(&mut self, output: usize, input: usize, value: f64) {
        self.values[input * self.shape.0 + output] = value as f32;
    }
}

/// The weights of each dense layer among `parameters`, which may be a gradient too.
pub(crate) fn weights<P: Parameters<Scalar = f32>>(parameters: &P) -> Vec<&[f32]> {
    let weights = P::leaves().filter(|(_, leaf, _)| leaf.role == Role::Weight);
    weights.map(|(_, _, range)| &parameters.as_slice()[range]).collect()
}

/// The Euclidean norm.
pub(crate) fn norm(values: &[f32]) -> f64 {
    values.iter().map(|&value| f64::from(value).powi(2)).sum::<f64>().sqrt()
}

/// How far `after` is from `before`, measured by the norm of `before`.
pub(crate) fn relative_change(before: &[f32], after: &[f32]) -> f64 {
    let difference: Vec<f32> = before.iter().zip(after).map(|(before, after)| after - before).collect();
    norm(&difference) / norm(before)
}

/// The outputs of each layer for `inputs` in a training pass, in order.
pub(crate) fn outputs<N: Network>(network: &N, inputs: &[N::Input]) -> Vec<Vec<N::Scalar>> {
    let mut scratch = vec![N::Scalar::ZERO; ffnn::network::scratch::<N>(inputs.len())];
    let mut tape = N::tape(&mut scratch, inputs.len());
    let mut state = N::State::zeros_boxed();
    state.as_mut_slice().copy_from_slice(network.state().as_slice());
    network.forward_train(Baseline, &mut state, inputs, &mut tape, Stream::root(0));
    let mut outputs = Vec::new();
    tape.visit(&mut |output| outputs.push(output.to_vec()));
    outputs
}

/// Loss and accuracy when predicting.
pub(crate) fn judge<N: Reader>(network: &N, data: &Digits) -> Evaluation {
    // A network whose answers are NaN has neither.
    let nothing = Evaluation { loss: f64::NAN, metric: f64::NAN };
    evaluate(network, &SoftmaxCrossEntropy, data.inputs(), data.targets()).unwrap_or(nothing)
}

/// The result of a training run.
pub(crate) struct Trained<N> {
    /// The network at the end, or where training broke down.
    pub(crate) network: Box<N>,
    /// The epochs.
    pub(crate) epochs: Vec<Epoch>,
    /// The error, if training failed.
    pub(crate) broke: Option<ffnn::TrainError>,
}

impl<N: Reader> Trained<N> {
    /// Validation after the last epoch; none if there was none, or no number any more.
    pub(crate) fn validation(&self) -> Option<Evaluation> {
        let validation = self.epochs.last().filter(|_| self.broke.is_none())?.validation?;
        validation.loss.is_finite().then_some(validation)
    }

    /// The loss on the validation data after the last epoch; infinite where training broke down.
    pub(crate) fn loss(&self) -> f64 {
        self.validation().map_or(f64::INFINITY, |validation| validation.loss)
    }

    /// The accuracy on the validation data after the last epoch; that of a guess where training broke down.
    pub(crate) fn accuracy(&self) -> f64 {
        self.validation().map_or(0.1, |validation| validation.metric)
    }
}

/// How to train.
#[derive(Clone, Copy)]
pub(crate) struct Plan {
    /// How often each sample is seen.
    pub(crate) epochs: usize,
    /// Samples in a step.
    pub(crate) batch: usize,
    /// The seed of the sample order and of dropout.
    pub(crate) seed: u64,
}

/// Trains `network` and judges it after each epoch. Numbers that break down end the training and are no error here.
pub(crate) fn train<N: Reader, O: Optimizer>(
    network: Box<N>,
    optimizer: O,
    training: &Digits,
    validation: Option<&Digits>,
    plan: Plan,
) -> Result<Trained<N>, Box<dyn Error>> {
    let builder = Trainer::<N>::builder().optimizer(optimizer).batch(plan.batch).seed(plan.seed);
    train_with(builder, network, training, validation, plan.epochs)
}

/// Trains with more settings; returns the network after the last epoch.
pub(crate) fn train_with<N: Reader, O: Optimizer>(
    builder: Builder<N, SoftmaxCrossEntropy, O>,
    network: Box<N>,
    training: &Digits,
    validation: Option<&Digits>,
    epochs: usize,
) -> Result<Trained<N>, Box<dyn Error>> {
    let mut trainer = builder.keep_last().build_with(network)?;
    let mut seen = Vec::with_capacity(epochs);
    let fitted = trainer.fit_with(training, validation, epochs, |event| {
        seen.push(*event.epoch);
        ControlFlow::Continue(())
    });
    let broke = match fitted {
        Ok(_) => None,
        Err(error @ ffnn::TrainError::NotFinite { .. }) => Some(error),
        Err(error) => return Err(error.into()),
    };
    Ok(Trained { network: trainer.into_network(), epochs: seen, broke })
}

/// Hands the batches of one epoch to `visit`, in an order that follows from the seed and the number of the epoch.
pub(crate) fn each_batch<E>(
    data: &Digits,
    batch: usize,
    seed: u64,
    epoch: u64,
    mut visit: impl FnMut(&[[f32; 64]], &[usize]) -> Result<(), E>,
) -> Result<(), E> {
    let mut order: Vec<usize> = (0..data.len()).collect();
    Stream::root(seed).named("order").at(epoch).random().shuffle(&mut order);
    for rows in order.chunks(batch) {
        let inputs: Vec<_> = rows.iter().map(|&row| data.inputs()[row]).collect();
        let targets: Vec<_> = rows.iter().map(|&row| data.targets()[row]).collect();
        visit(&inputs, &targets)?;
    }
    Ok(())
}

/// The results of `run` for the seeds 1 to `count`, two at a time, in the order of the seeds.
pub(crate) fn each_seed<R: Send>(
    count: u64,
    run: impl Fn(u64) -> Result<R, Box<dyn Error>> + Sync,
) -> Result<Vec<R>, Box<dyn Error>> {
    // Errors as text, because a boxed error may not leave its thread.
    let half = |first: u64| -> Result<Vec<R>, String> {
        (first..=count).step_by(2).map(|seed| run(seed).map_err(|error| error.to_string())).collect()
    };
    let (odd, even) = std::thread::scope(|scope| {
        let odd = scope.spawn(|| half(1));
        let even = half(2);
        (odd.join().expect("an experiment does not panic"), even)
    });
    let (odd, mut even) = (odd?, even?.into_iter());
    let mut all = Vec::with_capacity(count as usize);
    for result in odd {
        all.push(result);
        all.extend(even.next());
    }
    Ok(all)
}

/// Trains for each rate of a grid and keeps the one with the lowest loss in the mean; `run` gives the losses of a rate.
pub(crate) fn best_rate<R>(
    rates: &[f64],
    mut run: impl FnMut(f64) -> Result<(f64, R), Box<dyn Error>>,
) -> Result<(f64, R), Box<dyn Error>> {
    let mut best: Option<(f64, f64, R)> = None;
    for &rate in rates {
        let (loss, result) = run(rate)?;
        if best.as_ref().is_none_or(|(_, least, _)| loss < *least) {
            best = Some((rate, loss, result));
        }
    }
    let (rate, _, result) = best.ok_or("expected at least one rate")?;
    Ok((rate, result))
}
