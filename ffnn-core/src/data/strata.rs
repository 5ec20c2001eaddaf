//! Stratified splits: which rows to hold out so that both sides have the same share of each class.

use alloc::vec;
use alloc::vec::Vec;

use crate::data::error::Stratum;
use crate::{Loss, Network, Random, TrainError};

mod labels;

use labels::Labels;

/// The property that has the same share on both sides of a split.
#[derive(Debug)]
pub(crate) enum Strata {
    /// The class of each row, numbered from 0 without gaps, and the name of each class.
    Classes { of: Vec<usize>, names: Vec<Stratum> },
    /// Several labels per row.
    Labels(Labels),
}

impl Strata {
    /// Puts all rows in one class: no stratification.
    pub(crate) fn none(rows: usize) -> Self {
        Self::Classes { of: vec![0; rows], names: vec![Stratum::Like(0)] }
    }

    /// Rows with equal keys form one class, named after its first row.
    pub(crate) fn of_keys<K: Ord>(keys: impl Iterator<Item = K>) -> Self {
        Self::named(keys.collect::<Vec<_>>(), |row, _| Stratum::Like(row))
    }

    /// Classes by the labels of the targets if the loss uses labels, otherwise by their strata.
    pub(crate) fn of<N: Network, L: Loss<N::Head>>(loss: &L, targets: &[crate::network::Target<N, L>]) -> Self {
        use crate::Vector;
        let label = |row: usize, output| loss.label::<N::Logits>(&targets[row], output);
        if targets.is_empty() || label(0, 0).is_none() {
            let strata = targets.iter().map(|target| loss.stratum::<N::Logits>(target));
            return Self::named(strata.collect(), |_, &stratum| Stratum::Class(stratum));
        }
        let set = |row, output| label(row, output) == Some(true);
        let labels = Labels::new(targets.len(), N::Logits::LEN, set);
        match labels.outputs() {
            [] => Self::none(targets.len()),
            // A single label is two classes, for which there are stronger guarantees.
            &[output] => {
                let classes = (0..targets.len()).map(|row| set(row, output)).collect();
                Self::named(classes, |_, &set| Stratum::Label { output, set })
            }
            _ => Self::Labels(labels),
        }
    }

    fn named<K: Ord>(keys: Vec<K>, name: impl Fn(usize, &K) -> Stratum) -> Self {
        let mut rows: Vec<usize> = (0..keys.len()).collect();
        rows.sort_by(|&one, &other| keys[one].cmp(&keys[other]));
        let (mut of, mut names) = (vec![0; keys.len()], Vec::new());
        for class in rows.chunk_by(|&one, &other| keys[one] == keys[other]) {
            class.iter().for_each(|&row| of[row] = names.len());
            // Sorting is stable, so this is the first row of the class.
            names.push(name(class[0], &keys[class[0]]));
        }
        Self::Classes { of, names }
    }

    /// Whether there is more than one class, so that the split is stratified.
    fn is_several(&self) -> bool {
        match self {
            Self::Classes { names, .. } => names.len() > 1,
            Self::Labels(_) => true,
        }
    }

    /// The training rows and the held-out rows, `share` of all, each in random order.
    pub(crate) fn hold_out(&self, share: f64, random: &mut Random) -> Result<(Vec<usize>, Vec<usize>), TrainError> {
        let rows = match self {
            Self::Classes { of, .. } => of.len(),
            Self::Labels(labels) => labels.rows(),
        };
        let count = rounded(rows, share);
        check_sides(rows, count, self.is_several())?;
        let held_out = match self {
            Self::Classes { of, names } => {
                let mut order = shuffled(rows, random);
                let mut sizes = vec![0; names.len()];
                of.iter().for_each(|&class| sizes[class] += 1);
                let mut left = apportion(&sizes, count, random).map_err(|smallest| TrainError::Stratum {
                    stratum: names[smallest],
                    samples: sizes[smallest],
                    held_out: count,
                    most: rows - names.len(),
                })?;
                order.retain(|&row| left[of[row]].checked_sub(1).map(|less| left[of[row]] = less).is_some());
                order
            }
            Self::Labels(labels) => labels.hold_out(count, random)?,
        };
        Ok(sides(rows, &held_out, random))
    }

