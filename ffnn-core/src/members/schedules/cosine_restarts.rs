use crate::SettingError;
use crate::kinds::schedule::{Length, Position, Schedule, check_factor, half_cosine};

/// Cosine decay with warm restarts (SGDR, Loshchilov and Hutter 2017); each wave can be longer and start lower than the
/// one before.
///
/// ```text
/// factor(t) = last + (shrinkⁱ - last) · (1 + cos(π t′ / T′)) / 2      after i restarts, t′ since the last,
///                                                                    T′ = T · lengthenⁱ
/// ```
///
/// Equals PyTorch's `CosineAnnealingWarmRestarts` with `T_mult` for `lengthen`. Keras' `CosineDecayRestarts` also
/// shrinks the last factor, which makes no difference if it is 0.
#[doc(alias = "CosineAnnealingWarmRestarts")]
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CosineRestarts {
    /// T: the length of the first wave.
    pub first: Length,
    /// The length of each wave relative to the one before, at least 1.
    pub lengthen: f64,
    /// The first factor of each wave relative to the one before, from 0 to 1.
    pub shrink: f64,
    /// The last factor of each wave, at least 0.
    pub last: f64,
}

impl CosineRestarts {
    /// Equal waves of this length that fall to 0.
    pub const fn new(first: Length) -> Self {
        Self { first, lengthen: 1.0, shrink: 1.0, last: 0.0 }
    }
}

impl Schedule for CosineRestarts {
    fn check(&self) -> Result<(), SettingError> {
        let valid = self.lengthen >= 1.0 && self.lengthen.is_finite();
        SettingError::unless(valid, "the lengthening of a wave", "a finite number, at least 1", self.lengthen)?;
        SettingError::unless(
            (0.0..=1.0).contains(&self.shrink),
            "the shrinking of a wave",
            "from 0 to 1",
            self.shrink,
        )?;
        check_factor("the last factor", self.last)?;
        self.first.check("the length of the first wave")
    }

    fn factor(&self, now: &Position) -> f64 {
        let (mut elapsed, mut length) = self.first.measure(now);
        let mut restarts = 0.0;
        // For waves that hardly grow, the loop would not end; they are treated as equal.
        if self.lengthen < 1.0 + 1e-9 {
            restarts = libm::floor(elapsed / length);
            elapsed -= restarts * length;
        } else {
            while elapsed >= length {
                elapsed -= length;
                length *= self.lengthen;
                restarts += 1.0;
            }
        }
        half_cosine(libm::pow(self.shrink, restarts), self.last, elapsed / length)
    }
}
