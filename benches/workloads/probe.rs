//! What this machine can do at best: the ceilings that workloads are held against.
//!
//! Each probe is a few instructions of one kind in a loop, written in assembly so that no compiler changes what is
//! measured. The best of many short bursts counts.

#[cfg(not(target_arch = "x86_64"))]
mod unknown;
#[cfg(target_arch = "x86_64")]
mod x86_64;

#[cfg(not(target_arch = "x86_64"))]
use unknown as processor;
#[cfg(target_arch = "x86_64")]
use x86_64 as processor;

use ffnn::kernels::InstructionSet;

/// A cache line, so that vector loads never straddle two.
#[derive(Clone, Copy)]
#[repr(align(64))]
struct Line(#[allow(dead_code, reason = "only assembly reads it")] [u8; LINE]);

const LINE: usize = 64;
/// What lies in the first cache; so little that the processor foresees where a pass over it ends.
const NEAR: usize = 4 << 10;
/// How often a burst passes over it.
const PASSES: usize = 256;
/// Too much for the first cache, and well inside the second: the weights of 784-128-10.
const FAR: usize = 400 << 10;

/// The vectors of an instruction set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Width {
    Baseline,
    Avx2,
    Avx512,
}

impl Width {
    const ALL: [Self; 3] = [Self::Baseline, Self::Avx2, Self::Avx512];

    /// Those of `instructions`, if they are of x86-64.
    pub(crate) fn of(instructions: InstructionSet) -> Option<Self> {
        Self::ALL.into_iter().find(|width| width.name() == instructions.name())
    }

    /// The name of its [`InstructionSet`].
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Baseline => "baseline",
            Self::Avx2 => "AVX2",
            Self::Avx512 => "AVX-512",
        }
    }

    /// How many `f32` a vector holds.
    pub(crate) fn lanes(self) -> usize {
        match self {
            Self::Baseline => 4,
            Self::Avx2 => 8,
            Self::Avx512 => 16,
        }
    }
}

/// What one level can do at best, each in a nanosecond.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Ceiling {
    pub(crate) width: Width,
    /// `f32` multiplications joined with an addition: two operations each.
    pub(crate) multiply_adds: f64,
    /// Aligned vectors loaded from the first cache.
    pub(crate) loads: f64,
    /// Single values loaded from the first cache into all lanes.
    pub(crate) broadcasts: f64,
    /// Bytes read from the second cache, one line after the other.
    pub(crate) bytes: f64,
}

/// The best so far of every probe.
pub(crate) struct Probe {
    lines: Vec<Line>,
    /// Cycles in a nanosecond.
    clock: f64,
    ceilings: Vec<Ceiling>,
}

impl Probe {
    pub(crate) fn new() -> Self {
        let widths = Width::ALL.into_iter().filter(|width| processor::has(*width));
        let ceiling = |width| Ceiling { width, multiply_adds: 0.0, loads: 0.0, broadcasts: 0.0, bytes: 0.0 };
        Self { lines: vec![Line([0; LINE]); FAR / LINE], clock: 0.0, ceilings: widths.map(ceiling).collect() }
    }

    /// One burst of every probe.
    pub(crate) fn burst(&mut self) {
        self.clock = self.clock.max(processor::clock());
        let (near, far) = (&self.lines[..NEAR / LINE], &self.lines[..]);
        for ceiling in &mut self.ceilings {
            let (width, lanes) = (ceiling.width, ceiling.width.lanes());
            let better = |best: &mut f64, found: f64| *best = best.max(found);
            better(&mut ceiling.multiply_adds, processor::arithmetic(width) * lanes as f64);
            better(&mut ceiling.loads, processor::sweep(width, Sweep::Load, near, PASSES) / (4 * lanes) as f64);
            better(
                &mut ceiling.broadcasts,
                processor::sweep(width, Sweep::Broadcast, near, PASSES) / (4 * lanes) as f64,
            );
            better(&mut ceiling.bytes, processor::sweep(width, Sweep::Load, far, 1));
        }
    }

    /// The best of `bursts` bursts of the clock alone, in cycles a nanosecond.
    pub(crate) fn clock_now(bursts: usize) -> f64 {
        (0..bursts).map(|_| processor::clock()).fold(0.0, f64::max)
    }

    pub(crate) fn clock(&self) -> f64 {
        self.clock
    }

    pub(crate) fn ceilings(&self) -> &[Ceiling] {
        &self.ceilings
    }
}

/// What to do at each vector of a piece of memory.
#[derive(Clone, Copy)]
enum Sweep {
    Load,
    Broadcast,
}
