//! Stratified splits by several labels per row.

use alloc::vec;
use alloc::vec::Vec;

use super::shuffled;
use crate::data::error::Stratum;
use crate::{Random, TrainError};

/// The labels that are not the same in all rows, the rarest first, up to 64.
///
/// ```text
/// sort the rows by their labels, the rarest label first; take every (rows / count)th
/// ```
///
/// Rows that share the rarest label are then neighbors, so its share is right to within one row, and so is that of each
/// combination of labels. The shares of the other labels are nearly right.
#[derive(Debug)]
pub(crate) struct Labels {
    outputs: Vec<usize>,
    /// The rarer value of each output.
    rare: Vec<bool>,
    /// Bit 63 is set where a row has the rarer value of the first output, and so on.
    keys: Vec<u64>,
}

impl Labels {
    pub(super) fn new(rows: usize, outputs: usize, set: impl Fn(usize, usize) -> bool) -> Self {
        let counts = (0..outputs).map(|output| (output, (0..rows).filter(|&row| set(row, output)).count()));
        let mut rarest: Vec<(usize, usize, bool)> = counts
            .filter(|&(_, count)| count > 0 && count < rows)
            .map(|(output, count)| (count.min(rows - count), output, count <= rows - count))
            .collect();
        rarest.sort_unstable();
        rarest.truncate(u64::BITS as usize);
        let mut keys = vec![0; rows];
        for (place, &(_, output, rare)) in rarest.iter().enumerate() {
            for (row, key) in keys.iter_mut().enumerate() {
                *key |= u64::from(set(row, output) == rare) << (63 - place);
            }
        }
        let (outputs, rare) = rarest.into_iter().map(|(_, output, rare)| (output, rare)).unzip();
        Self { outputs, rare, keys }
    }

    /// The outputs that are stratified.
    pub(super) fn outputs(&self) -> &[usize] {
        &self.outputs
    }

    pub(super) fn rows(&self) -> usize {
        self.keys.len()
    }

    /// `count` rows to hold out, such that each label occurs in training both set and not set.
    pub(super) fn hold_out(&self, count: usize, random: &mut Random) -> Result<Vec<usize>, TrainError> {
        let rows = self.rows();
        let mut order = shuffled(rows, random);
        order.sort_by_key(|&row| self.keys[row]);
        let start = random.below(rows) as u128;
        let before = |place: usize| (place as u128 * count as u128 + start) / rows as u128;
        let (mut held_out, mut training) = (Vec::with_capacity(count), Vec::with_capacity(rows - count));
        for (place, row) in order.into_iter().enumerate() {
            if before(place + 1) > before(place) { held_out.push(row) } else { training.push(row) }
        }
        self.keep_in_training(&mut held_out, &mut training, random)?;
        Ok(held_out)
    }

    /// Swaps rows until both values of each label occur in training.
    fn keep_in_training(
        &self,
        held_out: &mut [usize],
        training: &mut [usize],
        random: &mut Random,
    ) -> Result<(), TrainError> {
        random.shuffle(training);
        // For each label: the number of training rows with the rarer value, and with the other.
        let value = |row: usize, place: usize| usize::from(self.keys[row] >> (63 - place) & 1 == 0);
        let mut counts = vec![[0usize; 2]; self.outputs.len()];
        for &row in &*training {
            counts.iter_mut().enumerate().for_each(|(place, count)| count[value(row, place)] += 1);
        }
        for place in 0..self.outputs.len() {
            for missing in 0..2 {
                if counts[place][missing] > 0 {
                    continue;
                }
                let wanted = held_out.iter_mut().find(|row| value(**row, place) == missing);
                // A row that is the last one with some value must stay.
                let spared = training
                    .iter_mut()
                    .find(|row| counts.iter().enumerate().all(|(place, count)| count[value(**row, place)] > 1));
                let (Some(wanted), Some(spared)) = (wanted, spared) else {
                    let set = self.rare[place] == (missing == 0);
                    let stratum = Stratum::Label { output: self.outputs[place], set };
                    let samples = self.keys.iter().filter(|&&key| usize::from(key >> (63 - place) & 1 == 0) == missing);
                    let (samples, most) = (samples.count(), held_out.len().saturating_sub(1));
                    return Err(TrainError::Stratum { stratum, samples, held_out: held_out.len(), most });
                };
                core::mem::swap(wanted, spared);
                // `wanted` is now in training, and `spared` is held out.
                for (place, count) in counts.iter_mut().enumerate() {
                    count[value(*spared, place)] += 1;
                    count[value(*wanted, place)] -= 1;
                }
            }
        }
        Ok(())
    }
}
