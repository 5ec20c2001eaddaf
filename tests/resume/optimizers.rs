//! Every optimizer of the library, stopped and resumed.

use std::fs;
use std::path::Path;

use ffnn::Optimizer;
use ffnn::optimizers::{AmsGrad, ClipByNorm, ClipByValue, Lion, Nadam};
use ffnn::prelude::*;
use ffnn::train::Checkpoint;

use super::child::{Child, folder};
use super::everything::{EPOCHS, Trained, builder, data, disturbed, outcome, undisturbed};

/// Work with an optimizer that is known only by name.
pub(super) trait Work {
    type Output;
    fn with<O: Optimizer>(self, optimizer: O) -> Self::Output;
}

macro_rules! optimizers {
    ($($name:ident: $optimizer:expr;)+) => {
        const NAMES: &[&str] = &[$(stringify!($name)),+];

        pub(super) fn with_optimizer<W: Work>(name: &str, work: W) -> W::Output {
            match name {
                $(stringify!($name) => work.with($optimizer),)+
                other => panic!("no optimizer is called {other}"),
            }
        }
    };
}

optimizers! {
    gradient_descent: GradientDescent::new(0.1);
    momentum: Momentum::new(0.05);
    nesterov: Nesterov::new(0.05);
    ada_grad: AdaGrad::new(0.1);
    rms_prop: RmsProp { centred: true, momentum: 0.5, ..RmsProp::new(0.01) };
    adam: Adam::new(0.02);
    adam_w: AdamW::new(0.02);
    ams_grad: AmsGrad::new(0.02);
    nadam: Nadam::new(0.02);
    lion: Lion::new(0.005);
    decay_weights: (DecayWeights::new(1e-3), Momentum::new(0.05));
    clip_by_value: (ClipByValue(0.05), Adam::new(0.02));
    clip_by_norm: (ClipByNorm(0.1), Adam::new(0.02));
    clip_by_global_norm: (ClipByGlobalNorm(0.2), (DecayWeights::new(1e-3), AdamW::new(0.02)));
    chain_of_four: (ClipByGlobalNorm(0.2), Momentum::new(0.9), ClipByValue(0.1), Adam::new(0.02));
}

struct Undisturbed;

impl Work for Undisturbed {
    type Output = String;

    fn with<O: Optimizer>(self, optimizer: O) -> String {
        undisturbed(optimizer)
    }
}

#[test]
fn every_optimizer_of_the_library_is_here() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("ffnn-core/src/members/optimizers");
    for entry in fs::read_dir(folder).expect("the optimizers") {
        let path = entry.expect("an entry").path();
        let stem = path.file_stem().expect("a name").to_string_lossy().into_owned();
        assert!(NAMES.contains(&&*stem), "no line for {stem}");
    }
}

#[test]
fn a_program_that_stops_in_the_middle_goes_on_in_another_process() {
    let folder = folder("optimizers");
    for (number, name) in NAMES.iter().enumerate() {
        let file = folder.join(format!("{name}.checkpoint"));
        // Each stops in another epoch; every other one after a step.
        let every_steps = (number % 2 == 1).then_some(2);
        let stopping = Child { file: &file, optimizer: name, abort: Some(3 + number as u64 % 3), every_steps };
        assert!(!stopping.command().status().expect("a process").success(), "{name} was to be stopped");
        assert_eq!(stopping.outcome(), None);
        let going_on = Child { abort: None, ..stopping };
        assert!(going_on.command().status().expect("a process").success(), "{name}");
        let outcome = going_on.outcome();
        let expected = with_optimizer(name, Undisturbed);
        assert!(outcome.as_deref() == Some(&*expected), "{name}: {}", outcome.unwrap_or_default());
        // The call is complete: a new run trains nothing and reports the same.
        let before = fs::read(&file).expect("a checkpoint");
        assert!(going_on.command().status().expect("a process").success(), "{name}");
        assert!(going_on.outcome() == Some(expected) && fs::read(&file).expect("a checkpoint") == before, "{name}");
    }
    fs::remove_dir_all(folder).expect("the folder");
}

/// Compares ten epochs in one program with five, a checkpoint and five more in another trainer; each call keeps its
/// last network.
struct Halves;

impl Work for Halves {
    type Output = [String; 2];

    fn with<O: Optimizer>(self, optimizer: O) -> [String; 2] {
        let made = || builder(optimizer.clone()).keep_last().early_stopping(100).build().expect("a trainer");
        let fit = |trainer: &mut Trained<O>, epochs| trainer.fit(&data(), epochs).expect("epochs");
        let (mut whole, mut first, mut second) = (made(), made(), made());
        let whole_history = fit(&mut whole, EPOCHS);
        let first_history = fit(&mut first, EPOCHS / 2);
        second.load_bytes(&first.save_bytes()).expect("a checkpoint");
        let second_history = fit(&mut second, EPOCHS);
        assert_eq!(first_history.epochs.len(), EPOCHS / 2);
        [outcome(whole, &whole_history), outcome(second, &second_history)]
    }
}

#[test]
fn ten_epochs_are_five_a_checkpoint_and_five() {
    for name in NAMES {
        let [whole, halves] = with_optimizer(name, Halves);
        assert!(whole == halves, "{name}");
    }
}

#[test]
fn a_call_that_differs_is_refused() {
    let folder = folder("calls");
    let file = folder.join("run.checkpoint");
    let adam = Adam::new(0.02);
    let mut epochs = 0;
    disturbed(adam, Checkpoint::new(&file), |epoch| epochs = epoch).expect("epochs");
    let before = fs::read(&file).expect("a checkpoint");
    let trainer = || builder(adam).checkpoint(&file).build().expect("a trainer");
    let error = trainer().fit(&data(), 3).expect_err("fewer epochs").to_string();
    let expected = format!(
        "run.checkpoint: the checkpoint belongs to a different training: the epochs of `fit`: expected at least \
         {epochs}, found 3; `fit` counts all epochs of a run: ask for more, or delete the file to start over"
    );
    assert!(error.ends_with(&expected), "{error}");

    let rows = |range: std::ops::Range<usize>| {
        Dataset::new(data().inputs()[range.clone()].to_vec(), data().targets()[range].to_vec()).expect("a data set")
    };
    let error = trainer().fit(&rows(0..50), EPOCHS).expect_err("other data").to_string();
    assert!(error.contains("the number of training samples: expected 40, found 48"), "{error}");

    let mut late = trainer();
    late.step(&data().inputs()[..4], &data().targets()[..4]).expect("a step");
    let error = late.fit(&data(), EPOCHS).expect_err("another start").to_string();
    assert!(error.contains("the first step of the run of `fit`: expected 1, found 0"), "{error}");
    assert_eq!(fs::read(&file).expect("a checkpoint"), before);

    // The same trainer begins another run, which is then the one in its checkpoint. A new program does not begin with
    // it.
    let mut twice = trainer();
    twice.fit(&data(), EPOCHS).expect("what had ended");
    let steps = twice.steps();
    twice.new_run().fit(&data(), 2).expect("two more epochs");
    assert_eq!(twice.steps(), steps + 12);
    let error = trainer().fit(&data(), EPOCHS).expect_err("the second run").to_string();
    assert!(error.contains("the number of the run of `fit`: expected 1, found 2"), "{error}");
    fs::remove_dir_all(folder).expect("the folder");
}
