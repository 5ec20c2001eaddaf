//! `output[s] = start + Σ_k factors[s][k] · rows[k]`: the product behind both the forward pass and the input gradient.

use super::Level;
use crate::Scalar;

/// A run of `M` values that starts at `first`.
#[inline(always)]
pub(super) fn window<T, const M: usize>(row: &[T], first: usize) -> &[T; M] {
    row[first..first + M].try_into().expect("the slice has M values")
}

/// The same, to write to.
#[inline(always)]
pub(super) fn window_mut<T, const M: usize>(row: &mut [T], first: usize) -> &mut [T; M] {
    (&mut row[first..first + M]).try_into().expect("the slice has M values")
}

/// Covers `0..$width` by windows of `$size` values from `$first` on: as many as fit of the largest size that the level
/// affords, then of the next one.
macro_rules! windows {
    ($width:expr, $level:ty, $scalar:ty, |$first:ident, $size:ident| $body:expr) => {
        let mut $first = 0;
        $crate::kernels::product::windows!(@ 32 16 8 4 2 1; $width, $level, $scalar, $first, $size, $body);
    };
    (@ $next:literal $($rest:literal)*; $width:expr, $level:ty, $scalar:ty, $first:ident, $size:ident, $body:expr) => {
        if $next <= $crate::kernels::product::widest::<$level, $scalar>() {
            const $size: usize = $next;
            while $first + $size <= $width {
                $body;
                $first += $size;
            }
        }
        $crate::kernels::product::windows!(@ $($rest)*; $width, $level, $scalar, $first, $size, $body);
    };
    (@; $($done:tt)*) => {};
}
pub(super) use windows;

/// Repeats `$body` for `$n` from 0 up to `$count`, at most 8, written out: in a loop that the compiler leaves rolled, a
/// tile that `$n` indexes would live in memory.
macro_rules! unrolled {
    ($n:ident in $count:ident, $body:expr) => {
        $crate::kernels::product::unrolled!(@ 0 1 2 3 4 5 6 7; $n, $count, $body)
    };
    (@ $($index:literal)*; $n:ident, $count:ident, $body:expr) => {
        $(
            if $index < $count {
                let $n = $index;
                $body;
            }
        )*
    };
}
pub(super) use unrolled;

/// The widest window that keeps a tile of it in registers: two vectors of the level.
pub(super) const fn widest<L: Level, T>() -> usize {
    2 * L::BYTES / size_of::<T>()
}

/// For any number of samples.
#[inline(always)]
pub(super) fn product<L: Level, T: Scalar, const K: usize, const WIDTH: usize>(
    level: L,
    start: &[T; WIDTH],
    rows: &[[T; WIDTH]; K],
    factors: &[[T; K]],
    output: &mut [[T; WIDTH]],
) {
    let (factors8, factors) = factors.as_chunks::<8>();
    let (output8, output) = output.as_chunks_mut::<8>();
    for (factors, output) in factors8.iter().zip(output8) {
        group(level, start, rows, factors, output);
    }
    let (factors2, factors) = factors.as_chunks::<2>();
    let (output2, output) = output.as_chunks_mut::<2>();
    for (factors, output) in factors2.iter().zip(output2) {
        group(level, start, rows, factors, output);
    }
    for (factors, output) in factors.iter().zip(output) {
        single(level, start, rows, factors, output);
    }
}

/// For `N` samples at once, so that each row that is loaded serves `N` of them.
#[inline(always)]
fn group<L: Level, T: Scalar, const K: usize, const WIDTH: usize, const N: usize>(
    level: L,
    start: &[T; WIDTH],
    rows: &[[T; WIDTH]; K],
    factors: &[[T; K]; N],
    output: &mut [[T; WIDTH]; N],
) {
    windows!(WIDTH, L, T, |first, M| tile::<L, T, K, WIDTH, N, M>(level, start, rows, factors, output, first));
}

#[cfg_attr(not(debug_assertions), inline(always))]
fn tile<L: Level, T: Scalar, const K: usize, const WIDTH: usize, const N: usize, const M: usize>(
    level: L,
    start: &[T; WIDTH],
    rows: &[[T; WIDTH]; K],
    factors: &[[T; K]; N],
    output: &mut [[T; WIDTH]; N],
    first: usize,
) {
    let mut sums = [*window::<T, M>(start, first); N];
    for k in 0..K {
        let row = window::<T, M>(&rows[k], first);
        unrolled!(n in N, {
            let factor = factors[n][k];
            for m in 0..M {
                sums[n][m] = level.mul_add(row[m], factor, sums[n][m]);
            }
        });
    }
    unrolled!(n in N, *window_mut(&mut output[n], first) = sums[n]);
}

/// For one sample: four partial sums, because one would wait for each multiply-and-add to finish.
#[inline(always)]
fn single<L: Level, T: Scalar, const K: usize, const WIDTH: usize>(
    level: L,
    start: &[T; WIDTH],
    rows: &[[T; WIDTH]; K],
    factors: &[T; K],
    output: &mut [T; WIDTH],
) {
    windows!(WIDTH, L, T, |first, M| strip::<L, T, K, WIDTH, M>(level, start, rows, factors, output, first));
}

#[cfg_attr(not(debug_assertions), inline(always))]
fn strip<L: Level, T: Scalar, const K: usize, const WIDTH: usize, const M: usize>(
    level: L,
    start: &[T; WIDTH],
    rows: &[[T; WIDTH]; K],
    factors: &[T; K],
    output: &mut [T; WIDTH],
    first: usize,
) {
    let mut sums = [[T::ZERO; M]; 4];
    sums[0] = *window(start, first);
    for k in 0..K / 4 {
        for part in 0..4 {
            let row = window::<T, M>(&rows[4 * k + part], first);
            for m in 0..M {
                sums[part][m] = level.mul_add(row[m], factors[4 * k + part], sums[part][m]);
            }
        }
    }
    for k in K / 4 * 4..K {
        let row = window::<T, M>(&rows[k], first);
        for m in 0..M {
            sums[0][m] = level.mul_add(row[m], factors[k], sums[0][m]);
        }
    }
    let output = window_mut::<T, M>(output, first);
    for m in 0..M {
        output[m] = (sums[0][m] + sums[1][m]) + (sums[2][m] + sums[3][m]);
    }
}
