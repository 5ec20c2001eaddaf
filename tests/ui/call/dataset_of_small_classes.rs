use ffnn::prelude::*;

network! {
    struct Digits: 2 -> 3 {
        Dense<3>,
        Softmax,
    }
}

fn main() {
    let mut trainer = Trainer::<Digits>::builder().build().expect("a trainer");
    let data = Dataset::new(vec![[0.5; 2]; 10], vec![1_u8; 10]).expect("data");
    let _ = trainer.fit(&data, 3);
}