    /// The fold of each row, from 0 to `folds - 1`. In each class, the folds differ by at most one row.
    pub(super) fn deal(&self, folds: usize, random: &mut Random) -> Result<Vec<usize>, TrainError> {
        let Self::Classes { of, names } = self else { return Ok(Vec::new()) };
        let mut sizes = vec![0; names.len()];
        of.iter().for_each(|&class| sizes[class] += 1);
        if let Some(small) = sizes.iter().position(|&size| size < folds) {
            return Err(TrainError::FoldStratum { stratum: names[small], samples: sizes[small], folds });
        }
        let mut rows = shuffled(of.len(), random);
        rows.sort_by_key(|&row| of[row]);
        // Rows are dealt like cards, class after class, so that the sizes of the folds differ by at most one, too.
        let mut fold_of = vec![0; of.len()];
        rows.iter().enumerate().for_each(|(place, &row)| fold_of[row] = place % folds);
        Ok(fold_of)
    }
}

/// The number of held-out samples per class, `count` in total: each class has its share to within one sample, and keeps
/// at least one sample. Fails with the smallest class if that is impossible.
fn apportion(sizes: &[usize], count: usize, random: &mut Random) -> Result<Vec<usize>, usize> {
    let spare: usize = sizes.iter().map(|size| size.saturating_sub(1)).sum();
    let smallest = (0..sizes.len()).min_by_key(|&class| sizes[class]).unwrap_or(0);
    // A single class always passes, because `check_sides` ensures that a sample remains.
    if count > spare {
        return Err(smallest);
    }
    // Classes of one sample hold out nothing; the others take over their share.
    let total: usize = sizes.iter().filter(|&&size| size > 1).sum();
    let part = |class: usize| match sizes[class] {
        0 | 1 => (0, 0),
        size => {
            let product = size as u128 * count as u128;
            ((product / total as u128) as usize, (product % total as u128) as usize)
        }
    };
    let mut held_out: Vec<usize> = (0..sizes.len()).map(|class| part(class).0.min(sizes[class] - 1)).collect();
    let mut left = count - held_out.iter().sum::<usize>();
    // The order is random first, because sorting is stable.
    let mut order = shuffled(sizes.len(), random);
    order.sort_by_key(|&class| (held_out[class] > 0, core::cmp::Reverse(part(class).1)));
    // A second round is needed only if most of the data is held out.
    while left > 0 {
        for &class in &order {
            if left > 0 && held_out[class] + 1 < sizes[class] {
                held_out[class] += 1;
                left -= 1;
            }
        }
    }
    Ok(held_out)
}

/// [`Strata::hold_out`] without classes.
pub(crate) fn hold_out_at_random(
    rows: usize,
    share: f64,
    random: &mut Random,
) -> Result<(Vec<usize>, Vec<usize>), TrainError> {
    let count = rounded(rows, share);
    check_sides(rows, count, false)?;
    let mut training = shuffled(rows, random);
    let held_out = training.split_off(rows - count);
    Ok((training, held_out))
}

/// `share` of `rows`, rounded half up.
pub(crate) fn rounded(rows: usize, share: f64) -> usize {
    (libm::round(rows as f64 * share) as usize).min(rows)
}

/// Fails if either side is empty.
pub(crate) fn check_sides(rows: usize, held_out: usize, stratified: bool) -> Result<(), TrainError> {
    let training = rows - held_out;
    let valid = training > 0 && held_out > 0;
    if valid { Ok(()) } else { Err(TrainError::Split { training, validation: held_out, stratified }) }
}

/// The rows that are not held out and those that are, each in random order.
fn sides(rows: usize, held_out: &[usize], random: &mut Random) -> (Vec<usize>, Vec<usize>) {
    let mut out = vec![false; rows];
    held_out.iter().for_each(|&row| out[row] = true);
    shuffled(rows, random).into_iter().partition(|&row| !out[row])
}

fn shuffled(rows: usize, random: &mut Random) -> Vec<usize> {
    let mut order: Vec<usize> = (0..rows).collect();
    random.shuffle(&mut order);
    order
}

#[cfg(test)]
mod tests;
