//! What stands after a list is one of three words.

use ffnn::prelude::*;

network! {
    struct Digits: 64 -> 10 {
        hidden: Dense<32>,
        Relu,
        Dense<10>,
        Softmax,
    }

    quantised;
}

fn main() {}
