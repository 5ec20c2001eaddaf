//! All means over weighted samples are weighted means, and factors, which are requested by name, may be negative.
//! `tests/numbers/weights.rs` has the numbers of PyTorch.

use ffnn::losses::{ScaledBySample, WeightedByClass, WeightedBySample};
use ffnn::prelude::*;
use ffnn::testing::{Tolerance, assert_close};
use ffnn::train::Validation;
use ffnn::{TargetError, TrainError};

network! { struct Classes: 2 -> 3 { Dense<3>, Softmax } }
network! { struct Answer: 2 -> 1 { Dense<4>, Tanh, Dense<1>, Sigmoid } }
network! { struct Side: 2 -> 1 { Dense<1>, Linear } }

const WEIGHTS: [f64; 3] = [0.5, 3.0, 1.25];

fn inputs() -> Vec<[f64; 2]> {
    (0..23).map(|n| [(f64::from(n) * 0.7).sin(), (f64::from(n) * 1.3).cos()]).collect()
}

/// Class and weight of each sample; some weigh nothing.
fn targets() -> Vec<(usize, f64)> {
    (0..23).map(|n| (n % 3, [0.0, 1.0, 4.0, 0.25][n % 4])).collect()
}

/// Weighted means of losses and metrics, computed by hand per sample.
fn by_hand(network: &Classes<f64>, class_weights: [f64; 3]) -> (f64, f64) {
    let (mut loss, mut right, mut total) = (0.0, 0.0, 0.0);
    for (input, (class, weight)) in inputs().iter().zip(targets()) {
        let answer = network.predict(input);
        let weight = weight * class_weights[class];
        loss -= weight * answer[class].ln();
        right += if answer.class() == class { weight } else { 0.0 };
        total += weight;
    }
    (loss / total, right / total)
}

#[test]
fn losses_and_metrics_of_a_fit_are_weighted_means() {
    let data = Dataset::new(inputs(), targets()).expect("a data set");
    for threads in [None, Some(2)] {
        for accumulate in [1, 3] {
            let loss = WeightedBySample(WeightedByClass { loss: SoftmaxCrossEntropy, weights: WEIGHTS });
            let builder = Trainer::<Classes<f64>>::builder().loss(loss).optimizer(GradientDescent::new(0.0)).quiet();
            let builder = builder.batch(4).accumulate(accumulate).validation(Validation::Given);
            let builder = threads.map_or(builder.clone(), |threads| builder.threads(threads).pieces(3));
            let mut trainer = builder.build().expect("a trainer");
            let history = trainer.fit_with(&data, Some(&data), 1, |_| std::ops::ControlFlow::Continue(()));
            let history = history.expect("an epoch");
            let epoch = history.last().expect("an epoch");
            let (loss, metric) = by_hand(trainer.network(), WEIGHTS);
            let validation = epoch.validation.expect("it validates");
            let found = [epoch.step_loss, epoch.training.loss, validation.loss];
            assert_close(Tolerance::F64_STEPS, "losses", &found, &[loss; 3]);
            let found = [epoch.training.metric, validation.metric];
            assert_close(Tolerance::F64_STEPS, "accuracies", &found, &[metric; 2]);
        }
    }
}

#[test]
fn samples_that_weigh_nothing_are_refused_before_the_first_step() {
    let whole = Dataset::new(inputs(), targets()).expect("a data set");
    let nothing = Dataset::new(vec![[0.1, 0.2]; 5], vec![(1, 0.0); 5]).expect("a data set");
    let builder = || Trainer::<Classes<f64>>::builder().loss(WeightedBySample(SoftmaxCrossEntropy)).quiet();
    let mut trainer = builder().validation(Validation::Given).build().expect("a trainer");
    for (training, validation) in [(&whole, &nothing), (&nothing, &whole)] {
        let error = trainer
            .fit_with(training, Some(validation), 3, |_| std::ops::ControlFlow::Continue(()))
            .expect_err("samples of no weight");
        assert_eq!(error, TrainError::Weightless { samples: 5 });
        assert_eq!(trainer.steps(), 0);
    }
    assert_eq!(
        builder().build().expect("a trainer").find_rate(&nothing).map(|_| ()),
        Err(TrainError::Weightless { samples: 5 })
    );
    let evaluated = ffnn::train::evaluate(
        trainer.network(),
        &WeightedBySample(SoftmaxCrossEntropy),
        nothing.inputs(),
        nothing.targets(),
    );
    assert_eq!(evaluated, Err(TrainError::Weightless { samples: 5 }));
    let wrong = WeightedByClass { loss: SoftmaxCrossEntropy, weights: [1.0] };
    let evaluated = ffnn::train::evaluate(trainer.network(), &wrong, &[[0.1, 0.2]], &[1]);
    assert!(matches!(evaluated, Err(TrainError::Setting(_))), "{evaluated:?}");
    // A batch of zero weight changes nothing.
    let before = trainer.network().as_slice().to_vec();
    assert_eq!(trainer.step(nothing.inputs(), nothing.targets()), Ok(0.0));
    assert!(trainer.gradient().as_slice().iter().all(|&g| g == 0.0) && trainer.network().as_slice() == before);
}

