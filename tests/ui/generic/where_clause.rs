use ffnn::prelude::*;

network! {
    struct Policy<const SEEN: usize>: SEEN -> 2 where f32: Copy {
        Dense<16>,
        Tanh,
        Dense<2>,
        Softmax,
    }
}

fn main() {
    let _ = Policy::<4, f32>::boxed(1).predict(&[0.0; 4]);
}
