//! How long an epoch took; without the standard library there is no clock, and everything takes 0 seconds.

#[cfg(feature = "std")]
pub(super) struct Stopwatch(std::time::Instant);

#[cfg(feature = "std")]
impl Stopwatch {
    pub(super) fn start() -> Self {
        Self(std::time::Instant::now())
    }

    pub(super) fn seconds(&self) -> f64 {
        self.0.elapsed().as_secs_f64()
    }
}

#[cfg(not(feature = "std"))]
pub(super) struct Stopwatch;

#[cfg(not(feature = "std"))]
impl Stopwatch {
    pub(super) fn start() -> Self {
        Self
    }

    pub(super) fn seconds(&self) -> f64 {
        0.0
    }
}
