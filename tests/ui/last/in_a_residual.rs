use ffnn::prelude::*;

network! {
    struct Digits: 2 -> 2 {
        Residual { Dense<2>, Dropout { rate: 0.5 } },
        Linear,
    }
}

fn main() {
    let _ = Digits::<f32>::boxed(1).predict(&[0.0; 2]);
    let _ = Trainer::<Digits>::builder();
}
