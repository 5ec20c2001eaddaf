use ffnn::prelude::*;

network! {
    struct Digits: 32 -> 10 {
        Dense<10>,
        Softmax,
    }
}

fn main() {
    let signal = vec![0.0_f32; 100];
    let _ = Digits::boxed(1).predict(&signal[3..35]);
}
