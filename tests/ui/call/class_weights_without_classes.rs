use ffnn::prelude::*;
use ffnn::losses::WeightedByClass;

network! {
    struct Values: 2 -> 2 {
        Dense<2>,
        Linear,
    }
}

fn main() {
    let loss = WeightedByClass { loss: MeanSquaredError, weights: [1.0, 2.0] };
    let _ = Trainer::<Values>::builder().loss(loss);
}
