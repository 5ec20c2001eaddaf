use ffnn::Level;
use ffnn::prelude::*;

#[derive(Clone, Copy, Debug)]
struct Jitter;

impl Options for Jitter {
    const DEFAULT: Self = Self;
    const NEVERLAST: bool = true;
}

impl Activation for Jitter {
    fn value<L: Level, T: Scalar>(&self, _: L, x: T) -> T {
        x
    }

    fn slope<L: Level, T: Scalar>(&self, _: L, _: T, _: T) -> T {
        T::ONE
    }
}

network! {
    struct Digits: 64 -> 10 {
        Dense<32>,
        Jitter,
        Dense<10>,
        Softmax,
    }
}

fn main() {
    let _ = Digits::<f32>::boxed(1).predict(&[0.0; 64]);
    let _ = Trainer::<Digits>::builder();
}
