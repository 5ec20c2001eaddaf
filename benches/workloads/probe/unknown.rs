//! Of other processors nothing is known: their times stand alone.

use super::{Line, Sweep, Width};

pub(super) fn has(_: Width) -> bool {
    false
}

pub(super) fn clock() -> f64 {
    f64::NAN
}

pub(super) fn arithmetic(_: Width) -> f64 {
    f64::NAN
}

pub(super) fn sweep(_: Width, _: Sweep, _: &[Line], _: usize) -> f64 {
    f64::NAN
}
