use ffnn::prelude::*;

network! {
    struct Sensor<const ACTIONS: usize>: 18 -> ACTIONS {
        hidden: Dense<32>,
        BatchNorm,
        Tanh,
        Dense<ACTIONS>,
        Linear,
    }

    budget { ram: 1000 }
}

fn main() {}
