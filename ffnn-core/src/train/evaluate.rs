use crate::network::each_logits;
use crate::train::Target;
use crate::{Loss, Network, Scalar};

/// How good a network is on some data, when predicting.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Evaluation {
    /// The mean loss.
    pub loss: f64,
    /// The mean [score](Loss::score): the accuracy, for classes.
    pub metric: f64,
}

/// Means over `inputs` and their `targets`, which are as many and at least one. Allocates nothing.
pub fn evaluate<N: Network, L: Loss<N::Head>>(
    network: &N,
    loss: &L,
    inputs: &[N::Input],
    targets: &[Target<N, L>],
) -> Evaluation {
    let mut sums = Evaluation { loss: 0.0, metric: 0.0 };
    each_logits(network, inputs, |sample, logits| {
        sums.loss += loss.value(logits, &targets[sample]).to_f64();
        sums.metric += loss.score(logits, &targets[sample]);
    });
    let count = inputs.len() as f64;
    Evaluation { loss: sums.loss / count, metric: sums.metric / count }
}
