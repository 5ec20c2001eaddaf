use ffnn::prelude::*;

network! {
    struct Digits: 64 -> 10 {
        hidden: Desne<32>,
        Relu,
        Dense<10>,
        Softmax,
    }

    static DIGITS: &Digits = "tests/ui/weights/files/small.safetensors";
}

fn main() {
    let _ = Digits::<f32>::boxed(1).predict(&[0.0; 64]);
    let _ = Trainer::<Digits>::builder();
}
