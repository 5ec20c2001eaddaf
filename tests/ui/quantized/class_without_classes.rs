use ffnn::prelude::*;

network! {
    struct Net: 4 -> 2 {
        Dense<2>,
        Linear,
    }

    quantized;
}

fn class(net: &NetQuantized) -> usize {
    net.class_of(&[1; 4])
}

fn main() {}
