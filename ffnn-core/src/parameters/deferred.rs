//! Derivatives by weights that are products of what a pass left behind, for as long as nobody has multiplied them out.
//!
//! ```text
//! dW[i][o] = Σ_s x[s][i] dy[s][o]
//! ```
//!
//! An optimizer that looks at one parameter at a time takes them some rows at a time, so that the derivative of a large
//! layer need not go out to memory and come back.

use core::fmt::{self, Debug};
use core::ops::Range;

use super::tape::Traced;
use crate::kernels::{Level, Product};
use crate::{LayerInfo, Role, Scalar};

/// What is left to be multiplied out of a gradient: the derivative by the first tensor of each layer that
/// [defers](crate::Layer::DEFERS) it.
#[derive(Clone, Copy)]
pub struct Deferred<'a, T> {
    layers: &'static [LayerInfo],
    traces: &'a dyn Traces<T>,
}

/// A tape and what passed over it, for code that is compiled once for all networks.
pub(crate) trait Traces<T> {
    /// What the pass left behind at the layer with this index; nothing beyond the last.
    fn layer(&self, index: usize) -> Option<Traced<'_, T>>;
}

/// What each layer gave, in order.
pub(crate) fn outputs<T>(traces: &dyn Traces<T>) -> impl Iterator<Item = &[T]> {
    (0..).map_while(|index| traces.layer(index)).map(|layer| layer.output)
}

impl<T> Traces<T> for () {
    fn layer(&self, _: usize) -> Option<Traced<'_, T>> {
        None
    }
}

impl<'a, T: Scalar> Deferred<'a, T> {
    /// Nothing is left.
    pub const NONE: Self = Self { layers: &[], traces: &() };

    /// What the layers deferred of a pass.
    pub(crate) fn of(layers: &'static [LayerInfo], traces: &'a dyn Traces<T>) -> Self {
        Self { layers, traces }
    }

    /// Multiplies all of it out, into the flat view of the gradient.
    #[inline(always)]
    pub fn write(self, level: impl Level, gradient: &mut [T]) {
        for outer in self.products() {
            outer.rows(level, 0, &mut gradient[outer.range()]);
        }
    }

    /// Whether the gradient is certainly finite and within `limit`: what is there of it in `gradient`, which is looked at, and what is left,
    /// which is bounded by what it is multiplied of:
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

    /// Every product, in the order of the flat view.
    fn products(self) -> impl Iterator<Item = Outer<'a, T>> {
        (0..self.layers.len()).filter_map(move |index| self.product(index))
    }

    fn product(self, index: usize) -> Option<Outer<'a, T>> {
        let layer = self.layers.get(index).filter(|layer| layer.defers)?;
        self.traces.layer(index).map(|traced| Outer { layer, traced })
    }

    /// The flat view of these layers, piece by piece from the first value to the last: a block of rows of a product, or
    /// what lies between products, cut into single tensors if `by_tensor`.
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
    /// Where it is.
    pub(crate) range: Range<usize>,
    /// Of all tensors in it, or of the first.
    pub(crate) role: Role,
    /// The rows that its derivative is still to be multiplied out of, if it is a part of a product.
    rows: Option<(Outer<'a, T>, usize)>,
}

impl<T: Scalar> Piece<'_, T> {
    /// If only one sample passed: what each of the rows is a multiple of, after by how much.
    pub(crate) fn of_one_sample(&self) -> Option<(&[T], &[T])> {
        let (outer, first) = self.rows.as_ref()?;
        let LayerInfo { inputs, outputs, .. } = *outer.layer;
        let one = outer.traced.input.len() == inputs && outer.traced.gradient.len() == outputs;
        one.then(|| (&outer.traced.input[*first..], outer.traced.gradient))
    }

    /// Its derivative: where that is in `gradient`, or multiplied out into the place of the first rows of its tensor, which
    /// all blocks of it share, so that they stay in the nearest cache.
    #[inline(always)]
    pub(crate) fn derivative<'g>(&self, level: impl Level, gradient: &'g mut [T]) -> &'g [T] {
        let Self { range, rows, .. } = self;
        let Some((outer, first)) = rows else { return &gradient[range.clone()] };
        let block = &mut gradient[outer.layer.offset..][..range.len()];
        outer.rows(level, *first, block);
        block
    }
}

/// See [`Deferred::pieces`].
pub(crate) struct Pieces<'a, T> {
    deferred: Deferred<'a, T>,
    layers: &'static [LayerInfo],
    by_tensor: bool,
    /// The next tensor,
    layer: usize,
    leaf: usize,
    /// where it starts,
    place: usize,
    /// and how many of its rows went before, if it is a product.
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

/// How many rows of this width are multiplied out at once: about half of a first-level cache, and as many as fill the
/// tiles of a product; one tile of rows that are longer.
#[inline(always)]
fn block<T>(width: usize) -> usize {
    const BYTES: usize = 16 << 10;
    const TILE: usize = 24; // 8 rows where there are 32 registers, 6 where there are 16
    (BYTES / size_of::<T>() / width.max(1)).max(1).next_multiple_of(TILE)
}

/// The derivative by the weights of one layer.
#[derive(Clone, Copy, Debug)]
struct Outer<'a, T> {
    layer: &'static LayerInfo,
    traced: Traced<'a, T>,
}

impl<T: Scalar> Outer<'_, T> {
    /// Where it belongs in the flat view.
    fn range(&self) -> Range<usize> {
        let LayerInfo { offset, inputs, outputs, .. } = *self.layer;
        offset..offset + inputs * outputs
    }

    /// Whether no sum in it can overflow or exceed `limit`, however it is rounded.
    #[inline(always)]
    fn is_bounded(&self, level: impl Level, limit: f64) -> bool {
        let squares = level.sum_of_squares(self.traced.input) * level.sum_of_squares(self.traced.gradient);
        // Twice as much is room for rounding.
        let bound = 2.0 * Scalar::sqrt(squares);
        bound <= limit && T::from_f64(bound).is_finite()
    }

    /// Overwrites `result` with as many rows as fit into it, from row `first` on.
    #[inline(always)]
    fn rows(&self, level: impl Level, first: usize, result: &mut [T]) {
        let (Traced { input, gradient, .. }, LayerInfo { inputs, outputs, .. }) = (self.traced, *self.layer);
        level.product(Product::outer((gradient, outputs), (input, inputs), first, result));
    }
}
