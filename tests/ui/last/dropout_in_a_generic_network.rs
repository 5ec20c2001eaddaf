use ffnn::prelude::*;

network! {
    struct Policy<const SEEN: usize, const ACTIONS: usize>: SEEN -> ACTIONS {
        Dense<16>,
        Tanh,
        Dense<ACTIONS>,
        thin: Dropout,
        Softmax,
    }
}

fn main() {
    let _ = Policy::<4, 2, f32>::boxed(1).predict(&[0.0; 4]);
    let _ = Trainer::<Policy<4, 2>>::builder();
}
