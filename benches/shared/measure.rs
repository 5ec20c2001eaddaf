//! Timing in short bursts: what else a machine does comes and goes, and the best of many bursts is the one that it left
//! alone.

use std::hint::black_box;
use std::time::Instant;

/// How long a burst takes, about, in nanoseconds: far above what reading the clock costs, far below a time slice.
pub(crate) const BURST: f64 = 100_000.0;

/// How many calls fill a burst.
pub(crate) fn calls(mut burst: impl FnMut(u32) -> f64) -> u32 {
    let mut calls = 1;
    while burst(calls) * f64::from(calls) < BURST {
        calls *= 2;
    }
    calls
}

/// Nanoseconds that each of so many calls of `work` takes.
pub(crate) fn time<A>(work: &mut impl FnMut() -> A, calls: u32) -> f64 {
    let start = Instant::now();
    for _ in 0..calls {
        black_box(work());
    }
    start.elapsed().as_nanos() as f64 / f64::from(calls)
}

/// The value in the middle.
pub(crate) fn median(values: &mut [f64]) -> f64 {
    values.sort_unstable_by(f64::total_cmp);
    values[values.len() / 2]
}
