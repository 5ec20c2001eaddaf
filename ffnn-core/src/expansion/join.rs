//! The ends of blocks, where values are joined: like a layer in every pass, but with more than one input.
//!
//! Their passes differ from those of [`Layer`](crate::Layer) only in that. In the backward pass a join first passes its
//! gradient to the layers whose outputs it joined. Once the layers inside have written the gradient with respect to the
//! block's input, it adds its own share.

use crate::kernels::{self, Level};
use crate::kinds::layer::Trace;
use crate::parameters::scratch::Scratch;
use crate::{Aligned, LayerInfo, Room, Scalar};

/// The end of `Residual { … }` over rows of `N` values (He et al. 2016).
///
/// ```text
/// y = x + f(x)     dx = dy + dy f'(x)
/// ```
///
/// The layers inside return `M` values. That `M` equals `N` is checked with a message in the user's terms.
#[derive(Debug)]
pub struct Residual<const N: usize>;

impl<const N: usize> Residual<N> {
    /// The row in the table, without name and type.
    pub const INFO: LayerInfo = LayerInfo::join(N, N, Room::NONE);

    /// Takes the trace from the next part of `scratch`.
    pub fn trace<'a, T: Scalar>(scratch: &mut Scratch<'a, T>, samples: usize) -> Trace<'a, T, N> {
        Trace::next(scratch, samples, 0)
    }

    /// Computes `x + f(x)` for predicting; `last` is `f(x)`.
    // Not inlined for the same reason as `Layer::predict`.
    #[cfg_attr(not(debug_assertions), inline(always))]
    #[cfg_attr(debug_assertions, inline(never))]
    pub fn predict<L: Level, T: Scalar, const M: usize, const B: usize>(
        level: L,
        x: &[[T; N]; B],
        last: &[[T; M]; B],
    ) -> Aligned<[[T; N]; B]> {
        let mut output = Aligned([[T::ZERO; N]; B]);
        kernels::sum(level, x.as_flattened(), last.as_flattened(), output.as_flattened_mut());
        output
    }

    /// Computes `x + f(x)` for samples side by side.
    #[cfg_attr(not(debug_assertions), inline(always))]
    #[cfg_attr(debug_assertions, inline(never))]
    pub fn predict_lanes<L: Level, T: Scalar, const M: usize, const LANES: usize>(
        level: L,
        x: &[[T; LANES]; N],
        last: &[[T; LANES]; M],
    ) -> Aligned<[[T; LANES]; N]> {
        let mut output = Aligned([[T::ZERO; LANES]; N]);
        kernels::sum(level, x.as_flattened(), last.as_flattened(), output.as_flattened_mut());
        output
    }

    /// Computes `x + f(x)` for training; `last` is `f(x)`.
    #[inline(always)]
    pub fn forward_train<L: Level, T: Scalar, const M: usize>(
        level: L,
        x: &[[T; N]],
        last: &[[T; M]],
        trace: &mut Trace<'_, T, N>,
    ) {
        kernels::sum(level, x.as_flattened(), last.as_flattened(), trace.output.as_flattened_mut());
    }

    /// Passes the gradient to the last layer inside.
    #[inline(always)]
    pub fn backward<L: Level, T: Scalar, const M: usize>(
        level: L,
        trace: &Trace<'_, T, N>,
        last_gradient: &mut [[T; M]],
    ) {
        kernels::read_columns(level, trace.gradient, 0, last_gradient);
    }

    /// Adds the gradient of the shortcut to the gradient through the layers inside.
    #[inline(always)]
    pub fn backward_past<L: Level, T: Scalar>(level: L, trace: &Trace<'_, T, N>, input_gradient: &mut [[T; N]]) {
        kernels::add(level, trace.gradient.as_flattened(), input_gradient.as_flattened_mut());
    }
}

