use super::Integer;

/// A grid of evenly spaced values: the integer `q` represents `scale · (q − zero_point)`.
#[derive(Clone, Copy, Debug, PartialEq)]
#[repr(C)]
pub struct Grid {
    /// Distance of neighboring values, above 0.
    pub scale: f32,
    /// Integer that represents 0.
    pub zero_point: i32,
}

crate::layout! { impl[] Plain for Grid { scale, zero_point } }

impl Grid {
    /// Returns the grid that maps `first` to `low`, up to rounding, with the given step.
    pub(crate) fn between(first: i32, low: f64, step: f64) -> Self {
        // If all values are zero any step will do, and a step outside the range of `f32` is replaced by the nearest
        // one.
        let scale = if step > 0.0 { step.clamp(f64::from(f32::MIN_POSITIVE), f64::from(f32::MAX)) as f32 } else { 1.0 };
        Self { scale, zero_point: round(f64::from(first) - low / f64::from(scale)) }
    }

    /// Returns the step.
    pub(crate) fn step(self) -> f64 {
        f64::from(self.scale)
    }

    /// Returns the value that a number represents.
    pub fn value<I: Integer>(self, number: I) -> f64 {
        self.step() * (f64::from(number.into()) - f64::from(self.zero_point))
    }

    /// Returns the number that represents the nearest value; halves are rounded away from zero, and a NaN becomes 0.
    pub fn nearest<I: Integer>(self, value: f64) -> I {
        if value.is_nan() {
            return I::saturated(self.zero_point);
        }
        I::saturated(round(value / self.step()).saturating_add(self.zero_point))
    }
}

/// Rounds to the nearest `i32`, with halves away from zero.
pub(crate) fn round(value: f64) -> i32 {
    // The cast truncates and saturates.
    (value + 0.5f64.copysign(value)) as i32
}

/// A range of values.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Range {
    /// Smallest value.
    pub low: f64,
    /// Largest value.
    pub high: f64,
}

impl Range {
    /// The empty range, before any value was seen.
    #[cfg(feature = "alloc")]
    pub(crate) const NONE: Self = Self { low: f64::INFINITY, high: f64::NEG_INFINITY };

    /// The range that only contains zero.
    pub(crate) const ZERO: Self = Self { low: 0.0, high: 0.0 };

    /// Extends the range to include `value`.
    pub(crate) fn with(self, value: f64) -> Self {
        Self { low: self.low.min(value), high: self.high.max(value) }
    }

    /// Extends the range to include 0, so that 0 is on the grid.
    pub(crate) fn with_zero(self) -> Self {
        self.with(0.0)
    }
}
