use super::Integer;
use crate::Plain;

/// Evenly spaced values: the whole number `q` stands for `scale · (q − zero_point)`.
#[derive(Clone, Copy, Debug, PartialEq)]
#[repr(C)]
pub struct Grid {
    /// How far apart they are, above 0.
    pub scale: f32,
    /// The number that stands for 0.
    pub zero_point: i32,
}

// SAFETY: `repr(C)`, and both fields are numbers.
unsafe impl Plain for Grid {}

impl Grid {
    /// That on which `first` stands for `low`, but for rounding, and the next number for `step` more.
    pub(crate) fn between(first: i32, low: f64, step: f64) -> Self {
        // Where all values are zero any step will do, and one that `f32` has not is as good as the next that it has.
        let scale = if step > 0.0 { step.clamp(f64::from(f32::MIN_POSITIVE), f64::from(f32::MAX)) as f32 } else { 1.0 };
        Self { scale, zero_point: round(f64::from(first) - low / f64::from(scale)) }
    }

    /// The step.
    pub(crate) fn step(self) -> f64 {
        f64::from(self.scale)
    }

    /// What a number stands for.
    pub fn value<I: Integer>(self, number: I) -> f64 {
        self.step() * (f64::from(number.into()) - f64::from(self.zero_point))
    }

    /// The number that stands for the value nearest to this one; halves go away from zero, and a NaN is 0.
    pub fn nearest<I: Integer>(self, value: f64) -> I {
        if value.is_nan() {
            return I::saturated(self.zero_point);
        }
        I::saturated(round(value / self.step()).saturating_add(self.zero_point))
    }
}

/// The nearest whole number that 32 bits have; halves go away from zero.
pub(crate) fn round(value: f64) -> i32 {
    // Truncates, and saturates.
    (value + 0.5f64.copysign(value)) as i32
}

/// Where values were.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Range {
    /// The least.
    pub low: f64,
    /// The largest.
    pub high: f64,
}

impl Range {
    /// Before any value was seen.
    #[cfg(feature = "alloc")]
    pub(crate) const NONE: Self = Self { low: f64::INFINITY, high: f64::NEG_INFINITY };

    /// Of nothing but zeros.
    pub(crate) const ZERO: Self = Self { low: 0.0, high: 0.0 };

    /// With one value more.
    pub(crate) fn with(self, value: f64) -> Self {
        Self { low: self.low.min(value), high: self.high.max(value) }
    }

    /// With 0 among them, so that it is a number of the grid.
    pub(crate) fn with_zero(self) -> Self {
        self.with(0.0)
    }
}
