//! One table: every workload beside its bound.

use ffnn::kernels::InstructionSet;

use crate::measure::{calls, median};
use crate::probe::{Probe, Width};
use crate::shares;
use crate::workloads::{Prepared, Workload};

/// How far a share may fall below the stored one: what a busy machine costs, at most.
const MARGIN: f64 = 0.1;

/// A workload that is being timed.
pub(crate) struct Row {
    at: InstructionSet,
    name: &'static str,
    prepared: Prepared,
    /// How many calls fill a burst.
    calls: u32,
    /// Nanoseconds a call, burst by burst.
    bursts: Vec<f64>,
}

impl Row {
    pub(crate) fn new(workload: &Workload, at: InstructionSet) -> Self {
        let mut prepared = (workload.prepare)(at);
        let calls = calls(&mut prepared.burst);
        Self { at, name: workload.name, prepared, calls, bursts: Vec::new() }
    }

    /// One burst, after a call that brings back what other workloads drove out of the caches.
    pub(crate) fn burst(&mut self) {
        (self.prepared.burst)(1);
        self.bursts.push((self.prepared.burst)(self.calls));
    }

    fn least(&self) -> f64 {
        self.bursts.iter().copied().fold(f64::INFINITY, f64::min)
    }
}

/// Prints what the machine can do, `clocks` being those before and after the workloads.
pub(crate) fn print_machine(probe: &Probe, clocks: [f64; 2]) {
    let [before, after] = clocks;
    println!("this machine, best of all bursts; the clock was {before:.2} GHz before and {after:.2} GHz after");
    println!(
        "{:<10}{:>9}{:>16}{:>16}{:>18}{:>16}",
        "level", "GFLOP/s", "L1 loads/cycle", "L1 GB/s", "broadcasts/cycle", "L2 bytes/cycle"
    );
    let clock = probe.clock();
    for ceiling in probe.ceilings() {
        println!(
            "{:<10}{:>9.1}{:>16.2}{:>16.0}{:>18.2}{:>16.1}",
            ceiling.width.name(),
            2.0 * ceiling.multiply_adds,
            ceiling.loads / clock,
            ceiling.loads * 4.0 * ceiling.width.lanes() as f64,
            ceiling.broadcasts / clock,
            ceiling.bytes / clock,
        );
    }
    println!();
}

/// Prints every row; gives those whose share is too small.
pub(crate) fn print_rows(rows: &mut [Row], probe: &Probe) -> Vec<String> {
    println!(
        "{:<38}{:<10}{:>11}{:>11}{:>11}{:>11} {:<8}{:>7}{:>8}",
        "workload", "level", "best, ns", "median", "cycles", "bound, ns", "by", "share", "stored"
    );
    let mut slow = Vec::new();
    for row in rows {
        let Row { at, name, .. } = *row;
        let (best, middle) = (row.least(), median(&mut row.bursts));
        print!("{name:<38}{at:<10}{best:>11.1}{middle:>11.1}{:>11.0}", best * probe.clock());
        let bound = Width::of(at).and_then(|width| Some((width, row.prepared.work.bound(probe, width)?)));
        let Some((width, bound)) = bound else {
            println!();
            continue;
        };
        let share = bound.nanoseconds / best;
        print!("{:>11.1} {:<8}{:>6.1}%", bound.nanoseconds, bound.by, 100.0 * share);
        match shares::stored(width, name) {
            None => println!("{:>8}", "-"),
            Some(stored) => {
                println!("{:>7.1}%", 100.0 * stored);
                if share < stored * (1.0 - MARGIN) {
                    slow.push(format!(
                        "{name} at {at}: {:.1} % of the bound, stored {:.1} %",
                        100.0 * share,
                        100.0 * stored
                    ));
                }
            }
        }
    }
    slow
}
