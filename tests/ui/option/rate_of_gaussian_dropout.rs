use ffnn::prelude::*;
use ffnn::layers::GaussianDropout;

network! {
    struct Digits: 64 -> 10 {
        GaussianDropout { rate: -0.1 },
        Dense<10>,
        Softmax,
    }
}

fn main() {
    let _ = Digits::<f32>::boxed(1).predict(&[0.0; 64]);
    let _ = Trainer::<Digits>::builder();
}
