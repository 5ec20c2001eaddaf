use ffnn::prelude::*;

network! {
    struct Digits: 64 -> 10 {
        Dense<32>,
        Relu,
        Dense<10>,
        Softmax,
    }
}

fn main() {
    let _ = Trainer::<Digits>::builder().loss(Softmax);
}
