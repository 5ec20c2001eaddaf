//! The exclusive or of two bits: the smallest problem that needs a hidden layer, trained step by step.
//!
//! ```text
//! cargo run --release --example xor
//! ```

#[path = "support/failure.rs"]
mod failure;

use failure::Failure;
use ffnn::prelude::*;

network! {
    /// Maps two bits to the probability that they differ.
    pub struct Xor: 2 -> 1 {
        Dense<8>,
        Tanh,
        Dense<1>,
        Sigmoid,
    }
}

const INPUTS: [[f32; 2]; 4] = [[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]];
const TARGETS: [[f32; 1]; 4] = [[0.0], [1.0], [1.0], [0.0]];

fn main() -> Result<(), Failure> {
    let mut trainer = Trainer::<Xor>::builder().optimizer(Adam::new(0.1)).batch(4).seed(1).build()?;
    for step in 1..=100 {
        let loss = trainer.step(&INPUTS, &TARGETS)?;
        if step % 20 == 0 {
            println!("step {step:>3}: loss {loss:.4}");
        }
    }

    let xor = trainer.into_network();
    for ([a, b], [target]) in INPUTS.into_iter().zip(TARGETS) {
        let [answer] = xor.predict(&[a, b]);
        println!("{a} xor {b} = {answer:.3}");
        if (answer - target).abs() > 0.1 {
            return Err(format!("the network did not learn: expected {target} ± 0.1, found {answer:.3}").into());
        }
    }
    Ok(())
}
