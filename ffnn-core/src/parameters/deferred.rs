//! Weight gradients kept as unevaluated outer products.
//!
//! ```text
//! dW[i][o] = Σ_s x[s][i] dy[s][o]
//! ```
//!
//! An elementwise optimizer evaluates them a block of rows at a time, so that the gradient of a large layer need not be
//! written to memory and read back.

use core::fmt::{self, Debug};
use core::ops::Range;

use super::tape::Traced;
use crate::kernels::{Level, Product};
use crate::{LayerInfo, Role, Scalar};

/// The unevaluated part of a gradient: the gradient of the first tensor of each layer that
/// [defers](crate::Layer::DEFERS) it.
#[derive(Clone, Copy)]
pub struct Deferred<'a, T> {
    layers: &'static [LayerInfo],
    traces: &'a dyn Traces<T>,
}

/// A tape and the inputs of its pass, for code that is compiled once for all networks.
pub(crate) trait Traces<T> {
    /// Returns the trace of the layer with this index; `None` beyond the last.
    fn layer(&self, index: usize) -> Option<Traced<'_, T>>;
}

/// Returns the output of each layer, in order.
pub(crate) fn outputs<T>(traces: &dyn Traces<T>) -> impl Iterator<Item = &[T]> {
    (0..).map_while(|index| traces.layer(index)).map(|layer| layer.output)
}

impl<T> Traces<T> for () {
    fn layer(&self, _: usize) -> Option<Traced<'_, T>> {
        None
    }
}

impl<'a, T: Scalar> Deferred<'a, T> {
    /// Nothing deferred.
    pub const NONE: Self = Self { layers: &[], traces: &() };

    /// Returns what the layers of a pass deferred.
    pub(crate) fn of(layers: &'static [LayerInfo], traces: &'a dyn Traces<T>) -> Self {
        Self { layers, traces }
    }

    /// Evaluates all products into the flat view of the gradient.
    #[inline(always)]
    pub fn write(self, level: impl Level, gradient: &mut [T]) {
        for outer in self.products() {
            outer.rows(level, 0, &mut gradient[outer.range()]);
        }
    }

    /// Whether the gradient is certainly finite and within `limit`. The evaluated part in `gradient` is checked
    /// exactly, and the products are bounded by their factors:
    ///
    /// ```text
    /// |dW[i][o]| ≤ √(Σ x²) √(Σ dy²)      (Cauchy and Schwarz, the sums over everything)
    /// ```
    #[inline(always)]
    pub(crate) fn certainly_within(self, level: impl Level, gradient: &[T], limit: f64) -> bool {
        let (mut finite, mut start) = (true, 0);
        for outer in self.products() {
            let range = outer.range();
            finite &= level.all_within(&gradient[start..range.start], limit) && outer.is_bounded(level, limit);
            start = range.end;
        }
        finite && level.all_within(&gradient[start..], limit)
    }

    /// Returns every product, in the order of the flat view.
    fn products(self) -> impl Iterator<Item = Outer<'a, T>> {
        (0..self.layers.len()).filter_map(move |index| self.product(index))
    }

    fn product(self, index: usize) -> Option<Outer<'a, T>> {
        let layer = self.layers.get(index).filter(|layer| layer.defers)?;
        self.traces.layer(index).map(|traced| Outer { layer, traced })
    }

    /// Splits the flat view of these layers into pieces in order: a block of rows of a product, or everything between
    /// products, cut into single tensors if `by_tensor`.
    pub(crate) fn pieces(self, layers: &'static [LayerInfo], by_tensor: bool) -> Pieces<'a, T> {
        Pieces { deferred: self, layers, by_tensor, layer: 0, leaf: 0, place: 0, row: 0 }
    }
}

impl<T> Debug for Deferred<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Deferred").finish_non_exhaustive()
    }
}

/// A part of the flat view.
pub(crate) struct Piece<'a, T> {
    /// Range in the flat view.
    pub(crate) range: Range<usize>,
    /// Role of all tensors in it, or of the first.
    pub(crate) role: Role,
    /// Product and first row, if the piece is part of an unevaluated product.
    rows: Option<(Outer<'a, T>, usize)>,
}

