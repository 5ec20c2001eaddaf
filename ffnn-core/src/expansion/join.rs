//! Where the values of a block come together: a place like a layer in every pass, but with more than one input.
//!
//! The passes are told apart from those of [`Layer`](crate::Layer) only by that. Backward, a join first hands its
//! derivative to what it was made of; when the layers inside have written the derivative by the block's input, it adds
//! its own share to that.

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
/// What the layers inside give has `M` values: that it is `N` is claimed in the user's words, not in the compiler's.
#[derive(Debug)]
pub struct Residual<const N: usize>;

impl<const N: usize> Residual<N> {
    /// Its row in the table, without its name and its kind.
    pub const INFO: LayerInfo = LayerInfo::join(N, N, Room::NONE);

    /// Its trace, in the next part of `scratch`.
    pub fn trace<'a, T: Scalar>(scratch: &mut Scratch<'a, T>, samples: usize) -> Trace<'a, T, N> {
        Trace::next(scratch, samples, 0)
    }

    /// `x + f(x)`, predicting; `last` is `f(x)`.
    // Not inlined where `Layer::predict` is not.
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

    /// The same for samples side by side.
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

    /// `x + f(x)`, training; `last` is `f(x)`.
    #[inline(always)]
    pub fn forward_train<L: Level, T: Scalar, const M: usize>(
        level: L,
        x: &[[T; N]],
        last: &[[T; M]],
        trace: &mut Trace<'_, T, N>,
    ) {
        kernels::sum(level, x.as_flattened(), last.as_flattened(), trace.output.as_flattened_mut());
    }

    /// Hands the derivative to the last layer inside.
    #[inline(always)]
    pub fn backward<L: Level, T: Scalar, const M: usize>(
        level: L,
        trace: &Trace<'_, T, N>,
        last_gradient: &mut [[T; M]],
    ) {
        kernels::read_columns(level, trace.gradient, 0, last_gradient);
    }

    /// Adds what came past the layers inside to what came through them.
    #[inline(always)]
    pub fn backward_past<L: Level, T: Scalar>(level: L, trace: &Trace<'_, T, N>, input_gradient: &mut [[T; N]]) {
        kernels::add(level, trace.gradient.as_flattened(), input_gradient.as_flattened_mut());
    }
}

/// The end of `Concat { … }` from `IN` to `OUT` values: what the branches give, side by side.
///
/// ```text
/// y = (f₁(x), f₂(x), …)     dx = Σ dyᵢ fᵢ'(x)
/// ```
///
/// `ADDS` says whether a second branch has layers, whose derivative by the input has to be added to that of the first:
/// the trace has room for it then.
#[derive(Debug)]
pub struct Concat<const IN: usize, const OUT: usize, const ADDS: bool>;

impl<const IN: usize, const OUT: usize, const ADDS: bool> Concat<IN, OUT, ADDS> {
    /// Its row in the table, without its name and its kind.
    pub const INFO: LayerInfo = LayerInfo::join(IN, OUT, Self::ROOM);

    /// One row of the input's derivative a sample.
    const ROOM: Room = Room { per_sample: if ADDS { IN } else { 0 }, once: 0 };

    /// Its trace, in the next part of `scratch`.
    pub fn trace<'a, T: Scalar>(scratch: &mut Scratch<'a, T>, samples: usize) -> Trace<'a, T, OUT> {
        Trace::next(scratch, samples, Self::ROOM.values(samples))
    }

    /// Room for the outputs of `B` samples, predicting.
    // Not inlined where `Layer::predict` is not.
    #[cfg_attr(not(debug_assertions), inline(always))]
    #[cfg_attr(debug_assertions, inline(never))]
    pub fn room<T: Scalar, const B: usize>(_: &[[T; IN]; B]) -> Aligned<[[T; OUT]; B]> {
        Aligned([[T::ZERO; OUT]; B])
    }

    /// The same for samples side by side.
    #[cfg_attr(not(debug_assertions), inline(always))]
    #[cfg_attr(debug_assertions, inline(never))]
    pub fn room_lanes<T: Scalar, const LANES: usize>(_: &[[T; LANES]; IN]) -> Aligned<[[T; LANES]; OUT]> {
        Aligned([[T::ZERO; LANES]; OUT])
    }

    /// Writes what a branch gives to its rows, those from `start` on, of samples side by side.
    #[inline(always)]
    pub fn forward_lanes<L: Level, T: Scalar, const N: usize, const LANES: usize>(
        _level: L,
        branch: &[[T; LANES]; N],
        output: &mut [[T; LANES]; OUT],
        start: usize,
    ) {
        output[start..start + N].copy_from_slice(branch);
    }

    /// Writes what a branch gives to its columns, those from `start` on.
    #[inline(always)]
    pub fn forward<L: Level, T: Scalar, const N: usize>(
        level: L,
        branch: &[[T; N]],
        output: &mut [[T; OUT]],
        start: usize,
    ) {
        kernels::write_columns(level, branch, output, start);
    }

    /// Hands the derivative by its columns, those from `start` on, to the last layer of a branch.
    #[inline(always)]
    pub fn backward<L: Level, T: Scalar, const N: usize>(
        level: L,
        trace: &Trace<'_, T, OUT>,
        start: usize,
        last_gradient: &mut [[T; N]],
    ) {
        kernels::read_columns(level, trace.gradient, start, last_gradient);
    }

    /// Adds the derivative by the columns of an empty branch, those from `start` on.
    #[inline(always)]
    pub fn backward_past<L: Level, T: Scalar>(
        level: L,
        trace: &Trace<'_, T, OUT>,
        start: usize,
        input_gradient: &mut [[T; IN]],
    ) {
        kernels::add_columns(level, trace.gradient, start, input_gradient);
    }

    /// Where a further branch writes the derivative by the input.
    #[inline(always)]
    pub fn aside<'a, T: Scalar>(trace: &'a mut Trace<'_, T, OUT>) -> &'a mut [[T; IN]] {
        trace.memory.as_chunks_mut().0
    }

    /// Adds what a further branch wrote.
    #[inline(always)]
    pub fn add_aside<L: Level, T: Scalar>(level: L, trace: &Trace<'_, T, OUT>, input_gradient: &mut [[T; IN]]) {
        kernels::add(level, trace.memory, input_gradient.as_flattened_mut());
    }
}
