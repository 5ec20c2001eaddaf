//! Reads the handwritten digits of MNIST from its own files: 28×28 pixels, plain or packed with gzip.
//!
//! ```text
//! cargo run --release --example mnist -- DIR
//! cargo run --release --example mnist -- DIR --seed 2
//! ```
//!
//! With the files of the 60,000 training images in `DIR` it trains on those and tests on the other 10,000; without them
//! it trains on the first 8,000 of the 10,000 and tests on the last 2,000.

#[path = "../support/arguments.rs"]
mod arguments;
#[path = "../support/drawing.rs"]
mod drawing;
#[path = "../support/failure.rs"]
mod failure;
#[path = "../support/plots.rs"]
mod plots;

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use failure::Failure;
use ffnn::Random;
use ffnn::data::idx;
use ffnn::metrics::Confusion;
use ffnn::prelude::*;
use ffnn::schedules::PiecewiseConstant;
use ffnn::train::{Epoch, Evaluation, Validation};

const USAGE: &str = "\
usage: cargo run --release --example mnist -- DIR [--seed N]

DIR holds two files of MNIST (or all four), as they are or unpacked:
  t10k-images-idx3-ubyte.gz   10,000 images    t10k-labels-idx1-ubyte.gz   their labels
  train-images-idx3-ubyte.gz  60,000 images    train-labels-idx1-ubyte.gz  their labels
Y. LeCun, C. Cortes and C. J. C. Burges made them; https://github.com/cvdfoundation/mnist says where to download them.";

network! {
    /// Reads one handwritten digit: 28×28 pixels, row by row, from 0 (paper) to 1 (ink).
    pub struct Mnist: SIDE * SIDE -> 10 {
        hidden: Dense<128>,
        Relu,
        output: Dense<10>,
        Softmax,
    }
}

const SIDE: usize = 28;
const EPOCHS: usize = 15;
const LARGE_STEPS: u64 = 10;

type Images = Dataset<[f32; SIDE * SIDE], usize>;

fn main() -> Result<(), Failure> {
    let (seed, others) = arguments::seed()?;
    let [folder] = &others[..] else {
        println!("{USAGE}");
        return Ok(());
    };
    let (train, test) = load(Path::new(folder))?;
    let (validation, train) = train.split(|row| row % 10 == 0)?;

    println!("{}", ffnn::summary::<Mnist>());
    let counts = [&train, &validation, &test].map(Images::len);
    println!("training on {} images, validating on {}, testing on {}, seed {seed}", counts[0], counts[1], counts[2]);
    let slower = PiecewiseConstant::new([(Length::Epochs(LARGE_STEPS), 0.1)]);
    let builder = Trainer::<Mnist>::builder().optimizer(Adam::new(3e-3)).schedule(slower).augment(shift).seed(seed);
    let mut trainer = builder.validation(Validation::Given).build()?;
    let history = trainer.fit_with(&train, Some(&validation), EPOCHS, |event| {
        let Evaluation { loss, metric } = event.epoch.validation.expect("a part was held out");
        let Epoch { number, training, seconds, .. } = event.epoch;
        print!("epoch {number:>2}: training loss {:.4}, ", training.loss);
        println!("validation loss {loss:.4}, validation accuracy {metric:.4} ({seconds:.1} s)");
        ControlFlow::Continue(())
    })?;
    let mnist = trainer.into_network();

    let confusion = Confusion::of(&*mnist, test.inputs(), test.targets())?;
    println!("\n{confusion}\n");
    show_misread(&mnist, &test);

    let folder = plots::folder("mnist")?;
    plots::learning_curves(&history, &folder.join("curves.svg"))?;
    plots::confusion(&confusion, &folder.join("confusion.svg"))?;
    println!("\nwrote curves.svg and confusion.svg to {}", folder.display());
    println!("test accuracy: {:.4}", confusion.accuracy());
    if confusion.accuracy() < 0.955 {
        return Err("the network did not learn: expected a test accuracy of at least 0.955".into());
    }
    Ok(())
}

/// The images to train on and those to test on.
fn load(folder: &Path) -> Result<(Images, Images), Failure> {
    let set = |name: &str| -> Result<Images, Failure> {
        let images = file(folder, &format!("{name}-images-idx3-ubyte"));
        Ok(idx::load(images, file(folder, &format!("{name}-labels-idx1-ubyte")))?)
    };
    let test = set("t10k")?;
    if file(folder, "train-images-idx3-ubyte").exists() {
        return Ok((set("train")?, test));
    }
    Ok(test.split(|row| row < 8_000)?)
}

/// The packed file of this name if there is one, and the plain one otherwise.
fn file(folder: &Path, name: &str) -> PathBuf {
    let packed = folder.join(format!("{name}.gz"));
    if packed.exists() { packed } else { folder.join(name) }
}

/// Moves an image by up to a pixel in each direction: the same digit, but none to learn by heart.
fn shift(pixels: &mut [f32; SIDE * SIDE], random: &mut Random) {
    let (down, right) = (random.below(3), random.below(3));
    *pixels = std::array::from_fn(|place| {
        let (row, column) = (place / SIDE + down, place % SIDE + right);
        let inside = (1..=SIDE).contains(&row) && (1..=SIDE).contains(&column);
        if inside { pixels[(row - 1) * SIDE + column - 1] } else { 0.0 }
    });
}

/// Draws the first few digits that were taken for another.
fn show_misread(mnist: &Mnist, test: &Images) {
    let misread = test.iter().filter_map(|(pixels, &truth)| {
        let answer = mnist.predict(pixels);
        (answer.class() != truth).then(|| {
            let mut block = drawing::halves(pixels, SIDE);
            block.push(format!("{truth} read as {}", answer.class()));
            block.push(format!("({:.0} % sure)", 100.0 * answer.confidence()));
            block
        })
    });
    println!("{}", drawing::beside(&misread.take(4).collect::<Vec<_>>(), 2));
}
