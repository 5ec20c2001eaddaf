//! E16. Data augmentation.
//!
//! Fifty digits to learn from. Each may be shifted by half a pixel, turned by ten degrees and resized by a twentieth and
//! is still the same digit: more data for nothing. Either ten changed copies of each are added before training, as the
//! lecture has it, or each digit is changed anew whenever it is seen. All take the same number of steps.

use std::error::Error;

use ffnn::Stream;
use ffnn::data::{AugmentImages, Augmentation};
use ffnn::initializers::he_normal;
use ffnn::prelude::{Adam, Relu, Softmax, Trainer, network};

use crate::charts::{Axis, Chart};
use crate::data::{self, Digits};
use crate::experiment::{Experiment, Outcome, Table, mean, short, spread};
use crate::shared::Dense;
use crate::training::{each_seed, judge, train_with};

pub(crate) const EXPERIMENT: Experiment = Experiment {
    id: "E16",
    title: "data augmentation",
    claim: "Create fake data and add it to the training set: slightly shift, rotate and resize each image. Training on \
            more data reduces overfitting.",
    run,
};

network! {
    /// One wide hidden layer.
    struct Wide: 64 -> 10 {
        Dense<128> { init: he_normal }, Relu, Dense<128> { init: he_normal }, Relu, Dense<10>, Softmax,
    }
}

const SLIGHTLY: AugmentImages = AugmentImages { shift: 0.5, rotate: 10.0, resize: 0.05, ..AugmentImages::new(8, 8) };
const STEPS: usize = 2200;
const BATCH: usize = 25;
const SEEDS: u64 = 12;

/// Accuracies on the test data and on the test data changed in the same way.
type Accuracies = (f64, f64);

fn run() -> Result<Outcome, Box<dyn Error>> {
    let mut outcome = Outcome::default();
    let runs = each_seed(SEEDS, |seed| {
        let split = data::split(seed)?;
        let training = data::few(&split.training, 50, seed)?;
        let copies = SLIGHTLY.copies(&training, 10, Stream::root(seed).named("copies"))?;
        let changed = changed(&split.test, seed)?;
        let judged = |network: Box<Wide>| (judge(&*network, &split.test).metric, judge(&*network, &changed).metric);
        let plain = judged(trained(&training, false, seed)?);
        let offline = judged(trained(&copies, false, seed)?);
        let on_the_fly = judged(trained(&training, true, seed)?);
        Ok([plain, offline, on_the_fly])
    })?;
    let all =
        |way: usize, figure: fn(&Accuracies) -> f64| runs.iter().map(|run| figure(&run[way])).collect::<Vec<f64>>();
    let gains = |way: usize, figure: fn(&Accuracies) -> f64| -> Vec<f64> {
        runs.iter().map(|run| figure(&run[way]) - figure(&run[0])).collect()
    };
    outcome.say(format!(
        "50 training digits, {STEPS} steps of Adam, {SEEDS} seeds, each with the same start for all three:"
    ));
    let mut table =
        Table::new(["training data", "test accuracy", "gain", "better in", "on changed test digits", "expected"]);
    let names = ["as they are", "with ten copies of each", "changed anew each time"];
    let expected = ["0.812", "gain 0.028 ± 0.006", "0.855, gain 0.044 ± 0.007"];
    for (way, (name, expected)) in names.into_iter().zip(expected).enumerate() {
        let gain = gains(way, |accuracies| accuracies.0);
        let wins = format!("{} of {SEEDS}", gain.iter().filter(|&&gain| gain > 0.0).count());
        let (gain, wins) = if way == 0 { ("–".into(), "–".into()) } else { (spread(&gain), wins) };
        let (test, changed) = (spread(&all(way, |a| a.0)), spread(&all(way, |a| a.1)));
        table.row([name, &test[..], &gain, &wins, &changed, expected]);
    }
    outcome.table(table);
    let mut chart = Chart::new(
        "test accuracy, one point a seed",
        Axis::linear("seed").between(0.5, SEEDS as f64 + 0.5),
        Axis::linear("accuracy"),
    );
    for (way, name) in names.into_iter().enumerate() {
        let points = all(way, |a| a.0).into_iter().zip(1..);
        chart = chart.dots(name, points.map(|(accuracy, seed)| (f64::from(seed), accuracy)));
    }
    outcome.picture("gain", "Fifty digits, changed slightly each time they are seen.", chart.svg()?);
    let gain = mean(&gains(2, |accuracies| accuracies.0));
    let on_changed = mean(&gains(2, |accuracies| accuracies.1));
    outcome.figure("gain on changed test digits", short(on_changed), "0.150");
    outcome.check(
        gain > 0.015,
        format!("Changing the digits each time raises the test accuracy by more than 0.015: {gain:.3}."),
    );
    Ok(outcome)
}

/// Trains for a number of steps; `anew` changes each digit whenever it is seen.
fn trained(training: &Digits, anew: bool, seed: u64) -> Result<Box<Wide>, Box<dyn Error>> {
    let builder = Trainer::<Wide>::builder().optimizer(Adam::new(1e-3)).batch(BATCH).seed(seed);
    let builder = if anew { builder.augment(SLIGHTLY) } else { builder };
    let epochs = STEPS * BATCH / training.len();
    Ok(train_with(builder, Wide::boxed(seed), training, None, epochs)?.network)
}

/// Every digit changed once.
fn changed(data: &Digits, seed: u64) -> Result<Digits, Box<dyn Error>> {
    let random = &mut Stream::root(seed).named("changed").random();
    let mut inputs = data.inputs().to_vec();
    inputs.iter_mut().for_each(|image| SLIGHTLY.augment(image, random));
    Ok(Digits::new(inputs, data.targets().to_vec())?)
}
