use ffnn::prelude::*;
use ffnn::layers::AlphaDropout;

network! {
    struct Digits: 64 -> 10 {
        Dense<32>,
        Relu,
        Dense<10>,
        AlphaDropout,
        Softmax,
    }
}

fn main() {
    let _ = Digits::<f32>::boxed(1).predict(&[0.0; 64]);
    let _ = Trainer::<Digits>::builder();
}
