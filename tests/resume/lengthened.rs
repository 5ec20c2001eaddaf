//! Runs that are extended, paused and ended: any sequence of calls gives the bits of a single call.

use std::cell::Cell;
use std::fs;
use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use ffnn::prelude::*;
use ffnn::schedules::PolynomialDecay;
use ffnn::train::{Builder, Difference, End, Event, History, Next, Observed, Part};
use ffnn::{Memory, Position, Schedule, TrainError};

use super::child::folder;
use super::everything::{EPOCHS, Everything, Made, Trained, builder, data, outcome, undisturbed};

fn made() -> Trained<Adam> {
    builder(Adam::new(0.02)).build().expect("a trainer")
}

/// A new trainer, as after a restart.
fn started(file: &Path) -> Trained<Adam> {
    builder(Adam::new(0.02)).checkpoint(file).build().expect("a trainer")
}

#[test]
fn thirty_epochs_are_twenty_and_ten_more() {
    let folder = folder("lengthened");
    let expected = undisturbed(Adam::new(0.02));
    for first in 1..EPOCHS {
        let mut trainer = made();
        let history = trainer.fit(&data(), first).expect("epochs");
        assert!(history.epochs.len() <= first && history.restored);
        let history = trainer.fit(&data(), EPOCHS).expect("epochs");
        assert!(outcome(trainer, &history) == expected, "{first} and the rest");

        let file = folder.join(format!("{first}.checkpoint"));
        started(&file).fit(&data(), first).expect("epochs");
        let mut restarted = started(&file);
        let history = restarted.fit(&data(), EPOCHS).expect("epochs");
        assert!(restarted.resumed().is_some());
        assert!(outcome(restarted, &history) == expected, "{first}, a restart and the rest");
    }
    fs::remove_dir_all(folder).expect("the folder");
}

#[test]
fn a_run_is_lengthened_again_and_again() {
    let mut trainer = made();
    let mut history = History::new("none");
    for epochs in 1..=EPOCHS {
        history = trainer.fit(&data(), epochs).expect("epochs");
    }
    assert!(outcome(trainer, &history) == undisturbed(Adam::new(0.02)));
}

#[test]
fn a_call_that_has_nothing_left_to_train_is_refused_but_for_the_first_after_a_restart() {
    let mut trainer = made();
    let history = trainer.fit(&data(), 3).expect("epochs");
    let (part, message) = refused(&mut trainer, &data(), 3);
    let expected =
        "the epochs of `fit`: expected more than 3, found 3; `fit` counts all epochs of a run: ask for more, or";
    assert!(part == Part::Epochs && message.contains(expected), "{message}");

    let before = trainer.save_bytes();
    let mut restarted = made();
    restarted.load_bytes(&before).expect("a checkpoint");
    let seen = Cell::new(false);
    let again = restarted.fit_observed(&data(), 3, |_| seen.set(true)).expect("what had ended");
    assert!(again == history && restarted.save_bytes() == before && !seen.get());
    refused(&mut restarted, &data(), 3);
    assert_eq!(restarted.fit(&data(), 4).expect("one more").epochs.len(), 4);
}

#[test]
fn a_run_that_stopped_early_stays_stopped_however_many_epochs_are_asked_for() {
    let mut trainer = made();
    let history = trainer.fit(&data(), 100).expect("epochs");
    assert_eq!(history.end, End::EarlyStopping);
    let (epochs, bits) = (history.epochs.len(), trainer.network().clone_boxed());
    let (part, message) = refused(&mut trainer, &data(), 100);
    let ended = format!("the run: expected an unfinished one, found one that ended after {epochs} epochs; start");
    assert!(part == Part::Ended && message.contains(&ended), "{message}");
    assert!(trainer.fit(&data(), 200).expect("epochs") == history);
    assert_eq!(trainer.network().as_slice(), bits.as_slice());
    let error = trainer.fit(&data(), epochs - 1).expect_err("fewer");
    assert!(matches!(error, TrainError::UnderWay(Difference { part: Part::Epochs, .. })), "{error}");
    assert_eq!(trainer.new_run().fit(&data(), 1).expect("an epoch").epochs.len(), 1);
}

