//! Random augmentation of training inputs.

mod affine;
mod images;

pub use affine::Affine;
pub use images::AugmentImages;

use alloc::vec::Vec;

use super::Dataset;
use crate::kinds::optimizer::SettingError;
use crate::{Random, Stream};

/// Changes a training input at random in a way that keeps its target valid.
///
/// Each change is drawn from a stream keyed by epoch and sample, so it does not depend on the order of the samples or
/// on the batches.
///
/// [`AugmentImages`] shifts, rotates and resizes images. Implement this trait for your own type, or use a closure; a
/// tuple of up to eight augmentations is a chain; `()` changes nothing:
///
/// ```
/// use ffnn::data::{AugmentImages, Augmentation, Dataset};
/// use ffnn::{Random, Stream};
///
/// let slightly = AugmentImages { shift: 0.5, rotate: 10.0, ..AugmentImages::new(8, 8) };
/// let darker = |image: &mut [f32; 64], random: &mut Random| {
///     let factor = 1.0 - 0.2 * random.uniform() as f32;
///     image.iter_mut().for_each(|pixel| *pixel *= factor);
/// };
/// let data = Dataset::new(vec![[0.5; 64]; 3], vec![0, 1, 2]).expect("one target per input");
/// let more = (slightly, darker).copies(&data, 9, Stream::root(7))?;
/// assert_eq!(more.len(), 30);
/// # Ok::<(), ffnn::SettingError>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not augment inputs that are `{X}`",
    note = "an augmentation is an `AugmentImages`, a closure `|input: &mut {X}, random: &mut Random|`, or a tuple of up to eight augmentations"
)]
pub trait Augmentation<X> {
    /// Fails if a setting is invalid. Called once before many inputs are augmented.
    fn check(&self) -> Result<(), SettingError> {
        Ok(())
    }

    /// Changes `input`, drawing from `random`. Allocates nothing.
    ///
    /// If [`check`](Self::check) fails, this does not panic, but the result is meaningless.
    fn augment(&self, input: &mut X, random: &mut Random);

    /// Augments `inputs`, which are the samples numbered `samples` in the data set, for this epoch.
    ///
    /// `stream` is the random stream for augmentation, the same for all epochs and batches.
    fn augment_batch(&self, inputs: &mut [X], samples: &[usize], epoch: u64, stream: Stream) {
        let stream = stream.at(epoch);
        for (input, &sample) in inputs.iter_mut().zip(samples) {
            self.augment(input, &mut stream.at(sample as u64).random());
        }
    }

    /// Returns all samples unchanged, followed by `count` augmented copies of all of them.
    ///
    /// Copy 0 equals the result of [`augment_batch`](Self::augment_batch) in epoch 0 with the same stream, and so on.
    ///
    /// # Errors
    ///
    /// Fails if a setting is invalid, or if the copies do not fit into memory.
    fn copies<Y: Clone>(
        &self,
        data: &Dataset<X, Y>,
        count: usize,
        stream: Stream,
    ) -> Result<Dataset<X, Y>, SettingError>
    where
        X: Clone,
    {
        self.check()?;
        let total = data.len().saturating_mul(count.saturating_add(1));
        let (mut inputs, mut targets) = (Vec::new(), Vec::new());
        let fits = inputs.try_reserve_exact(total).is_ok() && targets.try_reserve_exact(total).is_ok();
        SettingError::unless(fits, "the number of copies", "as many as fit into memory", count as f64)?;
        inputs.extend_from_slice(&data.inputs);
        targets.extend_from_slice(&data.targets);
        let samples: Vec<usize> = (0..data.len()).collect();
        for copy in 0..count {
            let start = inputs.len();
            inputs.extend_from_slice(&data.inputs);
            targets.extend_from_slice(&data.targets);
            self.augment_batch(&mut inputs[start..], &samples, copy as u64, stream);
        }
        Ok(Dataset { inputs, targets })
    }
}

impl<X, F: Fn(&mut X, &mut Random)> Augmentation<X> for F {
    fn augment(&self, input: &mut X, random: &mut Random) {
        self(input, random);
    }
}

impl<X> Augmentation<X> for () {
    fn augment(&self, _input: &mut X, _random: &mut Random) {}
}

macro_rules! chains {
    ($(($($part:ident $place:tt),+);)+) => { $(
        impl<X, $($part: Augmentation<X>),+> Augmentation<X> for ($($part,)+) {
            fn check(&self) -> Result<(), SettingError> {
                $(self.$place.check()?;)+
                Ok(())
            }

            fn augment(&self, input: &mut X, random: &mut Random) {
                $(self.$place.augment(input, random);)+
            }
        }
    )+ };
}

chains! {
    (A 0);
    (A 0, B 1);
    (A 0, B 1, C 2);
    (A 0, B 1, C 2, D 3);
    (A 0, B 1, C 2, D 3, E 4);
    (A 0, B 1, C 2, D 3, E 4, F 5);
    (A 0, B 1, C 2, D 3, E 4, F 5, G 6);
    (A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7);
}

#[cfg(test)]
mod tests;
