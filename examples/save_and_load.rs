//! A network in a file: trained, saved, and loaded again, also under other names.
//!
//! ```text
//! cargo run --release --example save_and_load
//! ```

#[path = "support/failure.rs"]
mod failure;

use std::path::Path;

use failure::Failure;
use ffnn::data::csv;
use ffnn::files::{self, Metadata, Names};
use ffnn::metrics::Confusion;
use ffnn::prelude::*;

network! {
    /// Classifies three kinds of iris.
    pub struct Iris: 4 -> 3 {
        hidden: Dense<16>,
        norm: BatchNorm,
        Elu,
        output: Dense<3>,
        Softmax,
    }
}

/// A network with a different width, whose files do not fit the other.
mod wider {
    use ffnn::prelude::*;

    network! {
        pub struct Iris: 4 -> 3 {
            hidden: Dense<20>,
            norm: BatchNorm,
            Elu,
            output: Dense<3>,
            Softmax,
        }
    }
}

fn main() -> Result<(), Failure> {
    let data: Dataset<[f32; 4], usize> =
        csv::read("iris.csv", &include_bytes!("data/iris.csv")[..])?.header().classes()?;
    // Roughly from -1 to 1, without looking at the test rows.
    let data = data.map_inputs(|[a, b, c, d]| [(a - 5.8) / 2.0, b - 3.0, (c - 3.8) / 3.0, d - 1.2]);
    let (test, train) = data.split(|row| row % 5 == 0)?;
    let folder = Path::new("target/models");
    std::fs::create_dir_all(folder)?;
    let path = folder.join("iris.safetensors");

    let trained = train_and_save(&train, &test, &path)?;
    println!("saved {} bytes to {}", std::fs::metadata(&path)?.len(), path.display());

    // This network starts with new random weights; loading replaces all of them.
    let mut loaded = Iris::<f32>::boxed(0);
    let metadata = files::load(&mut *loaded, &path)?;
    println!("loaded: seed {:?}, accuracy {:?}, {:?}", metadata.seed, metadata.metric, metadata.texts);
    let accuracy = Confusion::of(&*loaded, test.inputs(), test.targets())?.accuracy();
    println!("accuracy of the loaded network: {accuracy:.4}");
    if loaded.as_slice() != trained.as_slice() || metadata.metric != Some(accuracy) {
        return Err("the loaded network differs from the saved one".into());
    }

    // Uses Keras's tensor names, for a program that reads those.
    let keras = folder.join("iris_keras.safetensors");
    files::save_named(&*trained, &keras, &Metadata::new(), &Names::keras().rename("hidden", "dense"))?;
    println!("with Keras's names: {}", keras.display());

    // A file that does not fit is rejected and changes nothing.
    let mut other = wider::Iris::<f32>::boxed(0);
    match files::load(&mut *other, &path) {
        Ok(_) => Err("a network with another width was loaded".into()),
        Err(error) => {
            println!("refused: {error}");
            Ok(())
        }
    }
}

fn train_and_save(
    train: &Dataset<[f32; 4], usize>,
    test: &Dataset<[f32; 4], usize>,
    path: &Path,
) -> Result<Box<Iris>, Failure> {
    const SEED: u64 = 7;
    let mut trainer = Trainer::<Iris>::builder().optimizer(Adam::new(0.01)).batch(30).seed(SEED).build()?;
    trainer.fit(train, 100)?;
    let network = trainer.into_network();
    let accuracy = Confusion::of(&*network, test.inputs(), test.targets())?.accuracy();
    let metadata = Metadata::new().seed(SEED).metric(accuracy).text("trained on", "iris.csv, four rows of five");
    files::save(&*network, path, &metadata)?;
    Ok(network)
}