impl<T: Scalar> Piece<'_, T> {
    /// Returns the factor of each row and the row that they multiply, if the batch has only one sample.
    pub(crate) fn of_one_sample(&self) -> Option<(&[T], &[T])> {
        let (outer, first) = self.rows.as_ref()?;
        let LayerInfo { inputs, outputs, .. } = *outer.layer;
        let one = outer.traced.input.len() == inputs && outer.traced.gradient.len() == outputs;
        one.then(|| (&outer.traced.input[*first..], outer.traced.gradient))
    }

    /// Returns its gradient: a part of `gradient`, or evaluated into the first rows of its tensor, which all blocks
    /// share so that they stay in the first-level cache.
    #[inline(always)]
    pub(crate) fn derivative<'g>(&self, level: impl Level, gradient: &'g mut [T]) -> &'g [T] {
        let Self { range, rows, .. } = self;
        let Some((outer, first)) = rows else { return &gradient[range.clone()] };
        let block = &mut gradient[outer.layer.offset..][..range.len()];
        outer.rows(level, *first, block);
        block
    }
}

/// Iterator over the pieces of a flat view, made by [`Deferred::pieces`].
pub(crate) struct Pieces<'a, T> {
    deferred: Deferred<'a, T>,
    layers: &'static [LayerInfo],
    by_tensor: bool,
    /// Index of the next tensor's layer, and of the tensor in it.
    layer: usize,
    leaf: usize,
    /// Offset of the next piece.
    place: usize,
    /// Number of rows already done, if the next tensor is a product.
    row: usize,
}

impl<'a, T: Scalar> Iterator for Pieces<'a, T> {
    type Item = Piece<'a, T>;

    fn next(&mut self) -> Option<Piece<'a, T>> {
        let (start, mut piece) = (self.place, None);
        while let Some(layer) = self.layers.get(self.layer) {
            let Some(leaf) = layer.leaves.get(self.leaf) else {
                (self.layer, self.leaf) = (self.layer + 1, 0);
                continue;
            };
            let product = if self.leaf == 0 { self.deferred.product(self.layer) } else { None };
            if piece.is_some() && (self.by_tensor || product.is_some()) {
                break;
            }
            if let Some(outer) = product {
                let first = self.row;
                self.row = (first + block::<T>(layer.outputs)).min(layer.inputs);
                self.place += (self.row - first) * layer.outputs;
                if self.row == layer.inputs {
                    (self.row, self.leaf) = (0, 1);
                }
                return Some(Piece { range: start..self.place, role: leaf.role, rows: Some((outer, first)) });
            }
            self.place += leaf.count();
            self.leaf += 1;
            piece = Some(Piece {
                range: start..self.place,
                role: piece.map_or(leaf.role, |piece: Piece<T>| piece.role),
                rows: None,
            });
        }
        piece
    }
}

/// Returns how many rows of this width are evaluated at once: about half of a first-level cache, rounded up to whole
/// tiles of a product; one tile of longer rows.
#[inline(always)]
fn block<T>(width: usize) -> usize {
    const BYTES: usize = 16 << 10;
    const TILE: usize = 24; // 8 rows with 32 registers, 6 with 16
    (BYTES / size_of::<T>() / width.max(1)).max(1).next_multiple_of(TILE)
}

/// The weight gradient of one layer as an unevaluated outer product.
#[derive(Clone, Copy, Debug)]
struct Outer<'a, T> {
    layer: &'static LayerInfo,
    traced: Traced<'a, T>,
}

impl<T: Scalar> Outer<'_, T> {
    /// Returns its range in the flat view.
    fn range(&self) -> Range<usize> {
        let LayerInfo { offset, inputs, outputs, .. } = *self.layer;
        offset..offset + inputs * outputs
    }

    /// Whether no sum in it can overflow or exceed `limit`, however it is rounded.
    #[inline(always)]
    fn is_bounded(&self, level: impl Level, limit: f64) -> bool {
        let squares = level.sum_of_squares(self.traced.input) * level.sum_of_squares(self.traced.gradient);
        // The factor of two covers rounding errors.
        let bound = 2.0 * Scalar::sqrt(squares);
        bound <= limit && T::from_f64(bound).is_finite()
    }

    /// Overwrites `result` with as many rows as fit into it, starting with row `first`.
    #[inline(always)]
    fn rows(&self, level: impl Level, first: usize, result: &mut [T]) {
        let (Traced { input, gradient, .. }, LayerInfo { inputs, outputs, .. }) = (self.traced, *self.layer);
        level.product(Product::outer((gradient, outputs), (input, inputs), first, result));
    }
}
