use ffnn::prelude::*;

network! {
    struct Digits: 64 -> 10 {
        Residual { Dense<32>, Elu },
        Concat {
            [Dense<0>],
            [hidden: Dense<8>, Tanh(1)],
            [Residual { Dense<3>, Dense<4> }],
        },
        hidden: Dense<12>,
        Softmax,
    }
}

fn main() {
    let _ = Digits::<f32>::boxed(1).predict(&[0.0; 64]);
    let _ = Trainer::<Digits>::builder();
}
