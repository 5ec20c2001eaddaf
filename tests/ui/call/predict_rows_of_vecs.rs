use ffnn::prelude::*;

network! {
    struct Digits: 32 -> 10 {
        Dense<10>,
        Softmax,
    }
}

fn main() {
    let rows = vec![vec![0.0_f32; 32]; 4];
    let mut answers = [Probabilities([0.0; 10]); 4];
    let _ = Digits::boxed(1).predict_batch(&rows, &mut answers);
}
