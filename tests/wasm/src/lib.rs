//! Trainings with the same bits on this machine and in WebAssembly, and counts at the limits of their types.

use ffnn::kernels::InstructionSet;
use ffnn::network;
use ffnn::prelude::*;
use ffnn::train::{Event, Next, RateFinder};

network! {
    /// Exclusive or.
    pub struct Xor: 2 -> 1 { Dense<8>, Tanh, Dropout { rate: 0.1 }, Dense<1>, Sigmoid }
}

type Training = Trainer<Xor>;

const EPOCHS: usize = 200;

fn data() -> Dataset<[f32; 2], [f32; 1]> {
    let inputs = vec![[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]];
    Dataset::new(inputs, vec![[0.0], [1.0], [1.0], [0.0]]).expect("as many of both")
}

fn trainer() -> Training {
    let builder = Trainer::<Xor>::builder().optimizer(Adam::new(0.05)).batch(2).seed(3);
    builder.schedule(CosineDecay::new(Length::Epochs(300))).instructions(InstructionSet::DETERMINISTIC).build().expect("sound")
}

/// Hash of the bits of all parameters.
fn word(trainer: &Training) -> u32 {
    trainer.network().as_slice().iter().fold(0, |word: u32, value| word.rotate_left(5) ^ value.to_bits())
}

/// Result after all epochs in one call.
pub fn fitted() -> u32 {
    let mut trainer = trainer();
    let history = trainer.fit(&data(), EPOCHS).expect("it trains");
    assert!(history.last().is_some_and(|epoch| epoch.training.loss < 0.2), "{history}");
    word(&trainer)
}

/// A paused training as bytes.
pub fn paused() -> Vec<u8> {
    let mut trainer = trainer();
    let pause = |event: &Event<'_, Xor>| if event.epoch.number == 70 { Next::Pause } else { Next::Continue };
    trainer.fit_observed(&data(), EPOCHS, pause).expect("it trains");
    trainer.save_bytes()
}

/// Result after the remaining epochs of a training paused on this or another machine.
pub fn resumed(bytes: &[u8]) -> u32 {
    let mut trainer = trainer();
    trainer.load_bytes(bytes).expect("its own checkpoint");
    assert_eq!(trainer.fit(&data(), EPOCHS).expect("it trains").epochs.len(), EPOCHS);
    word(&trainer)
}

/// Every count at the limit of its type saturates or is rejected.
pub fn counts() {
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

#[cfg(target_family = "wasm")]
mod exports {
    #[unsafe(no_mangle)]
    extern "C" fn fit() -> u32 {
        super::fitted()
    }

    /// The training paused by the host, with 64-bit counts.
    #[unsafe(no_mangle)]
    extern "C" fn resume() -> u32 {
        super::resumed(include_bytes!(env!("PAUSED")))
    }

    #[unsafe(no_mangle)]
    extern "C" fn counts() -> u32 {
        super::counts();
        usize::BITS
    }
}
