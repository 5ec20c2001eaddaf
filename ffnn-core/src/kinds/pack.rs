//! What a layer says that has a form of its own for predicting.

use crate::kernels::{Level, Row};
use crate::{Aligned, Layer, Plain, Scalar};

/// A layer with a form of its own for predicting.
///
/// A layer without is kept as it is, so that nothing has to be done for it.
pub trait Pack<const IN: usize, const OUT: usize>: Layer<IN, OUT> {
    /// Whether it can do the work of a layer right after it that [`Scales`]: [`pack`](Pack::pack) is told which.
    const ABSORBS_SCALE: bool = false;

    /// What is kept of the layer, with rows of weights that lie as `S` says.
    type Packed<T: Scalar, S: Spacing>: Plain + PartialEq;

    /// Overwrites `packed`.
    ///
    /// `after(output)` is a factor and then a shift that the output with this index has to go through besides. They are 1
    /// and 0 unless the layer [`ABSORBS_SCALE`](Pack::ABSORBS_SCALE).
    fn pack<T: Scalar, S: Spacing>(
        &self,
        parameters: &Self::Parameters<T>,
        state: &Self::State<T>,
        after: impl Fn(usize) -> (f64, f64),
        packed: &mut Self::Packed<T, S>,
    );

    /// Predicts, as [`Layer::forward`] does.
    fn forward_packed<L: Level, T: Scalar, S: Spacing>(
        &self,
        level: L,
        packed: &Self::Packed<T, S>,
        input: &[[T; IN]],
        output: &mut [[T; OUT]],
    );

    /// Predicts samples side by side, as [`Layer::forward_lanes`] does.
    fn forward_packed_lanes<L: Level, T: Scalar, S: Spacing, const LANES: usize>(
        &self,
        level: L,
        packed: &Self::Packed<T, S>,
        input: &[[T; LANES]; IN],
        output: &mut [[T; LANES]; OUT],
    );

    /// Derivatives along some directions, as [`Layer::forward_tangents`] has them.
    fn forward_packed_tangents<L: Level, T: Scalar, S: Spacing>(
        &self,
        level: L,
        packed: &Self::Packed<T, S>,
        input: &[T; IN],
        output: &[T; OUT],
        tangents: &[[T; IN]],
        output_tangents: &mut [[T; OUT]],
    );
}

/// A layer that only multiplies each value by a factor and adds a shift, when predicting: it is gone where the layer right
/// before it [absorbs](Pack::ABSORBS_SCALE) that.
pub trait Scales<const N: usize>: Layer<N, N> {
    /// The factor of the value with this index, and the shift.
    fn factor_and_shift<T: Scalar>(
        &self,
        parameters: &Self::Parameters<T>,
        state: &Self::State<T>,
        index: usize,
    ) -> (f64, f64);
}

/// How rows of weights lie.
pub trait Spacing: 'static {
    /// A row of `N` values.
    type Row<T: Scalar, const N: usize>: PackedRow<T, N>;
}

/// A row of `N` values, and then perhaps padding.
pub trait PackedRow<T, const N: usize>: Row<T, N> + Plain {}

impl<T, const N: usize, R: Row<T, N> + Plain> PackedRow<T, N> for R {}

/// One right after the other.
#[derive(Clone, Copy, Debug)]
pub struct Tight;

impl Spacing for Tight {
    type Row<T: Scalar, const N: usize> = [T; N];
}

/// Each at the start of a cache line, so that no vector lies across two.
#[derive(Clone, Copy, Debug)]
pub struct Lined;

impl Spacing for Lined {
    type Row<T: Scalar, const N: usize> = Aligned<[T; N]>;
}
