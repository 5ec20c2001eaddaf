use ffnn::prelude::*;

network! {
    struct Digits: 64 -> 10 {
        hidden: Dense<0>,
        Dropout(0.5),
        hidden: Dense<16>,
        Dense<12>,
        answer: Softmax,
    }
}

fn main() {
    let _ = Digits::<f32>::boxed(1).predict(&[0.0; 64]);
    let _ = Trainer::<Digits>::builder();
}
