//! How many multiplications and additions this core does now, so that figures of another day or machine compare.

use std::hint::black_box;
use std::time::Instant;

/// As many as hide the latency of one of them, on every processor of today.
const CHAINS: usize = 12;
/// About 50 microseconds in all.
const ROUNDS: usize = 16_000;

/// GFLOP/s of the widest fused multiply-add, the best of a few short bursts; without vectors, that of the compiler's.
pub fn peak() -> f64 {
    (0..20).map(|_| burst()).fold(0.0, f64::max)
}

fn burst() -> f64 {
    let start = Instant::now();
    let lanes = run();
    (2 * lanes * CHAINS * ROUNDS) as f64 / start.elapsed().as_nanos() as f64
}

/// Returns how many lanes it took.
fn run() -> usize {
    #[cfg(target_arch = "x86_64")]
    {
        if is_x86_feature_detected!("avx512f") {
            // SAFETY: the processor has these instructions.
            unsafe { x86::wide() };
            return 16;
        }
        if is_x86_feature_detected!("avx2") && is_x86_feature_detected!("fma") {
            // SAFETY: the processor has these instructions.
            unsafe { x86::narrow() };
            return 8;
        }
    }
    let mut sums = [[black_box(1.0f32); 4]; CHAINS];
    let factor = black_box(0.999f32);
    for _ in 0..ROUNDS {
        for lane in sums.iter_mut().flatten() {
            *lane = *lane * factor + factor;
        }
    }
    black_box(sums);
    4
}

#[cfg(target_arch = "x86_64")]
mod x86 {
    use super::{CHAINS, ROUNDS};
    use std::arch::x86_64::{_mm256_fmadd_ps, _mm256_set1_ps, _mm512_fmadd_ps, _mm512_set1_ps};
    use std::hint::black_box;

    #[target_feature(enable = "avx512f")]
    pub fn wide() {
        let factor = _mm512_set1_ps(black_box(0.999));
        let mut sums = [_mm512_set1_ps(black_box(1.0)); CHAINS];
        for _ in 0..ROUNDS {
            for sum in &mut sums {
                *sum = _mm512_fmadd_ps(*sum, factor, factor);
            }
        }
        black_box(sums);
    }

    #[target_feature(enable = "avx2,fma")]
    pub fn narrow() {
        let factor = _mm256_set1_ps(black_box(0.999));
        let mut sums = [_mm256_set1_ps(black_box(1.0)); CHAINS];
        for _ in 0..ROUNDS {
            for sum in &mut sums {
                *sum = _mm256_fmadd_ps(*sum, factor, factor);
            }
        }
        black_box(sums);
    }
}
