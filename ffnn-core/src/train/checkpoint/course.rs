//! Serialization of a run of `fit`.

use alloc::vec::Vec;

use crate::LayerInfo;
use crate::kinds::schedule::{Run, Watch};
use crate::numbers::persist::{Malformed, Persist, Reader, Writer};
use crate::train::fit::best::Best;
use crate::train::fit::course::{Course, Partial};
use crate::train::{End, Epoch, Evaluation, History, LayerDiagnosis, Measured};

/// Bytes of an epoch of the history without rate, gradient norm and validation. More epochs than fit into the rest of the
/// file are rejected.
const EPOCH: usize = 6 * size_of::<f64>() + 3;

pub(super) fn write(course: &Course, to: &mut Writer) {
    let Course { call, epochs, run, rows, finished, done, partial, best, watch, history } = course;
    (*call, *epochs, run.start, run.end, run.steps_per_epoch).persist(to);
    (*rows, *finished, *done).persist(to);
    (partial.steps, partial.loss, partial.weight, partial.penalty, partial.seconds).persist(to);
    (best.epoch, best.loss, watch.best, watch.waited).persist(to);
    let end = match history.end {
        End::Complete | End::Paused => 0u8,
        End::EarlyStopping => 1,
        End::Observer => 2,
    };
    (history.best, history.restored, end, history.epochs.len(), history.diagnoses.len()).persist(to);
    for epoch in &history.epochs {
        let Epoch { number, rate, step_loss, penalty, gradient_norm, training, validation, seconds } = *epoch;
        (number, rate, step_loss, penalty, gradient_norm).persist(to);
        (training.loss, training.metric, seconds).persist(to);
        validation.map(|Evaluation { loss, metric }| (loss, metric)).persist(to);
    }
    for Measured { training, validation, .. } in &history.metrics {
        // A panic during evaluation may have left one value too many.
        for values in [training, validation] {
            let values = &values[..values.len().min(history.epochs.len())];
            values.len().persist(to);
            values.iter().for_each(|value| value.persist(to));
        }
    }
    for LayerDiagnosis { gradient_norm, update_ratio, dead, .. } in &history.diagnoses {
        (*gradient_norm, *update_ratio, *dead).persist(to);
    }
}

/// Reads a run; `history` is empty, and its layers are `diagnosed`.
pub(super) fn read(
    from: &mut Reader<'_>,
    mut history: History,
    diagnosed: &'static [LayerInfo],
) -> Result<Course, Malformed> {
    let (call, epochs) = (from.counter()?, from.counter()?);
    let run = Run { start: from.counter()?, end: from.read()?, steps_per_epoch: from.counter()? };
    let (rows, finished, at): ([u64; 2], _, _) = (from.read()?, from.read()?, from.place());
    let done = from.counter()?;
    let partial = Partial {
        steps: from.counter()?,
        loss: from.read()?,
        weight: from.read()?,
        penalty: from.read()?,
        seconds: from.read()?,
    };
    if done > epochs || partial.steps > 0 && (partial.steps > run.steps_per_epoch || done == epochs) {
        let found = format_args!("{done} and {} steps", partial.steps);
        return Err(Malformed::new(at, format_args!("part of {epochs} epochs"), found));
    }
    let best = Best { epoch: from.read()?, loss: from.read()? };
    let watch = Watch { best: from.read()?, waited: from.counter()? };
    let (best_epoch, restored, at) = (from.read()?, from.read()?, from.place());
    let end = match from.read::<u8>()? {
        0 => End::Complete,
        1 => End::EarlyStopping,
        2 => End::Observer,
        found => return Err(Malformed::new(at, "0, 1 or 2", found)),
    };
    let at = from.place();
    let (ended, rows_of_layers) = (from.count(EPOCH)?, from.count(size_of::<f64>() * 3)?);
    let expected = (done, ended.checked_mul(diagnosed.len()));
    if (ended as u64, Some(rows_of_layers)) != expected {
        let found = format_args!("{ended} and {rows_of_layers}");
        return Err(Malformed::new(at, format_args!("{done} epochs and as many rows for each layer"), found));
    }
    (history.best, history.restored, history.end) = (best_epoch, restored, end);
    history.epochs = (0..ended).map(|_| epoch(from)).collect::<Result<Vec<_>, _>>()?;
    for Measured { training, validation, .. } in &mut history.metrics {
        for (values, expected) in [(training, ended), (validation, if rows[1] > 0 { ended } else { 0 })] {
            let (at, found) = (from.place(), from.count(size_of::<f64>())?);
            if found != expected {
                return Err(Malformed::new(
                    at,
                    format_args!("one value of the metric for each of {expected} epochs"),
                    found,
                ));
            }
            *values = (0..found).map(|_| from.read()).collect::<Result<Vec<_>, _>>()?;
        }
    }
    // Every epoch has one row per diagnosed layer.
    let names = diagnosed.iter().map(|layer| layer.name).cycle().take(rows_of_layers);
    history.diagnoses = names.map(|name| layer(from, name)).collect::<Result<Vec<_>, _>>()?;
    Ok(Course { call, epochs, run, rows, finished, done, partial, best, watch, history })
}

fn epoch(from: &mut Reader<'_>) -> Result<Epoch, Malformed> {
    let (number, rate, step_loss) = (from.read()?, from.read()?, from.read()?);
    let (penalty, gradient_norm) = (from.read()?, from.read()?);
    let training = Evaluation { loss: from.read()?, metric: from.read()? };
    let seconds = from.read()?;
    let validation = from.read::<Option<(f64, f64)>>()?.map(|(loss, metric)| Evaluation { loss, metric });
    Ok(Epoch { number, rate, step_loss, penalty, gradient_norm, training, validation, seconds })
}

fn layer(from: &mut Reader<'_>, name: &'static str) -> Result<LayerDiagnosis, Malformed> {
    Ok(LayerDiagnosis { name, gradient_norm: from.read()?, update_ratio: from.read()?, dead: from.read()? })
}
