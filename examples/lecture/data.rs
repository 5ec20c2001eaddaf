//! The handwritten digits, and what is done to them before an experiment.

use std::error::Error;

use ffnn::data::{Dataset, csv};
use ffnn::{Random, Stream};

/// Images of 8×8 pixels from 0 (paper) to 1 (ink), and which digit each shows.
pub(crate) type Digits = Dataset<[f32; 64], usize>;

/// The digits in three parts, each with its share of every class.
pub(crate) struct Split {
    /// 1,000 digits to learn from.
    pub(crate) training: Digits,
    /// 397 digits to watch while learning.
    pub(crate) validation: Digits,
    /// 400 digits to be tested on.
    pub(crate) test: Digits,
}

/// A split that follows from `seed`.
pub(crate) fn split(seed: u64) -> Result<Split, Box<dyn Error>> {
    let data: Digits = csv::read("digits.csv", &include_bytes!("../data/digits.csv")[..])?.classes()?;
    let data = data.map_inputs(|pixels| pixels.map(|pixel| pixel / 16.0));
    let random = &mut Stream::root(seed).named("split").random();
    let (training, rest) = pick(&data, 1000, random)?;
    let (test, validation) = pick(&rest, 400, random)?;
    Ok(Split { training, validation, test })
}

/// `count` samples with their share of every class, and the others; both in random order.
fn pick(data: &Digits, count: usize, random: &mut Random) -> Result<(Digits, Digits), Box<dyn Error>> {
    let mut rows: Vec<usize> = (0..data.len()).collect();
    random.shuffle(&mut rows);
    rows.sort_by_key(|&row| data.targets()[row]);
    // Class by class, evenly spread steps: each class is hit as often as its share, give or take one.
    let step = |place: usize| place * count / data.len();
    let (mut picked, mut others): (Vec<_>, Vec<_>) = (0..rows.len()).partition(|&place| step(place + 1) > step(place));
    random.shuffle(&mut picked);
    random.shuffle(&mut others);
    let part = |places: &[usize]| {
        let (inputs, targets) = places.iter().map(|&at| (data.inputs()[rows[at]], data.targets()[rows[at]])).unzip();
        Digits::new(inputs, targets)
    };
    Ok((part(&picked)?, part(&others)?))
}

/// Only `count` of the samples, with their share of every class.
pub(crate) fn few(data: &Digits, count: usize, seed: u64) -> Result<Digits, Box<dyn Error>> {
    Ok(pick(data, count, &mut Stream::root(seed).named("few").random())?.0)
}

/// Only as many of the samples as fill batches of `batch`: a short last batch, whose mean and variance are rough, throws
/// batch normalization off.
pub(crate) fn whole_batches(data: &Digits, batch: usize) -> Result<Digits, ffnn::TrainError> {
    let count = data.len() / batch * batch;
    Digits::new(data.inputs()[..count].to_vec(), data.targets()[..count].to_vec())
}

/// Copies of the images, a `share` of them labeled as another digit.
pub(crate) fn mislabelled(data: &Digits, share: f64, seed: u64) -> Result<Digits, Box<dyn Error>> {
    let random = &mut Stream::root(seed).named("noise").random();
    let mut rows: Vec<usize> = (0..data.len()).collect();
    random.shuffle(&mut rows);
    let mut targets = data.targets().to_vec();
    for &row in &rows[..(share * data.len() as f64).round() as usize] {
        targets[row] = (targets[row] + 1 + random.below(9)) % 10;
    }
    Ok(Digits::new(data.inputs().to_vec(), targets)?)
}

/// Copies of the images with random labels.
pub(crate) fn meaningless(data: &Digits, seed: u64) -> Result<Digits, Box<dyn Error>> {
    let random = &mut Stream::root(seed).named("labels").random();
    let targets = data.targets().iter().map(|_| random.below(10)).collect();
    Ok(Digits::new(data.inputs().to_vec(), targets)?)
}
