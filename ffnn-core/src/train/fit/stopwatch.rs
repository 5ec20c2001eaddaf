//! Time measurement. Durations are 0 without a clock: without the standard library, and on `wasm32-unknown-unknown`,
//! whose standard library panics when asked for the time.

#[cfg(all(feature = "std", not(all(target_family = "wasm", target_os = "unknown"))))]
mod clock {
    pub(in crate::train) struct Stopwatch {
        start: std::time::Instant,
        before: f64,
    }

    impl Stopwatch {
        /// Starts a stopwatch at `before` seconds.
        pub(in crate::train) fn start(before: f64) -> Self {
            Self { start: std::time::Instant::now(), before }
        }

        pub(in crate::train) fn seconds(&self) -> f64 {
            self.before + self.start.elapsed().as_secs_f64()
        }
    }
}

#[cfg(not(all(feature = "std", not(all(target_family = "wasm", target_os = "unknown")))))]
mod clock {
    pub(in crate::train) struct Stopwatch;

    impl Stopwatch {
        pub(in crate::train) fn start(_before: f64) -> Self {
            Self
        }

        pub(in crate::train) fn seconds(&self) -> f64 {
            0.0
        }
    }
}

pub(in crate::train) use clock::Stopwatch;
