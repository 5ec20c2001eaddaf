//! Checks that a peer does the work, then times it; alike for every peer.

use std::hint::black_box;
use std::time::{Duration, Instant};

use crate::peak::peak;
use crate::reference::{RATE, STEPS, expected};
use crate::workload::{Task, Workload};

/// How long a burst takes, about: far above what reading the clock costs, far below a time slice.
const BURST: Duration = Duration::from_micros(100);
/// How many bursts there are, and how long they may take together, unless that would be too few.
const BURSTS: usize = 4_000;
const LIMIT: Duration = Duration::from_millis(1_500);
const FEWEST: usize = 30;
/// How far a logit or a loss may be from the reference: rounding in f32, and the fast `exp` and `tanh` of some peers.
const TOLERANCE: f64 = 1e-3;
/// The learning rate while timing: too small to move the network, and no constant that a compiler could drop.
const IDLE_RATE: f64 = 1e-9;

/// Runs the workloads of one peer and prints a line for each.
pub struct Runner {
    peer: String,
    version: String,
    /// Only workloads whose name contains it.
    filter: String,
    failed: bool,
}

impl Runner {
    pub fn new(filter: String) -> Self {
        Self { peer: String::new(), version: String::new(), filter, failed: false }
    }

    /// The name of the column from here on, and which version of the peer this is.
    pub fn peer(&mut self, peer: &str, version: &str) {
        self.peer = peer.to_owned();
        self.version = version.to_owned();
    }

    pub fn failed(&self) -> bool {
        self.failed
    }

    /// Times `call`, whose result `read` turns into logits.
    pub fn predict<R>(&mut self, work: &Workload, mut call: impl FnMut() -> R, read: impl FnOnce(R) -> Vec<f32>) {
        if self.wants(work) && self.agrees(work, &read(call())) {
            self.time(work, call);
        }
    }

    /// Times `call`, which overwrites the logits of all samples, one row after the other.
    pub fn fill(&mut self, work: &Workload, mut call: impl FnMut(&mut [f32])) {
        if self.wants(work) {
            let mut outputs = vec![f32::NAN; work.samples() * work.outputs()];
            call(&mut outputs);
            if self.agrees(work, &outputs) {
                self.time(work, || call(black_box(&mut outputs)));
            }
        }
    }

    /// Times `call` one after the other, each input moved by the output before.
    pub fn chain<const INPUTS: usize, const OUTPUTS: usize>(
        &mut self,
        work: &Workload,
        mut call: impl FnMut(&[f32; INPUTS]) -> [f32; OUTPUTS],
    ) {
        assert_eq!(work.task, Task::Chain);
        let start: [f32; INPUTS] = work.data().try_into().expect("one sample");
        if self.wants(work) && self.agrees(work, &call(&start)) {
            let mut input = start;
            self.time(work, move || {
                let output = call(&input);
                // Too little to change the input, which the compiler cannot know.
                input[0] = start[0] + 1e-20 * output[0];
            });
        }
    }

    /// Times `step` on what `make` makes for a learning rate; `read` turns its result into the loss before the update.
    pub fn train<S, R>(
        &mut self,
        work: &Workload,
        make: impl Fn(f64) -> S,
        mut step: impl FnMut(&mut S) -> R,
        read: impl Fn(R) -> f32,
    ) {
        if !self.wants(work) {
            return;
        }
        let state = &mut make(RATE);
        let losses: Vec<f32> = (0..STEPS).map(|_| read(step(state))).collect();
        if self.agrees(work, &losses) {
            let mut state = make(IDLE_RATE);
            self.time(work, || step(black_box(&mut state)));
        }
    }

    fn wants(&self, work: &Workload) -> bool {
        work.name.contains(&self.filter)
    }

    fn agrees(&mut self, work: &Workload, found: &[f32]) -> bool {
        let expected = expected(work);
        let close = |(&found, &expected): (&f32, &f64)| {
            (f64::from(found) - expected).abs() <= TOLERANCE * expected.abs().max(1.0)
        };
        let agrees = found.len() == expected.len() && found.iter().zip(&expected).all(close);
        if !agrees {
            let (found, expected) = (&found[..found.len().min(4)], &expected[..expected.len().min(4)]);
            eprintln!("{}: {}: {found:?} …, not {expected:?} …: not the same work", self.peer, work.name);
            self.failed = true;
        }
        agrees
    }

    fn time<R>(&self, work: &Workload, mut call: impl FnMut() -> R) {
        let mut peaks = peak();
        let calls = calls(&mut call);
        let begin = Instant::now();
        let mut bursts = Vec::new();
        while bursts.len() < FEWEST || bursts.len() < BURSTS && begin.elapsed() < LIMIT {
            bursts.push(burst(&mut call, calls).as_nanos() as f64 / calls as f64);
        }
        peaks = peaks.max(peak());
        bursts.sort_by(f64::total_cmp);
        let (least, median) = (bursts[0], bursts[bursts.len() / 2]);
        println!("{}\t{}\t{least:.2}\t{median:.2}\t{peaks:.1}\t{}", self.peer, work.name, self.version);
    }
}

/// How many calls fill a burst.
fn calls<R>(call: &mut impl FnMut() -> R) -> usize {
    let mut calls = 1;
    loop {
        let took = burst(call, calls);
        if took >= BURST {
            return calls;
        }
        calls = if took < BURST / 16 { calls * 8 } else { calls * 2 };
    }
}

fn burst<R>(call: &mut impl FnMut() -> R, calls: usize) -> Duration {
    let start = Instant::now();
    for _ in 0..calls {
        black_box(call());
    }
    start.elapsed()
}