/// Trainings that a pause must not change: one pauses after each epoch, one after each step.
#[test]
fn a_pause_changes_no_bit() {
    let folder = folder("paused");
    let expected = undisturbed(Adam::new(0.02));
    let epoch = |trainer: &mut Trained<Adam>| trainer.fit_observed(&data(), EPOCHS, |_| Next::Pause).expect("an epoch");
    let step = |trainer: &mut Trained<Adam>| {
        let observe = |observed: &Observed<'_, Everything>| match observed {
            Observed::Step(_) => Next::Pause,
            Observed::Epoch(_) => Next::Continue,
        };
        trainer.fit_stepwise(&data(), EPOCHS, observe).expect("a step")
    };
    for (name, advance, steps) in [("epoch", &epoch as &dyn Fn(&mut Trained<Adam>) -> History, 6), ("step", &step, 1)] {
        for restarts in [false, true] {
            let file = folder.join(format!("{name}-{restarts}.checkpoint"));
            let mut trainer = started(&file);
            let (mut history, mut pauses) = (advance(&mut trainer), 1);
            while history.end == End::Paused {
                assert!(!history.restored, "the network is the last");
                assert_eq!(trainer.steps(), steps * pauses, "one {name} each time");
                if restarts {
                    trainer = started(&file);
                }
                (history, pauses) = (advance(&mut trainer), pauses + 1);
            }
            assert!(outcome(trainer, &history) == expected, "paused after each {name}, restarts: {restarts}");
        }
    }
    fs::remove_dir_all(folder).expect("the folder");
}

#[test]
fn a_paused_run_can_be_lengthened_and_shortened() {
    let fit = |epochs| {
        let mut trainer = made();
        let history = trainer.fit(&data(), epochs).expect("epochs");
        outcome(trainer, &history)
    };
    for (asked, then) in [(4, 6), (6, 4), (4, 2), (100, 5)] {
        let mut trainer = made();
        let paused = trainer.fit_observed(&data(), asked, |event| match event.epoch.number {
            2 => Next::Pause,
            _ => Next::Continue,
        });
        assert_eq!(paused.expect("epochs").end, End::Paused);
        let history = trainer.fit(&data(), then).expect("epochs");
        assert!(outcome(trainer, &history) == fit(then), "{asked}, then {then}");
    }
}

#[test]
fn what_an_observer_ends_is_over_within_an_epoch_too() {
    let folder = folder("ended");
    for (number, steps, epochs) in [(6, 6, 1), (8, 8, 1), (12, 12, 2)] {
        let file = folder.join(format!("{number}.checkpoint"));
        let mut trainer = started(&file);
        let history = trainer.fit_stepwise(&data(), EPOCHS, |observed| match observed {
            Observed::Step(step) if step.number == number => Next::End,
            _ => Next::Continue,
        });
        let history = history.expect("steps");
        assert_eq!((history.end, history.epochs.len(), trainer.steps()), (End::Observer, epochs, steps));
        assert!(history.restored && history.best.is_some());
        let mut again = started(&file);
        let same = again.fit(&data(), EPOCHS).expect("what had ended");
        assert!(same == history && again.steps() == steps);
        for mut again in [trainer, again] {
            assert!(again.fit(&data(), EPOCHS + 5).expect("what had ended") == history);
        }
    }
    fs::remove_dir_all(folder).expect("the folder");
}

