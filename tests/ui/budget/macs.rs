use ffnn::prelude::*;

const LIMIT: usize = 500;

network! {
    struct Sensor: 18 -> 4 {
        hidden: Dense<32>,
        BatchNorm,
        Tanh,
        Dense<4>,
        Linear,
    }

    budget { flash: 16 * 1024, macs: LIMIT }
}

fn main() {}
