use ffnn::prelude::*;

network! {
    struct Policy<const SEEN: usize, const HIDDEN: usize, const ACTIONS: usize>: SEEN -> ACTIONS
    where
        HIDDEN = SEEN * 2,
    {
        Dense<HIDDEN>,
        Tanh,
        Dense<ACTIONS>,
        Softmax,
    }
}

fn policy<const SEEN: usize, const HIDDEN: usize>() -> Box<Policy<SEEN, HIDDEN, 2>> {
    Policy::boxed(1)
}

fn main() {
    let _ = policy::<4, 8>();
}
