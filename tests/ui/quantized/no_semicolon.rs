use ffnn::prelude::*;

network! {
    struct Net: 4 -> 2 {
        Dense<2>,
        Softmax,
    }

    quantized { bits: 8 }
}

fn main() {}
