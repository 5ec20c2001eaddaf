use ffnn::prelude::*;

network! {
    struct Digits: 2 -> 3 {
        Dense<3>,
        Softmax,
    }
}

fn main() {
    let mut trainer = Trainer::<Digits>::builder().build().expect("a trainer");
    let classes = [1_u8];
    let _ = trainer.step(&[[0.5; 2]], &classes);
}
