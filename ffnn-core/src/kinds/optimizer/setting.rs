use core::fmt::{self, Display};

/// A setting that cannot be used.
///
/// Its functions are also meant for checks in your own optimizers and losses.
///
/// ```
/// use ffnn::SettingError;
///
/// let problem = SettingError::check_limit("the temperature", -1.0).unwrap_err();
/// assert_eq!(problem.to_string(), "the temperature is -1: expected a finite number above 0");
/// let problem = SettingError::check_limit("the temperature", -1e-30).unwrap_err();
/// assert_eq!(problem.to_string(), "the temperature is -1e-30: expected a finite number above 0");
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SettingError {
    /// Name of the setting.
    pub name: &'static str,
    /// Allowed values.
    pub expected: &'static str,
    /// Value found.
    pub found: f64,
}

impl SettingError {
    /// Returns an error unless `valid`.
    ///
    /// # Errors
    ///
    /// Returns the name of the setting, with what was expected and what was found.
    pub const fn unless(valid: bool, name: &'static str, expected: &'static str, found: f64) -> Result<(), Self> {
        if valid { Ok(()) } else { Err(Self { name, expected, found }) }
    }

    /// Checks that a learning rate is finite and at least 0.
    pub(crate) fn check_rate(rate: f64) -> Result<(), Self> {
        Self::check_weight("the learning rate", rate)
    }

    /// Checks that a weight decay is finite and at least 0.
    pub(crate) fn check_weight_decay(decay: f64) -> Result<(), Self> {
        Self::check_weight("the weight decay", decay)
    }

    /// Checks that a limit is finite and above 0.
    ///
    /// # Errors
    ///
    /// Returns an error for any other limit.
    pub fn check_limit(name: &'static str, limit: f64) -> Result<(), Self> {
        Self::unless(limit > 0.0 && limit.is_finite(), name, "a finite number above 0", limit)
    }

    /// Checks that a decay rate is at least 0 and below 1.
    ///
    /// # Errors
    ///
    /// Returns an error for any other rate.
    pub fn check_decay(name: &'static str, decay: f64) -> Result<(), Self> {
        Self::unless((0.0..1.0).contains(&decay), name, "at least 0 and below 1", decay)
    }

    /// Checks that a fraction is from 0 to 1.
    ///
    /// # Errors
    ///
    /// Returns an error for any other fraction.
    pub fn check_part(name: &'static str, part: f64) -> Result<(), Self> {
        Self::unless((0.0..=1.0).contains(&part), name, "from 0 to 1", part)
    }

    /// Checks that a weight is finite and at least 0.
    ///
    /// # Errors
    ///
    /// Returns an error for any other weight.
    pub fn check_weight(name: &'static str, weight: f64) -> Result<(), Self> {
        Self::unless(weight >= 0.0 && weight.is_finite(), name, "a finite number, at least 0", weight)
    }
}

impl Display for SettingError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { name, expected, found } = self;
        // Scientific notation is readable where plain notation has many zeros.
        if *found == 0.0 || !found.is_finite() || (1e-5..1e21).contains(&found.abs()) {
            write!(f, "{name} is {found}: expected {expected}")
        } else {
            write!(f, "{name} is {found:e}: expected {expected}")
        }
    }
}

impl core::error::Error for SettingError {}
