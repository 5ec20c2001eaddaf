use ffnn::prelude::*;

network! {
    struct Digits: 64 -> 10 {
        Dense<10>,
        Softmax,
    }
}

fn main() {
    let _ = Trainer::<Digits>::builder().optimizer(Adam).build();
}
