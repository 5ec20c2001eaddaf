use ffnn::prelude::*;

network! {
    struct Policy<const SEEN: usize, const HIDDEN: usize, const ACTIONS: usize, const ZERO: usize>: SEEN -> ACTIONS
    where
        HIDDEN = SEEN / ZERO,
    {
        Dense<HIDDEN>,
        Tanh,
        Dense<ACTIONS>,
        Softmax,
    }
}

fn main() {
    let _ = Policy::<4, _, 2, 0>::boxed(1);
}
