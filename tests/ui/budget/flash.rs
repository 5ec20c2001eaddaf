use ffnn::prelude::*;

network! {
    struct Sensor: 18 -> 4 {
        hidden: Dense<32>,
        BatchNorm,
        Tanh,
        Dense<4>,
        Linear,
    }

    budget { flash: 2 * 1024, ram: 2 * 1024, macs: 5000 }
}

fn main() {}
