use ffnn::prelude::*;

const HIDDEN: usize = 32;

network! {
    struct Digits: 64 -> 10 {
        Dense<HIDDEN > 8>,
        Dense<10>,
        Softmax,
    }
}

fn main() {
    let _ = Digits::<f32>::boxed(1).predict(&[0.0; 64]);
    let _ = Trainer::<Digits>::builder();
}
