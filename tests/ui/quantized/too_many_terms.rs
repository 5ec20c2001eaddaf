use ffnn::prelude::*;

network! {
    struct Net: 32769 -> 2 {
        Dense<2>,
        Softmax,
    }

    quantized;
}

fn main() {
    let net: NetQuantized = ffnn::frozen::zeros();
    println!("{}", net.class_of(&[1; 32769]));
}
