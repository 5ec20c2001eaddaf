//! A seed determines a run: random draws, the order of samples, and each step.

mod accumulation;
mod augmentation;
mod batch_size;
mod diagnosis;
mod early_stopping;
mod find_rate;
mod halves;
mod history;
mod instructions;
mod normalized;
mod own_metrics;
mod schedule;
mod split;
mod squares;
mod stored;
mod threads;
mod weights;
mod whole_step;
mod wrapped;

use std::cell::RefCell;
use std::ops::ControlFlow;

use ffnn::kernels::Baseline;
use ffnn::prelude::*;
use ffnn::testing::{Tolerance, assert_close};
use ffnn::train::{End, Epoch, History};
use ffnn::{Level, Optimizer, TargetError, Vector};

network! {
    struct Plain: 2 -> 3 {
        hidden: Dense<8>,
        Tanh,
        output: Dense<3>,
        Softmax,
    }
}

network! {
    struct Dropping: 2 -> 3 {
        hidden: Dense<8>,
        Tanh,
        Dropout { rate: 0.3 },
        output: Dense<3>,
        Softmax,
    }
}

network! {
    struct Line: 1 -> 1 {
        output: Dense<1>,
        Linear,
    }
}

network! {
    struct DroppingLine: 1 -> 1 {
        Dropout,
        output: Dense<1>,
        Linear,
    }
}

/// Three groups of points; the last batch of eight is ragged.
fn data() -> Dataset<[f32; 2], usize> {
    let inputs = (0..30).map(|row| {
        let angle = row as f32 * 2.1;
        [(row % 3) as f32 - 1.0 + 0.3 * angle.sin(), 0.5 * angle.cos() - (row % 2) as f32]
    });
    Dataset::new(inputs.collect(), (0..30).map(|row| row % 3).collect()).expect("a data set")
}

fn trainer<N: Network>(seed: u64) -> Trainer<N> {
    Trainer::<N>::builder().optimizer(Adam::new(0.01)).batch(8).seed(seed).build().expect("a trainer")
}

fn bits<T: Scalar>(parameters: &impl Flat<T>) -> Vec<u64> {
    parameters.as_slice().iter().map(|value| value.to_f64().to_bits()).collect()
}

/// Returns the parameters after some epochs.
fn fitted<N>(seed: u64) -> Vec<u64>
where
    N: Network<Input = [f32; 2], Head = Softmax>,
{
    let mut trainer = trainer::<N>(seed);
    trainer.fit(&data(), 3).expect("three epochs");
    bits(trainer.network())
}

#[test]
fn a_seed_is_a_run() {
    assert_eq!(fitted::<Plain>(1), fitted::<Plain>(1));
    assert_eq!(fitted::<Dropping>(1), fitted::<Dropping>(1));
    assert_ne!(fitted::<Plain>(1), fitted::<Plain>(2));
    assert_ne!(fitted::<Dropping>(1), fitted::<Dropping>(2));
}

#[test]
fn ten_epochs_are_five_and_a_new_run_of_five() {
    let (mut once, mut twice) = (trainer::<Dropping>(1), trainer::<Dropping>(1));
    let whole = once.fit(&data(), 10).expect("ten epochs");
    let halves = [(); 2].map(|()| twice.new_run().fit(&data(), 5).expect("five epochs"));
    assert_eq!(bits(once.network()), bits(twice.network()));
    let untimed = |history: &History| history.epochs.iter().map(|epoch| Epoch { seconds: 0.0, ..*epoch }).collect();
    let [whole, first, second]: [Vec<Epoch>; 3] = [&whole, &halves[0], &halves[1]].map(untimed);
    assert_eq!(whole, [first, second].concat());
}

#[test]
fn a_batch_is_32_samples_unless_one_says_otherwise() {
    let inputs = (0..65).map(|row| [row as f32 / 65.0, 0.5]).collect();
    let data = Dataset::new(inputs, (0..65).map(|row| row % 3).collect()).expect("a data set");
    let mut trainer = Trainer::<Plain>::builder().build().expect("a trainer");
    trainer.fit(&data, 1).expect("an epoch");
    assert_eq!(trainer.steps(), 3, "32, 32 and 1");
}

#[test]
fn an_epoch_takes_the_time_that_it_takes() {
    let start = std::time::Instant::now();
    let history = trainer::<Plain>(1).fit(&data(), 3).expect("three epochs");
    let all = start.elapsed().as_secs_f64();
    assert!(history.epochs.iter().all(|epoch| epoch.seconds > 0.0), "{history}");
    assert!(history.epochs.iter().map(|epoch| epoch.seconds).sum::<f64>() <= all, "{history}");
}

#[test]
fn dropout_leaves_the_draws_before_it_alone() {
    let (plain, dropping) = (Plain::<f64>::boxed(7), Dropping::<f64>::boxed(7));
    assert_eq!(bits(&plain.hidden), bits(&dropping.hidden));
}

