use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt::Write;
#[cfg(feature = "std")]
use std::{io, path::Path};

mod display;

#[cfg(feature = "std")]
use crate::files::atomic_file;
use crate::train::{Evaluation, LayerDiagnosis, Measured};

#[cfg(feature = "progress")]
pub(in crate::train) use display::significant;

/// Results of one epoch.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Epoch {
    /// Number of the epoch, counted from 1 over all runs of `fit`.
    pub number: u64,
    /// Learning rate of the last step; `None` if the optimizer has no learning rate.
    pub rate: Option<f64>,
    /// Mean loss over the steps, each measured before the step with dropout active; without penalties.
    pub step_loss: f64,
    /// Mean penalty added to the loss of the steps.
    pub penalty: f64,
    /// `√(mean ‖g‖²)` over the steps, where `g` is the whole gradient before clipping; `None` unless the trainer was
    /// built with [`diagnose`](crate::train::Builder::diagnose).
    pub gradient_norm: Option<f64>,
    /// Loss and metric on the training data after the epoch, in prediction mode.
    pub training: Evaluation,
    /// Loss and metric on the validation data after the epoch, if there is any.
    pub validation: Option<Evaluation>,
    /// Duration in seconds, including evaluation; 0 without the feature `std`, which provides the clock.
    pub seconds: f64,
}

/// The reason why training ended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum End {
    /// All epochs were trained.
    #[default]
    Complete,
    /// The monitored quantity had not improved within the patience of [`EarlyStopping`](crate::train::EarlyStopping).
    EarlyStopping,
    /// The observer returned [`Next::End`](crate::train::Next::End).
    Observer,
    /// The observer returned [`Next::Pause`](crate::train::Next::Pause); the same call of `fit` resumes the run.
    Paused,
}

/// Results of a training run, epoch by epoch.
///
/// `Display` prints a table of about twenty epochs, including the best and the last; [`csv`](Self::csv) contains all.
#[derive(Clone, Debug, PartialEq)]
pub struct History {
    /// Name of the metric in each evaluation: `accuracy`, for classes.
    pub metric: &'static str,
    /// The epochs, in order.
    pub epochs: Vec<Epoch>,
    /// Diagnostics of each layer, epoch by epoch, with one entry per layer; empty unless the trainer was built with
    /// [`diagnose`](crate::train::Builder::diagnose). See [`layers`](Self::layers).
    pub diagnoses: Vec<LayerDiagnosis>,
    /// The trainer's [custom metrics](crate::train::Builder::metric), epoch by epoch.
    pub metrics: Vec<Measured>,
    /// Number of the first epoch with the lowest validation loss, or with the best value of what
    /// [`EarlyStopping`](crate::train::EarlyStopping) monitors; `None` without validation data.
    pub best: Option<u64>,
    /// Whether the network is the one after the best epoch.
    pub restored: bool,
    /// The reason why training ended.
    pub end: End,
}

impl History {
    /// Creates a history without epochs.
    pub const fn new(metric: &'static str) -> Self {
        Self {
            metric,
            epochs: Vec::new(),
            diagnoses: Vec::new(),
            metrics: Vec::new(),
            best: None,
            restored: false,
            end: End::Complete,
        }
    }

    /// Returns the last epoch, if there is one.
    pub fn last(&self) -> Option<&Epoch> {
        self.epochs.last()
    }

    /// Returns the [best](Self::best) epoch, if there is validation data.
    pub fn best_epoch(&self) -> Option<&Epoch> {
        self.epochs.iter().find(|epoch| Some(epoch.number) == self.best)
    }

    /// Returns the diagnostics of each layer in `epochs[index]`.
    pub fn layers(&self, index: usize) -> &[LayerDiagnosis] {
        let layers = self.diagnoses.len().checked_div(self.epochs.len()).unwrap_or(0);
        self.diagnoses.get(index * layers..(index + 1) * layers).unwrap_or(&[])
    }

    /// Returns the values of the [metric](crate::train::Builder::metric) with this name.
    pub fn measured(&self, name: &str) -> Option<&Measured> {
        self.metrics.iter().find(|measured| measured.name == name)
    }

    /// Returns the total duration of all epochs in seconds; 0 if there is no clock.
    pub fn seconds(&self) -> f64 {
        self.epochs.iter().map(|epoch| epoch.seconds).sum()
    }

    /// Returns the whole history as comma-separated values: a header and one row per epoch. Missing values are empty.
    pub fn csv(&self) -> String {
        let mut csv = String::new();
        // Writing to a string cannot fail.
        let _ = self.write_csv(&mut csv);
        csv
    }

    /// Writes [`csv`](Self::csv) to a file atomically; [`files`](crate::files) explains how files are replaced and
    /// which cannot be.
    ///
    /// # Errors
    ///
    /// The errors of the file system, and an error if the path is not a regular file.
    #[cfg(feature = "std")]
    pub fn save_csv(&self, path: impl AsRef<Path>) -> io::Result<()> {
        atomic_file::replace(path.as_ref(), self.csv().as_bytes(), None)
    }

    fn write_csv(&self, csv: &mut String) -> core::fmt::Result {
        let metric = self.metric;
        write!(
            csv,
            "epoch,rate,step loss,penalty,training loss,training {metric},validation loss,validation {metric}"
        )?;
        write!(csv, ",gradient norm,seconds")?;
        for Measured { name, validation, .. } in &self.metrics {
            write!(csv, ",{}", field(format!("training {name}")))?;
            if !validation.is_empty() {
                write!(csv, ",{}", field(format!("validation {name}")))?;
            }
        }
        for LayerDiagnosis { name, .. } in self.layers(0) {
            write!(csv, ",{name} gradient norm,{name} update ratio,{name} dead")?;
        }
        writeln!(csv)?;
        for (index, epoch) in self.epochs.iter().enumerate() {
            let Epoch { number, rate, step_loss, penalty, gradient_norm, training, validation, seconds } = *epoch;
            write!(csv, "{number},")?;
            write_known(csv, rate)?;
            write!(csv, ",{step_loss},{penalty},{},{},", training.loss, training.metric)?;
            write_known(csv, validation.map(|validation| validation.loss))?;
            write!(csv, ",")?;
            write_known(csv, validation.map(|validation| validation.metric))?;
            write!(csv, ",")?;
            write_known(csv, gradient_norm)?;
            write!(csv, ",{seconds}")?;
            for Measured { training, validation, .. } in &self.metrics {
                for value in [training, validation].into_iter().filter_map(|values| values.get(index)) {
                    write!(csv, ",{value}")?;
                }
            }
            for LayerDiagnosis { gradient_norm, update_ratio, dead, .. } in self.layers(index) {
                write!(csv, ",{gradient_norm},{update_ratio},{dead}")?;
            }
            writeln!(csv)?;
        }
        Ok(())
    }
}

/// Formats text as a CSV field, quoted if necessary.
fn field(text: String) -> String {
    if text.contains(['"', ',', '\n', '\r']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text }
}

/// Writes the value, or nothing if it is unknown.
fn write_known(csv: &mut String, value: Option<f64>) -> core::fmt::Result {
    value.map_or(Ok(()), |value| write!(csv, "{value}"))
}
