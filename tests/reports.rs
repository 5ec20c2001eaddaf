//! Bugs reported for similar libraries, tested here if no other test covers them. `reports.md` lists all of them.

use ffnn::data::Standardizer;
use ffnn::files::{Names, from_bytes};
use ffnn::layers::GaussianDropout;
use ffnn::losses::ScaledBySample;
use ffnn::optimizers::{AmsGrad, ClipByNorm, Lion, Nadam};
use ffnn::prelude::*;
use ffnn::schedules::Constant;
use ffnn::train::{EarlyStopping, End, evaluate};
use ffnn::{Length, Optimizer, Threshold, TrainError};

network! {
    /// Three classes, of which the third may never occur.
    struct Classes: 2 -> 3 {
        hidden: Dense<8>,
        Tanh,
        output: Dense<3>,
        Softmax,
    }
}

network! {
    /// The logits are the inputs.
    struct Logits: 2 -> 2 {
        output: Dense<2>,
        Softmax,
    }
}

network! {
    /// Three yes-or-no answers.
    struct Labels: 2 -> 3 {
        hidden: Dense<8>,
        Relu,
        output: Dense<3>,
        Sigmoid,
    }
}

network! {
    /// One number.
    struct Line: 1 -> 1 {
        output: Dense<1>,
        Linear,
    }
}

network! {
    /// Noise at every allowed position.
    struct Noisy: 2 -> 3 {
        Dropout { rate: 0.5 },
        hidden: Dense<8>,
        Relu,
        GaussianDropout { rate: 0.5 },
        output: Dense<3>,
        Softmax,
    }
}

/// Sixty points in two of three classes.
fn points() -> Dataset<[f32; 2], usize> {
    let point = |row: usize| [(row * 7 % 13) as f32 / 6.5 - 1.0, (row * 5 % 11) as f32 / 5.5 - 1.0];
    let inputs: Vec<[f32; 2]> = (0..60).map(point).collect();
    let classes = inputs.iter().map(|[x, y]| usize::from(x * y > 0.0)).collect();
    Dataset::new(inputs, classes).expect("sixty points")
}

/// Returns the loss of exactly these two logits.
fn loss(logits: [f32; 2], class: usize) -> f64 {
    let mut network = Logits::<f32>::boxed(1);
    network.output.weights.fill_with_identity();
    evaluate(&*network, &SoftmaxCrossEntropy, &[logits], &[class]).expect("finite logits").loss
}

/// pytorch#11752, tensorflow#1513, pytorch#795, tensorflow#2327
#[test]
fn cross_entropy_depends_on_differences_of_logits_alone() {
    for size in [0.0, 1.0, 1e4, 1e8, 1e30] {
        assert!((loss([size, size], 1) - std::f64::consts::LN_2).abs() < 1e-6, "{size}");
    }
    assert_eq!(loss([-2.0e11, -4.0e11], 1), f64::from(2.0e11f32));
    assert!(loss([-40.0, 95.0], 0).is_finite());
    assert_eq!(loss([-40.0, 95.0], 0), 135.0);
}

/// opencv#6394, dynet#1525, ncnn#1284, genann#33
#[test]
fn a_sigmoid_is_a_probability_for_every_logit() {
    network! {
        struct Yes: 1 -> 1 {
            output: Dense<1>,
            Sigmoid,
        }
    }
    let mut network = Yes::<f32>::boxed(1);
    network.output.weights.fill(1.0);
    let sizes = [0.0, 0.5, 10.0, 87.0, 88.0, 89.0, 90.0, 104.0, 3212.539, 1e20, f32::MAX];
    let inputs: Vec<[f32; 1]> = sizes.iter().flat_map(|&size| [[size], [-size]]).collect();
    let mut batch = vec![[f32::NAN]; inputs.len()];
    network.predict_batch(&inputs, &mut batch).expect("as many answers");
    for (input, [batched]) in inputs.iter().zip(batch) {
        let [alone] = network.predict(input);
        for found in [alone, batched] {
            assert!((0.0..=1.0).contains(&found), "{input:?}: {found}");
            assert_eq!(found > 0.5, input[0] > 0.0, "{input:?}: {found}");
        }
    }
}