#[test]
fn class_weights_of_answers_and_sides_change_what_is_learned() {
    let answers: Vec<[f64; 1]> = (0..23).map(|n| [if n % 10 == 0 { 1.0 } else { 0.0 }]).collect();
    // Mean predicted probability of a network trained this way.
    fn says<L: Loss<Sigmoid, Target<[f64; 1]> = [f64; 1]>>(loss: L, answers: &[[f64; 1]]) -> f64 {
        let mut trainer =
            Trainer::<Answer<f64>>::builder().loss(loss).optimizer(Adam::new(0.05)).batch(23).build().unwrap();
        for _ in 0..100 {
            trainer.step(&inputs(), answers).expect("a step");
        }
        inputs().iter().map(|input| trainer.network().predict(input)[0]).sum::<f64>() / 23.0
    }
    let plain = says(SigmoidCrossEntropy, &answers);
    let one = says(WeightedByClass { loss: SigmoidCrossEntropy, weights: [50.0] }, &answers);
    let both = says(WeightedByClass { loss: SigmoidCrossEntropy, weights: &[1.0, 50.0] }, &answers);
    assert_eq!(one, both);
    assert!(plain < 0.2 && one > plain + 0.1, "plain {plain}, weighted {one}");

    let sides: Vec<[f64; 1]> = answers.iter().map(|[yes]| [2.0 * yes - 1.0]).collect();
    let mut trainers = [1.0, 50.0].map(|weight| {
        let loss = WeightedByClass { loss: Hinge, weights: [weight] };
        Trainer::<Side<f64>>::builder().loss(loss).batch(23).build().expect("a trainer")
    });
    for trainer in &mut trainers {
        trainer.step(&inputs(), &sides).expect("a step");
    }
    let [plain, heavy] = trainers.map(|trainer| trainer.network().as_slice().to_vec());
    assert_ne!(plain, heavy);
}

#[test]
fn weights_may_be_any_slice_that_is_owned() {
    const CONSTANT: WeightedByClass<SoftmaxCrossEntropy, [f64; 3]> =
        WeightedByClass { loss: SoftmaxCrossEntropy, weights: WEIGHTS };
    let (inputs, classes) = (inputs(), targets().into_iter().map(|(class, _)| class).collect::<Vec<_>>());
    fn step<L: Loss<Softmax, Target<[f64; 3]> = usize>>(loss: L, inputs: &[[f64; 2]], classes: &[usize]) -> f64 {
        // On threads, which keep the loss.
        let builder = Trainer::<Classes<f64>>::builder().loss(loss).batch(23).threads(2).pieces(3);
        let mut trainer = builder.clone().build().expect("a trainer");
        trainer.step(inputs, classes).expect("a step")
    }
    let computed: Vec<f64> = WEIGHTS.iter().map(|weight| weight * 1.0).collect();
    let expected = step(CONSTANT, &inputs, &classes);
    let loss = SoftmaxCrossEntropy;
    assert_eq!(step(WeightedByClass { loss, weights: computed.clone() }, &inputs, &classes), expected);
    let shared: std::sync::Arc<[f64]> = computed.into();
    assert_eq!(step(WeightedByClass { loss, weights: shared }, &inputs, &classes), expected);
    let fixed: WeightedByClass<SoftmaxCrossEntropy> = WeightedByClass { loss, weights: &WEIGHTS };
    assert_eq!(step(fixed, &inputs, &classes), expected);
}

#[test]
fn factors_may_be_negative_where_they_are_asked_for_by_name() {
    let step = |factors: [f64; 2]| {
        let builder = Trainer::<Classes<f64>>::builder().loss(ScaledBySample(SoftmaxCrossEntropy));
        let mut trainer = builder.optimizer(GradientDescent::new(0.5)).build().expect("a trainer");
        let inputs = [[0.5, 1.0], [-1.0, 0.25]];
        let before = trainer.network().predict(&inputs[1])[1];
        let loss = trainer.step(&inputs, &[(0, factors[0]), (1, factors[1])]).expect("a step");
        (loss, trainer.network().predict(&inputs[1])[1] - before)
    };
    // A negative factor makes the class less likely, and the loss is the signed mean over the samples.
    let (rewarded, punished) = (step([0.0, 2.0]), step([0.0, -2.0]));
    assert!(rewarded.1 > 0.0 && punished.1 < 0.0, "{rewarded:?}, {punished:?}");
    assert_eq!(rewarded.0, -punished.0);
    // Twice the factor is twice the loss: the mean is not divided by it.
    assert_eq!(step([0.0, 4.0]).0, 2.0 * rewarded.0);

    let mut trainer =
        Trainer::<Classes<f64>>::builder().loss(WeightedBySample(SoftmaxCrossEntropy)).build().expect("a trainer");
    let error = trainer.step(&[[0.5, 1.0]], &[(0, -2.0)]).expect_err("a negative weight");
    assert_eq!(error, TrainError::Target { sample: 0, problem: TargetError::Weight { found: -2.0 } });
    assert!(error.to_string().contains("`ScaledBySample`"), "{error}");
    let mut trainer =
        Trainer::<Classes<f64>>::builder().loss(ScaledBySample(SoftmaxCrossEntropy)).build().expect("a trainer");
    let error = trainer.step(&[[0.5, 1.0]], &[(0, f64::INFINITY)]).expect_err("an infinite factor");
    assert_eq!(error, TrainError::Target { sample: 0, problem: TargetError::Factor { found: f64::INFINITY } });
}
