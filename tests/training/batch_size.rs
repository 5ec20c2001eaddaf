//! A batch size beyond the data gives one batch of all samples; incomplete batches can be dropped.

use ffnn::TrainError;
use ffnn::prelude::*;
use ffnn::train::{Builder, RateFinder};

use super::{Dropping, Line, Noting, SEEN, bits, data};

/// Batch sizes that users write to mean all samples.
const ALL: [usize; 5] = [31, 1000, 1 << 20, usize::MAX / 2, usize::MAX];

fn builder(batch: usize) -> Builder<Dropping, SoftmaxCrossEntropy, Adam> {
    Trainer::<Dropping>::builder().optimizer(Adam::new(0.05)).batch(batch).seed(3).quiet()
}

#[test]
fn a_batch_size_beyond_the_data_means_all_of_them() {
    let data = data();
    for accumulate in [1, 3, usize::MAX] {
        let run = |batch| {
            let mut trainer = builder(batch).accumulate(accumulate).build().expect("a trainer");
            let history = trainer.fit(&data, 4).expect("epochs");
            let losses: Vec<f64> = history.epochs.iter().map(|epoch| epoch.step_loss).collect();
            let curve = trainer.find_rate(&data).expect("a curve");
            assert_eq!(trainer.steps(), 4);
            (bits(trainer.network()), losses, curve)
        };
        let expected = run(data.len());
        for batch in ALL {
            assert!(run(batch) == expected, "{batch}");
        }
    }
}

#[test]
fn a_step_takes_any_batch_up_to_the_batch_size() {
    let data = data();
    let run = |batch| {
        let mut trainer = builder(batch).build().expect("a trainer");
        for length in [3, 30, 7] {
            trainer.step(&data.inputs()[..length], &data.targets()[..length]).expect("a step");
            trainer.compute(&data.inputs()[..length], &data.targets()[..length]).expect("a gradient");
            trainer.apply().expect("a step");
        }
        bits(trainer.network())
    };
    let expected = run(30);
    for batch in ALL {
        assert!(run(batch) == expected, "{batch}");
    }
}

#[test]
fn threads_cut_a_batch_of_all_as_the_data_are_cut() {
    // More rows than the initial capacity.
    let (inputs, targets) = (data().inputs().repeat(20), data().targets().repeat(20));
    let data = Dataset::new(inputs, targets).expect("a data set");
    let run = |batch, threads, pieces: Option<usize>| {
        let builder = builder(batch).threads(threads);
        let builder = if let Some(pieces) = pieces { builder.pieces(pieces) } else { builder };
        let mut trainer = builder.build().expect("a trainer");
        trainer.fit(&data, 2).expect("epochs");
        trainer.step(&data.inputs()[..100], &data.targets()[..100]).expect("a step");
        trainer.step(data.inputs(), data.targets()).expect("a step");
        bits(trainer.network())
    };
    for pieces in [None, Some(3), Some(usize::MAX)] {
        let expected = run(data.len(), 1, pieces);
        for batch in [601, usize::MAX] {
            assert!(run(batch, 2, pieces) == expected, "{batch} {pieces:?}");
        }
    }
}

#[test]
fn a_checkpoint_of_a_batch_of_all_goes_on() {
    let data = data();
    let mut whole = builder(usize::MAX).build().expect("a trainer");
    whole.fit(&data, 2).expect("epochs");
    let mut resumed = builder(usize::MAX).build().expect("a trainer");
    resumed.load_bytes(&whole.save_bytes()).expect("a checkpoint");
    for trainer in [&mut whole, &mut resumed] {
        trainer.fit(&data, 4).expect("epochs");
    }
    assert_eq!(bits(whole.network()), bits(resumed.network()));
    let mut other = builder(usize::MAX).whole_batches().build().expect("a trainer");
    let error = other.load_bytes(&whole.save_bytes()).expect_err("another training").to_string();
    assert!(error.contains("whether incomplete batches are dropped: expected yes, found no;"), "{error}");
}

/// Samples of two epochs of 23, each with the batch size of its step.
fn noted(batch: usize, accumulate: usize) -> (Vec<(usize, usize)>, u64, f64) {
    let builder = Trainer::<Line<f64>>::builder().loss(Noting).optimizer(GradientDescent::new(0.0)).seed(5);
    let mut trainer = builder.batch(batch).accumulate(accumulate).whole_batches().build().expect("a trainer");
    let data = Dataset::new(vec![[0.0]; 23], (0..23).map(|target| [f64::from(target)]).collect()).expect("a data set");
    SEEN.take();
    let history = trainer.fit(&data, 2).expect("two epochs");
    // The network returns 0, so the loss of a sample is its squared number.
    (SEEN.take(), trainer.steps(), history.epochs[0].step_loss)
}

#[test]
fn whole_batches_leave_out_what_does_not_fill_one() {
    for (batch, accumulate, rows, steps) in
        [(8, 1, 16, 2), (8, 2, 16, 1), (7, 2, 21, 2), (23, 1, 23, 1), (24, 1, 23, 1)]
    {
        let (seen, taken, loss) = noted(batch, accumulate);
        assert_eq!((seen.len(), taken), (2 * rows, 2 * steps), "{batch} {accumulate}");
        let whole = |length: usize| length.is_multiple_of(batch.min(23)) && length <= batch * accumulate;
        assert!(seen.iter().all(|&(_, length)| whole(length)), "{batch} {accumulate}: {seen:?}");
        let squares: usize = seen[..rows].iter().map(|&(sample, _)| sample * sample).sum();
        assert!((loss - squares as f64 / rows as f64).abs() < 1e-9, "the mean is over what was trained on: {loss}");
        let mut left_out = [&seen[..rows], &seen[rows..]]
            .map(|epoch| (0..23).filter(|sample| epoch.iter().all(|(seen, _)| seen != sample)).collect::<Vec<usize>>());
        let others = left_out[0] != left_out[1];
        assert!(others || rows == 23, "each epoch leaves out other samples: {left_out:?}");
        assert_eq!(left_out.iter_mut().map(|left_out| left_out.len()).sum::<usize>(), 2 * (23 - rows));
    }
}

#[test]
fn epochs_of_zero_are_refused() {
    let mut trainer = builder(8).build().expect("a trainer");
    let error = trainer.fit(&data(), 0).expect_err("no epoch");
    assert_eq!(error.to_string(), "the number of epochs is 0: expected at least 1");
    assert!(matches!(error, TrainError::Setting(_)) && trainer.steps() == 0);
    trainer.fit(&data(), 1).expect("an epoch");
}

#[test]
fn a_search_for_a_rate_of_too_many_steps_is_refused() {
    let trainer = builder(8).build().expect("a trainer");
    for steps in [1_000_001, 1 << 30, usize::MAX] {
        let error =
            trainer.find_rate_with(&data(), RateFinder { steps, ..RateFinder::DEFAULT }).expect_err("a setting");
        let message = format!("the number of rates is {}: expected at most 1,000,000", steps as f64);
        assert_eq!(error.to_string(), message);
    }
}
