use ffnn::prelude::*;

network! {
    struct Digits: 64 -> 10 {
        Linear<32>,
        Relu,
        Dense<10>,
        Softmax,
    }
}

fn main() {
    let _ = Digits::<f32>::boxed(1).predict(&[0.0; 64]);
    let _ = Trainer::<Digits>::builder();
}
