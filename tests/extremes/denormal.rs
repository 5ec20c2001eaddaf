//! Whether numbers next to zero, which processors may be slow with, slow a step down.

use std::hint::black_box;
use std::time::{Duration, Instant};

use ffnn::Optimizer;
use ffnn::prelude::*;

network! {
    /// Wide enough that a step is arithmetic and nothing else.
    struct Wide: 64 -> 10 { Dense<64>, Tanh, Dense<10>, Softmax }
}

/// How many times as long a step may take.
const MOST: f64 = 1.5;

/// How often a step is timed: the least of these is that which nothing interrupted.
const ROUNDS: usize = 200;

fn trainer<O: Optimizer>(optimizer: O) -> Trainer<Wide, SoftmaxCrossEntropy, O> {
    Trainer::<Wide>::builder().optimizer(optimizer).batch(32).seed(1).build().expect("every setting is sound")
}

/// The least time of a step with usual numbers, and with these: they take turns, so that both are on the same machine.
fn ratio<O: Optimizer>(name: &str, optimizer: O, input: f32, weight: f32) {
    let (mut usual, mut tiny) = (trainer(optimizer.clone()), trainer(optimizer));
    tiny.network_mut().as_mut_slice().iter_mut().for_each(|value| *value *= weight);
    let classes: [usize; 32] = std::array::from_fn(|row| row % 10);
    let inputs: [[f32; 64]; 32] =
        std::array::from_fn(|row| std::array::from_fn(|column| ((row * 64 + column) as f32).sin()));
    let small = inputs.map(|input_of_one| input_of_one.map(|value| value * input));
    let (mut least, mut found) = (Duration::MAX, Duration::MAX);
    for _ in 0..ROUNDS {
        for (trainer, inputs, least) in [(&mut usual, &inputs, &mut least), (&mut tiny, &small, &mut found)] {
            let start = Instant::now();
            let _ = black_box(trainer.step(black_box(inputs), &classes));
            *least = (*least).min(start.elapsed());
        }
    }
    let ratio = found.as_secs_f64() / least.as_secs_f64();
    println!("{name}: {found:?}, usually {least:?}: {ratio:.2} times");
    assert!(ratio <= MOST, "{name}: {ratio:.2} times as long, at most {MOST}");
}

#[test]
#[ignore = "a time, of optimized code: `cargo test --release --test extremes -- --ignored`"]
fn numbers_next_to_zero_are_no_slower() {
    // At rate 0 they stay what they are.
    ratio("weights", GradientDescent::new(0.0), 1.0, 1e-40);
    ratio("inputs", GradientDescent::new(0.0), 1e-40, 1.0);
    ratio("activations", GradientDescent::new(0.0), 1e-20, 1e-20);
    ratio("moments", Adam::new(0.0), 1e-40, 1.0);
    ratio("momentum", Momentum::new(0.0), 1e-40, 1.0);
}
