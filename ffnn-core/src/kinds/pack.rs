//! The traits of layers with a packed form for predicting.

use crate::kernels::{Level, Row};
use crate::{Aligned, Layer, Plain, Scalar};

/// A layer with a packed form for predicting.
///
/// A frozen network keeps any other layer unchanged.
pub trait Pack<const IN: usize, const OUT: usize>: Layer<IN, OUT> {
    /// Whether it can take over a layer right after it that [`Scales`], whose factors [`pack`](Pack::pack) is then
    /// given.
    const ABSORBS_SCALE: bool = false;

    /// The packed form, with rows of weights laid out according to `S`.
    type Packed<T: Scalar, S: Spacing>: Plain + PartialEq;

    /// Overwrites `packed`.
    ///
    /// `after(output)` returns a factor and a shift that are applied to this output in addition. They are 1 and 0
    /// unless the layer [`ABSORBS_SCALE`](Pack::ABSORBS_SCALE).
    fn pack<T: Scalar, S: Spacing>(
        &self,
        parameters: &Self::Parameters<T>,
        state: &Self::State<T>,
        after: impl Fn(usize) -> (f64, f64),
        packed: &mut Self::Packed<T, S>,
    );

    /// Predicts like [`Layer::forward`].
    fn forward_packed<L: Level, T: Scalar, S: Spacing>(
        &self,
        level: L,
        packed: &Self::Packed<T, S>,
        input: &[[T; IN]],
        output: &mut [[T; OUT]],
    );

    /// Predicts samples side by side like [`Layer::forward_lanes`].
    fn forward_packed_lanes<L: Level, T: Scalar, S: Spacing, const LANES: usize>(
        &self,
        level: L,
        packed: &Self::Packed<T, S>,
        input: &[[T; LANES]; IN],
        output: &mut [[T; LANES]; OUT],
    );

    /// Computes directional derivatives like [`Layer::forward_tangents`].
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

/// A layer that only multiplies each value by a factor and adds a shift when predicting. It disappears if the layer
/// right before it [absorbs](Pack::ABSORBS_SCALE) that.
pub trait Scales<const N: usize>: Layer<N, N> {
    /// Returns the factor and the shift of the value with this index.
    fn factor_and_shift<T: Scalar>(
        &self,
        parameters: &Self::Parameters<T>,
        state: &Self::State<T>,
        index: usize,
    ) -> (f64, f64);
}

/// The layout of rows of weights.
pub trait Spacing: 'static {
    /// A row of `N` values.
    type Row<T: Scalar, const N: usize>: PackedRow<T, N>;
}

/// A row of `N` values, possibly followed by padding.
pub trait PackedRow<T, const N: usize>: Row<T, N> + Plain {}

impl<T, const N: usize, R: Row<T, N> + Plain> PackedRow<T, N> for R {}

/// Rows without padding.
#[derive(Clone, Copy, Debug)]
pub struct Tight;

impl Spacing for Tight {
    type Row<T: Scalar, const N: usize> = [T; N];
}

/// Rows that each start at a cache line, so that no vector crosses two.
#[derive(Clone, Copy, Debug)]
pub struct Lined;

impl Spacing for Lined {
    type Row<T: Scalar, const N: usize> = Aligned<[T; N]>;
}
