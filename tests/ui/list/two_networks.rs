use ffnn::prelude::*;

network! {
    struct Digits: 64 -> 10 {
        Dense<10>,
        Softmax,
    }

    struct Letters: 64 -> 26 {
        Dense<26>,
        Softmax,
    }
}

fn main() {
    let _ = Digits::<f32>::boxed(1).predict(&[0.0; 64]);
}
