use crate::SettingError;
use crate::kinds::schedule::{Length, Position, Schedule, half_cosine};

/// The 1cycle policy (Smith and Topin 2018, in the form of fastai): rises to the optimizer's learning rate, then falls
/// far below where it started, along two half cosine waves.
///
/// ```text
/// factor(t) = cos from 1 / div to 1                          0 ≤ t ≤ u = rise · T - 1
///           = cos from 1 to 1 / (div · final_div)            u < t ≤ T - 1, and stays there
/// cos from a to b = b + (a - b) · (1 + cos(π · part)) / 2    part from 0 to 1
/// ```
///
/// The formula and defaults are those of PyTorch's `OneCycleLR`, whose `max_lr` is the optimizer's learning rate here.
/// Only the learning rate changes, not the momentum.
#[doc(alias = "OneCycleLR")]
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct OneCycle {
    /// T: the length of the cycle.
    pub length: Length,
    /// The fraction of the cycle that rises, from 0 to 1: `pct_start`.
    pub rise: f64,
    /// The highest learning rate over the first one, at least 1: `div_factor`.
    pub div: f64,
    /// The first learning rate over the last one, at least 1: `final_div_factor`.
    pub final_div: f64,
}

impl OneCycle {
    /// One cycle of this length, which rises for 30 % of it; the first factor is 1/25 and the last 1/250,000.
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
