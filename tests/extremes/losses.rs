//! Every loss with each of its heads, without normalization and with both kinds.

use ffnn::layers::Running;
use ffnn::losses::{SoftCrossEntropy, WeightedByClass, WeightedBySample};
use ffnn::prelude::*;
use ffnn::train::Target;

use crate::cases::{SAMPLES, survive};

/// Networks with this head: plain, with batch normalization of inputs and between layers, and with layer normalization.
macro_rules! networks {
    ($head:ident: $plain:ident $batch:ident $layer:ident) => {
        network! {
            struct $plain: 3 -> 4 {
                Dense<5>,
                Relu,
                Dense<4>,
                $head,
            }
        }

        network! {
            struct $batch: 3 -> 4 {
                BatchNorm,
                Dense<5>,
                BatchNorm { running: Running::TensorFlow },
                Elu,
                Dense<4>,
                $head,
            }
        }

        network! {
            struct $layer: 3 -> 4 {
                LayerNorm,
                Dense<5>,
                LayerNorm,
                Tanh,
                Dense<4>,
                $head,
            }
        }
    };
}

networks! { Softmax: Classes ClassesOfBatches ClassesOfLayers }
networks! { Sigmoid: Answers AnswersOfBatches AnswersOfLayers }
networks! { Linear: Values ValuesOfBatches ValuesOfLayers }

/// The optimizer whose steps grow most with the gradient.
const DESCENT: GradientDescent = GradientDescent::new(0.1);

/// Equal samples, and one that differs.
fn alike<T: Copy>(common: T, rare: T) -> Vec<Vec<T>> {
    let mut once = vec![common; SAMPLES];
    once[2] = rare;
    vec![vec![common; SAMPLES], once]
}

fn check<N: Network, L: Loss<N::Head>>(loss: L, common: Target<N, L>, rare: Target<N, L>) {
    survive::<N, L, _>(loss, DESCENT, &alike(common, rare));
}

/// `name: loss, networks, common target, rare target`.
macro_rules! losses {
    ($($name:ident: $loss:expr, $plain:ident $batch:ident $layer:ident, $common:expr, $rare:expr;)+) => {
        $(
            #[test]
            fn $name() {
                check::<$plain, _>($loss, $common, $rare);
                check::<$plain<f64>, _>($loss, $common, $rare);
                check::<$batch, _>($loss, $common, $rare);
                check::<$layer, _>($loss, $common, $rare);
            }
        )+
    };
}

losses! {
    softmax_cross_entropy: SoftmaxCrossEntropy, Classes ClassesOfBatches ClassesOfLayers, 1, 3;
    label_smoothing: LabelSmoothing { smoothing: 0.1 }, Classes ClassesOfBatches ClassesOfLayers, 1, 3;
    soft_cross_entropy: SoftCrossEntropy, Classes ClassesOfBatches ClassesOfLayers,
        [0.0, 1.0, 0.0, 0.0], [0.5, 0.0, 0.25, 0.25];
    weighted_by_sample: WeightedBySample(SoftmaxCrossEntropy), Classes ClassesOfBatches ClassesOfLayers,
        (1, 1.0), (3, 1e30);
    weighted_by_class: WeightedByClass { loss: SoftmaxCrossEntropy, weights: &[0.0, 1e-30, 1.0, 1e30] },
        Classes ClassesOfBatches ClassesOfLayers, 1, 3;
    sigmoid_cross_entropy: SigmoidCrossEntropy, Answers AnswersOfBatches AnswersOfLayers,
        [0.0, 1.0, 1.0, 0.0], [1.0, 0.0, 0.5, 0.0];
    mean_squared_error: MeanSquaredError, Values ValuesOfBatches ValuesOfLayers, [0.5, -2.0, 0.0, 1.0], [-1e4, 1e4, 1e30, 1.0];
    mean_absolute_error: MeanAbsoluteError, Values ValuesOfBatches ValuesOfLayers, [0.5, -2.0, 0.0, 1.0], [-1e4, 1e4, 1e30, 1.0];
    huber: Huber { delta: 1.0 }, Values ValuesOfBatches ValuesOfLayers, [0.5, -2.0, 0.0, 1.0], [-1e4, 1e4, 1e30, 1.0];
    hinge: Hinge, Values ValuesOfBatches ValuesOfLayers, [1.0, -1.0, -1.0, 1.0], [-1.0, 1.0, 1.0, -1.0];
}
