//! Trainings with the same bits on 32-bit and 64-bit machines, and counts and numbers at the limits of their types.

use ffnn::data::{LoadError, LoadProblem, csv, idx};
use ffnn::files::{self, Names};
use ffnn::kernels::InstructionSet;
use ffnn::prelude::*;
use ffnn::train::{Event, Next, RateFinder};
use ffnn::{Length, network};

network! {
    /// Exclusive or.
    pub(crate) struct Xor: 2 -> 1 { Dense<8>, Tanh, Dropout { rate: 0.1 }, Dense<1>, Sigmoid }
}

type Training = Trainer<Xor>;

const EPOCHS: usize = 200;

fn data() -> Dataset<[f32; 2], [f32; 1]> {
    let inputs = vec![[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]];
    Dataset::new(inputs, vec![[0.0], [1.0], [1.0], [0.0]]).expect("as many of both")
}

fn trainer() -> Training {
    let builder = Trainer::<Xor>::builder().optimizer(Adam::new(0.05)).batch(2).seed(3);
    builder
        .schedule(CosineDecay::new(Length::Epochs(300)))
        .instructions(InstructionSet::DETERMINISTIC)
        .build()
        .expect("sound")
}

/// Hash of the bits of all parameters.
fn word(trainer: &Training) -> u32 {
    trainer.network().as_slice().iter().fold(0, |word: u32, value| word.rotate_left(5) ^ value.to_bits())
}

/// Hash of the network after all epochs in one call.
pub(crate) fn fitted() -> u32 {
    let mut trainer = trainer();
    let history = trainer.fit(&data(), EPOCHS).expect("it trains");
    assert!(history.last().is_some_and(|epoch| epoch.training.loss < 0.2), "{history}");
    word(&trainer)
}

/// A paused training as bytes.
pub(crate) fn paused() -> Vec<u8> {
    let mut trainer = trainer();
    let pause = |event: &Event<'_, Xor>| if event.epoch.number == 70 { Next::Pause } else { Next::Continue };
    trainer.fit_observed(&data(), EPOCHS, pause).expect("it trains");
    trainer.save_bytes()
}

/// Hash of the network after the remaining epochs of a training paused on this or another machine.
pub(crate) fn resumed(bytes: &[u8]) -> u32 {
    let mut trainer = trainer();
    trainer.load_bytes(bytes).expect("its own checkpoint");
    assert_eq!(trainer.fit(&data(), EPOCHS).expect("it trains").epochs.len(), EPOCHS);
    word(&trainer)
}

/// Every count at the limit of its type saturates or is rejected.
pub(crate) fn counts() {
    let mut trainer = trainer();
    for run in 1..=3 {
        let history = trainer.new_run().fit_observed(&data(), usize::MAX, |_| Next::End).expect("an epoch");
        assert_eq!((history.epochs.len(), trainer.steps()), (1, 2 * run));
    }
    let finder = RateFinder { steps: usize::MAX, ..RateFinder::DEFAULT };
    trainer.find_rate_with(&data(), finder).expect_err("too many");
    assert_eq!(network::scratch::<Xor>(usize::MAX), usize::MAX);
    let builder = Trainer::<Xor>::builder().batch(usize::MAX).accumulate(usize::MAX);
    let mut all = builder.threads(4).pieces(usize::MAX).build().expect("a batch of all");
    all.fit(&data(), 2).expect("it trains");
    assert_eq!(all.steps(), 2);
}

/// Numbers in files that do not fit into 32 bits are read exactly or rejected, never as another number.
pub(crate) fn numbers() {
    for field in ["4294967296", "4294967296.0", "1e12"] {
        let read = csv::read("table", format!("0,{field}\n").as_bytes()).expect("memory can be read");
        match read.classes::<f32, 1>() {
            Ok(data) => assert_eq!(Ok(data.targets()[0] as f64), field.parse()),
            Err(error) => assert_eq!(usize::BITS, 32, "{error}"),
        }
    }

    // A header that promises 16 GiB of images.
    let promise = [&[0, 0, 8, 3][..], &[0xff; 4], &[0, 0, 0, 2], &[0, 0, 0, 2], &[7; 8]].concat();
    let LoadError { problem, .. } = idx::read_images::<4>("images", &*promise).expect_err("it ends before");
    assert!(matches!(problem, LoadProblem::CutShort { expected: 17_179_869_196, found: 24 }), "{problem}");

    // Tensors whose place or number of values does not fit into 32 bits.
    let (start, end) = (1_u64 << 32, (1_u64 << 32) + 4);
    for (shape, start, end) in [("[1]", start, end), ("[1]", 0, end), ("[4294967296,4294967296]", 0, 4)] {
        let header = format!(r#"{{"0.weight":{{"dtype":"F32","shape":{shape},"data_offsets":[{start},{end}]}}}}"#);
        let file = [&(header.len() as u64).to_le_bytes()[..], header.as_bytes(), &[0; 4]].concat();
        files::from_bytes(&mut *Xor::<f32>::zeros_boxed(), &file, &Names::torch()).expect_err("it is not there");
    }
}
