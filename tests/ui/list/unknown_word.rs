//! Only three keywords may follow the list.

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
