use ffnn::prelude::*;

#[derive(Clone, Copy, Debug)]
struct Shift {
    by: f64,
}

impl Options for Shift {
    const DEFAULT: Self = Self { by: 1.0 };
}

network! {
    struct Digits: 64 -> 10 {
        Dense<32>,
        Shift,
        Dense<10>,
        Softmax,
    }
}

fn main() {
    let _ = Digits::<f32>::boxed(1).predict(&[0.0; 64]);
    let _ = Trainer::<Digits>::builder();
}
