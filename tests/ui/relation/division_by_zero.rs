use ffnn::prelude::*;

network! {
    struct Policy<const SEEN: usize, const HIDDEN: usize, const ACTIONS: usize>: SEEN -> ACTIONS
    where
        HIDDEN = SEEN / 0,
    {
        Dense<HIDDEN>,
        Tanh,
        Dense<ACTIONS>,
        Softmax,
    }
}

fn main() {
    let _ = Policy::<4, 8, 2, f32>::boxed(1).predict(&[0.0; 4]);
    let _ = Trainer::<Policy<4, _, 2>>::builder();
}
