//! A constant with the name of a number of typenum goes in braces.

use ffnn::prelude::*;

const U8: usize = 8;

network! {
    struct Small: 4 -> 2 {
        Dense<U8>,
        Tanh,
        Dense<2>,
        Linear,
    }
}

fn main() {}
