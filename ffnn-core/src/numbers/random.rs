//! A tree of named random streams from one seed.
//!
//! Every random choice is drawn from a stream that is named after its purpose and keyed by epoch and batch, so that
//! adding dropout does not change the shuffling and a run is reproducible bit for bit.

use rand::rngs::Xoshiro256PlusPlus;
use rand::{Rng, SeedableRng};

/// A node in the tree of streams: the root is a seed, a child is named or numbered.
///
/// ```
/// use ffnn::Stream;
///
/// let dropout = Stream::root(7).named("dropout").at(3).at(12); // epoch 3, batch 12
/// assert_eq!(dropout.random().uniform(), dropout.random().uniform());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stream(u64);

impl Stream {
    /// Returns the root of the tree for `seed`.
    pub const fn root(seed: u64) -> Self {
        Self(mix(seed))
    }

    /// Returns the child named `name`.
    pub const fn named(self, name: &str) -> Self {
        Self(mix(self.0 ^ hash(name)))
    }

    /// Returns the child numbered `index`.
    pub const fn at(self, index: u64) -> Self {
        Self(mix(self.0.wrapping_add(mix(index))))
    }

    /// Returns a generator at the start of this stream.
    pub fn random(self) -> Random {
        Random { generator: Xoshiro256PlusPlus::seed_from_u64(self.0), spare: None }
    }
}

/// Mixes bits with the finalizer of SplitMix64 (Steele, Lea and Flood 2014): similar seeds give unrelated streams.
const fn mix(value: u64) -> u64 {
    let value = value.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let value = (value ^ (value >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let value = (value ^ (value >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    value ^ (value >> 31)
}

/// The hash of no bytes.
pub(crate) const HASH_START: u64 = 0xcbf2_9ce4_8422_2325;

/// Computes FNV-1a, also used for fingerprints and checksums.
pub(crate) const fn hash(text: &str) -> u64 {
    hash_bytes(HASH_START, text.as_bytes())
}

/// Hashes bytes. Changing a single byte always changes the hash, because each step is invertible.
pub(crate) const fn hash_bytes(mut state: u64, bytes: &[u8]) -> u64 {
    let mut index = 0;
    while index < bytes.len() {
        state = (state ^ bytes[index] as u64).wrapping_mul(0x0000_0100_0000_01b3);
        index += 1;
    }
    state
}

/// A Xoshiro256++ generator with the few distributions that training needs.
///
/// The distributions are implemented here, not taken from a library, so that a stored seed keeps its meaning.
#[derive(Clone, Debug)]
pub struct Random {
    generator: Xoshiro256PlusPlus,
    spare: Option<f64>,
}

impl Random {
    /// Returns 64 random bits.
    pub fn bits(&mut self) -> u64 {
        self.generator.next_u64()
    }

    /// Draws uniformly from [0, 1), a multiple of 2⁻⁵³.
    pub fn uniform(&mut self) -> f64 {
        (self.bits() >> 11) as f64 * (1.0 / (1u64 << 53) as f64)
    }

    /// Draws from a normal distribution with mean 0 and variance 1 (Marsaglia's polar method).
    pub fn normal(&mut self) -> f64 {
        if let Some(spare) = self.spare.take() {
            return spare;
        }
        loop {
            let (x, y) = (2.0 * self.uniform() - 1.0, 2.0 * self.uniform() - 1.0);
            let square = x * x + y * y;
            if square > 0.0 && square < 1.0 {
                let factor = libm::sqrt(-2.0 * libm::log(square) / square);
                self.spare = Some(y * factor);
                return x * factor;
            }
        }
    }

    /// Draws from a normal distribution truncated at two standard deviations by rejection, and scaled so that the
    /// result has
    /// mean 0 and variance 1 (the truncated normal of TensorFlow, Keras and JAX).
    pub fn truncated_normal(&mut self) -> f64 {
        /// Standard deviation of a standard normal truncated at ±2.
        const CUT: f64 = 0.879_625_661_034_239_8;
        loop {
            let value = self.normal();
            if (-2.0..=2.0).contains(&value) {
                return value / CUT;
            }
        }
    }

    /// Draws an integer uniformly from [0, `end`) (Lemire 2019); returns 0 if `end` is 0.
    pub fn below(&mut self, end: usize) -> usize {
        let end = end as u64;
        loop {
            let product = self.bits() as u128 * end as u128;
            if product as u64 >= end.wrapping_neg().checked_rem(end).unwrap_or(0) {
                return (product >> 64) as usize;
            }
        }
    }

    /// Shuffles `items` (Fisher and Yates).
    pub fn shuffle<E>(&mut self, items: &mut [E]) {
        for last in (1..items.len()).rev() {
            items.swap(last, self.below(last + 1));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn streams_differ_by_name_number_and_seed() {
        let root = Stream::root(1);
        let streams =
            [root, Stream::root(2), root.named("a"), root.named("b"), root.at(0), root.at(1), root.at(1).at(0)];
        let firsts = streams.map(|stream| stream.random().bits());
        for (index, first) in firsts.iter().enumerate() {
            assert!(!firsts[..index].contains(first), "stream {index} repeats an earlier one");
        }
    }

    #[test]
    fn the_generator_is_the_published_one() {
        // The first outputs of Xoshiro256++ from the state 1, 2, 3, 4, as published by its authors.
        let mut seed = [0; 32];
        (1..=4u64).for_each(|word| seed[(word as usize - 1) * 8..][..8].copy_from_slice(&word.to_le_bytes()));
        let mut generator = Xoshiro256PlusPlus::from_seed(seed);
        assert_eq!(
            [generator.next_u64(), generator.next_u64(), generator.next_u64()],
            [41943041, 58720359, 3588806011781223]
        );
    }

    #[test]
    fn moments_are_those_of_the_distributions() {
        const DRAWS: usize = 100_000;
        let mut random = Stream::root(3).random();
        let moments = |draw: &mut dyn FnMut() -> f64| {
            let values: [f64; 2] = (0..DRAWS).fold([0.0; 2], |[sum, squares], _| {
                let value = draw();
                [sum + value, squares + value * value]
            });
            values.map(|total| total / DRAWS as f64)
        };
        // Five standard errors of the mean and of the second moment.
        let [mean, square] = moments(&mut || random.uniform());
        assert!((mean - 0.5).abs() < 0.0046 && (square - 1.0 / 3.0).abs() < 0.0048, "{mean} {square}");
        let [mean, square] = moments(&mut || random.normal());
        assert!(mean.abs() < 0.016 && (square - 1.0).abs() < 0.023, "{mean} {square}");
        let [mean, square] = moments(&mut || random.truncated_normal());
        assert!(mean.abs() < 0.016 && (square - 1.0).abs() < 0.023, "{mean} {square}");
    }

    #[test]
    fn below_covers_its_range_evenly() {
        let mut random = Stream::root(5).random();
        let mut counts = [0i32; 10];
        (0..100_000).for_each(|_| counts[random.below(10)] += 1);
        assert!(counts.iter().all(|count| (count - 10_000).abs() < 500), "{counts:?}");
        assert_eq!(random.below(0), 0);
    }

    #[test]
    fn shuffling_keeps_every_item() {
        let mut items: [usize; 100] = core::array::from_fn(|index| index);
        Stream::root(1).random().shuffle(&mut items);
        assert_ne!(items, core::array::from_fn(|index| index));
        items.sort_unstable();
        assert_eq!(items, core::array::from_fn(|index| index));
    }
}
