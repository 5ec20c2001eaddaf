use ffnn::prelude::*;
use ffnn::layers::GaussianDropout;

network! {
    struct Digits: 2 -> 2 {
        Concat { [Dense<1>, GaussianDropout], [Dense<1>] },
        Linear,
    }
}

fn main() {
    let _ = Digits::<f32>::boxed(1).predict(&[0.0; 2]);
    let _ = Trainer::<Digits>::builder();
}
