use ffnn::prelude::*;

network! {
    struct Digits: 64 -> 10 {
        #[cfg(not(any()))]
        Dense<0>,
        #[cfg(any())]
        Dense<"two">,
        Dense<10>,
        Softmax,
    }
}

fn main() {}
