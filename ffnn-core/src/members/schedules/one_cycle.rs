use crate::SettingError;
use crate::kinds::schedule::{Length, Position, Schedule, half_cosine};

/// Rises to the optimizer's rate and falls far below where it started, along two half cosine waves (the 1cycle policy,
/// Smith and Topin 2018, in the form of fastai).
///
/// ```text
/// factor(t) = cos from 1 / div to 1                          0 ≤ t ≤ u = rise · T - 1
///           = cos from 1 to 1 / (div · final_div)            u < t ≤ T - 1, and stays there
/// cos from a to b = b + (a - b) · (1 + cos(π · part)) / 2    part from 0 to 1
/// ```
///
/// The formula and the defaults of PyTorch's `OneCycleLR`, whose `max_lr` is the optimizer's rate here. It moves the
/// rate only, not the momentum.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct OneCycle {
    /// T: how long the cycle takes.
    pub length: Length,
    /// The part of the cycle that rises, from 0 to 1: `pct_start`.
    pub rise: f64,
    /// How many times smaller the first rate is than the highest, at least 1: `div_factor`.
    pub div: f64,
    /// How many times smaller the last rate is than the first, at least 1: `final_div_factor`.
    pub final_div: f64,
}

impl OneCycle {
    /// One cycle of this length: 30 % rising, from a 25th, to a 250,000th.
    pub const fn new(length: Length) -> Self {
        Self { length, rise: 0.3, div: 25.0, final_div: 1e4 }
    }
}

impl Schedule for OneCycle {
    fn check(&self) -> Result<(), SettingError> {
        SettingError::unless((0.0..=1.0).contains(&self.rise), "the rising part", "from 0 to 1", self.rise)?;
        for (name, div) in [("the first division", self.div), ("the final division", self.final_div)] {
            SettingError::unless(div >= 1.0 && div.is_finite(), name, "a finite number, at least 1", div)?;
        }
        self.length.check("the length of the cycle")
    }

    fn factor(&self, now: &Position) -> f64 {
        let (elapsed, length) = self.length.measure(now);
        let (first, top, end) = (1.0 / self.div, self.rise * length - 1.0, length - 1.0);
        let last = first / self.final_div;
        if elapsed >= end {
            last
        } else if elapsed < top {
            half_cosine(first, 1.0, elapsed / top)
        } else {
            // A cycle too short to rise starts at the top.
            let top = top.max(0.0);
            half_cosine(1.0, last, (elapsed - top) / (end - top))
        }
    }
}
