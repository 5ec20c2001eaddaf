//! Numbers below the smallest normal one may take a processor a hundred times as long: how much longer steps and
//! predictions take with them, as a ratio of the fastest of many, both in one process.
//!
//! `cargo bench --bench denormals` prints the table; with `-- --check` it fails where a whole step or a prediction takes
//! more than one and a half times as long.

use std::hint::black_box;
use std::time::{Duration, Instant};

use ffnn::kernels::{Level, Pass, dispatch};
use ffnn::optimizers::{AmsGrad, Lion, Nadam};
use ffnn::prelude::*;
use ffnn::{Deferred, Moments, Optimizer, Role, Vector};

network! {
    struct Narrow: 4 -> 2 {
        hidden: Dense<16>,
        Tanh,
        Dense<16>,
        Tanh,
        output: Dense<2>,
        Linear,
    }
}

network! {
    struct Relus: 64 -> 8 {
        hidden: Dense<64>,
        Relu,
        middle: Dense<32>,
        Relu,
        output: Dense<8>,
        Linear,
    }
}

network! {
    struct Normed: 64 -> 8 {
        hidden: Dense<64>,
        LayerNorm,
        Elu,
        output: Dense<8>,
        Linear,
    }
}

/// The largest ratio: smaller ones are what the same work on a busy machine scatters by.
const LARGEST: f64 = 1.5;
const ROUNDS: usize = 60;
/// 0.9 to this power is below the smallest normal `f64`, and above the smallest of all.
const SHRINKING: usize = 6_800;

/// The fastest of many rounds, the two sides by turns.
fn ratio(mut normal: impl FnMut(), mut denormal: impl FnMut()) -> f64 {
    let mut fastest = [Duration::MAX; 2];
    for _ in 0..ROUNDS {
        let sides: [&mut dyn FnMut(); 2] = [&mut normal, &mut denormal];
        for (fastest, side) in fastest.iter_mut().zip(sides) {
            let start = Instant::now();
            side();
            *fastest = start.elapsed().min(*fastest);
        }
    }
    fastest[1].as_secs_f64() / fastest[0].as_secs_f64()
}

/// A number of about this size.
fn about<T: Scalar>(size: f64, place: usize) -> T {
    T::from_f64(size * (1.5 + (place as f64 * 1.7).sin()))
}

fn filled<V: Vector>(size: f64, sample: usize) -> V {
    let mut vector = V::ZERO;
    for (place, value) in vector.as_mut().iter_mut().enumerate() {
        *value = about(size, sample * 31 + place);
    }
    vector
}

/// Below the smallest normal number, and still of some bits.
fn tiny<T: Scalar>() -> f64 {
    if size_of::<T>() == 4 { 1e-40 } else { 1e-310 }
}

/// Whose square root is of that size, of whose products with ordinary numbers some are denormal.
fn small<T: Scalar>() -> f64 {
    if size_of::<T>() == 4 { 1e-20 } else { 1e-155 }
}

/// Which values are denormal.
#[derive(Clone, Copy, Debug)]
enum Where {
    Inputs,
    Weights,
    /// Small inputs times small weights.
    Activations,
}

fn case<N: Network>(place: Where, tiny: f64, small: f64) -> (Box<N>, Vec<N::Input>) {
    let (weights, inputs) = match place {
        Where::Inputs => (None, tiny),
        Where::Weights => (Some(tiny), 1.0),
        Where::Activations => (Some(small), small),
    };
    let mut network = N::boxed(1);
    if let Some(size) = weights {
        let values = network.parts_mut().0.as_mut_slice().iter_mut().enumerate();
        values.for_each(|(place, value)| *value = about(size, place));
    }
    (network, (0..32).map(|sample| filled(inputs, sample)).collect())
}

fn ordinary<N: Network>() -> (Box<N>, Vec<N::Input>) {
    (N::boxed(1), (0..32).map(|sample| filled(1.0, sample)).collect())
}

struct Table(Vec<String>);

impl Table {
    fn line(&mut self, name: String, ratio: f64) {
        println!("{name:64} {ratio:6.2}");
        if ratio > LARGEST {
            self.0.push(format!("{name}: {ratio:.2} times as long, and {LARGEST} are allowed"));
        }
    }
}

