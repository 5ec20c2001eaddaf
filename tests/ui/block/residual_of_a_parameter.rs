use ffnn::prelude::*;

network! {
    struct Digits<const SEEN: usize>: SEEN -> 10 {
        Residual { Dense<32>, Tanh },
        Dense<10>,
        Softmax,
    }
}

fn main() {
    let _ = Digits::<64, f32>::boxed(1).predict(&[0.0; 64]);
    let _ = Trainer::<Digits<64>>::builder();
}