/// The end of `Concat { … }` from `IN` to `OUT` values: concatenates the outputs of the branches.
///
/// ```text
/// y = (f₁(x), f₂(x), …)     dx = Σ dyᵢ fᵢ'(x)
/// ```
///
/// `ADDS` says whether a second branch has layers. Its gradient with respect to the input must be added to that of the
/// first branch, so the trace has room for it.
#[derive(Debug)]
pub struct Concat<const IN: usize, const OUT: usize, const ADDS: bool>;

impl<const IN: usize, const OUT: usize, const ADDS: bool> Concat<IN, OUT, ADDS> {
    /// The row in the table, without name and type.
    pub const INFO: LayerInfo = LayerInfo::join(IN, OUT, Self::ROOM);

    /// One row of the input gradient per sample.
    const ROOM: Room = Room { per_sample: if ADDS { IN } else { 0 }, once: 0 };

    /// Takes the trace from the next part of `scratch`.
    pub fn trace<'a, T: Scalar>(scratch: &mut Scratch<'a, T>, samples: usize) -> Trace<'a, T, OUT> {
        Trace::next(scratch, samples, Self::ROOM.values(samples))
    }

    /// Creates room for the outputs of `B` samples, for predicting.
    // Not inlined for the same reason as `Layer::predict`.
    #[cfg_attr(not(debug_assertions), inline(always))]
    #[cfg_attr(debug_assertions, inline(never))]
    pub fn room<T: Scalar, const B: usize>(_: &[[T; IN]; B]) -> Aligned<[[T; OUT]; B]> {
        Aligned([[T::ZERO; OUT]; B])
    }

    /// Creates room for the outputs of samples side by side.
    #[cfg_attr(not(debug_assertions), inline(always))]
    #[cfg_attr(debug_assertions, inline(never))]
    pub fn room_lanes<T: Scalar, const LANES: usize>(_: &[[T; LANES]; IN]) -> Aligned<[[T; LANES]; OUT]> {
        Aligned([[T::ZERO; LANES]; OUT])
    }

    /// Writes the output of a branch to its rows, from `start` on, for samples side by side.
    #[inline(always)]
    pub fn forward_lanes<L: Level, T: Scalar, const N: usize, const LANES: usize>(
        _level: L,
        branch: &[[T; LANES]; N],
        output: &mut [[T; LANES]; OUT],
        start: usize,
    ) {
        output[start..start + N].copy_from_slice(branch);
    }

    /// Writes the output of a branch to its columns, from `start` on.
    #[inline(always)]
    pub fn forward<L: Level, T: Scalar, const N: usize>(
        level: L,
        branch: &[[T; N]],
        output: &mut [[T; OUT]],
        start: usize,
    ) {
        kernels::write_columns(level, branch, output, start);
    }

    /// Passes the gradient of its columns, from `start` on, to the last layer of a branch.
    #[inline(always)]
    pub fn backward<L: Level, T: Scalar, const N: usize>(
        level: L,
        trace: &Trace<'_, T, OUT>,
        start: usize,
        last_gradient: &mut [[T; N]],
    ) {
        kernels::read_columns(level, trace.gradient, start, last_gradient);
    }

    /// Adds the gradient of the columns of an empty branch, from `start` on.
    #[inline(always)]
    pub fn backward_past<L: Level, T: Scalar>(
        level: L,
        trace: &Trace<'_, T, OUT>,
        start: usize,
        input_gradient: &mut [[T; IN]],
    ) {
        kernels::add_columns(level, trace.gradient, start, input_gradient);
    }

    /// Returns the memory for the input gradient of a further branch.
    #[inline(always)]
    pub fn aside<'a, T: Scalar>(trace: &'a mut Trace<'_, T, OUT>) -> &'a mut [[T; IN]] {
        trace.memory.as_chunks_mut().0
    }

    /// Adds the input gradient of a further branch.
    #[inline(always)]
    pub fn add_aside<L: Level, T: Scalar>(level: L, trace: &Trace<'_, T, OUT>, input_gradient: &mut [[T; IN]]) {
        kernels::add(level, trace.memory, input_gradient.as_flattened_mut());
    }
}