thread_local! {
    /// Targets seen in training, each with the length of its batch.
    static SEEN: RefCell<Vec<(usize, usize)>> = const { RefCell::new(Vec::new()) };
}

/// Squared error that records the samples of training; a hundred targets form a stratum.
#[derive(Clone, Copy, Debug)]
struct Noting;

impl Options for Noting {
    const DEFAULT: Self = Self;
}

impl Loss<Linear> for Noting {
    type Target<V: Vector> = V;
    const METRIC: &'static str = "mean absolute error";

    fn check<V: Vector>(&self, target: &V) -> Result<(), TargetError> {
        Loss::<Linear>::check(&MeanSquaredError, target)
    }

    fn value<V: Vector>(&self, level: impl Level, logits: &V, target: &V) -> V::Scalar {
        Loss::<Linear>::value(&MeanSquaredError, level, logits, target)
    }

    fn gradient<V: Vector>(
        &self,
        level: impl Level,
        logits: &V,
        target: &V,
        scale: V::Scalar,
        gradient: &mut V,
    ) -> V::Scalar {
        let batch = (1.0 / scale.to_f64()).round() as usize;
        SEEN.with_borrow_mut(|seen| seen.push((target.as_ref()[0].to_f64() as usize, batch)));
        Loss::<Linear>::gradient(&MeanSquaredError, level, logits, target, scale, gradient)
    }

    fn score<V: Vector>(&self, logits: &V, target: &V) -> f64 {
        Loss::<Linear>::score(&MeanSquaredError, logits, target)
    }

    fn stratum<V: Vector>(&self, target: &V) -> usize {
        target.as_ref()[0].to_f64() as usize / 100
    }
}

/// The samples in the order in which `epochs` epochs see them, each with the length of its batch.
fn seen<N>(targets: &[usize], batch: usize, validation: f64, epochs: usize) -> Vec<(usize, usize)>
where
    N: Network<Input = [f64; 1], Logits = [f64; 1], Head = Linear>,
{
    let builder = Trainer::<N>::builder().loss(Noting).optimizer(GradientDescent::new(0.0)).batch(batch).seed(5);
    let mut trainer = builder.validation(validation).build().expect("a trainer");
    let targets = targets.iter().map(|&target| [target as f64]).collect::<Vec<_>>();
    let data = Dataset::new(vec![[0.5]; targets.len()], targets).expect("a data set");
    SEEN.take();
    trainer.fit(&data, epochs).expect("an epoch");
    SEEN.take()
}

#[test]
fn every_epoch_sees_every_sample_once_in_a_new_order() {
    let targets: Vec<usize> = (0..23).collect();
    for batch in [1, 8, 23, 100] {
        let seen = seen::<Line<f64>>(&targets, batch, 0.0, 3);
        let epochs: Vec<_> = seen.chunks(targets.len()).collect();
        assert_eq!(epochs.len(), 3);
        for (number, epoch) in epochs.iter().enumerate() {
            let mut samples: Vec<usize> = epoch.iter().map(|&(sample, _)| sample).collect();
            assert!(!samples.is_sorted(), "epoch {number} is not shuffled");
            assert!(epochs[..number].iter().all(|earlier| earlier != epoch), "epoch {number} repeats an earlier order");
            samples.sort_unstable();
            assert_eq!(samples, targets);
            let full = targets.len() / batch * batch;
            for (place, &(_, length)) in epoch.iter().enumerate() {
                assert_eq!(length, if place < full { batch } else { targets.len() - full }, "sample {place}");
            }
        }
    }
}

#[test]
fn dropout_does_not_change_the_order() {
    let targets: Vec<usize> = (0..23).collect();
    assert_eq!(seen::<Line<f64>>(&targets, 8, 0.25, 3), seen::<DroppingLine<f64>>(&targets, 8, 0.25, 3));
}

#[test]
fn a_validation_split_is_stratified_and_shuffled() {
    // Sorted by class, as files often are: 40 of the first, 8 of the second.
    let targets: Vec<usize> = (0..40).chain(100..108).collect();
    let epochs = seen::<Line<f64>>(&targets, 16, 0.25, 2);
    let sorted = |epoch: &[(usize, usize)]| {
        let mut samples: Vec<usize> = epoch.iter().map(|&(sample, _)| sample).collect();
        samples.sort_unstable();
        samples
    };
    let epochs: Vec<Vec<usize>> = epochs.chunks(36).map(sorted).collect();
    assert_eq!(epochs[0], epochs[1], "every epoch trains on the same samples");
    let held_out: Vec<usize> = targets.into_iter().filter(|target| !epochs[0].contains(target)).collect();
    let (first, second) = held_out.split_at(10);
    assert!(first.iter().all(|&sample| sample < 40) && second.iter().all(|&sample| sample >= 100));
    assert_eq!((first.len(), second.len()), (10, 2));
    let consecutive = |samples: &[usize]| samples.windows(2).all(|pair| pair[1] == pair[0] + 1);
    assert!(!consecutive(first), "the samples held out are not drawn at random: {first:?}");
}

