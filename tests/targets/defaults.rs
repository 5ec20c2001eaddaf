//! Results of the default settings on a small table.

use ffnn::data::{Standardizer, csv};
use ffnn::prelude::*;

use crate::protocol::digits;

network! {
    /// Takes ten measurements of a patient, standardized: how far diabetes has come a year later, standardized too.
    struct Diabetes: 10 -> 1 {
        Dense<32>,
        Relu,
        Dense<16>,
        Relu,
        Dense<1>,
        Linear,
    }
}

/// R² on the held-out rows, every fifth.
fn reached(seed: u64) -> f64 {
    let file = csv::read("diabetes.csv", &include_bytes!("../../examples/data/diabetes.csv")[..]).expect("a table");
    let data: Dataset<[f32; 10], [f32; 1]> = file.header().values().expect("442 rows");
    let (mut test, mut train) = data.split(|row| row.is_multiple_of(5)).expect("two parts");
    let inputs = Standardizer::measure(train.inputs()).expect("finite measurements");
    inputs.apply_all(train.inputs_mut());
    inputs.apply_all(test.inputs_mut());
    let mut targets = train.targets().to_vec();
    let outputs = Standardizer::measure(&targets).expect("finite targets");
    outputs.apply_all(&mut targets);
    let train = Dataset::new(train.inputs().to_vec(), targets).expect("a target for each input");

    let builder = Trainer::<Diabetes>::builder().validation(0.1).early_stopping(20).seed(seed).quiet();
    let mut trainer = builder.build().expect("a trainer");
    trainer.fit(&train, 1000).expect("training goes through");
    let (mut residual, mut total) = (0.0, 0.0);
    let mean = test.targets().iter().map(|target| f64::from(target[0])).sum::<f64>() / test.len() as f64;
    for (input, target) in test.iter() {
        let mut answer = trainer.network().predict(input);
        outputs.invert(&mut answer);
        residual += f64::from(target[0] - answer[0]).powi(2);
        total += (f64::from(target[0]) - mean).powi(2);
    }
    1.0 - residual / total
}

#[test]
fn the_defaults_reach_what_scikit_learn_reaches_on_its_diabetes_table() {
    let scores: Vec<f64> = (1..=40).map(reached).collect();
    let mean = scores.iter().sum::<f64>() / 40.0;
    let deviation = (scores.iter().map(|score| (score - mean).powi(2)).sum::<f64>() / 39.0).sqrt();
    println!("R² on the test rows of diabetes, 40 seeds: {mean:.4} ± {deviation:.4}");
    // `MLPRegressor` of scikit-learn 1.9.1 with the same layers and settings: 0.487 ± 0.039.
    assert!(mean >= 0.478, "{mean:.4} ± {deviation:.4}");
}

network! {
    /// Ten hidden layers of ReLU, drawn by default.
    struct Deep: 64 -> 10 {
        Dense<32>,
        Relu,
        Dense<32>,
        Relu,
        Dense<32>,
        Relu,
        Dense<32>,
        Relu,
        Dense<32>,
        Relu,
        Dense<32>,
        Relu,
        Dense<32>,
        Relu,
        Dense<32>,
        Relu,
        Dense<32>,
        Relu,
        Dense<32>,
        Relu,
        Dense<10>,
        Softmax,
    }
}

#[test]
fn ten_layers_of_relu_train_with_the_defaults() {
    let data = digits();
    for seed in 1..=3 {
        let mut trainer = Trainer::<Deep>::builder().seed(seed).quiet().build().expect("a trainer");
        trainer.fit(&data.train, 20).expect("training goes through");
        let right = data.test.iter().filter(|(input, target)| trainer.network().predict(input).class() == **target);
        let accuracy = right.count() as f64 / data.test.len() as f64;
        println!("ten layers of ReLU, seed {seed}: {accuracy:.3}");
        assert!(accuracy > 0.85, "seed {seed}: {accuracy:.3}");
    }
}
