use ffnn::prelude::*;

network! {
    struct Digits: 64 -> 10 {
        hidden: Dense<32>,
        Relu,
        Dense<10>,
        Softmax,
    }
}

fn main() {
    let digits = Digits::<f32>::boxed(1);
    let _ = digits.output.weights[(0, 0)];
}
