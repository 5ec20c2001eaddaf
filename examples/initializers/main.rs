//! Measures initializers on thirteen tasks: the table by which the library's defaults were chosen.
//!
//! Each figure is a mean over seeds and over two optimizers, on rows that were not trained on: R² for a number, accuracy for a
//! class. Another split or processor changes the third digit.
//!
//! ```text
//! cargo run --release --example initializers          # some minutes
//! cargo run --release --example initializers -- 5     # with 5 seeds for each figure
//! ```

mod data;
mod networks;

use std::env;
use std::error::Error;

use data::Table;
use ffnn::initializers::{head_normal, lecun_normal, rectified_normal, torch_default};
use ffnn::prelude::*;
use ffnn::train::Target;
use ffnn::{Head, Initializer, Optimizer, Role, Site, Stream, Weights};
use networks::*;

/// Their name, what draws the hidden layers, what draws the last one.
const CANDIDATES: [(&str, Initializer, Initializer); 8] = [
    ("rectified_normal / head_normal", rectified_normal, head_normal),
    ("he_normal / glorot_uniform", he_normal, glorot_uniform),
    ("he_uniform / glorot_uniform", he_uniform, glorot_uniform),
    ("glorot_normal", glorot_normal, glorot_normal),
    ("glorot_uniform", glorot_uniform, glorot_uniform),
    ("lecun_normal", lecun_normal, lecun_normal),
    ("torch_default", torch_default, torch_default),
    ("orthogonal", orthogonal, orthogonal),
];

/// A network whose last layer of weights is drawn by `last` and all others by `hidden`.
fn drawn<N: Network<Scalar = f32>>(hidden: Initializer, last: Initializer, seed: u64) -> Box<N> {
    let mut network = N::boxed(seed);
    let (parameters, _) = network.parts_mut();
    let random = &mut Stream::root(seed).named("drawn").random();
    let weights = || N::Parameters::leaves().filter(|(_, leaf, _)| leaf.role == Role::Weight);
    let count = weights().count();
    for (place, (layer, leaf, range)) in weights().enumerate() {
        let initializer = if place + 1 == count { last } else { hidden };
        let site = Site { inputs: layer.inputs, outputs: layer.outputs, preferred: initializer };
        let values = &mut parameters.as_mut_slice()[range];
        initializer(&mut Matrix { values, outputs: leaf.shape.0 }, site, random);
    }
    network
}

/// A part of the flat parameters as an initializer sees it.
struct Matrix<'a> {
    values: &'a mut [f32],
    outputs: usize,
}

impl Weights for Matrix<'_> {
    fn shape(&self) -> (usize, usize) {
        (self.outputs, self.values.len() / self.outputs)
    }
    fn get(&self, output: usize, input: usize) -> f64 {
        f64::from(self.values[input * self.outputs + output])
    }
    fn set(&mut self, output: usize, input: usize, value: f64) {
        self.values[input * self.outputs + output] = value as f32;
    }
}

/// How good a network is on the test rows.
trait Score<Y>: Network<Scalar = f32> {
    fn score(&self, test: &Dataset<Self::Input, Y>) -> f64;
}

impl<N: Network<Scalar = f32, Head = Softmax>> Score<usize> for N {
    fn score(&self, test: &Dataset<N::Input, usize>) -> f64 {
        let right = test.iter().filter(|(input, class)| self.predict(input).class() == **class).count();
        right as f64 / test.len() as f64
    }
}

impl<N: Network<Scalar = f32, Head = Linear, Logits = [f32; 1]>> Score<[f32; 1]> for N {
    fn score(&self, test: &Dataset<N::Input, [f32; 1]>) -> f64 {
        let mean = test.targets().iter().map(|target| f64::from(target[0])).sum::<f64>() / test.len() as f64;
        let (mut residual, mut total) = (0.0, 0.0);
        for (input, target) in test.iter() {
            residual += f64::from(target[0] - self.predict(input)[0]).powi(2);
            total += (f64::from(target[0]) - mean).powi(2);
        }
        1.0 - residual / total
    }
}

/// The sum of the scores of all seeds; a training that breaks down scores nothing.
fn scores<N: Score<Y>, Y, O: Optimizer>(
    table: &Table<N::Input, Y>,
    epochs: usize,
    seeds: u64,
    optimizer: O,
    [hidden, last]: [Initializer; 2],
) -> Result<f64, ffnn::TrainError>
where
    Y: Clone + Into<Target<N, <N::Head as Head>::Loss>>,
{
    let targets = table.train.targets().iter().cloned().map(Into::into).collect();
    let train = Dataset::new(table.train.inputs().to_vec(), targets)?;
    let mut sum = 0.0;
    for seed in 1..=seeds {
        let builder = Trainer::<N>::builder().optimizer(optimizer.clone()).validation(0.1).early_stopping(20);
        let mut trainer = builder.seed(seed).quiet().build_with(drawn(hidden, last, seed))?;
        if trainer.fit(&train, epochs).is_ok() {
            sum += trainer.network().score(&table.test);
        }
    }
    Ok(sum)
}

/// A row of figures, one a candidate, for each task.
macro_rules! measure {
    ($most:ident; $($name:literal: $network:ident on $table:expr, $epochs:literal epochs, $seeds:literal seeds;)+) => {
        $({
            let (table, seeds) = ($table, $seeds.min($most));
            print!("{:<26}", $name);
            for (_, hidden, last) in CANDIDATES {
                let start = [hidden, last];
                let adam = scores::<$network, _, _>(&table, $epochs, seeds, Adam::new(1e-3), start)?;
                let nesterov = scores::<$network, _, _>(&table, $epochs, seeds, Nesterov::new(0.01), start)?;
                print!("  {:>5.3}", (adam + nesterov) / (2 * seeds) as f64);
            }
            println!();
        })+
    };
}

fn main() -> Result<(), Box<dyn Error>> {
    let most: u64 = env::args().nth(1).map_or(Ok(40), |seeds| seeds.parse())?;
    for (number, (name, ..)) in CANDIDATES.iter().enumerate() {
        println!("{}: {name}", number + 1);
    }
    println!("\n{:<26}  {}", "", (1..=CANDIDATES.len()).map(|number| format!("{number:>5}  ")).collect::<String>());
    measure! { most;
        "diabetes": Diabetes on data::diabetes()?, 1000 epochs, 40 seeds;
        "Friedman": Friedman on data::friedman(), 1000 epochs, 40 seeds;
        "curve": Curve on data::curve(), 300 epochs, 40 seeds;
        "moons": Moons on data::moons(), 300 epochs, 40 seeds;
        "spirals": Spirals on data::spirals(), 300 epochs, 40 seeds;
        "wine": Wine on data::wine()?, 1000 epochs, 40 seeds;
        "iris": Iris on data::iris()?, 1000 epochs, 40 seeds;
        "cancer": Cancer on data::cancer()?, 1000 epochs, 40 seeds;
        "digits": Digits on data::digits()?, 60 epochs, 6 seeds;
        "diabetes, 10 × 16": DeepDiabetes on data::diabetes()?, 1000 epochs, 40 seeds;
        "digits, 10 × 32": DeepDigits on data::digits()?, 30 epochs, 6 seeds;
        "digits, 48 and 12 by turns": Hourglasses on data::digits()?, 30 epochs, 6 seeds;
        "digits, 20 × 32": DeepestDigits on data::digits()?, 30 epochs, 6 seeds;
    }
    Ok(())
}
