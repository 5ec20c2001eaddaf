use core::fmt::{self, Display};

use super::{End, Epoch, History};

/// About how many epochs are shown.
const ROWS: usize = 20;

impl Display for History {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.write_epochs(f)?;
        self.write_layers(f)?;
        let Some(last) = self.last() else { return write!(f, "no epoch was trained") };
        match self.end {
            End::Complete => write!(f, "trained to epoch {}", last.number)?,
            End::EarlyStopping => write!(f, "stopped early after epoch {}", last.number)?,
            End::Observer => write!(f, "stopped by the observer after epoch {}", last.number)?,
            End::Paused => write!(f, "paused after epoch {}", last.number)?,
        }
        match (self.best_epoch(), self.restored) {
            (None, _) => Ok(()),
            (Some(best), true) => write!(f, "; the network is that of epoch {}, the best", best.number),
            (Some(best), false) => write!(f, "; epoch {} was the best, the network is the last", best.number),
        }
    }
}

impl History {
    fn write_epochs(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let metric = self.metric;
        let width = metric.len().max(8);
        write!(f, "{:>6}  {:>9}  {:>9}  {:>13}  {metric:>width$}", "epoch", "rate", "step loss", "training loss")?;
        let validated = self.epochs.iter().any(|epoch| epoch.validation.is_some());
        if validated {
            write!(f, "  {:>15}  {metric:>width$}", "validation loss")?;
        }
        writeln!(f, "  {:>8}", "seconds")?;
        let every = self.epochs.len().div_ceil(ROWS).max(1);
        for (index, epoch) in self.epochs.iter().enumerate() {
            let Epoch { number, rate, step_loss, training, validation, seconds, .. } = *epoch;
            let best = Some(number) == self.best;
            if index % every != 0 && index + 1 != self.epochs.len() && !best {
                continue;
            }
            let number = alloc::format!("{number}{}", if best { "*" } else { " " });
            let rate = rate.map_or_else(Default::default, |rate| alloc::format!("{rate:.3e}"));
            write!(f, "{number:>7} {rate:>9}  {step_loss:>9.4}  {:>13.4}", training.loss)?;
            write!(f, "  {:>width$.4}", training.metric)?;
            match validation {
                Some(validation) => write!(f, "  {:>15.4}  {:>width$.4}", validation.loss, validation.metric)?,
                None if validated => write!(f, "  {:>15}  {:>width$}", "", "")?,
                None => {}
            }
            writeln!(f, "  {seconds:>8.2}")?;
        }
        Ok(())
    }

    /// The layers in the last epoch.
    fn write_layers(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let layers = self.layers(self.epochs.len().saturating_sub(1));
        if layers.is_empty() {
            return Ok(());
        }
        let width = layers.iter().map(|layer| layer.name.len()).max().unwrap_or(0).max("layer".len());
        writeln!(f, "\n{:width$}  {:>13}  {:>12}  {:>6}", "layer", "gradient norm", "update ratio", "dead")?;
        for layer in layers {
            let (norm, ratio, dead) = (layer.gradient_norm, layer.update_ratio, 100.0 * layer.dead);
            writeln!(f, "{:width$}  {norm:>13.3e}  {ratio:>12.3e}  {dead:>4.0} %", layer.name)?;
        }
        writeln!(f)
    }
}
