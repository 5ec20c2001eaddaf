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
    let data = Dataset::new(vec![[0.0; 64]], vec![[0.0; 10]]).unwrap();
    let mut trainer = Trainer::<Digits>::builder().build().unwrap();
    let _ = trainer.fit(&data, 1);
}