fn predicting<N: Network>(name: &str, table: &mut Table) {
    for place in [Where::Inputs, Where::Weights, Where::Activations] {
        let (normal, with) = (ordinary::<N>(), case::<N>(place, tiny::<N::Scalar>(), small::<N::Scalar>()));
        let one = |(network, inputs): &(Box<N>, Vec<N::Input>)| {
            for _ in 0..4 {
                for input in inputs {
                    black_box(network.logits(black_box(input)));
                }
            }
        };
        table.line(format!("{name}, one sample, {place:?}"), ratio(|| one(&normal), || one(&with)));
        let mut places = vec![N::Logits::ZERO; 32];
        let mut many = |(network, inputs): &(Box<N>, Vec<N::Input>)| {
            for _ in 0..8 {
                network.logits_batch(black_box(inputs), &mut places).expect("as many places");
                black_box(&places);
            }
        };
        let again = std::cell::RefCell::new(&mut many);
        table.line(
            format!("{name}, a batch, {place:?}"),
            ratio(|| again.borrow_mut()(&normal), || again.borrow_mut()(&with)),
        );
    }
}

/// A trainer with a batch.
type Side<N, O> = (Trainer<N, MeanSquaredError, O>, Vec<<N as Network>::Input>, Vec<<N as Network>::Logits>);

/// Whole steps; the rate is zero, so that what is denormal stays so.
fn training<N: Network<Head = Linear>, O: Optimizer>(name: &str, optimizer: O, table: &mut Table) {
    let (tiny, small) = (tiny::<N::Scalar>(), small::<N::Scalar>());
    for batch in [1, 32] {
        let side = |(network, inputs): (Box<N>, Vec<N::Input>), target: f64| -> Side<N, O> {
            let builder = Trainer::<N>::builder().optimizer(optimizer.clone()).batch(batch);
            let targets = (0..batch).map(|sample| filled::<N::Logits>(target, sample)).collect();
            (builder.build_with(network).expect("a trainer"), inputs[..batch].to_vec(), targets)
        };
        let step = |(trainer, inputs, targets): &mut Side<N, O>, times: usize| {
            for _ in 0..times {
                trainer.step(inputs, targets).expect("a step");
            }
        };
        let mut compare = |what: &str, mut with: Side<N, O>| {
            let (mut normal, times) = (side(ordinary::<N>(), 1.0), 64 / batch);
            let ratio = ratio(|| step(&mut normal, times), || step(&mut with, times));
            table.line(format!("{name}, steps on {batch}, {what}"), ratio);
        };
        for place in [Where::Inputs, Where::Weights, Where::Activations] {
            compare(&format!("{place:?}"), side(case::<N>(place, tiny, small), 0.0));
        }
        // The last layer's derivatives are small, so that their squares are denormal, and those before it are denormal.
        let (mut network, inputs) = ordinary::<N>();
        let last = N::Parameters::leaves().filter(|(_, leaf, _)| leaf.role == Role::Weight).last();
        let (_, _, range) = last.expect("a layer with weights");
        let weights = network.parts_mut().0.as_mut_slice()[range].iter_mut().enumerate();
        weights.for_each(|(place, weight)| *weight = about(small, place));
        compare("Gradients", side((network, inputs), 0.0));
        // One step with a gradient, and many without one.
        let mut left = side(ordinary::<N>(), 1.0);
        step(&mut left, 1);
        left.1.iter_mut().for_each(|input| *input = N::Input::ZERO);
        left.2.iter_mut().for_each(|target| *target = N::Logits::ZERO);
        step(&mut left, SHRINKING);
        compare("Moments", left);
    }
}

/// One step of an optimizer on a gradient.
struct Apply<'a, P: Parameters, O: Optimizer> {
    optimizer: &'a O,
    state: &'a mut O::State<P>,
    parameters: &'a mut P,
    gradient: &'a mut P,
}

impl<P: Parameters, O: Optimizer> Pass for Apply<'_, P, O> {
    type Output = ();

    #[inline(always)]
    fn run<L: Level>(self, level: L) {
        self.optimizer.apply(level, self.state, self.parameters, self.gradient, Deferred::NONE);
    }
}

