use ffnn::prelude::*;

network! {
    struct Square: 2 -> 2 {
        a: Dense<2>,
        Linear,
    }

    static SQUARE: &Square = "tests/ui/weights/files/square.safetensors";
}

fn main() {
    let _ = SQUARE.predict(&[0.0; 2]);
}