/// scikit-learn#6994: a batch need not have every class; scikit-learn#25693: steps follow a fit that stopped early.
#[test]
fn steps_follow_a_fit_that_stopped_early_and_need_not_have_every_class() {
    let builder = Trainer::<Classes>::builder().validation(0.2).early_stopping(2).optimizer(Adam::new(0.1)).quiet();
    let mut trainer = builder.build().expect("a trainer");
    trainer.fit(&points(), 100).expect("a fit");
    trainer.step(&[[0.5, 0.5]], &[2]).expect("a step with the one class that fit has never seen");
    trainer.step(&[[0.5, 0.5], [-0.5, 0.5]], &[1, 0]).expect("a step without it");
}

/// scikit-learn#12505
#[test]
fn labels_are_learned_by_steps_as_by_fit() {
    let inputs: Vec<[f32; 2]> = points().inputs().to_vec();
    let labels: Vec<[f32; 3]> = inputs.iter().map(|[x, y]| [x, y, &(x - y)].map(|v| f32::from(*v > 0.0))).collect();
    let trainer = || Trainer::<Labels>::builder().optimizer(Adam::new(0.01)).batch(60).quiet().build();
    let (mut fitted, mut stepped) = (trainer().expect("a trainer"), trainer().expect("a trainer"));
    let data = Dataset::new(inputs.clone(), labels.clone()).expect("labels for each point");
    fitted.fit(&data, 150).expect("a fit");
    for _ in 0..150 {
        stepped.step(&inputs, &labels).expect("a step");
    }
    for trainer in [&fitted, &stepped] {
        let reached = evaluate(trainer.network(), &SigmoidCrossEntropy, &inputs, &labels).expect("finite points");
        assert!(reached.metric > 0.9, "{}", reached.metric);
    }
}

/// MagmaDNN#18
#[test]
fn training_for_long_after_everything_is_learned_stays_finite() {
    let mut trainer = Trainer::<Classes>::builder().optimizer(Adam::new(0.05)).batch(2).build().expect("a trainer");
    for _ in 0..3000 {
        let loss = trainer.step(&[[1.0, 0.0], [0.0, 1.0]], &[0, 1]).expect("a step");
        assert!(loss.is_finite());
    }
}

/// scikit-learn#29504, keras#8332
#[test]
fn training_that_explodes_is_told_at_its_step_and_goes_on_with_a_smaller_rate() {
    let data = Dataset::new(vec![[1.0f32], [2.0], [3.0], [4.0]], vec![[2.0f32], [4.0], [6.0], [8.0]]).expect("a line");
    let builder = Trainer::<Line>::builder().optimizer(GradientDescent::new(10.0)).batch(4).quiet();
    let mut trainer = builder.validation(0.25).early_stopping(500).build().expect("a trainer");
    let error = trainer.fit(&data, 1000).expect_err("the rate is far too high");
    assert!(matches!(error, TrainError::NotFinite { .. }), "{error}");
    assert!(trainer.network().as_slice().iter().all(|value| value.is_finite()));

    let mut trainer =
        Trainer::<Line>::builder().optimizer(GradientDescent::new(1e30)).batch(4).build().expect("a trainer");
    let before = trainer.network().clone_boxed();
    while trainer.step(data.inputs(), data.targets()).is_ok() {}
    trainer.network_mut().as_mut_slice().copy_from_slice(before.as_slice());
    trainer.optimizer_mut().rate = 0.05;
    for _ in 0..500 {
        trainer.step(data.inputs(), data.targets()).expect("a step at a rate that fits");
    }
    assert!((trainer.network().predict(&[5.0])[0] - 10.0).abs() < 0.1);
}

/// keras#13658: there are parameters to restore even where no validation loss is a number that can be compared.
#[test]
fn early_stopping_restores_only_what_there_was() {
    let data = points();
    let builder = Trainer::<Classes>::builder().optimizer(GradientDescent::new(1e-30)).validation(0.2).quiet();
    let mut trainer = builder.early_stopping(3).build().expect("a trainer");
    let before = trainer.network().clone_boxed();
    let history = trainer.fit(&data, 20).expect("a fit in which nothing moves");
    for (found, expected) in trainer.network().as_slice().iter().zip(before.as_slice()) {
        assert!((found - expected).abs() < 1e-20);
    }
    assert!(history.best_epoch().is_some());
}

/// poutyne#109, fastai#1189, scikit-learn#9457
#[test]
fn patience_counts_epochs_in_a_row_exactly() {
    for patience in [1, 2, 5] {
        // Nothing moves, so the first epoch is the best, and no later one improves on it.
        let builder = Trainer::<Classes>::builder().optimizer(GradientDescent::new(1e-30)).validation(0.2).quiet();
        let mut trainer = builder.early_stopping(EarlyStopping::new(patience)).build().expect("a trainer");
        let history = trainer.fit(&points(), 50).expect("a fit");
        assert_eq!(history.epochs.len() as u64, 1 + patience);
        assert_eq!(history.end, End::EarlyStopping);
    }
}

