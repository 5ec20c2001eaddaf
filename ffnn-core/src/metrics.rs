//! Metrics for evaluating a network: accuracy, precision and recall, ROC AUC, calibration, R².
//!
//! Each metric accumulates samples and is computed at the end, so batches of any size give the same result. Averaging
//! the results of batches would not.
//!
//! | for | metric |
//! |---|---|
//! | classes (`Softmax`) | [`Confusion`]: accuracy and confusion matrix |
//! | | [`Report`]: precision, recall and F1 of each class, and their averages |
//! | | [`TopK`]: top-k accuracy |
//! | binary labels (`Sigmoid`) | [`Labels`]: precision, recall and F1, area under the ROC curve, average precision |
//! | probabilities of either | [`Calibration`]: log-loss, Brier score, calibration table |
//! | real values (`Linear`) | [`RSquared`] |
//!
//! All of them reject the data that training rejects, with the same errors, and a network whose output is NaN.

use crate::data::error::AnswerError;
use crate::network::Target;
use crate::{Loss, Network, TrainError, data};

mod calibration;
mod confusion;
mod labels;
mod r_squared;
mod report;
mod top_k;

pub use calibration::{Bin, Calibration};
pub use confusion::Confusion;
pub use labels::Labels;
pub use r_squared::RSquared;
pub use report::{Report, Scores};
pub use top_k::TopK;

/// Calls `visit` with the index, the logits and the target of each sample.
///
/// Fails for data that `loss` cannot train on, at the first sample for which the network returns NaN, and at the first
/// error of `visit`.
fn answers<N: Network, L: Loss<N::Head>>(
    network: &N,
    loss: &L,
    inputs: &[N::Input],
    targets: &[Target<N, L>],
    mut visit: impl FnMut(usize, &N::Logits, &Target<N, L>) -> Result<(), TrainError>,
) -> Result<(), TrainError> {
    data::check(loss, inputs, targets)?;
    let mut outcome = Ok(());
    network.each_logits(inputs, |sample, logits| {
        if outcome.is_ok() {
            let numbers = AnswerError::check_numbers(logits.as_ref());
            let checked = numbers.map_err(|problem| TrainError::Answer { sample, problem });
            outcome = checked.and_then(|()| visit(sample, logits, &targets[sample]));
        }
    });
    outcome
}
