use ffnn::prelude::*;

struct Nothing;

network! {
    struct Net: 4 -> 2 {
        Nothing,
        Dense<2>,
        Softmax,
    }

    quantized;
}

fn main() {}
