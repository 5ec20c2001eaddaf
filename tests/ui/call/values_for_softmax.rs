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
    let mut trainer = Trainer::<Digits>::builder().build().unwrap();
    let _ = trainer.step(&[[0.0; 64]], &[[0.0; 10]]);
}
