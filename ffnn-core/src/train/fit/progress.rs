//! The progress line of `fit`. It is shown only if standard error is a terminal and the feature `progress` is enabled.

use crate::train::Event;
#[cfg(feature = "progress")]
use crate::train::{Epoch, fit::history::significant};
use crate::{Head, Loss};

#[cfg(feature = "progress")]
pub(in crate::train) struct Progress {
    line: indicatif::ProgressBar,
    metric: &'static str,
}

#[cfg(feature = "progress")]
impl Progress {
    pub(in crate::train) fn new<L: Loss<H>, H: Head>(epochs: usize, quiet: bool) -> Self {
        let line = if quiet { indicatif::ProgressBar::hidden() } else { indicatif::ProgressBar::new(epochs as u64) };
        let template = "epoch {pos}/{len} {bar:20} {msg} ({elapsed})";
        let style = indicatif::ProgressStyle::with_template(template).expect("the template is well formed");
        Self { line: line.with_style(style), metric: L::METRIC }
    }

    pub(in crate::train) fn show<N>(&self, event: &Event<'_, N>) {
        let Epoch { training, validation, .. } = event.epoch;
        let (name, seen) = validation.map_or(("training", *training), |validation| ("validation", validation));
        let metric = self.metric;
        self.line.set_message(std::format!(
            "loss {}, {name} loss {}, {name} {metric} {}",
            significant(event.epoch.step_loss, 4),
            significant(seen.loss, 4),
            significant(seen.metric, 4)
        ));
        self.line.set_position(event.history.epochs.len() as u64);
    }
}

#[cfg(feature = "progress")]
impl Drop for Progress {
    fn drop(&mut self) {
        self.line.abandon();
    }
}

#[cfg(not(feature = "progress"))]
pub(in crate::train) struct Progress;

#[cfg(not(feature = "progress"))]
impl Progress {
    #[expect(clippy::extra_unused_type_parameters, reason = "the line on a terminal names the metric of the loss")]
    pub(in crate::train) fn new<L: Loss<H>, H: Head>(_epochs: usize, _quiet: bool) -> Self {
        Self
    }

    pub(in crate::train) fn show<N>(&self, _event: &Event<'_, N>) {}
}
