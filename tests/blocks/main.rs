//! Blocks: `Residual` and `Concat` compute the same as their layers combined by hand.

mod composed;
mod declared;
mod passes;
mod table;

use ffnn::{Scalar, Stream};

/// Nine samples, a ragged batch, without a pattern.
fn inputs<T: Scalar, const N: usize>() -> Vec<[T; N]> {
    let random = &mut Stream::root(3).random();
    (0..9).map(|_| std::array::from_fn(|_| T::from_f64(3.0 * random.uniform() - 1.5))).collect()
}
