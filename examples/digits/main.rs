//! Reads handwritten digits: declares a network, trains it, tests it on digits it has never seen and shows what it
//! misread.
//!
//! ```text
//! cargo run --release --example digits
//! cargo run --release --example digits -- --seed 2
//! ```

#[path = "../support/arguments.rs"]
mod arguments;
#[path = "../support/drawing.rs"]
mod drawing;
#[path = "../support/failure.rs"]
mod failure;
#[path = "../support/plots.rs"]
mod plots;

use failure::Failure;
use ffnn::data::csv;
use ffnn::metrics::Confusion;
use ffnn::prelude::*;

network! {
    /// Reads one handwritten digit: 8×8 pixels, row by row, from 0 (paper) to 1 (ink).
    pub struct Digits: 64 -> 10 {
        hidden: Dense<32>,
        Tanh,
        output: Dense<10>,
        Softmax,
    }
}

fn main() -> Result<(), Failure> {
    let (seed, _) = arguments::seed()?;
    let data: Dataset<[f32; 64], usize> =
        csv::read("digits.csv", &include_bytes!("../data/digits.csv")[..])?.classes()?;
    // Every fifth row is kept for the test; nothing below was chosen by looking at it.
    let (test, train) = data.map_inputs(|pixels| pixels.map(|pixel| pixel / 16.0)).split(|row| row % 5 == 0)?;

    println!("{}", ffnn::summary::<Digits>());
    println!("training on {} digits, testing on {}, seed {seed}", train.len(), test.len());
    let mut trainer =
        Trainer::<Digits>::builder().optimizer(Adam::new(3e-3)).batch(32).validation(0.1).seed(seed).build()?;
    let history = trainer.fit(&train, 150)?;
    let digits = trainer.into_network();

    for epoch in history.epochs.iter().filter(|epoch| epoch.number % 30 == 0 || epoch.number == 1) {
        let validation = epoch.validation.expect("a part was held out");
        println!(
            "epoch {:>3}: training loss {:.4}, validation loss {:.4}, validation accuracy {:.4}",
            epoch.number, epoch.training.loss, validation.loss, validation.metric
        );
    }

    let confusion = Confusion::of(&*digits, test.inputs(), test.targets())?;
    println!("\n{confusion}\n");
    show_misread(&digits, &test);

    let folder = plots::folder("digits")?;
    plots::learning_curves(&history, &folder.join("curves.svg"))?;
    plots::confusion(&confusion, &folder.join("confusion.svg"))?;
    history.save_csv(folder.join("history.csv"))?;
    println!("\nwrote curves.svg, confusion.svg and history.csv to {}", folder.display());
    println!("test accuracy: {:.4}", confusion.accuracy());
    if confusion.accuracy() < 0.94 {
        return Err("the network did not learn: expected a test accuracy of at least 0.94".into());
    }
    Ok(())
}

/// Draws the first few digits that were taken for another.
fn show_misread(digits: &Digits, test: &Dataset<[f32; 64], usize>) {
    let misread = test.iter().filter_map(|(pixels, &truth)| {
        let answer = digits.predict(pixels);
        (answer.class() != truth).then(|| {
            let mut block = drawing::image(pixels, 8);
            block.push(format!("{truth} read as {}", answer.class()));
            block.push(format!("({:.1} % sure)", 100.0 * answer.confidence()));
            block
        })
    });
    println!("{}", drawing::beside(&misread.take(4).collect::<Vec<_>>(), 4));
}
