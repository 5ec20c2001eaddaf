use ffnn::prelude::*;

const HIDDEN: usize = 3;

network! {
    struct Small: 2 -> 1 {
        hidden: Dense<HIDDEN>,
        Relu,
        output: Dense<1>,
        Linear,
    }

    static SMALL: &Small = "tests/ui/weights/files/small.safetensors";
}

fn main() {
    let _ = SMALL.predict(&[0.0; 2]);
}
