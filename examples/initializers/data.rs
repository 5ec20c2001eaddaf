//! The tables: four from files and four that are drawn, standardized by what their training rows say.

use std::f64::consts::PI;

use ffnn::data::{LoadError, Standardizer, csv};
use ffnn::prelude::*;
use ffnn::{Random, Stream};

/// Rows to train on and rows to test on: every fifth.
pub(crate) struct Table<X, Y> {
    pub(crate) train: Dataset<X, Y>,
    pub(crate) test: Dataset<X, Y>,
}

/// A table for a network with so many inputs, and one of its classes as the answer.
pub(crate) type Classes<const N: usize> = Table<[f32; N], usize>;
/// A table for a network with so many inputs, and a number as the answer.
pub(crate) type Values<const N: usize> = Table<[f32; N], [f32; 1]>;

/// Every fifth row is for the test.
fn split<const N: usize, Y>(data: Dataset<[f32; N], Y>) -> Table<[f32; N], Y> {
    let (mut test, mut train) = data.split(|row| row % 5 == 0).expect("both parts have rows");
    let scale = Standardizer::measure(train.inputs()).expect("every value is finite");
    scale.apply_all(train.inputs_mut());
    scale.apply_all(test.inputs_mut());
    Table { train, test }
}

fn values<const N: usize>(data: Dataset<[f32; N], [f32; 1]>) -> Values<N> {
    let Table { train, test } = split(data);
    let scale = Standardizer::measure(train.targets()).expect("every target is finite");
    let scaled = |data: Dataset<[f32; N], [f32; 1]>| {
        let (inputs, mut targets) = (data.inputs().to_vec(), data.targets().to_vec());
        scale.apply_all(&mut targets);
        Dataset::new(inputs, targets).expect("as many targets as before")
    };
    Table { train: scaled(train), test: scaled(test) }
}

/// How far diabetes comes in a year: `diabetes.csv`.
pub(crate) fn diabetes() -> Result<Values<10>, LoadError> {
    Ok(values(csv::read("diabetes.csv", &include_bytes!("../data/diabetes.csv")[..])?.header().values()?))
}

/// Three cultivars by what is in the wine: `wine.csv`.
pub(crate) fn wine() -> Result<Classes<13>, LoadError> {
    Ok(split(csv::read("wine.csv", &include_bytes!("../data/wine.csv")[..])?.header().classes()?))
}

/// Malignant or benign: `cancer.csv`.
pub(crate) fn cancer() -> Result<Classes<30>, LoadError> {
    Ok(split(csv::read("cancer.csv", &include_bytes!("../data/cancer.csv")[..])?.header().classes()?))
}

/// Three kinds of iris: `iris.csv`.
pub(crate) fn iris() -> Result<Classes<4>, LoadError> {
    Ok(split(csv::read("iris.csv", &include_bytes!("../data/iris.csv")[..])?.header().classes()?))
}

/// Pixels from 0 to 1, as they are.
pub(crate) fn digits() -> Result<Classes<64>, LoadError> {
    let data = csv::read("digits.csv", &include_bytes!("../data/digits.csv")[..])?.classes()?;
    let (test, train) =
        data.map_inputs(|pixels| pixels.map(|pixel: f32| pixel / 16.0)).split(|row| row % 5 == 0).expect("rows");
    Ok(Table { train, test })
}

fn drawn<X, Y>(name: &'static str, rows: usize, mut draw: impl FnMut(usize, &mut Random) -> (X, Y)) -> Dataset<X, Y> {
    let random = &mut Stream::root(1).named(name).random();
    let (inputs, targets) = (0..rows).map(|row| draw(row, random)).unzip();
    Dataset::new(inputs, targets).expect("a target for each input")
}

/// Friedman 1991: `10 sin(π a b) + 20 (c - 0.5)² + 10 d + 5 e` of ten numbers from 0 to 1, with noise.
pub(crate) fn friedman() -> Values<10> {
    values(drawn("friedman", 500, |_, random| {
        let x: [f64; 10] = std::array::from_fn(|_| random.uniform());
        let y = 10.0 * (PI * x[0] * x[1]).sin() + 20.0 * (x[2] - 0.5).powi(2) + 10.0 * x[3] + 5.0 * x[4];
        (x.map(|x| x as f32), [(y + random.normal()) as f32])
    }))
}

/// The curve of the example `regression`, with noise.
pub(crate) fn curve() -> Values<1> {
    values(drawn("curve", 400, |_, random| {
        let x = 2.0 * random.uniform() - 1.0;
        ([x as f32], [((5.0 * x).sin() * (1.0 - 0.5 * x) + 0.15 * random.normal()) as f32])
    }))
}

/// Two half circles that reach into each other.
pub(crate) fn moons() -> Classes<2> {
    split(drawn("moons", 400, |row, random| {
        let (class, angle) = (row / 5 % 2, PI * random.uniform());
        let (x, y) = if class == 0 { (angle.cos(), angle.sin()) } else { (1.0 - angle.cos(), 0.5 - angle.sin()) };
        ([(x + 0.25 * random.normal()) as f32, (y + 0.25 * random.normal()) as f32], class)
    }))
}

/// Two arms that wind one and a half times around each other.
pub(crate) fn spirals() -> Classes<2> {
    split(drawn("spirals", 400, |row, random| {
        let (class, along) = (row / 5 % 2, random.uniform().sqrt());
        let angle = 3.0 * PI * along + PI * class as f64;
        let mut place = |value: f64| (along * value + 0.03 * random.normal()) as f32;
        ([place(angle.cos()), place(angle.sin())], class)
    }))
}
