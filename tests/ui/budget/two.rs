use ffnn::prelude::*;

network! {
    struct Sensor: 18 -> 4 {
        hidden: Dense<32>,
        BatchNorm,
        Tanh,
        Dense<4>,
        Linear,
    }

    budget { ram: 1000 }

    budget { flash: 9000 }
}

fn main() {}
