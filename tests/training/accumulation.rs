//! Accumulating several batches in a step equals one long batch.

use ffnn::losses::{SoftmaxCrossEntropy, WeightedBySample};
use ffnn::prelude::*;
use ffnn::testing::{Tolerance, assert_close};

use super::{Dropping, Plain, bits, data};

/// The data in double precision, each sample with a weight, some of them 0.
fn weighted() -> Dataset<[f64; 2], (usize, f64)> {
    let (data, mut inputs, mut targets) = (data(), Vec::new(), Vec::new());
    for (row, (input, &class)) in data.iter().enumerate() {
        inputs.push(input.map(f64::from));
        targets.push((class, (row % 4) as f64));
    }
    Dataset::new(inputs, targets).expect("a data set")
}

fn trained(batch: usize, accumulate: usize, epochs: usize) -> (u64, Vec<f64>) {
    let builder = Trainer::<Plain<f64>>::builder().loss(WeightedBySample(SoftmaxCrossEntropy)).seed(1);
    let builder = builder.optimizer(Momentum::new(0.1)).batch(batch).accumulate(accumulate);
    let mut trainer = builder.build().expect("a trainer");
    trainer.fit(&weighted(), epochs).expect("epochs");
    (trainer.steps(), trainer.network().as_slice().to_vec())
}

#[test]
fn accumulated_batches_are_one_batch() {
    // 30 samples: the last group has fewer batches, the last batch fewer samples.
    for (batch, accumulate) in [(4, 3), (1, 7), (5, 2), (7, 2), (8, 100)] {
        let (joined_steps, joined) = trained(batch * accumulate, 1, 4);
        let (steps, network) = trained(batch, accumulate, 4);
        assert_eq!(steps, joined_steps, "batch {batch}, {accumulate} together");
        assert_eq!(steps, 4 * 30u64.div_ceil((batch * accumulate) as u64));
        assert_close(Tolerance::F64_STEPS, "parameters", &network, &joined);
        let (_, other) = trained(batch, 1, 4);
        assert_ne!(network, other);
    }
}

#[test]
fn one_batch_in_a_step_changes_no_bit() {
    assert_eq!(trained(8, 1, 3), {
        let builder = Trainer::<Plain<f64>>::builder().loss(WeightedBySample(SoftmaxCrossEntropy)).seed(1);
        let mut trainer = builder.optimizer(Momentum::new(0.1)).batch(8).build().expect("a trainer");
        trainer.fit(&weighted(), 3).expect("epochs");
        (trainer.steps(), trainer.network().as_slice().to_vec())
    });
}

#[test]
fn each_batch_of_a_step_drops_others() {
    // The same sample twice in a step: equal masks would give the gradient of a single batch.
    let inputs = vec![[0.7f32, -0.4]; 2];
    let data = Dataset::new(inputs, vec![1, 1]).expect("a data set");
    let step = |accumulate: usize| {
        let builder = Trainer::<Dropping>::builder().optimizer(GradientDescent::new(0.5)).batch(1).seed(4);
        let mut trainer = builder.accumulate(accumulate).build().expect("a trainer");
        if accumulate == 1 {
            trainer.step(&data.inputs()[..1], &data.targets()[..1]).expect("a step");
        } else {
            trainer.fit(&data, 1).expect("an epoch");
        }
        assert_eq!(trainer.steps(), 1);
        bits(trainer.network())
    };
    assert_ne!(step(1), step(2));
}

#[test]
fn a_step_of_no_batch_is_refused() {
    let error = Trainer::<Plain>::builder().accumulate(0).build().expect_err("no batch");
    assert_eq!(error.to_string(), "the number of batches per step is 0: expected at least 1");
}
