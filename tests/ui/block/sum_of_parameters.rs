use ffnn::prelude::*;

network! {
    struct Digits<const WIDE: usize>: 64 -> 10 {
        Concat { [Dense<WIDE>, Tanh], [Dense<8>] },
        Dense<10>,
        Softmax,
    }
}

fn main() {
    let _ = Digits::<16, f32>::boxed(1).predict(&[0.0; 64]);
    let _ = Trainer::<Digits<16>>::builder();
}
