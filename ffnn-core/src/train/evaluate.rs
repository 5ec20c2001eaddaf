use crate::network::each_logits;
use crate::train::Target;
use crate::{Loss, Network, Scalar};

/// How good a network is on some data, when predicting.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Evaluation {
    /// The mean loss, weighted if the loss weighs.
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
    let (mut sums, mut total) = (Evaluation { loss: 0.0, metric: 0.0 }, 0.0);
    each_logits(network, inputs, |sample, logits| {
        let weight = loss.weight::<N::Logits>(&targets[sample]).to_f64();
        total += weight;
        sums.loss += weight * loss.value(logits, &targets[sample]).to_f64();
        sums.metric += loss.score(logits, &targets[sample]);
    });
    Evaluation { loss: if total > 0.0 { sums.loss / total } else { 0.0 }, metric: sums.metric / inputs.len() as f64 }
}
