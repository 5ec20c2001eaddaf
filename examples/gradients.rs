//! The three parts of a training step, one call each: compute the gradient, process it as you like, apply it.
//!
//! A few extreme targets throw plain momentum off. Clipping long gradients helps, by hand or in a chain of optimizers.
//!
//! ```text
//! cargo run --release --example gradients
//! ```

#[path = "support/failure.rs"]
mod failure;

use failure::Failure;
use ffnn::prelude::*;
use ffnn::{Optimizer, Stream, TrainError};

network! {
    /// Multiplies two numbers.
    pub struct Product: 2 -> 1 {
        hidden: Dense<32>,
        Relu,
        output: Dense<1>,
        Linear,
    }
}

type Samples = Dataset<[f32; 2], [f32; 1]>;

const BATCH: usize = 16;
const EPOCHS: usize = 60;
const LONGEST: f64 = 0.5;

fn main() -> Result<(), Failure> {
    let data = samples()?;
    let momentum = Momentum::new(0.01);

    println!("{} products to learn from, 10 of them far off\n", data.len());
    println!("1. without clipping");
    match train(momentum, &data, |trainer| trainer.apply()) {
        Ok(product) => println!("   mean error {:.3}", mean_error(&product)),
        Err(error) => println!("   {error}"),
    }

    println!("\n2. compute, process, apply");
    let mut shrunk = 0;
    let by_hand = train(momentum, &data, |trainer| {
        if trainer.steps() == 0 {
            for (layer, tensor, range) in <ProductParameters>::leaves() {
                let largest = trainer.gradient().as_slice()[range].iter().fold(0.0, |most: f32, g| most.max(g.abs()));
                println!("   first gradient, {}.{}: largest entry {largest:.3}", layer.name, tensor.name);
            }
        }
        trainer.process(|gradient, _network| {
            let square: f64 = gradient.as_slice().iter().map(|&g| f64::from(g) * f64::from(g)).sum();
            if square.sqrt() > LONGEST {
                let factor = (LONGEST / square.sqrt()) as f32;
                gradient.as_mut_slice().iter_mut().for_each(|g| *g *= factor);
                shrunk += 1;
            }
        });
        trainer.apply()
    })?;
    println!("   {shrunk} of {} gradients were clipped", EPOCHS * data.len().div_ceil(BATCH));
    println!("   mean error {:.3}", mean_error(&by_hand));

    println!("\n3. clipping in a chain: (ClipByGlobalNorm({LONGEST}), {momentum:?})");
    let chain = train((ClipByGlobalNorm(LONGEST), momentum), &data, |trainer| trainer.apply())?;
    println!("   mean error {:.3}", mean_error(&chain));

    let pairs = by_hand.as_slice().iter().zip(chain.as_slice());
    let difference = pairs.map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
    println!("\nlargest difference between a parameter of 2 and of 3: {difference}");
    if difference > 0.01 || mean_error(&chain) > 0.1 {
        return Err(
            "the networks did not learn: expected equal parameters in 2 and 3, and a mean error of at most 0.1".into(),
        );
    }
    Ok(())
}

/// Trains on the data in order, batch by batch; `finish` completes a step whose gradient has been computed.
fn train<O: Optimizer>(
    optimizer: O,
    data: &Samples,
    mut finish: impl FnMut(&mut Trainer<Product, MeanSquaredError, O>) -> Result<(), TrainError>,
) -> Result<Box<Product>, TrainError> {
    let mut trainer = Trainer::<Product>::builder().optimizer(optimizer).batch(BATCH).seed(1).build()?;
    for _ in 0..EPOCHS {
        for (inputs, targets) in data.inputs().chunks(BATCH).zip(data.targets().chunks(BATCH)) {
            trainer.compute(inputs, targets)?;
            finish(&mut trainer)?;
        }
    }
    Ok(trainer.into_network())
}

/// Returns products of numbers from -1 to 1; every hundredth is far off.
fn samples() -> Result<Samples, TrainError> {
    let random = &mut Stream::root(1).named("samples").random();
    let (inputs, targets) = (0..1000)
        .map(|row| {
            let [a, b] = [(); 2].map(|()| (2.0 * random.uniform() - 1.0) as f32);
            ([a, b], [if row % 100 == 50 { 1e4 } else { a * b }])
        })
        .unzip();
    Dataset::new(inputs, targets)
}

/// Returns the mean distance from the true product.
fn mean_error(product: &Product) -> f32 {
    let numbers = (-10..=10).map(|step| step as f32 / 10.0);
    let pairs = numbers.clone().flat_map(|a| numbers.clone().map(move |b| [a, b]));
    let errors: Vec<f32> = pairs.map(|[a, b]| (product.predict(&[a, b])[0] - a * b).abs()).collect();
    errors.iter().sum::<f32>() / errors.len() as f32
}
