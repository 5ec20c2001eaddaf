use ffnn::prelude::*;

network! {
    struct Digits: 64 -> 10 {
        Dense<10>,
        Linear,
    }
}

fn main() {
    let mut trainer = Trainer::<Digits>::builder().build().unwrap();
    let _ = trainer.step(&[[0.0; 64]], &[[0.0; 9]]);
}