/// fastai#1189, keras#10924
#[test]
fn a_plateau_waits_anew_after_each_fall() {
    let plateau = OnPlateau { factor: 0.5, patience: 2, ..OnPlateau::new(Threshold::Absolute(0.0)) };
    let builder = Trainer::<Classes>::builder().optimizer(GradientDescent::new(1e-30)).validation(0.2).quiet();
    let mut trainer = builder.schedule(plateau).build().expect("a trainer");
    let history = trainer.fit(&points(), 9).expect("a fit");
    let rates: Vec<f64> = history.epochs.iter().map(|epoch| epoch.rate.expect("a rate") / 1e-30).collect();
    let falls = rates.windows(2).filter(|pair| pair[1] < 0.9 * pair[0]).count();
    assert!((2..=4).contains(&falls), "{rates:?}");
    assert!(rates.windows(3).all(|three| three[2] > 0.2 * three[0]), "never twice in a row: {rates:?}");
}

/// optax#1744
#[test]
fn the_first_step_has_the_first_factor_of_its_schedule() {
    let warm = LinearWarmup::new(0.0, Length::Steps(4), Constant);
    let builder = Trainer::<Line>::builder().optimizer(GradientDescent::new(1.0)).batch(1).schedule(warm);
    let mut trainer = builder.build().expect("a trainer");
    let before = trainer.network().clone_boxed();
    trainer.step(&[[1.0]], &[[5.0]]).expect("a step");
    assert_eq!(trainer.network().as_slice(), before.as_slice(), "the factor of the first step is 0");
    trainer.step(&[[1.0]], &[[5.0]]).expect("a step");
    assert_ne!(trainer.network().as_slice(), before.as_slice());
}

/// matconvnet#327, ethos-ares#20, gluon#7113
#[test]
fn validation_sees_no_noise() {
    let data = points();
    let builder = Trainer::<Noisy>::builder().optimizer(GradientDescent::new(1e-30)).quiet();
    let mut trainer = builder.build().expect("a trainer");
    let history = trainer.fit_with(&data, Some(&data), 3, |_| ()).expect("a fit");
    let expected = evaluate(trainer.network(), &SoftmaxCrossEntropy, data.inputs(), data.targets()).expect("points");
    for epoch in &history.epochs {
        assert_eq!(epoch.validation, Some(expected));
    }
}

/// deep_learning_and_the_game_of_go#90
#[test]
fn negative_advantages_of_unlikely_actions_stay_finite() {
    let loss = ScaledBySample(SoftmaxCrossEntropy);
    let builder = Trainer::<Classes>::builder().loss(loss).optimizer((ClipByGlobalNorm(1.0), Adam::new(0.01))).batch(2);
    let mut trainer = builder.build().expect("a trainer");
    for _ in 0..2000 {
        trainer.step(&[[1.0, 0.0], [0.0, 1.0]], &[(0, -1.0), (1, -0.5)]).expect("a step");
    }
    assert!(trainer.network().as_slice().iter().all(|value| value.is_finite()));
    assert!(trainer.network().predict(&[1.0, 0.0])[0] < 0.01);
}

/// A step with a zero gradient, from zero and nonzero parameters.
fn stays(optimizer: impl Optimizer) {
    for zero in [true, false] {
        let mut trainer = Trainer::<Line>::builder().optimizer(optimizer.clone()).batch(1).build().expect("a trainer");
        if zero {
            trainer.network_mut().as_mut_slice().fill(0.0);
        }
        let before = trainer.network().clone_boxed();
        for _ in 0..3 {
            trainer.compute(&[[1.0]], &[[2.0]]).expect("a gradient");
            trainer.process(|gradient, _| gradient.as_mut_slice().fill(0.0));
            trainer.apply().expect("a step");
        }
        for (found, expected) in trainer.network().as_slice().iter().zip(before.as_slice()) {
            assert!((found - expected).abs() <= 5e-3 * expected.abs(), "{optimizer:?}: {found}, {expected}");
        }
    }
}

