//! The bytes as a checkpoint.

use ffnn::Threshold;
use ffnn::data::Dataset;
use ffnn::kernels::InstructionSet;
use ffnn::prelude::*;
use ffnn::train::{End, Event, Next};

use super::memory;

network! {
    /// With running statistics, so that a network is more than what it learns.
    struct Small: 2 -> 2 {
        hidden: Dense<3>,
        BatchNorm,
        Elu,
        output: Dense<2>,
        Softmax,
    }
}

/// A name and an epoch of the history are the things that take more memory than they take of the file.
const FACTOR: usize = 16;

/// What stands before the contents, and after them.
const HEADER: usize = 20;
const FOOTER: usize = 8;

/// As the file that they are; as one whose length and checksum are right; and as what follows after the description of
/// the training, which is right too.
pub fn checkpoint(bytes: &[u8]) {
    load(bytes);
    if let Some(end) = bytes.len().checked_sub(FOOTER).filter(|&end| end >= HEADER) {
        load(&sealed(&bytes[HEADER..end]));
    }
    let own = trainer().save_bytes();
    load(&sealed(&[&own[HEADER..description(&own)], bytes].concat()));
}

/// Trainings that have not begun, were stopped and have ended, for the corpus: whole files, and what follows their descriptions.
pub fn seeds() -> Vec<Vec<u8>> {
    let mut stopped = trainer();
    stopped.fit_observed(&data(), EPOCHS, answer(Next::End)).expect("the data are sound");
    let mut paused = trainer();
    paused.fit_observed(&data(), EPOCHS, answer(Next::Pause)).expect("the data are sound");
    let mut ended = trainer();
    ended.fit(&data(), EPOCHS).expect("the data are sound");
    let files = [trainer().save_bytes(), stopped.save_bytes(), paused.save_bytes(), ended.save_bytes()];
    let tails = files.clone().map(|file| file[description(&file)..file.len() - FOOTER].to_vec());
    files.into_iter().chain(tails).collect()
}

/// Answers so after the second epoch.
fn answer(next: Next) -> impl FnMut(&Event<'_, Small>) -> Next {
    move |event| if event.epoch.number == 2 { next } else { Next::Continue }
}

type Trained = Trainer<Small, SoftmaxCrossEntropy, Adam>;

const EPOCHS: usize = 3;

fn trainer() -> Trained {
    let builder = Trainer::<Small>::builder().optimizer(Adam::new(0.01)).batch(3).seed(1).diagnose().quiet();
    let builder = builder.validation(0.25).schedule(OnPlateau::new(Threshold::Absolute(0.001))).early_stopping(2);
    let builder = builder.metric("samples", |_, data| data.len() as f64);
    // A checkpoint holds the instruction set, and seeds are read on any machine.
    builder.instructions(InstructionSet::DETERMINISTIC).build().expect("every setting is sound")
}

fn data() -> Dataset<[f32; 2], usize> {
    let inputs = (0..8u8).map(|row| [f32::from(row % 2), f32::from(row) / 8.0]).collect();
    Dataset::new(inputs, (0..8).map(|row| row % 2).collect()).expect("as many of both")
}

fn load(bytes: &[u8]) {
    let mut trainer = trainer();
    let before = trainer.save_bytes();
    if let Err(problem) = memory::bounded(FACTOR * bytes.len(), || trainer.load_bytes(bytes)) {
        assert!(trainer.save_bytes() == before, "a failed load changes nothing");
        // A difference shows what both files say.
        assert!(problem.to_string().len() <= 8 * (before.len() + bytes.len()), "{problem}");
        return;
    }
    let saved = trainer.save_bytes();
    let mut again = self::trainer();
    again.load_bytes(&saved).expect("what was saved can be loaded");
    assert!(again.save_bytes() == saved, "every byte is kept");
    // Whatever it holds, training goes on or ends with an error.
    if let Ok(history) = trainer.fit(&data(), EPOCHS) {
        assert!(history.to_string().len() < 1 << 20);
        assert!(history.end != End::Complete || history.epochs.len() <= EPOCHS);
    }
    let _ = again.step(&data().inputs()[..3], &data().targets()[..3]);
}

/// These contents as a file.
fn sealed(contents: &[u8]) -> Vec<u8> {
    let mut file = b"ffnn run".to_vec();
    file.extend_from_slice(&2u32.to_le_bytes());
    file.extend_from_slice(&((HEADER + contents.len() + FOOTER) as u64).to_le_bytes());
    file.extend_from_slice(contents);
    // FNV-1a.
    let hash = |hash: u64, &byte: &u8| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
    let checksum = file.iter().fold(0xcbf2_9ce4_8422_2325, hash);
    file.extend_from_slice(&checksum.to_le_bytes());
    file
}

/// Where the description of the training ends: as many texts as there are layers, and 17 more.
fn description(file: &[u8]) -> usize {
    let number = |at: usize| u64::from_le_bytes(file[at..at + 8].try_into().expect("eight bytes")) as usize;
    (0..number(HEADER) + 17).fold(HEADER + 8, |at, _| at + 8 + number(at))
}
