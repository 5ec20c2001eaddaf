//! What people read to judge a network.
//!
//! Each one counts samples and is finished at the end, so that batches of any size give the same number; a mean over the
//! results of batches would not.
//!
//! | of | metric |
//! |---|---|
//! | classes (`Softmax`) | [`Confusion`]: accuracy and what is taken for what |
//! | | [`Report`]: precision, recall and F1 of each class, and their averages |
//! | | [`TopK`]: how often the right class is among the first few |
//! | yes or no (`Sigmoid`) | [`Labels`]: precision, recall and F1, area under the ROC curve, average precision |
//! | probabilities of both | [`Calibration`]: log-loss, Brier score, a calibration table |
//! | real values (`Linear`) | [`RSquared`] |
//!
//! Each refuses the data that training refuses, with the same errors, and a network that gives NaN.

use crate::data::error::AnswerError;
use crate::network::Target;
use crate::network::each_logits;
use crate::{Error, Loss, Network, data};

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
/// Fails for data that `loss` cannot be trained on, at the first sample for which the network gives NaN, and at the first
/// error of `visit`.
fn answers<N: Network, L: Loss<N::Head>>(
    network: &N,
    loss: &L,
    inputs: &[N::Input],
    targets: &[Target<N, L>],
    mut visit: impl FnMut(usize, &N::Logits, &Target<N, L>) -> Result<(), Error>,
) -> Result<(), Error> {
    data::check(loss, inputs, targets)?;
    let mut outcome = Ok(());
    each_logits(network, inputs, |sample, logits| {
        if outcome.is_ok() {
            let numbers = AnswerError::check_numbers(logits.as_ref());
            let checked = numbers.map_err(|problem| Error::Answer { sample, problem });
            outcome = checked.and_then(|()| visit(sample, logits, &targets[sample]));
        }
    });
    outcome
}