/// burn#834, FAdam_PyTorch#1, optax#1769, pytorch_optimizer#480, marin#9054
#[test]
fn a_gradient_of_zero_moves_nothing() {
    stays(GradientDescent::new(0.1));
    stays(Momentum::new(0.1));
    stays(Nesterov::new(0.1));
    stays(AdaGrad::new(0.1));
    stays(RmsProp::new(0.1));
    stays(Adam::new(0.1));
    stays(AdamW::new(0.1));
    stays(AmsGrad::new(0.1));
    stays(Nadam::new(0.1));
    stays(Lion::new(0.1));
    stays((ClipByGlobalNorm(1.0), Adam::new(0.1)));
    stays((ClipByNorm(1.0), Adam::new(0.1)));
}

/// pytorch#46849: PyTorch makes zeros of a gradient whose square overflows, and NaN of one that is infinite.
#[test]
fn clipping_keeps_the_direction_of_a_huge_gradient_and_refuses_an_infinite_one() {
    let chain = (ClipByGlobalNorm(1.0), GradientDescent::new(1.0));
    let mut trainer = Trainer::<Line>::builder().optimizer(chain).batch(1).build().expect("a trainer");
    let before = trainer.network().clone_boxed();
    trainer.compute(&[[1.0]], &[[2.0]]).expect("a gradient");
    trainer.process(|gradient, _| gradient.as_mut_slice().fill(1e30));
    trainer.apply().expect("a step");
    for (found, expected) in trainer.network().as_slice().iter().zip(before.as_slice()) {
        assert!((expected - found - 0.5f32.sqrt()).abs() < 1e-6, "{found}");
    }
    let before = trainer.network().clone_boxed();
    trainer.compute(&[[1.0]], &[[2.0]]).expect("a gradient");
    trainer.process(|gradient, _| gradient.as_mut_slice().fill(f32::INFINITY));
    assert!(matches!(trainer.apply(), Err(TrainError::NotFinite { .. })));
    assert_eq!(trainer.network().as_slice(), before.as_slice());
}

/// scikit-learn#17794, #3722, scholar#363, deeplearning4j#1646, numalogic#153, river#132
#[test]
fn a_constant_feature_becomes_zero_and_keeps_its_mean() {
    for (value, rows) in [(14.62, 1000), (100.0, 1000), (1e-5f64.ln(), 8), (1e-5f64.ln(), 22), (1.0, 3), (0.0, 3)] {
        let mut data = vec![[value]; rows];
        let standardizer = Standardizer::measure(&data).expect("finite rows");
        assert_eq!(standardizer.deviations(), [1.0]);
        standardizer.apply_all(&mut data);
        assert!(data.iter().all(|[found]| found.abs() < 1e-9), "{value}: {:?}", data[0]);
        let mut other = [value + 2.0];
        standardizer.apply(&mut other);
        assert!((other[0] - 2.0).abs() < 1e-9, "{value}: {other:?}");
    }
}

/// scikit-learn#19726
#[test]
fn a_feature_on_a_tiny_scale_is_not_constant() {
    for scale in [1e-15, 1e-18, 1e-30, 1e15] {
        let mut data: Vec<[f64; 1]> = (0..100).map(|row| [scale * f64::from(row % 10)]).collect();
        let standardizer = Standardizer::measure(&data).expect("finite rows");
        standardizer.apply_all(&mut data);
        let variance = data.iter().map(|[value]| value * value).sum::<f64>() / 100.0;
        assert!((variance - 1.0).abs() < 1e-9, "{scale}: {variance}");
    }
}

/// nalgebra#732, #1252
#[test]
fn a_network_of_megabytes_never_stands_on_the_stack() {
    network! {
        struct Large: 1024 -> 1 {
            hidden: Dense<1024>,
            Relu,
            output: Dense<1>,
            Linear,
        }
    }
    let run = || Large::<f64>::boxed(1).predict(&[0.5; 1024])[0];
    let thread = std::thread::Builder::new().stack_size(512 * 1024).spawn(run).expect("a thread");
    assert!(thread.join().expect("no overflow").is_finite());
}

/// safetensors#414: a file of PyTorch's own, which is a zip archive.
#[test]
fn a_file_of_pytorchs_own_is_told_apart() {
    let mut archive = b"PK\x03\x04\0\0\x08\x08\0\0\0\0\0\0\0\0\0\0\0\0".to_vec();
    archive.extend([0; 64]);
    let mut network = Line::<f32>::boxed(1);
    let before = network.clone_boxed();
    let problem = from_bytes(&mut *network, &archive, &Names::default()).expect_err("it is not safetensors");
    println!("{problem}");
    assert_eq!(network.as_slice(), before.as_slice());
}

