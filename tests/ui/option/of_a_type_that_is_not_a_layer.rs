use ffnn::prelude::*;

network! {
    struct Digits: 64 -> 10 {
        Linear<32> { init: he_normal },
        Relu,
        Dense<10>,
        Softmax,
    }
}

fn main() {}
