use ffnn::prelude::*;

network! {
    struct Small<const IN: usize>: IN -> 1 {
        hidden: Dense<3>,
        Relu,
        output: Dense<1>,
        Linear,
    }

    static SMALL: &Small = "tests/ui/weights/files/small.safetensors";
}

fn main() {
    let _ = Small::<2, f32>::boxed(1);
}
