use ffnn::prelude::*;
use ffnn::layers::PReluPerFeature;

network! {
    struct Net: 4 -> 2 {
        Dense<8>,
        LayerNorm,
        PReluPerFeature,
        Dense<2>,
        Softmax,
    }

    quantized;
}

fn main() {}
