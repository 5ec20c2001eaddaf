use crate::data::error::AnswerError;
use crate::kernels::{Dispatch, InstructionSet, Level, Pass, dispatch_at};
use crate::train::Target;
use crate::{Loss, Network, Scalar, TrainError, data};

/// Loss and metric of a network on a data set, in prediction mode.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Evaluation {
    /// The mean loss, weighted if the loss has sample or class weights.
    pub loss: f64,
    /// The mean [score](Loss::score) with the same weights: the accuracy, for classes.
    pub metric: f64,
}

/// Returns the mean loss and the mean score over `inputs` and their `targets`. Allocates nothing.
///
/// # Errors
///
/// The errors of [`check`](data::check) for data that this loss cannot be trained on; [`TrainError::Weightless`] if the
/// sample weights sum to zero; [`TrainError::Setting`] for an invalid setting of the loss; [`TrainError::Answer`] if the network
/// returns NaN.
pub fn evaluate<N: Network, L: Loss<N::Head>>(
    network: &N,
    loss: &L,
    inputs: &[N::Input],
    targets: &[Target<N, L>],
) -> Result<Evaluation, TrainError> {
    evaluate_at(InstructionSet::best(), network, loss, inputs, targets)
}

/// Runs [`evaluate`] on a chosen [instruction set](InstructionSet).
///
/// # Errors
///
/// The errors of [`evaluate`].
pub fn evaluate_at<N: Network, L: Loss<N::Head>>(
    at: impl Dispatch,
    network: &N,
    loss: &L,
    inputs: &[N::Input],
    targets: &[Target<N, L>],
) -> Result<Evaluation, TrainError> {
    loss.check_settings::<N::Logits>()?;
    data::check(loss, inputs, targets)?;
    data::check_weight(loss, targets)?;
    let evaluation = means(at, network, loss, inputs, targets);
    if evaluation.loss.is_nan() {
        // The sample is searched for only after a failure, which keeps the common path fast.
        let mut broken = None;
        network.each_logits(inputs, |sample, logits| {
            if broken.is_none() {
                broken = AnswerError::check_numbers(logits.as_ref()).err().map(|problem| (sample, problem));
            }
        });
        return broken.map_or(Ok(evaluation), |(sample, problem)| Err(TrainError::Answer { sample, problem }));
    }
    Ok(evaluation)
}

/// Runs [`evaluate_at`] on checked data, without checking the network's output.
pub(super) fn means<N: Network, L: Loss<N::Head>>(
    at: impl Dispatch,
    network: &N,
    loss: &L,
    inputs: &[N::Input],
    targets: &[Target<N, L>],
) -> Evaluation {
    let Sums { loss, metric, total } = dispatch_at(at, Evaluate { network, loss, inputs, targets });
    Evaluation { loss: loss / total, metric: metric / total }
}

struct Evaluate<'a, N: Network, L: Loss<N::Head>> {
    network: &'a N,
    loss: &'a L,
    inputs: &'a [N::Input],
    targets: &'a [Target<N, L>],
}

/// Weighted sums of loss and metric, and the sum of the weights.
struct Sums {
    loss: f64,
    metric: f64,
    total: f64,
}

impl<N: Network, L: Loss<N::Head>> Pass for Evaluate<'_, N, L> {
    type Output = Sums;

    #[inline(always)]
    fn run<V: Level>(self, level: V) -> Sums {
        let mut sums = Sums { loss: 0.0, metric: 0.0, total: 0.0 };
        self.network.each_logits_at(
            level,
            self.inputs,
            #[inline(always)]
            |sample, logits| {
                let target = &self.targets[sample];
                let weight = self.loss.weight::<N::Logits>(target).to_f64();
                let factor = self.loss.factor::<N::Logits>(target).to_f64();
                sums.total += weight;
                sums.loss += factor * self.loss.value(level, logits, target).to_f64();
                sums.metric += weight * self.loss.score(logits, target);
            },
        );
        sums
    }
}
