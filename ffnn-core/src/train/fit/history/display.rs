use alloc::format;
use alloc::string::String;
use core::fmt::{self, Display};

use super::{End, Epoch, History};

/// Approximate number of epochs in the table.
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
        write!(f, ", {} seconds", significant(self.seconds(), 3))?;
        match (self.best_epoch(), self.restored) {
            (None, _) => Ok(()),
            (Some(best), true) => write!(f, "; restored the network of epoch {}, the best (*)", best.number),
            (Some(best), false) => write!(f, "; epoch {} was the best (*), kept the last network", best.number),
        }
    }
}

impl History {
    fn write_epochs(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let metric = self.metric;
        let width = metric.len().max(10);
        write!(f, "{:>6}  {:>9}  {:>10}  {:>13}  {metric:>width$}", "epoch", "rate", "step loss", "training loss")?;
        let validated = self.epochs.iter().any(|epoch| epoch.validation.is_some());
        if validated {
            write!(f, "  {:>15}  {metric:>width$}", "validation loss")?;
        }
        for measured in &self.metrics {
            write!(f, "  {:>width$}", measured.name, width = measured.name.len().max(10))?;
        }
        writeln!(f, "  {:>8}", "seconds")?;
        let every = self.epochs.len().div_ceil(ROWS).max(1);
        for (index, epoch) in self.epochs.iter().enumerate() {
            let Epoch { number, rate, step_loss, training, validation, seconds, .. } = *epoch;
            let best = Some(number) == self.best;
            if index % every != 0 && index + 1 != self.epochs.len() && !best {
                continue;
            }
            let number = format!("{number}{}", if best { "*" } else { " " });
            let rate = rate.map_or_else(Default::default, |rate| significant(rate, 4));
            write!(f, "{number:>7} {rate:>9}  {:>10}  {:>13}", five(step_loss), five(training.loss))?;
            write!(f, "  {:>width$}", five(training.metric))?;
            match validation {
                Some(seen) => write!(f, "  {:>15}  {:>width$}", five(seen.loss), five(seen.metric))?,
                None if validated => write!(f, "  {:>15}  {:>width$}", "", "")?,
                None => {}
            }
            for measured in &self.metrics {
                let value = measured.values().get(index).map_or_else(Default::default, |&value| five(value));
                write!(f, "  {value:>width$}", width = measured.name.len().max(10))?;
            }
            writeln!(f, "  {:>8}", significant(seconds, 3))?;
        }
        Ok(())
    }

    /// Writes the diagnostics of the layers in the last epoch.
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

fn five(value: f64) -> String {
    significant(value, 5)
}

/// Formats the value with `digits` significant digits at any scale: `0.012346`, `1234.6`, `1.2346e-9`.
pub(in crate::train) fn significant(value: f64, digits: usize) -> String {
    let scientific = format!("{value:.*e}", digits - 1);
    // Taken after rounding, which may increase the exponent by one.
    let exponent = scientific.split_once('e').and_then(|(_, exponent)| exponent.parse::<i32>().ok());
    match exponent {
        Some(exponent) if value != 0.0 && (-4..=5).contains(&exponent) => {
            let decimals = (digits as i32 - 1 - exponent).max(0) as usize;
            format!("{value:.decimals$}")
        }
        Some(_) if value != 0.0 => scientific,
        _ => format!("{value}"),
    }
}

#[cfg(test)]
mod tests {
    use super::significant;

    #[test]
    fn digits_count_whatever_the_scale() {
        for (value, text) in [
            (0.0, "0"),
            (1.0, "1.0000"),
            (-0.012_345_678, "-0.012346"),
            (0.000_123_456_7, "0.00012346"),
            (0.000_099_999_9, "0.00010000"),
            (1.234_567_8e-9, "1.2346e-9"),
            (1.234_567_8e-300, "1.2346e-300"),
            (123_456.7, "123457"),
            (99_999.99, "100000"),
            (999_999.9, "1.0000e6"),
            (9.876_543e9, "9.8765e9"),
            (f64::INFINITY, "inf"),
            (f64::NAN, "NaN"),
        ] {
            assert_eq!(significant(value, 5), text);
        }
        assert_eq!(significant(0.001, 4), "0.001000");
    }
}
