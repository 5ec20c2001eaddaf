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

/// What one epoch came to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Epoch {
    /// Its number, counted from 1 over all runs of `fit`.
    pub number: u64,
    /// The learning rate of its last step; none if the optimizer has none.
    pub rate: Option<f64>,
    /// The mean loss over its steps, each before the step, with dropout at work; without penalties.
    pub step_loss: f64,
    /// The mean of what penalties added to the loss of its steps.
    pub penalty: f64,
    /// `√(mean ‖g‖²)` over its steps, `g` the whole gradient before the optimizer clips it; none unless the trainer was
    /// built with [`diagnose`](crate::train::Builder::diagnose).
    pub gradient_norm: Option<f64>,
    /// Loss and metric on the training data after the epoch, predicting.
    pub training: Evaluation,
    /// Loss and metric on the validation data after the epoch, if there is any.
    pub validation: Option<Evaluation>,
    /// Seconds that it took, evaluation included; 0 without the feature `std`, which brings the clock.
    pub seconds: f64,
}

/// Why training ended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum End {
    /// All epochs were trained.
    #[default]
    Complete,
    /// The validation loss, or what it watches, had not improved for as long as [`EarlyStopping`](crate::train::EarlyStopping) waits.
    EarlyStopping,
    /// The observer answered [`Next::End`](crate::train::Next::End).
    Observer,
    /// The observer answered [`Next::Pause`](crate::train::Next::Pause): the same call of `fit` goes on.
    Paused,
}

/// What training came to, epoch by epoch.
///
/// Displays as a table of at most some twenty epochs, the best and the last among them; [`csv`](Self::csv) gives all.
#[derive(Clone, Debug, PartialEq)]
pub struct History {
    /// What the metric of each evaluation is: `accuracy`, for classes.
    pub metric: &'static str,
    /// The epochs, in order.
    pub epochs: Vec<Epoch>,
    /// How each layer fared, epoch after epoch, as many rows as layers in each; empty unless the trainer was built with
    /// [`diagnose`](crate::train::Builder::diagnose). See [`layers`](Self::layers).
    pub diagnoses: Vec<LayerDiagnosis>,
    /// The trainer's [own metrics](crate::train::Builder::metric), epoch after epoch.
    pub metrics: Vec<Measured>,
    /// The number of the epoch with the lowest validation loss, or with the best of what
    /// [`EarlyStopping`](crate::train::EarlyStopping) watches instead, the first of several; none without validation data.
    pub best: Option<u64>,
    /// Whether the network is the one after the best epoch.
    pub restored: bool,
    /// Why training ended.
    pub end: End,
}

impl History {
    /// Without an epoch yet.
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

    /// The last epoch, if there was one.
    pub fn last(&self) -> Option<&Epoch> {
        self.epochs.last()
    }

    /// The best epoch, if there were validation data: see [`best`](Self::best).
    pub fn best_epoch(&self) -> Option<&Epoch> {
        self.epochs.iter().find(|epoch| Some(epoch.number) == self.best)
    }

    /// How each layer fared in `epochs[index]`.
    pub fn layers(&self, index: usize) -> &[LayerDiagnosis] {
        let layers = self.diagnoses.len().checked_div(self.epochs.len()).unwrap_or(0);
        self.diagnoses.get(index * layers..(index + 1) * layers).unwrap_or(&[])
    }

    /// What the [metric](crate::train::Builder::metric) of this name was after each epoch.
    pub fn measured(&self, name: &str) -> Option<&Measured> {
        self.metrics.iter().find(|measured| measured.name == name)
    }

    /// Seconds that all epochs took together; 0 where there is no clock.
    pub fn seconds(&self) -> f64 {
        self.epochs.iter().map(|epoch| epoch.seconds).sum()
    }

    /// All of it as comma-separated values with a header, one row an epoch; a value that there is none of is empty.
    pub fn csv(&self) -> String {
        let mut csv = String::new();
        // Writing to a string cannot fail.
        let _ = self.write_csv(&mut csv);
        csv
    }

    /// Writes [`csv`](Self::csv) to a file, in one go: [`files`](crate::files) says how a file is replaced, and which are not.
    ///
    /// # Errors
    ///
    /// Those of the file system, and one for what is not a regular file.
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

/// Text as a field, between quotes if it has to be.
fn field(text: String) -> String {
    if text.contains(['"', ',', '\n', '\r']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text }
}

/// The value, or nothing.
fn write_known(csv: &mut String, value: Option<f64>) -> core::fmt::Result {
    value.map_or(Ok(()), |value| write!(csv, "{value}"))
}
