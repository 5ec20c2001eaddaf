use ffnn::Level;
use ffnn::prelude::*;

#[derive(Clone, Copy, Debug)]
struct Shift {
    by: f64,
}

impl Options for Shift {
    const DEFAULT: Self = Self { by: 1.0 };
}

impl Shift {
    const fn cheked(self) -> Self {
        assert!(self.by >= 0.0, "a shift is at least 0");
        self
    }
}

impl Activation for Shift {
    fn value<L: Level, T: Scalar>(&self, _: L, x: T) -> T {
        x + T::from_f64(self.by)
    }

    fn slope<L: Level, T: Scalar>(&self, _: L, _: T, _: T) -> T {
        T::ONE
    }
}

network! {
    struct Digits: 64 -> 10 {
        Dense<32>,
        Shift { by: 2.0 },
        Dense<10>,
        Softmax,
    }
}

fn main() {
    let _ = Digits::<f32>::boxed(1).predict(&[0.0; 64]);
    let _ = Trainer::<Digits>::builder();
}
