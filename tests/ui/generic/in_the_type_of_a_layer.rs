use ffnn::prelude::*;

network! {
    struct Digits<const WIDE: usize>: 64 -> 10 {
        Dense<10>,
        Own::<WIDE>,
        Softmax,
    }
}

#[derive(Clone, Copy, Debug)]
struct Own<const N: usize>;

fn main() {}
