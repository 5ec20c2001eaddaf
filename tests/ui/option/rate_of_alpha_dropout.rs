use ffnn::prelude::*;
use ffnn::layers::AlphaDropout;

network! {
    struct Digits: 64 -> 10 {
        Dense<32>,
        Selu,
        AlphaDropout { rate: 1.0 },
        Dense<10>,
        Softmax,
    }
}

fn main() {
    let _ = Digits::<f32>::boxed(1).predict(&[0.0; 64]);
    let _ = Trainer::<Digits>::builder();
}
