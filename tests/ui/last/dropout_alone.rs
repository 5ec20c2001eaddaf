use ffnn::prelude::*;

network! {
    struct Digits: 10 -> 10 {
        Dropout,
        Softmax,
    }
}

fn main() {
    let _ = Digits::<f32>::boxed(1).predict(&[0.0; 10]);
    let _ = Trainer::<Digits>::builder();
}
