use ffnn::prelude::*;
use ffnn::layers::RRelu;

network! {
    struct Digits: 64 -> 10 {
        Dense<32>,
        RRelu { lower: 0.5, upper: 0.25 },
        Dense<10>,
        Softmax,
    }
}

fn main() {
    let _ = Digits::<f32>::boxed(1).predict(&[0.0; 64]);
    let _ = Trainer::<Digits>::builder();
}
