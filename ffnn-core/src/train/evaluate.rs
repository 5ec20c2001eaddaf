use crate::data::error::AnswerError;
use crate::kernels::{Dispatch, Instructions, Level, Pass, dispatch_at};
use crate::network::{each_logits, each_logits_at};
use crate::train::Target;
use crate::{Error, Loss, Network, Scalar, data};

/// How good a network is on some data, when predicting.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Evaluation {
    /// The mean loss, weighted if the loss weighs samples or classes.
    pub loss: f64,
    /// The mean [score](Loss::score) with the same weights: the accuracy, for classes.
    pub metric: f64,
}

/// The mean loss and the mean score over `inputs` and their `targets`. Allocates nothing.
///
/// # Errors
///
/// Data that cannot be trained on with this loss, as [`check`](data::check) says; [`Error::Weightless`] for samples that weigh
/// nothing in total; [`Error::Setting`] for a setting of the loss that cannot be used; [`Error::Answer`] if the network gives
/// NaN.
pub fn evaluate<N: Network, L: Loss<N::Head>>(
    network: &N,
    loss: &L,
    inputs: &[N::Input],
    targets: &[Target<N, L>],
) -> Result<Evaluation, Error> {
    evaluate_at(Instructions::best(), network, loss, inputs, targets)
}

/// [`evaluate`] with [`Instructions`] of your choice.
///
/// # Errors
///
/// As there.
pub fn evaluate_at<N: Network, L: Loss<N::Head>>(
    at: impl Dispatch,
    network: &N,
    loss: &L,
    inputs: &[N::Input],
    targets: &[Target<N, L>],
) -> Result<Evaluation, Error> {
    loss.check_settings::<N::Logits>()?;
    data::check(loss, inputs, targets)?;
    data::check_weight(loss, targets)?;
    let evaluation = means(at, network, loss, inputs, targets);
    if evaluation.loss.is_nan() {
        // Which sample it was is only asked where there is one.
        let mut broken = None;
        each_logits(network, inputs, |sample, logits| {
            if broken.is_none() {
                broken = AnswerError::check_numbers(logits.as_ref()).err().map(|problem| (sample, problem));
            }
        });
        return broken.map_or(Ok(evaluation), |(sample, problem)| Err(Error::Answer { sample, problem }));
    }
    Ok(evaluation)
}

/// [`evaluate_at`] for data that have been checked, whatever the network gives.
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

/// Loss and metric summed up, and the sum of the weights.
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
        each_logits_at(
            level,
            self.network,
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
