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

fn main() {
    let _ = <Policy<4, 9, 2> as Network>::boxed(1);
}
