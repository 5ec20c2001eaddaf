use nalgebra::SMatrix;

use super::{Frozen, Tangents};
use crate::kernels::{Level, Pass};
use crate::network::{InputOf, LogitsOf, Prediction};
use crate::{Head, Network, Scalar, Vector};

/// Access to the columns of a matrix.
pub trait Columns<V> {
    /// Returns all columns.
    fn columns(&mut self) -> &mut [V];
}

impl<T: Scalar, const OUT: usize, const IN: usize> Columns<[T; OUT]> for SMatrix<T, OUT, IN> {
    #[inline(always)]
    fn columns(&mut self) -> &mut [[T; OUT]] {
        &mut self.data.0
    }
}

pub(super) struct WithJacobian<'a, F: Frozen> {
    pub(super) frozen: &'a F,
    pub(super) input: &'a InputOf<F>,
    pub(super) jacobian: &'a mut F::Jacobian,
}

impl<F: Frozen> Pass for WithJacobian<'_, F> {
    type Output = Prediction<F::Network>;

    #[inline(always)]
    fn run<L: Level>(self, level: L) -> Prediction<F::Network> {
        /// One row for the sample and four for directions: enough that each loaded weight serves several, few enough to
        /// stay small on the stack.
        const ROWS: usize = 1 + 4;
        let mut rows = [InputOf::<F>::ZERO; ROWS];
        rows[0] = *self.input;
        let mut logits = LogitsOf::<F>::ZERO;
        for (group, columns) in self.jacobian.columns().chunks_mut(ROWS - 1).enumerate() {
            for place in 0..columns.len() {
                rows[1 + place].as_mut().fill(<F::Network as Network>::Scalar::ZERO);
                rows[1 + place].as_mut()[group * (ROWS - 1) + place] = <F::Network as Network>::Scalar::ONE;
            }
            let [first, tangents @ ..] = self.frozen.forward_with(level, Tangents, &rows);
            columns.copy_from_slice(&tangents[..columns.len()]);
            logits = first;
        }
        <F::Network as Network>::HEAD.prediction(level, logits)
    }
}
