use ffnn::prelude::*;

network! {
    struct Digits: 1 -> 1 {
        Dense<1>,
        Linear,
    }
}

fn main() {
    let _ = Digits::boxed(1).predict(&0.5);
}
