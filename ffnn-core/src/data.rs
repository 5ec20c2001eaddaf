//! Samples with their targets: held, checked, split.

#[cfg(feature = "alloc")]
use alloc::vec::Vec;

#[cfg(feature = "alloc")]
use crate::Random;
use crate::kernels::{AllFinite, dispatch};
use crate::{Error, Head, Loss, Scalar, Vector};

#[cfg(feature = "alloc")]
mod augment;
#[cfg(feature = "data")]
pub mod csv;
#[cfg(feature = "data")]
pub mod idx;
#[cfg(feature = "data")]
mod load_error;
#[cfg(feature = "alloc")]
mod standardizer;

#[cfg(feature = "alloc")]
pub use augment::{Affine, AugmentImages, Augmentation};
#[cfg(feature = "data")]
pub use load_error::{LoadError, LoadProblem, Location};
#[cfg(feature = "alloc")]
pub use standardizer::Standardizer;

/// Inputs and targets, one target an input, at least one of each.
///
/// # Shapes
///
/// `inputs[sample]` is a `[T; IN]`; `targets[sample]` is what the loss compares with: a class index, a `[T; OUT]`.
#[cfg(feature = "alloc")]
#[derive(Clone, Debug, PartialEq)]
pub struct Dataset<X, Y> {
    inputs: Vec<X>,
    targets: Vec<Y>,
}

#[cfg(feature = "alloc")]
impl<X, Y> Dataset<X, Y> {
    /// Fails if there is no sample, or not one target an input.
    pub fn new(inputs: Vec<X>, targets: Vec<Y>) -> Result<Self, Error> {
        if inputs.len() != targets.len() {
            return Err(Error::Lengths { inputs: inputs.len(), targets: targets.len() });
        }
        if inputs.is_empty() {
            return Err(Error::Empty);
        }
        Ok(Self { inputs, targets })
    }

    /// The inputs.
    pub fn inputs(&self) -> &[X] {
        &self.inputs
    }

    /// The inputs, to be changed in place: [standardized](Standardizer::apply_all), say.
    pub fn inputs_mut(&mut self) -> &mut [X] {
        &mut self.inputs
    }

    /// The targets.
    pub fn targets(&self) -> &[Y] {
        &self.targets
    }

    /// How many samples there are; never zero.
    #[expect(clippy::len_without_is_empty, reason = "a data set is never empty")]
    pub fn len(&self) -> usize {
        self.inputs.len()
    }

    /// Every sample with its target.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&X, &Y)> {
        self.inputs.iter().zip(&self.targets)
    }

    /// The same targets with every input changed by `change`: scaled, say.
    pub fn map_inputs<Z>(self, change: impl FnMut(X) -> Z) -> Dataset<Z, Y> {
        Dataset { inputs: self.inputs.into_iter().map(change).collect(), targets: self.targets }
    }

    /// Splits by row number: those for which `left` holds, and the others. Fails if either is empty.
    pub fn split(self, mut left: impl FnMut(usize) -> bool) -> Result<(Self, Self), Error> {
        let mut parts = [(Vec::new(), Vec::new()), (Vec::new(), Vec::new())];
        for (row, (input, target)) in self.inputs.into_iter().zip(self.targets).enumerate() {
            let part = &mut parts[usize::from(!left(row))];
            part.0.push(input);
            part.1.push(target);
        }
        let [(left_inputs, left_targets), (right_inputs, right_targets)] = parts;
        Ok((Self::new(left_inputs, left_targets)?, Self::new(right_inputs, right_targets)?))
    }
}

/// Fails at the first sample that `loss` cannot train on: a NaN or an infinity among the inputs, a target that cannot
/// be an answer, lengths that differ, no sample at all.
pub fn check<H: Head, L: Loss<H>, X: Vector, V: Vector>(
    loss: &L,
    inputs: &[X],
    targets: &[L::Target<V>],
) -> Result<(), Error> {
    if inputs.len() != targets.len() {
        return Err(Error::Lengths { inputs: inputs.len(), targets: targets.len() });
    }
    if inputs.is_empty() {
        return Err(Error::Empty);
    }
    check_inputs(X::flattened(inputs), X::LEN)?;
    for (sample, target) in targets.iter().enumerate() {
        loss.check(target).map_err(|problem| Error::Target { sample, problem })?;
    }
    Ok(())
}

/// Fails at the first of samples of so many features, one after the other, that is not finite.
fn check_inputs<T: Scalar>(inputs: &[T], features: usize) -> Result<(), Error> {
    if dispatch(AllFinite(inputs)) {
        return Ok(());
    }
    let broken = inputs.iter().enumerate().find(|(_, value)| !value.is_finite());
    broken.map_or(Ok(()), |(place, found)| {
        Err(Error::Input { sample: place / features, feature: place % features, found: found.to_f64() })
    })
}

/// The rows to train on and the rows to hold out: `fraction` of each stratum, rounded, in random order.
#[cfg(feature = "alloc")]
pub(crate) fn stratified(strata: &[usize], fraction: f64, random: &mut Random) -> (Vec<usize>, Vec<usize>) {
    let mut rows: Vec<usize> = (0..strata.len()).collect();
    random.shuffle(&mut rows);
    rows.sort_by_key(|&row| strata[row]);
    let (mut training, mut validation) = (Vec::new(), Vec::new());
    for stratum in rows.chunk_by(|&a, &b| strata[a] == strata[b]) {
        let held_out = libm::round(stratum.len() as f64 * fraction) as usize;
        validation.extend_from_slice(&stratum[..held_out]);
        training.extend_from_slice(&stratum[held_out..]);
    }
    random.shuffle(&mut training);
    random.shuffle(&mut validation);
    (training, validation)
}

#[cfg(all(test, feature = "alloc"))]
mod tests {
    use alloc::vec;

    use super::*;
    use crate::Stream;

    #[test]
    fn a_stratified_split_takes_its_share_of_every_class() {
        let strata: Vec<usize> = (0..100).map(|row| if row < 80 { 0 } else { 1 }).collect();
        let (training, validation) = stratified(&strata, 0.25, &mut Stream::root(1).random());
        assert_eq!(validation.iter().filter(|&&row| strata[row] == 0).count(), 20);
        assert_eq!(validation.iter().filter(|&&row| strata[row] == 1).count(), 5);
        let mut all = [training, validation].concat();
        assert!(!all.is_sorted());
        all.sort_unstable();
        assert_eq!(all, (0..100).collect::<Vec<_>>());
    }

    #[test]
    fn a_data_set_is_whole_or_not_at_all() {
        assert_eq!(Dataset::new(vec![[0.0]], vec![1, 2]).unwrap_err(), Error::Lengths { inputs: 1, targets: 2 });
        assert_eq!(Dataset::<[f32; 1], usize>::new(vec![], vec![]).unwrap_err(), Error::Empty);
        let data = Dataset::new(vec![0, 1, 2, 3, 4, 5], vec!['a', 'b', 'c', 'd', 'e', 'f']).unwrap();
        let (test, train) = data.split(|row| row % 5 == 0).unwrap();
        assert_eq!(test.targets(), ['a', 'f']);
        assert_eq!(train.inputs(), [1, 2, 3, 4]);
        let train = train.map_inputs(|input| [input as f32 / 4.0]);
        assert_eq!(train.inputs(), [[0.25], [0.5], [0.75], [1.0]]);
        assert_eq!(train.targets(), ['b', 'c', 'd', 'e']);
        assert_eq!(train.split(|_| true).unwrap_err(), Error::Empty);
    }
}
