//! Times the library beside the same work written by hand with nalgebra, in one run. See `README.md`.

mod by_hand;
#[path = "../shared/measure.rs"]
mod measure;

use std::hint::black_box;

use by_hand::{BATCH, CLASSES, INPUTS, Parameters, Products, Training};
use ffnn::kernels::InstructionSet;
use ffnn::prelude::*;
use measure::{calls, median, time};
use nalgebra::{SMatrix, SVector};

network! {
    /// The network that both sides train.
    struct Digits: 64 -> 10 {
        hidden: Dense<32>,
        Relu,
        output: Dense<10>,
        Softmax,
    }
}

/// How often the two sides take turns.
const ROUNDS: usize = 501;
/// How far the two sides may be apart: the rounding of three steps in different order.
const TOLERANCE: f32 = 1e-4;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let has = |name: &str| arguments.iter().any(|argument| argument == name);
    let batch = Batch::new();
    batch.assert_both_agree();
    if !has("--bench") {
        println!("both sides agree; `cargo bench` times them");
        return;
    }
    println!("64-32-10, ReLU, f32, {}; medians of {ROUNDS} turns", InstructionSet::best());
    println!("{:<34}{:>10}{:>14}{:>8}", "", "ffnn, ns", "nalgebra, ns", "ratio");
    let timings = [
        batch.prediction(),
        batch.training("one training step, Adam, batch 32", Products::Static),
        batch.training("  the same, `matrixmultiply`", Products::Dynamic),
    ];
    for Timing { name, ours, theirs, ratio } in &timings {
        println!("{name:<34}{ours:>10.0}{theirs:>14.0}{ratio:>8.2}");
    }
    if has("--check") && timings.iter().any(|timing| timing.ratio < 1.0) {
        eprintln!("slower than nalgebra");
        std::process::exit(1);
    }
}

/// One batch of noise, which is as much work as any other.
struct Batch {
    inputs: [[f32; INPUTS]; BATCH],
    targets: [usize; BATCH],
    columns: SMatrix<f32, INPUTS, BATCH>,
}

impl Batch {
    fn new() -> Self {
        let random = &mut ffnn::Stream::root(1).random();
        let inputs = [(); BATCH].map(|()| [(); INPUTS].map(|()| random.uniform() as f32));
        Self { inputs, targets: std::array::from_fn(|sample| sample % CLASSES), columns: inputs.into() }
    }

    /// Loss and parameters after each of three steps, and a prediction.
    fn assert_both_agree(&self) {
        for products in [Products::Static, Products::Dynamic] {
            let (mut ours, mut theirs) = (trainer(0.01), by_hand(products, 0.01));
            for _ in 0..3 {
                let loss = ours.step(&self.inputs, &self.targets).expect("a step") as f32;
                assert_close(&[loss], &[theirs.step(&self.columns, &self.targets)]);
                assert_close(ours.network().as_slice(), &theirs.parameters.slices().concat());
            }
            let prediction = ours.network().predict(&self.inputs[0]);
            assert_close(&*prediction, theirs.parameters.predict(&self.columns.column(0).into()).as_slice());
        }
    }

    fn prediction(&self) -> Timing {
        let (ours, theirs): (_, SVector<f32, INPUTS>) = (self.inputs[0], self.inputs[0].into());
        let (network, parameters) = (Digits::<f32>::boxed(1), Box::new(start()));
        Timing::take(
            "one prediction",
            || black_box(&*network).predict(black_box(&ours)),
            || black_box(&*parameters).predict(black_box(&theirs)),
        )
    }

    fn training(&self, name: &'static str, products: Products) -> Timing {
        // A rate of zero makes every step as much work as the first; no optimizer looks.
        let (mut ours, mut theirs) = (trainer(0.0), by_hand(products, 0.0));
        Timing::take(
            name,
            || black_box(&mut ours).step(black_box(&self.inputs), black_box(&self.targets)),
            || black_box(&mut *theirs).step(black_box(&self.columns), black_box(&self.targets)),
        )
    }
}

fn trainer(rate: f64) -> Trainer<Digits> {
    Trainer::builder().optimizer(Adam::new(rate)).batch(BATCH).seed(1).build().expect("a trainer")
}

/// The same start as that of [`trainer`].
fn by_hand(products: Products, rate: f32) -> Box<Training> {
    Training::new(start(), products, rate)
}

fn start() -> Parameters {
    let start = Digits::<f32>::boxed(1);
    let (hidden, output) = (&start.hidden, &start.output);
    Parameters { weights1: hidden.weights, bias1: hidden.bias, weights2: output.weights, bias2: output.bias }
}

#[track_caller]
fn assert_close(ours: &[f32], theirs: &[f32]) {
    assert_eq!(ours.len(), theirs.len());
    for (ours, theirs) in ours.iter().zip(theirs) {
        assert!((ours - theirs).abs() <= TOLERANCE, "{ours} and {theirs} differ: the two sides do different work");
    }
}

/// Nanoseconds, and how many times as long nalgebra took.
struct Timing {
    name: &'static str,
    ours: f64,
    theirs: f64,
    ratio: f64,
}

impl Timing {
    /// Lets both sides take turns, so that whatever else the machine does slows both, and compares turn with turn.
    fn take<A, B>(name: &'static str, mut ours: impl FnMut() -> A, mut theirs: impl FnMut() -> B) -> Self {
        let calls = [calls(|calls| time(&mut ours, calls)), calls(|calls| time(&mut theirs, calls))];
        let turns = [(); ROUNDS].map(|()| [time(&mut ours, calls[0]), time(&mut theirs, calls[1])]);
        Self {
            name,
            ours: median(&mut turns.map(|[ours, _]| ours)),
            theirs: median(&mut turns.map(|[_, theirs]| theirs)),
            ratio: median(&mut turns.map(|[ours, theirs]| theirs / ours)),
        }
    }
}
