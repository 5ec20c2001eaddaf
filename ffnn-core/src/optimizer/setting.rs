use core::fmt::{self, Display};

/// A setting that cannot be used.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SettingError {
    /// What it is called.
    pub name: &'static str,
    /// What it may be.
    pub expected: &'static str,
    /// What it is.
    pub found: f64,
}

impl SettingError {
    /// Fails unless `valid`.
    pub(crate) fn unless(valid: bool, name: &'static str, expected: &'static str, found: f64) -> Result<(), Self> {
        if valid { Ok(()) } else { Err(Self { name, expected, found }) }
    }

    /// A learning rate is a finite number, at least zero.
    pub(crate) fn check_rate(rate: f64) -> Result<(), Self> {
        Self::unless(rate >= 0.0 && rate.is_finite(), "the learning rate", "a finite number, at least 0", rate)
    }

    /// What a weight loses is a finite number, at least zero.
    pub(crate) fn check_weight_decay(decay: f64) -> Result<(), Self> {
        Self::unless(decay >= 0.0 && decay.is_finite(), "the weight decay", "a finite number, at least 0", decay)
    }

    /// A limit is a finite number above zero.
    pub(crate) fn check_limit(name: &'static str, limit: f64) -> Result<(), Self> {
        Self::unless(limit > 0.0 && limit.is_finite(), name, "a finite number above 0", limit)
    }

    /// The weight of the past is at least zero and below one.
    pub(crate) fn check_decay(name: &'static str, decay: f64) -> Result<(), Self> {
        Self::unless((0.0..1.0).contains(&decay), name, "at least 0 and below 1", decay)
    }
}

impl Display for SettingError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} is {}: expected {}", self.name, self.found, self.expected)
    }
}

impl core::error::Error for SettingError {}