#[test]
fn a_step_is_compute_process_apply() {
    let data = data();
    let batch = |range: std::ops::Range<usize>| (&data.inputs()[range.clone()], &data.targets()[range]);
    let (mut whole, mut parts) = (trainer::<Dropping>(1), trainer::<Dropping>(1));
    for range in [0..8, 8..16, 16..19] {
        let (inputs, targets) = batch(range);
        let loss = whole.step(inputs, targets).expect("a step");
        assert_eq!(parts.compute(inputs, targets), Ok(loss));
        parts.process(|_, _| {});
        parts.apply().expect("a step");
        assert_eq!(bits(whole.network()), bits(parts.network()));
    }
}

#[test]
fn a_chain_is_its_parts_in_order() {
    let (data, clip) = (data(), ClipByGlobalNorm(0.1));
    let (inputs, targets) = (&data.inputs()[..8], &data.targets()[..8]);
    let builder = Trainer::<Plain>::builder().batch(8).seed(1);
    let mut chain = builder.clone().optimizer((clip, Adam::new(0.01))).build().expect("a trainer");
    let mut parts = builder.optimizer(Adam::new(0.01)).build().expect("a trainer");
    for _ in 0..5 {
        chain.step(inputs, targets).expect("a step");
        parts.compute(inputs, targets).expect("a gradient");
        let norm = |gradient: &PlainParameters| gradient.as_slice().iter().map(|g| g * g).sum::<f32>().sqrt();
        assert!(norm(parts.gradient()) > 0.11, "there is something to clip");
        parts.process(|gradient, network| clip.transform(Baseline, &mut (), &network.parameters, gradient));
        assert!((norm(parts.gradient()) - 0.1).abs() < 1e-6);
        parts.apply().expect("a step");
        assert_eq!(bits(chain.network()), bits(parts.network()));
    }
}

/// The mean loss and its gradient over these rows.
fn computed(rows: &[usize]) -> (f64, Vec<f64>) {
    let data = data();
    let inputs: Vec<[f64; 2]> = rows.iter().map(|&row| data.inputs()[row].map(f64::from)).collect();
    let targets: Vec<usize> = rows.iter().map(|&row| data.targets()[row]).collect();
    let mut trainer = Trainer::<Plain<f64>>::builder().batch(30).seed(1).build().expect("a trainer");
    let loss = trainer.compute(&inputs, &targets).expect("a gradient");
    (loss, trainer.gradient().as_slice().to_vec())
}

#[test]
fn the_gradient_is_a_mean_whatever_the_batch() {
    let rows: Vec<usize> = (0..30).collect();
    let (loss, gradient) = computed(&rows);
    for batch in [1, 7, 8, 29] {
        let (mut mean_loss, mut mean) = (0.0, vec![0.0; gradient.len()]);
        for part in rows.chunks(batch) {
            let weight = part.len() as f64 / rows.len() as f64;
            let (loss, gradient) = computed(part);
            mean_loss += weight * loss;
            mean.iter_mut().zip(gradient).for_each(|(mean, value)| *mean += weight * value);
        }
        assert_close(Tolerance::F64_PASS, "loss", &[mean_loss], &[loss]);
        assert_close(Tolerance::F64_PASS, "gradient", &mean, &gradient);
    }
}

#[test]
fn the_order_in_a_batch_matters_only_to_rounding() {
    let rows: Vec<usize> = (0..30).collect();
    let permuted: Vec<usize> = (0..30).map(|place| place * 7 % 30).collect();
    let ((loss, gradient), (other_loss, other_gradient)) = (computed(&rows), computed(&permuted));
    assert_close(Tolerance::F64_PASS, "loss", &[other_loss], &[loss]);
    assert_close(Tolerance::F64_PASS, "gradient", &other_gradient, &gradient);
}

#[test]
fn observing_can_end_training() {
    let mut trainer = trainer::<Plain>(1);
    let mut seen = Vec::new();
    let history = trainer.fit_with(&data(), None, 100, |event| {
        assert_eq!(event.history.last(), Some(event.epoch));
        assert_eq!(event.history.end, End::Complete);
        seen.push(bits(event.network));
        if event.epoch.number == 3 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    });
    let history = history.expect("three epochs");
    assert_eq!(history.epochs.iter().map(|epoch| epoch.number).collect::<Vec<_>>(), [1, 2, 3]);
    assert_eq!((history.end, history.best, history.restored), (End::Observer, None, false));
    assert_eq!(trainer.steps(), 3 * 4);
    assert_eq!(seen.len(), 3);
    assert!(seen[0] != seen[1] && seen[2] == bits(trainer.network()));
}
