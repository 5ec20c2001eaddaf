use ffnn::prelude::*;

network! {
    struct Sensor: 18 -> 4 {
        hidden: Dense<32>,
        BatchNorm,
        Tanh,
        Dense<4>,
        Linear,
    }

    budget { ram: "much" }
}

fn main() {}