/// safetensors#401, lattice#752, ComfyUI#15602
#[test]
fn a_header_that_contradicts_itself_is_refused_for_what_it_is() {
    let file = |header: &str, bytes: usize| {
        let mut file = (header.len() as u64).to_le_bytes().to_vec();
        file.extend(header.bytes());
        file.extend(vec![0; bytes]);
        file
    };
    let weight = r#""output.weight":{"dtype":"F32","shape":[1,1],"data_offsets":[0,4]}"#;
    let bias = r#""output.bias":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}"#;
    let aliased = r#""output.bias":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}"#;
    let mut network = Line::<f32>::boxed(1);
    let mut read = |header: String, bytes| {
        from_bytes(&mut *network, &file(&header, bytes), &Names::default()).map_err(|problem| problem.to_string())
    };
    read(format!("{{{weight},{bias}}}"), 8).expect("a file that is right");
    for (what, header, bytes) in [
        ("twice the same name", format!("{{{weight},{weight},{bias}}}"), 8),
        ("two tensors at one place", format!("{{{weight},{aliased}}}"), 4),
        ("bytes that belong to nothing", format!("{{{weight},{bias}}}"), 12),
    ] {
        let problem = read(header, bytes).expect_err(what);
        println!("{what}: {problem}");
        assert!(!problem.is_empty());
    }
}

/// pytorch#104776's kind: a hinge of a class that is right by more than its margin has no loss and no gradient.
#[test]
fn what_is_right_by_its_margin_is_left_alone() {
    let mut trainer = Trainer::<Line>::builder().loss(Hinge).batch(1).build().expect("a trainer");
    trainer.network_mut().output.weights.fill(2.0);
    let loss = trainer.compute(&[[1.0]], &[[1.0]]).expect("a gradient");
    assert_eq!(loss, 0.0);
    assert!(trainer.gradient().as_slice().iter().all(|&value| value == 0.0));
}

/// slime#1547, transformers#27749, optax#1036, lightly-train#301, RWKV-LM#287
#[test]
fn a_schedule_goes_on_where_it_was_and_counts_steps_not_batches() {
    fn rates(interrupted: bool) -> Vec<f64> {
        let builder = Trainer::<Classes>::builder().optimizer(Adam::new(0.01)).batch(4).accumulate(3).quiet();
        let builder = builder.schedule(CosineDecay::new(Length::Steps(25)));
        let mut trainer = builder.clone().build().expect("a trainer");
        let mut rates = Vec::new();
        let mut next = |trainer: &mut Trainer<Classes>, epochs| {
            let mut seen = |event: &ffnn::train::Observed<'_, Classes>| {
                if let ffnn::train::Observed::Step(step) = event {
                    rates.push(step.rate.expect("a rate"));
                }
            };
            trainer.fit_stepwise(&points(), epochs, &mut seen).expect("epochs");
        };
        if interrupted {
            next(&mut trainer, 2);
            let bytes = trainer.save_bytes();
            trainer = builder.build().expect("a trainer");
            trainer.load_bytes(&bytes).expect("its own bytes");
        }
        next(&mut trainer, 5);
        rates
    }
    let whole = rates(false);
    assert_eq!(whole, rates(true));
    // Fifteen batches of four are five steps of three batches each.
    assert_eq!(whole.len(), 25);
    assert_eq!(whole[0], 0.01);
}

/// zephyr#88638
#[test]
fn a_value_goes_to_the_nearest_number_of_its_grid() {
    let grid = ffnn::quantized::Grid { scale: 0.1, zero_point: 0 };
    for (value, number) in [(0.16, 2), (-0.16, -2), (0.14, 1), (0.0, 0), (99.0, 127), (-99.0, -128), (f64::NAN, 0)] {
        assert_eq!(grid.nearest::<i8>(value), number, "{value}");
    }
}

#[test]
fn every_test_of_the_table_is_there() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let table = include_str!("reports.md");
    let rows: Vec<&str> = table.lines().filter(|line| line.starts_with('|') && line.contains("| `")).collect();
    assert!(rows.len() > 100, "{}", rows.len());
    for row in rows {
        let name = row.trim_end_matches("` |").rsplit('`').next().unwrap_or_default();
        if name.ends_with("tried by hand |") {
            continue;
        }
        let (file, function) = name.split_once("::").unwrap_or((name, ""));
        let path = if file.starts_with("ffnn-") { root.join(file) } else { root.join("tests").join(file) };
        assert!(path.exists(), "no {file}: {row}");
        if !function.is_empty() {
            let text = std::fs::read_to_string(path).expect("a file of tests");
            assert!(text.contains(&format!("fn {function}(")), "no {function} in {file}: {row}");
        }
    }
}
