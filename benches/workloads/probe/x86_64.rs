//! The probes of x86-64, in assembly.

use std::arch::asm;
use std::time::Instant;

use super::{Line, Sweep, Width};

/// How often a loop of arithmetic turns in a burst: about twenty microseconds.
const TURNS: usize = 4_000;

/// Whether this processor has vectors of this width.
pub(super) fn has(width: Width) -> bool {
    match width {
        Width::Baseline => true,
        Width::Avx2 => is_x86_feature_detected!("avx2") && is_x86_feature_detected!("fma"),
        Width::Avx512 => is_x86_feature_detected!("avx512f"),
    }
}

/// Cycles in a nanosecond: each addition waits for the one before it, which takes a cycle.
pub(super) fn clock() -> f64 {
    const ADDITIONS: usize = 16;
    let start = Instant::now();
    // SAFETY: adds and counts in the registers that it names.
    unsafe {
        asm!(
            "2:",
            ".rept 16",
            "add {sum}, {one}",
            ".endr",
            "dec {turns}",
            "jnz 2b",
            turns = inout(reg) TURNS => _, sum = inout(reg) 0_usize => _, one = in(reg) 1_usize,
            options(nomem, nostack),
        );
    }
    (ADDITIONS * TURNS) as f64 / start.elapsed().as_nanos() as f64
}

/// Vectors in a nanosecond that are multiplied and added to others, in fourteen chains: more than a processor has at work
/// at once.
pub(super) fn arithmetic(width: Width) -> f64 {
    const CHAINS: usize = 14;
    /// A loop over the registers `0` to `13`, all made zero first, so that nothing overflows or is slow for being tiny.
    macro_rules! chains {
        ($zero:literal, $($step:literal),+; $end:literal) => {
            // SAFETY: `Probe` holds only widths that the processor has; writes to the registers that it names.
            unsafe {
                asm!(
                    ".irp n,0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15", $zero, ".endr",
                    "2:",
                    ".irp n,0,1,2,3,4,5,6,7,8,9,10,11,12,13", $($step,)+ ".endr",
                    "dec {turns}",
                    "jnz 2b",
                    $end,
                    turns = inout(reg) TURNS => _,
                    out("xmm0") _, out("xmm1") _, out("xmm2") _, out("xmm3") _, out("xmm4") _, out("xmm5") _,
                    out("xmm6") _, out("xmm7") _, out("xmm8") _, out("xmm9") _, out("xmm10") _, out("xmm11") _,
                    out("xmm12") _, out("xmm13") _, out("xmm14") _, out("xmm15") _,
                    options(nomem, nostack),
                );
            }
        };
    }
    let start = Instant::now();
    match width {
        Width::Baseline => chains!(r"xorps xmm\n, xmm\n", r"mulps xmm\n, xmm14", r"addps xmm\n, xmm15"; ""),
        Width::Avx2 => chains!(r"vxorps ymm\n, ymm\n, ymm\n", r"vfmadd231ps ymm\n, ymm14, ymm15"; "vzeroupper"),
        Width::Avx512 => chains!(r"vpxord zmm\n, zmm\n, zmm\n", r"vfmadd231ps zmm\n, zmm14, zmm15"; "vzeroupper"),
    }
    (CHAINS * TURNS) as f64 / start.elapsed().as_nanos() as f64
}

/// Bytes in a nanosecond that are swept in `times` passes over `lines`, after one that brings them near.
pub(super) fn sweep(width: Width, sweep: Sweep, lines: &[Line], times: usize) -> f64 {
    passes(width, sweep, lines, 1);
    let start = Instant::now();
    passes(width, sweep, lines, times);
    (times * size_of_val(lines)) as f64 / start.elapsed().as_nanos() as f64
}

/// So many passes over `lines`, which are a multiple of eight.
fn passes(width: Width, sweep: Sweep, lines: &[Line], times: usize) {
    assert!(!lines.is_empty() && lines.len().is_multiple_of(8) && times > 0);
    let lines = lines.as_ptr_range();
    /// Eight vectors at a time.
    macro_rules! eight {
        ($step:literal, $load:literal; $end:literal) => {
            // SAFETY: `Probe` holds only widths that the processor has; reads `lines`, writes to the registers that it
            // names.
            unsafe {
                asm!(
                    "2:",
                    "mov {at}, {start}",
                    "3:",
                    ".irp n,0,1,2,3,4,5,6,7", $load, ".endr",
                    concat!("add {at}, 8 * ", $step),
                    "cmp {at}, {end}",
                    "jne 3b",
                    "dec {times}",
                    "jnz 2b",
                    $end,
                    start = in(reg) lines.start, end = in(reg) lines.end, at = out(reg) _, times = inout(reg) times => _,
                    out("xmm0") _, out("xmm1") _, out("xmm2") _, out("xmm3") _, out("xmm4") _, out("xmm5") _,
                    out("xmm6") _, out("xmm7") _,
                    options(readonly, nostack),
                );
            }
        };
    }
    match (sweep, width) {
        (Sweep::Load, Width::Baseline) => eight!("16", r"movaps xmm\n, [{at} + \n * 16]"; ""),
        (Sweep::Load, Width::Avx2) => eight!("32", r"vmovaps ymm\n, [{at} + \n * 32]"; "vzeroupper"),
        (Sweep::Load, Width::Avx512) => eight!("64", r"vmovaps zmm\n, [{at} + \n * 64]"; "vzeroupper"),
        // Without AVX one value is loaded alone and then spread.
        (Sweep::Broadcast, Width::Baseline) => eight!("16", r"movss xmm\n, [{at} + \n * 16]"; ""),
        (Sweep::Broadcast, Width::Avx2) => eight!("32", r"vbroadcastss ymm\n, [{at} + \n * 32]"; "vzeroupper"),
        (Sweep::Broadcast, Width::Avx512) => eight!("64", r"vbroadcastss zmm\n, [{at} + \n * 64]"; "vzeroupper"),
    }
}
