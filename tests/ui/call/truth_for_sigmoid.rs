use ffnn::prelude::*;

network! {
    struct Digits: 1 -> 1 {
        Dense<1>,
        Sigmoid,
    }
}

fn main() {
    let mut trainer = Trainer::<Digits>::builder().build().expect("a trainer");
    let _ = trainer.step(&[[0.5]], &[true]);
}
