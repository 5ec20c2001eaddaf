use ffnn::prelude::*;

network! {
    #[no_such_attribute]
    struct Digits: 64 -> 10 {
        Dense<10>,
        Softmax,
    }
}

fn main() {
    let _ = Digits::<f32>::boxed(1).predict(&[0.0; 64]);
}
