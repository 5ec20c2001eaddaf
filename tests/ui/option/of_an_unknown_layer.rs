use ffnn::prelude::*;

network! {
    struct Digits: 64 -> 10 {
        Dence<32> { l2: 1e-4 },
        Dropuot { rate: 0.5 },
        Dense<10>,
        Softmax,
    }
}

fn main() {}
