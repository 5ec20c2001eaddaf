use ffnn::prelude::*;

fn constant(weights: &mut [f64]) {
    weights.fill(0.5);
}

network! {
    struct Digits: 64 -> 10 {
        Dense<32> { init: constant },
        Relu,
        Dense<10>,
        Softmax,
    }
}

fn main() {
    let _ = Digits::<f32>::boxed(1).predict(&[0.0; 64]);
    let _ = Trainer::<Digits>::builder();
}
