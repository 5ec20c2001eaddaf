//! Matrix transpose.

use super::Baseline;
use super::register::Simd;
use crate::Scalar;

/// Computes `to[c][r] = from[r][c]`, where `from` has `columns` columns.
///
/// It works in square blocks with one register per row, because otherwise every value of one side would touch another
/// cache line. Wider registers than those of the baseline would save little.
#[inline(always)]
pub(super) fn transpose<T: Scalar>(from: &[T], columns: usize, to: &mut [T]) {
    let side = Simd::<Baseline, T>::LANES;
    let rows = from.len() / columns;
    assert!(
        from.len() == rows * columns && to.len() == from.len(),
        "expected both matrices to have the same number of values"
    );
    if rows < side || columns < side {
        for row in 0..rows {
            for column in 0..columns {
                to[column * rows + row] = from[row * columns + column];
            }
        }
        return;
    }
    Simd::transpose(Baseline, from, (rows, columns), to);
}
