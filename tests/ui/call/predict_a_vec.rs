use ffnn::prelude::*;

network! {
    struct Digits: 32 -> 10 {
        Dense<10>,
        Softmax,
    }
}

fn main() {
    let vector = vec![0.0_f32; 32];
    let _ = Digits::boxed(1).predict(&vector);
}
