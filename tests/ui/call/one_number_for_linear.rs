use ffnn::prelude::*;

network! {
    struct Digits: 1 -> 1 {
        Dense<1>,
        Linear,
    }
}

fn main() {
    let mut trainer = Trainer::<Digits>::builder().build().expect("a trainer");
    let _ = trainer.step(&[[0.5]], &[0.5]);
}
