use ffnn::prelude::*;

network! {
    struct Digits: 64 -> 10 {
        hidden: Dense<32>,
        block: Residual { hidden: Dense<32>, Elu },
        block: Concat { [block: Dense<16>], [] },
        Dense<10>,
        Softmax,
    }
}

fn main() {
    let _ = Digits::<f32>::boxed(1).predict(&[0.0; 64]);
    let _ = Trainer::<Digits>::builder();
}
