//! How long an epoch took; without the standard library there is no clock, and everything takes 0 seconds.

#[cfg(feature = "std")]
pub(super) struct Stopwatch {
    start: std::time::Instant,
    before: f64,
}

#[cfg(feature = "std")]
impl Stopwatch {
    /// For something that took so many seconds already.
    pub(super) fn start(before: f64) -> Self {
        Self { start: std::time::Instant::now(), before }
    }

    pub(super) fn seconds(&self) -> f64 {
        self.before + self.start.elapsed().as_secs_f64()
    }
}

#[cfg(not(feature = "std"))]
pub(super) struct Stopwatch;

#[cfg(not(feature = "std"))]
impl Stopwatch {
    pub(super) fn start(_before: f64) -> Self {
        Self
    }

    pub(super) fn seconds(&self) -> f64 {
        0.0
    }
}
