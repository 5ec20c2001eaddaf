//! Blocks: what `Residual` and `Concat` compute is what the same layers compute when they are put together by hand.

mod composed;
mod declared;
mod passes;
mod table;

use ffnn::{Scalar, Stream};

/// Nine samples, a ragged batch, of numbers that stand in no pattern.
fn inputs<T: Scalar, const N: usize>() -> Vec<[T; N]> {
    let random = &mut Stream::root(3).random();
    (0..9).map(|_| std::array::from_fn(|_| T::from_f64(3.0 * random.uniform() - 1.5))).collect()
}
