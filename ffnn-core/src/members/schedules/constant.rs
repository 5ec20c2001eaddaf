use crate::SettingError;
use crate::kinds::schedule::{Position, Schedule};

/// A constant learning rate: the factor is always 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Constant;

impl Schedule for Constant {
    fn check(&self) -> Result<(), SettingError> {
        Ok(())
    }

    fn factor(&self, _: &Position) -> f64 {
        1.0
    }
}
