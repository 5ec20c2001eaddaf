use ffnn::prelude::*;
use ffnn::optimizers::ClipByNorm;

network! {
    struct Digits: 64 -> 10 {
        Dense<10>,
        Softmax,
    }
}

fn main() {
    let clip = ClipByNorm(1.0);
    let chain = (clip, clip, clip, clip, clip, clip, clip, clip, Adam::new(0.1));
    let _ = Trainer::<Digits>::builder().optimizer(chain).build();
}
