use ffnn::prelude::*;

network! {
    struct Net: 4 -> 2 {
        Dense<2>,
        Softmax,
    }
}

fn main() {
    let _ = Net::<f32>::boxed(1).quantize(&[[0.0; 4]]);
}
