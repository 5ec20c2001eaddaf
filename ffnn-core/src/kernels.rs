//! Instruction sets, and running your own loops compiled for one.
//!
//! A [`Pass`] is work that is compiled for every instruction set; [`dispatch`] runs it with the best one of this
//! processor, [`dispatch_at`] with a given [`InstructionSet`]. Inside, the pass has a [`Level`]: proof that the processor
//! has the instructions, and the argument of everything that should be compiled for them, such as
//! [`Predict::predict_at`](crate::Predict::predict_at).
//!
//! # Denormal numbers
//!
//! A denormal number is nonzero but smaller than the smallest normal number, 1.2e-38 in `f32` and 2.2e-308 in `f64`. An
//! Intel processor takes about a hundred cycles for each product with such a number: silence in an audio loop, weights
//! under decay and dead units would slow everything down. So **no pass outputs a denormal number**: logits,
//! predictions, gradients, parameters, running statistics and moments are normal numbers or zero.
//!
//! * On x86-64 with the standard library, passes run in the processor mode that treats denormal numbers as zero, and so
//!   does everything they call: your layers, your losses, your [`Pass`]. A result below 2⁻¹⁰² (2⁻⁹⁶⁹ in `f64`) may
//!   differ from that of other machines, at [`InstructionSet::DETERMINISTIC`] too.
//! * On other targets kernels [flush](Level::flush) what they store.
//! * Entering the mode takes some nanoseconds, too long for one sample through a network of fewer than 4,096
//!   multiply-adds and at most 64 inputs. For such a network denormal inputs are set to zero, and the mode is entered
//!   only if inputs are so small that products may be denormal. Denormal weights still slow such a network down;
//!   training and loading never produce them.

// The hot loops themselves, on flat arrays and slices, are hidden from the documentation: they belong to the members of this
// library. They use no type of the library except scalars and levels.
//
// Notation: `W` is a weight matrix, stored input by input (`W[input][output]`, which is nalgebra's column-major
// `out × in`); `b` the bias; `x` the input, `y` the output; `dx`, `dy`, `dW`, `db` the gradients of the loss with respect to
// them; a *sample* is one row of a batch. Each kernel has a reference implementation in `naive`, which the tests compare it
// with at every level.
//
// | kernel | computes |
// |---|---|
// | `affine`, `affine_batch` | `y = W x + b` |
// | `affine_input_gradient` | `dx = Wᵀ dy` |
// | `affine_weight_gradient` | `dW = Σ dy xᵀ` |
// | `sum_rows` | `db = Σ dy` |
// | `affine_lanes`, `normalize_lanes` | `affine` and `normalize` for samples side by side: `x[i][sample]` |
// | `turn` | transpose: `x[i][sample] = x[sample][i]`, and back |
// | `multiply` | `y = a · b`, elementwise |
// | `tanh` | `y = tanh x`, elementwise |
// | `update` | `w ← w - rule(w, g, moments)`, the step of an optimizer |
// | `transform` | `g ← rule(w, g, moments)`, a transformation inside a chain |
// | `penalize` | `g ← g + l1 sign w + 2 l2 w`, and the penalty |
// | `limit_norms` | `W[o] ← W[o] min(1, limit / ‖W[o]‖)` |
// | `sum_of_squares`, `sum_of_squared_differences` | `Σ x²`, `Σ (a - b)²` |
// | `moments` | the mean and variance of each feature |
// | `normalize` | `y = (x - mean) factor + shift` |
// | `scale`, `scale_lanes` | `y = x · factor + shift`, per feature |
// | `normalize_gradient` | `dscale`, `dshift` |
// | `normalize_input_gradient` | `dx`, through mean and variance |
// | `softmax` | `p[k] = e^x[k] / Σ e^x` |
// | `exponentials` | `e^(x[k] - largest)` for many samples, and their sums |
// | `sum`, `add` | `y = a + b`, `y ← y + x` |
// | `write_columns` | `y[start..] = x`, sample by sample |
// | `read_columns`, `add_columns` | `x = y[start..]`, `x ← x + y[start..]` |
// | `all_finite` | whether a slice contains no NaN and no infinity |

mod affine;
mod compiled;
pub(crate) mod exponential;
pub(crate) mod integer;
mod join;
mod lanes;
mod level;
mod multiply;
#[doc(hidden)]
pub mod naive;
mod norm;
mod normalize;
mod opaque;
mod product;
mod register;
mod regularize;
mod row;
mod scale;
mod single;
mod softmax;
pub(crate) mod sums;
mod tanh;
#[cfg(all(test, feature = "std"))]
mod tests;
mod transpose;
mod update;

#[doc(hidden)]
pub use affine::{affine, affine_batch, affine_input_gradient, affine_weight_gradient, sum_rows};
#[doc(hidden)]
pub use compiled::Compiled;
#[doc(hidden)]
pub use join::{add, add_columns, read_columns, sum, write_columns};
#[doc(hidden)]
pub use lanes::{affine_lanes, normalize_lanes, turn};
#[cfg(target_arch = "x86_64")]
pub use level::{Avx2, Avx512};
pub use level::{Baseline, Deterministic, Dispatch, InstructionSet, InstructionSetError, Level, Pass};
pub use level::{dispatch, dispatch_at, dispatch_each};
pub(crate) use level::{is_short, takes_zeros};
#[doc(hidden)]
pub use multiply::multiply;
#[doc(hidden)]
pub use norm::{sum_of_squared_differences, sum_of_squares};
#[doc(hidden)]
pub use normalize::{moments, normalize, normalize_gradient, normalize_input_gradient};
#[doc(hidden)]
pub use product::Product;
#[doc(hidden)]
pub use register::Register;
#[doc(hidden)]
pub use regularize::{limit_norms, penalize};
#[doc(hidden)]
pub use row::Row;
#[doc(hidden)]
pub use row::Rows;
#[doc(hidden)]
pub use scale::{scale, scale_lanes};
#[doc(hidden)]
pub use single::Single;
#[doc(hidden)]
pub use softmax::{exponentials, softmax};
#[doc(hidden)]
pub use tanh::tanh;
#[doc(hidden)]
pub use update::{AllFinite, all_finite, transform, update};
