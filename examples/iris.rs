//! Classifies three kinds of iris by four measurements: reads a CSV file, standardizes, trains, tests.
//!
//! ```text
//! cargo run --release --example iris
//! cargo run --release --example iris -- --seed 2
//! ```

#[path = "support/arguments.rs"]
mod arguments;
#[path = "support/failure.rs"]
mod failure;

use failure::Failure;
use ffnn::data::csv;
use ffnn::metrics::Confusion;
use ffnn::prelude::*;

network! {
    /// Maps standardized sepal length and width, petal length and width to the kind of iris.
    pub struct Iris: 4 -> 3 {
        hidden: Dense<16>,
        Tanh,
        output: Dense<3>,
        Softmax,
    }
}

const KINDS: [&str; 3] = ["setosa", "versicolor", "virginica"];

fn main() -> Result<(), Failure> {
    let (seed, _) = arguments::seed()?;
    let data: Dataset<[f32; 4], usize> =
        csv::read("iris.csv", &include_bytes!("data/iris.csv")[..])?.header().classes()?;
    // Measured on the training rows only, because the test rows stand for unknown data.
    let (test, train) = data.split(|row| row % 5 == 0)?;
    let scale = Scale::of(train.inputs());
    let (test, train) = (test.map_inputs(|input| scale.apply(input)), train.map_inputs(|input| scale.apply(input)));

    println!("{}", ffnn::summary::<Iris>());
    println!("training on {} flowers, testing on {}, seed {seed}", train.len(), test.len());
    let mut trainer =
        Trainer::<Iris>::builder().optimizer(Adam::new(0.01)).batch(16).validation(0.2).seed(seed).build()?;
    let history = trainer.fit(&train, 60)?;
    let iris = trainer.into_network();

    for epoch in history.epochs.iter().filter(|epoch| epoch.number % 20 == 0 || epoch.number == 1) {
        let validation = epoch.validation.expect("a part was held out");
        println!(
            "epoch {:>2}: training loss {:.3}, validation loss {:.3}, validation accuracy {:.3}",
            epoch.number, epoch.training.loss, validation.loss, validation.metric
        );
    }

    let confusion = Confusion::of(&*iris, test.inputs(), test.targets())?;
    println!("\n0 {}, 1 {}, 2 {}\n{confusion}\n", KINDS[0], KINDS[1], KINDS[2]);
    let answer = iris.predict(&scale.apply([6.1, 2.8, 4.9, 1.7]));
    let sure = 100.0 * answer.confidence();
    println!("sepal 6.1 × 2.8 cm, petal 4.9 × 1.7 cm: {}, {sure:.0} % sure", KINDS[answer.class()]);

    println!("test accuracy: {:.4}", confusion.accuracy());
    if confusion.accuracy() < 0.9 {
        return Err("the network did not learn: expected a test accuracy of at least 0.9".into());
    }
    Ok(())
}

/// Standardizes each measurement to mean 0 and standard deviation 1.
struct Scale {
    mean: [f32; 4],
    deviation: [f32; 4],
}

impl Scale {
    fn of(inputs: &[[f32; 4]]) -> Self {
        let count = inputs.len() as f32;
        let mean = |value: &dyn Fn(&[f32; 4]) -> f32| inputs.iter().map(value).sum::<f32>() / count;
        let means: [f32; 4] = std::array::from_fn(|column| mean(&|input| input[column]));
        let deviation = std::array::from_fn(|column| mean(&|input| (input[column] - means[column]).powi(2)).sqrt());
        Self { mean: means, deviation }
    }

    fn apply(&self, input: [f32; 4]) -> [f32; 4] {
        std::array::from_fn(|column| (input[column] - self.mean[column]) / self.deviation[column])
    }
}
