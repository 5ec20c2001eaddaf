use ffnn::prelude::*;
use ffnn::layers::AlphaDropout;

network! {
    struct Digits: 2 -> 2 {
        Dense<1>,
        AlphaDropout,
        Concat { [], [Dense<1>] },
        Linear,
    }
}

fn main() {
    let _ = Digits::<f32>::boxed(1).predict(&[0.0; 2]);
    let _ = Trainer::<Digits>::builder();
}
