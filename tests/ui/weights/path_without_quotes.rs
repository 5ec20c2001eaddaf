use ffnn::prelude::*;

network! {
    struct Small: 2 -> 1 {
        hidden: Dense<3>,
        Relu,
        output: Dense<1>,
        Linear,
    }

    static SMALL: &Small = weights;
}

fn main() {
    let _ = Small::<f32>::boxed(1);
}