#[test]
fn an_observer_answers_a_next_a_control_flow_or_nothing() {
    fn epochs<R: Into<Next>>(observe: impl FnMut(&Event<'_, Everything>) -> R) -> (usize, End) {
        let history = made().fit_observed(&data(), 3, observe).expect("epochs");
        (history.epochs.len(), history.end)
    }
    assert_eq!(epochs(|_| {}), (3, End::Complete));
    assert_eq!(epochs(|_| ControlFlow::Continue(())), (3, End::Complete));
    assert_eq!(epochs(|_| ControlFlow::Break(())), (1, End::Observer));
    assert_eq!(epochs(|_| Next::End), (1, End::Observer));
    assert_eq!(epochs(|_| Next::Pause), (1, End::Paused));
}

#[test]
fn the_observer_sees_every_step() {
    let mut trainer = made();
    let (mut steps, mut ended) = (Vec::new(), 0);
    let history = trainer.fit_stepwise(&data(), 2, |observed| match observed {
        Observed::Step(step) => {
            assert!(step.seconds > 0.0 && step.loss.is_finite() && step.penalty > 0.0);
            steps.push((step.number, step.epoch, step.rate, step.loss));
        }
        Observed::Epoch(event) => {
            ended += 1;
            assert_eq!((event.epoch.number, steps.len()), (ended, 6 * ended as usize));
        }
    });
    let history = history.expect("epochs");
    assert_eq!(steps.iter().map(|step| step.0).collect::<Vec<_>>(), (1..=12).collect::<Vec<_>>());
    for (epoch, steps) in history.epochs.iter().zip(steps.chunks(6)) {
        assert!(steps.iter().all(|step| step.1 == epoch.number));
        assert_eq!(steps[5].2, epoch.rate);
        let mean = steps.iter().map(|step| step.3).sum::<f64>() / 6.0;
        assert!((mean - epoch.step_loss).abs() < 1e-12, "{mean} {}", epoch.step_loss);
    }
}

/// Returns the error of `fit` for these epochs, after which nothing has changed.
fn refused(trainer: &mut Trained<Adam>, data: &Dataset<[f32; 2], usize>, epochs: usize) -> (Part, String) {
    let before = trainer.save_bytes();
    let error = trainer.fit(data, epochs).expect_err("another call");
    assert!(trainer.save_bytes() == before, "{error}");
    let message = error.to_string();
    match error {
        TrainError::UnderWay(difference) => (difference.part, message),
        other => panic!("{other}"),
    }
}

#[test]
fn a_call_that_does_not_fit_the_run_says_what_to_write() {
    let start = "this call of `fit` does not match the run of the earlier calls:";
    let end = "or start a new run with `trainer.new_run()`";
    let mut trainer = made();
    trainer.fit(&data(), 3).expect("epochs");
    let (part, message) = refused(&mut trainer, &data(), 2);
    let remedy = "`fit` counts all epochs of a run: ask for more";
    assert_eq!(message, format!("{start} the epochs of `fit`: expected at least 3, found 2; {remedy}, {end}"));
    assert_eq!(part, Part::Epochs);

    let fewer = Dataset::new(data().inputs()[..50].to_vec(), data().targets()[..50].to_vec()).expect("a data set");
    let (part, message) = refused(&mut trainer, &fewer, 5);
    let rows = "the number of training samples: expected 40, found 48";
    assert_eq!((part, message), (Part::Training, format!("{start} {rows}; pass the same data, {end}")));

    // Stops before the best network replaces the last, from which training would continue.
    let mut epochs = 3;
    while trainer.last_network().is_none() {
        epochs += 1;
        assert_eq!(trainer.fit(&data(), epochs).expect("epochs").end, End::Complete);
    }
    trainer.network_mut().output.bias[0] += 1.0;
    let (part, message) = refused(&mut trainer, &data(), epochs + 1);
    let network = "the network: expected as `fit` left it, found changed by `network_mut`";
    let new_run = "start a new run with `trainer.new_run()`";
    assert_eq!((part, message), (Part::Network, format!("{start} {network}; {new_run}")));

    let mut by_hand = made();
    by_hand.fit(&data(), 3).expect("epochs");
    by_hand.step(&data().inputs()[..4], &data().targets()[..4]).expect("a step");
    let (part, message) = refused(&mut by_hand, &data(), 5);
    let steps = "the number of steps taken: expected 19, found 18; do not take steps by hand during a run";
    assert_eq!((part, message), (Part::Steps, format!("{start} {steps}, {end}")));
    by_hand.new_run().fit(&fewer, 1).expect("a run of its own");
}

#[test]
fn a_schedule_that_lasts_for_the_run_is_not_lengthened() {
    fn with(schedule: impl Schedule) -> Made<Adam> {
        builder(Adam::new(0.02)).schedule(schedule)
    }
    let decay = with(CosineDecay::new(Length::Whole));
    let warm = with(LinearWarmup::new(0.2, Length::Steps(9), PolynomialDecay::new(Length::Whole)));
    for builder in [decay, warm] {
        let mut trainer = builder.build().expect("a trainer");
        trainer.fit(&data(), 4).expect("epochs");
        let (part, message) = refused(&mut trainer, &data(), 6);
        assert_eq!(part, Part::Length);
        let expected = "the epochs that the schedule follows: expected 6, found 4; the steps so far used the \
                        learning rates of a run of 4 epochs: build the trainer with a schedule of fixed length, such \
                        as `Length::Epochs(6)`, or ask for 4 epochs, or start a new run with `trainer.new_run()`";
        assert!(message.ends_with(expected), "{message}");
        trainer.new_run().fit(&data(), 2).expect("a run of its own");
    }
    // A schedule without knowledge of the run accepts it.
    let warm = with(LinearWarmup::new(0.2, Length::Epochs(2), StepDecay::new(0.5, Length::Epochs(1))));
    let mut trainer = warm.build().expect("a trainer");
    trainer.fit(&data(), 4).expect("epochs");
    trainer.fit(&data(), 6).expect("more epochs");
}

/// Kinds of user code that can panic.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    Epoch,
    Step,
    Augmentation,
    Factor,
    Watch,
}

