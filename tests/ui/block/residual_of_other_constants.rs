use ffnn::prelude::*;

const WIDE: usize = 32;
const NARROW: usize = 16;

network! {
    struct Digits: 64 -> 10 {
        Dense<WIDE>,
        Residual { Dense<24>, Elu, Dense<NARROW> },
        Dense<10>,
        Softmax,
    }
}

fn main() {
    let _ = Digits::<f32>::boxed(1).predict(&[0.0; 64]);
    let _ = Trainer::<Digits>::builder();
}
