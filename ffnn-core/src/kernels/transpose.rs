//! Matrix transpose.

use super::{Baseline, Register};
use crate::Scalar;

/// Computes `to[c][r] = from[r][c]`, where `from` has `columns` columns.
///
/// It works in square blocks with one register per row, because otherwise every value of one side would touch another
/// cache line; the last blocks overlap the ones before. Wider registers than those of the baseline would save little.
#[inline(always)]
pub(super) fn transpose<T: Scalar>(from: &[T], columns: usize, to: &mut [T]) {
    let side = T::Register::<Baseline>::LANES;
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
    for row in (0..rows).step_by(side) {
        let row = row.min(rows - side);
        for column in (0..columns).step_by(side) {
            let column = column.min(columns - side);
            // SAFETY: the block ends within both matrices, and every processor has the baseline.
            unsafe {
                let (from, to) = (from.as_ptr().add(row * columns + column), to.as_mut_ptr().add(column * rows + row));
                T::Register::<Baseline>::transpose(from, columns, to, rows);
            }
        }
    }
}
