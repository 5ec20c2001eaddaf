use ffnn::prelude::*;

network! {
    struct Policy<SEEN>: SEEN -> 2 {
        Dense<16>,
        Tanh,
        Dense<2>,
        Softmax,
    }
}

fn main() {
    let _ = Policy::<4, f32>::boxed(1).predict(&[0.0; 4]);
}