/// Moments of this size, under a gradient of this size.
fn moving<P: Parameters, O: Optimizer<State<P> = Moments<P, M>>, const M: usize>(
    name: &str,
    optimizer: O,
    table: &mut Table,
) {
    let (tiny, small) = (tiny::<P::Scalar>(), small::<P::Scalar>());
    for (what, moment, gradient) in [
        ("moments of a weight that has no gradient", Some(tiny), 0.0),
        ("gradients whose squares are", None, small),
        ("gradients", None, tiny),
    ] {
        let side = |moment: Option<f64>, size: f64| {
            let (mut parameters, mut gradient) = (P::zeros_boxed(), P::zeros_boxed());
            parameters.as_mut_slice().iter_mut().enumerate().for_each(|(place, w)| *w = about(1.0, place));
            gradient.as_mut_slice().iter_mut().enumerate().for_each(|(place, g)| *g = about(size, place));
            let mut state = optimizer.state::<P>();
            for moments in &mut state.moments {
                let values = moments.as_mut_slice().iter_mut().enumerate();
                values.for_each(|(place, m)| *m = moment.map_or(*m, |size| about(size, place)));
            }
            (parameters, gradient, state)
        };
        let (mut normal, mut with) = (side(Some(1e-3), 0.0), side(moment, gradient));
        let step = |(parameters, gradient, state): &mut (Box<P>, Box<P>, Box<Moments<P, M>>)| {
            for _ in 0..8 {
                dispatch(Apply {
                    optimizer: &optimizer,
                    state: &mut **state,
                    parameters: &mut **parameters,
                    gradient: &mut **gradient,
                });
            }
        };
        table.line(format!("{name}, {what}"), ratio(|| step(&mut normal), || step(&mut with)));
    }
}

fn main() {
    let mut table = Table(Vec::new());
    predicting::<Narrow>("narrow", &mut table);
    predicting::<Relus>("relus", &mut table);
    predicting::<Relus<f64>>("relus of f64", &mut table);
    predicting::<Normed>("normed", &mut table);
    // Both means as slow as each other, so that both are denormal at the same time.
    let adam = Adam { beta2: 0.9, ..Adam::new(0.0) };
    training::<Narrow, _>("narrow, Adam", adam, &mut table);
    training::<Relus, _>("relus, Adam", adam, &mut table);
    training::<Relus<f64>, _>("relus of f64, Adam", adam, &mut table);
    training::<Relus, _>("relus, AdaGrad", AdaGrad::new(0.0), &mut table);
    training::<Relus, _>("relus, RmsProp", RmsProp::new(0.0), &mut table);
    training::<Normed, _>("normed, GradientDescent", GradientDescent::new(0.0), &mut table);
    moving::<RelusParameters<f32>, _, 0>("GradientDescent", GradientDescent::new(1e-3), &mut table);
    moving::<RelusParameters<f32>, _, 1>("Momentum", Momentum::new(1e-3), &mut table);
    moving::<RelusParameters<f32>, _, 1>("Nesterov", Nesterov::new(1e-3), &mut table);
    moving::<RelusParameters<f32>, _, 1>("AdaGrad", AdaGrad::new(1e-3), &mut table);
    moving::<RelusParameters<f32>, _, 3>("RmsProp", RmsProp::new(1e-3), &mut table);
    moving::<RelusParameters<f32>, _, 2>("Adam", Adam::new(1e-3), &mut table);
    moving::<RelusParameters<f64>, _, 2>("Adam of f64", Adam::new(1e-3), &mut table);
    moving::<RelusParameters<f32>, _, 2>("AdamW", AdamW::new(1e-3), &mut table);
    moving::<RelusParameters<f32>, _, 3>("AmsGrad", AmsGrad::new(1e-3), &mut table);
    moving::<RelusParameters<f32>, _, 2>("Nadam", Nadam::new(1e-3), &mut table);
    moving::<RelusParameters<f32>, _, 1>("Lion", Lion::new(1e-3), &mut table);
    if std::env::args().any(|argument| argument == "--check") && !table.0.is_empty() {
        eprintln!("{}", table.0.join("\n"));
        std::process::exit(1);
    }
}
