use alloc::vec::Vec;
use core::ops::ControlFlow;

use super::stopwatch::Stopwatch;
use super::trainer::Target;
use super::{Epoch, History, Trainer, evaluate};
use crate::data::{self, Dataset, stratified};
use crate::{Error, Loss, Network, Optimizer};

impl<N: Network, L: Loss<N::Head>, O: Optimizer> Trainer<N, L, O> {
    /// Trains for `epochs` epochs of shuffled batches and shows a line of progress, if the feature `progress` is on
    /// and standard error is a terminal.
    ///
    /// Holds out the part of the data that [`validation`](super::Builder::validation) names: the same samples at every
    /// call. May be called again to go on.
    ///
    /// # Errors
    ///
    /// Data that cannot be trained on, before the first step; [`Error::NotFinite`] at the step where training breaks
    /// down, the network being as it was before that step.
    pub fn fit(&mut self, data: &Dataset<N::Input, Target<N, L>>, epochs: usize) -> Result<History, Error> {
        let progress = super::progress::Progress::new::<L, N::Head>(epochs, self.quiet);
        let observe = |epoch: &Epoch, _: &N| {
            progress.show(epoch);
            ControlFlow::Continue(())
        };
        if self.validation == 0.0 {
            return self.fit_with(data, None, epochs, observe);
        }
        let strata: Vec<usize> = data.targets().iter().map(|target| self.loss.stratum(target)).collect();
        let (training, validation) = stratified(&strata, self.validation, &mut self.seed.named("split").random());
        if training.is_empty() || validation.is_empty() {
            return Err(Error::Split { training: training.len(), validation: validation.len() });
        }
        let rows = |rows: &[usize]| {
            let (inputs, targets) = rows.iter().map(|&row| (data.inputs()[row], data.targets()[row])).unzip();
            Dataset::new(inputs, targets)
        };
        self.fit_with(&rows(&training)?, Some(&rows(&validation)?), epochs, observe)
    }

    /// Trains for at most `epochs` epochs of shuffled batches, evaluates on `validation` after each, and hands each
    /// epoch and the network to `observe`, which says whether to go on.
    ///
    /// # Errors
    ///
    /// As [`fit`](Self::fit).
    pub fn fit_with(
        &mut self,
        training: &Dataset<N::Input, Target<N, L>>,
        validation: Option<&Dataset<N::Input, Target<N, L>>>,
        epochs: usize,
        mut observe: impl FnMut(&Epoch, &N) -> ControlFlow<()>,
    ) -> Result<History, Error> {
        for data in [Some(training), validation].into_iter().flatten() {
            data::check(&self.loss, data.inputs(), data.targets())?;
        }
        let mut order = Vec::with_capacity(training.len());
        let mut batch = (Vec::with_capacity(self.batch), Vec::with_capacity(self.batch));
        let mut history = History { metric: L::METRIC, epochs: Vec::with_capacity(epochs) };
        for _ in 0..epochs {
            let stopwatch = Stopwatch::start();
            // From the start each time, so that an epoch's order follows from the seed and its number alone.
            order.clear();
            order.extend(0..training.len());
            self.seed.named("shuffle").at(self.epochs).random().shuffle(&mut order);
            let mut sum = 0.0;
            for rows in order.chunks(self.batch) {
                batch.0.clear();
                batch.0.extend(rows.iter().map(|&row| training.inputs()[row]));
                batch.1.clear();
                batch.1.extend(rows.iter().map(|&row| training.targets()[row]));
                sum += self.compute_checked(&batch.0, &batch.1)? * rows.len() as f64;
                self.apply()?;
            }
            self.epochs += 1;
            let evaluate = |data: &Dataset<_, _>| evaluate(&*self.network, &self.loss, data.inputs(), data.targets());
            let epoch = Epoch {
                number: self.epochs,
                step_loss: sum / training.len() as f64,
                training: evaluate(training),
                validation: validation.map(evaluate),
                seconds: stopwatch.seconds(),
            };
            history.epochs.push(epoch);
            if observe(&epoch, &self.network).is_break() {
                break;
            }
        }
        Ok(history)
    }
}
