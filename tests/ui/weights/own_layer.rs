use ffnn::prelude::*;

/// A layer that the macro does not know.
type Own = PRelu;

network! {
    struct Small: 2 -> 1 {
        hidden: Dense<3>,
        Own,
        output: Dense<1>,
        Linear,
    }

    static SMALL: &Small = "tests/ui/weights/files/small.safetensors";
}

fn main() {
    let _ = SMALL.predict(&[0.0; 2]);
}
