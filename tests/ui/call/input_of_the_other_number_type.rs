use ffnn::prelude::*;

network! {
    struct Digits: 64 -> 10 {
        Dense<32>,
        Relu,
        Dense<10>,
        Softmax,
    }
}

fn main() {
    let pixels = [0.0f64; 64];
    let _ = Digits::<f32>::boxed(1).predict(&pixels);
}
