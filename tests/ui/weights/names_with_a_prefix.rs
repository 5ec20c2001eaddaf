use ffnn::prelude::*;

network! {
    struct Small: 2 -> 1 {
        hidden: Dense<3>,
        Relu,
        output: Dense<1>,
        Linear,
    }

    static SMALL: &Small = "tests/ui/weights/files/prefixed.safetensors";
}

fn main() {
    let _ = SMALL.predict(&[0.0; 2]);
}