thread_local! {
    /// Place of the next panic, and the number of calls before it.
    static DUE: Cell<Option<(Place, u32)>> = const { Cell::new(None) };
}

fn pass(place: Place) {
    match DUE.get() {
        Some((due, 0)) if due == place => {
            DUE.set(None);
            panic!("{place:?}");
        }
        Some((due, left)) if due == place => DUE.set(Some((due, left - 1))),
        _ => {}
    }
}

#[derive(Clone, Debug)]
struct Panicking(OnPlateau);

impl Schedule for Panicking {
    fn check(&self) -> Result<(), ffnn::SettingError> {
        self.0.check()
    }

    fn factor(&self, now: &Position) -> f64 {
        pass(Place::Factor);
        self.0.factor(now)
    }

    fn watch(&self, memory: &mut Memory, loss: f64) {
        self.0.watch(memory, loss);
        pass(Place::Watch);
    }

    fn watches(&self) -> bool {
        true
    }
}

fn panicking() -> Builder<Everything, SoftmaxCrossEntropy, Adam> {
    let plateau = OnPlateau { factor: 0.5, patience: 1, ..OnPlateau::new(Threshold::Absolute(0.001)) };
    let augment = |input: &mut [f32; 2], random: &mut ffnn::Random| {
        pass(Place::Augmentation);
        input[0] += 0.1 * random.normal() as f32;
    };
    builder(Adam::new(0.02)).augment(augment).schedule(Panicking(plateau))
}

#[test]
fn a_panic_of_the_callers_code_loses_no_step() {
    let fit = |trainer: &mut Trained<Adam>| {
        trainer.fit_stepwise(&data(), 4, |observed| {
            pass(match observed {
                Observed::Step(_) => Place::Step,
                Observed::Epoch(_) => Place::Epoch,
            });
        })
    };
    let mut whole = panicking().build().expect("a trainer");
    let history = fit(&mut whole).expect("epochs");
    let expected = outcome(whole, &history);
    for place in [Place::Epoch, Place::Step, Place::Augmentation, Place::Factor, Place::Watch] {
        for after in [0, 1, 3] {
            let mut trainer = panicking().build().expect("a trainer");
            DUE.set(Some((place, after)));
            catch_unwind(AssertUnwindSafe(|| fit(&mut trainer))).expect_err("a panic");
            // Manual steps keep nothing of the run, and the optimizer uses its own rate.
            assert_eq!(trainer.optimizer_mut().rate, 0.02, "{place:?}");
            let saved = trainer.save_bytes();
            let mut loaded = panicking().build().expect("a trainer");
            loaded.load_bytes(&saved).expect("a checkpoint");
            for mut trainer in [trainer, loaded] {
                let history = fit(&mut trainer).expect("the rest");
                assert!(outcome(trainer, &history) == expected, "{place:?} after {after}");
            }
        }
    }
}

#[test]
fn a_panic_in_an_observer_leaves_no_run_behind() {
    let build = || {
        let builder = Trainer::<Everything>::builder().batch(8).schedule(CosineDecay::new(Length::Whole));
        builder.build().expect("a trainer")
    };
    let mut trainer = build();
    let panicked = catch_unwind(AssertUnwindSafe(|| trainer.fit_observed(&data(), 3, |_| -> Next { panic!("seen") })));
    panicked.expect_err("a panic");
    // A manual step belongs to no run, so the schedule has no end.
    let error = trainer.step(&data().inputs()[..8], &data().targets()[..8]).expect_err("no end");
    assert!(matches!(error, TrainError::Setting(_)), "{error}");
    trainer.fit(&data(), 3).expect("the rest");
    let mut whole = build();
    whole.fit(&data(), 3).expect("epochs");
    assert_eq!(trainer.network().as_slice(), whole.network().as_slice());
}

#[test]
fn a_run_of_more_steps_than_there_are_numbers_ends_at_the_last() {
    let builder = || {
        let builder = Trainer::<Everything>::builder().batch(8).schedule(CosineDecay::new(Length::Whole));
        builder.build().expect("a trainer")
    };
    let mut trainer = builder();
    for run in 1..=3 {
        let history = trainer.new_run().fit_observed(&data(), usize::MAX, |_| Next::End).expect("an epoch");
        let rate = history.last().and_then(|epoch| epoch.rate);
        assert!(rate.is_some_and(|rate| rate > 0.9e-3), "run {run}: {rate:?}");
    }
    let mut trainer = builder();
    for epochs in 1..=3 {
        let history = trainer.fit_observed(&data(), usize::MAX, |_| Next::Pause).expect("an epoch");
        assert_eq!(history.epochs.len(), epochs);
    }
}
