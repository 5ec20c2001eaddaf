use ffnn::prelude::*;

network! {
    struct Net: 4 -> 2 {
        Residual { Dense<4>, Tanh },
        both: Concat { [Dense<4>], [] },
        Dense<2>,
        Softmax,
    }

    quantized;
}

fn main() {}
