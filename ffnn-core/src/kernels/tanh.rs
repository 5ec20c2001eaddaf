//! The hyperbolic tangent of many values.
//!
//! If a register can look up 32 numbers at once, four polynomials per octave are faster than
//! [`exponential`](super::exponential) without a table: no division, and an error of at most 0.75 units in the last
//! place.
//!
//! ```text
//! tanh x = sign x · (c₀ + r (c₁ + r (c₂ + …))),  r = |x| - center
//! ```

use super::register::Simd;
use super::{Level, Register};
use crate::Scalar;

/// Computes `y = tanh x` elementwise. Overwrites `y`, which is as long as `x`. Reference:
/// [`naive::tanh`](super::naive::tanh).
///
/// In `f32` it is monotonic at every level.
#[inline(always)]
pub fn tanh<L: Level, T: Scalar>(level: L, x: &[T], y: &mut [T]) {
    let lanes = const { <T::Register<L> as Register<T>>::LANES };
    if const { !T::Register::<L>::LOOKS_UP } {
        for (y, &x) in y.iter_mut().zip(x) {
            *y = level.tanh(x);
        }
        return;
    }
    for (x, y) in x.chunks(lanes).zip(y.chunks_mut(lanes)) {
        if x.len() == lanes && y.len() == lanes {
            Simd::load(level, x).tanh().store(y);
        } else {
            let count = x.len().min(y.len());
            Simd::load_first(level, &x[..count]).tanh().store_first(&mut y[..count]);
        }
    }
}

// The table is for registers with lookups, which only one architecture has.

/// From here on the nearest `f32` to tanh is 1.
#[cfg(target_arch = "x86_64")]
pub(super) const MOST: f32 = 9.02;
/// Start of the first piece for the lookup; the piece itself also covers values down to zero.
#[cfg(target_arch = "x86_64")]
pub(super) const LEAST: f32 = 0.0625;
/// End of the first piece.
#[cfg(target_arch = "x86_64")]
pub(super) const SMALL: f32 = 0.078_125;

/// Number of pieces that a register can distinguish.
#[cfg(target_arch = "x86_64")]
const PLACES: usize = 32;
/// A center and six coefficients.
#[cfg(target_arch = "x86_64")]
const NUMBERS: usize = 7;

/// One of the numbers of each piece. The index of a piece is the last five bits of an `f32` truncated after the second
/// bit of the mantissa.
#[cfg(target_arch = "x86_64")]
#[repr(align(64))]
#[derive(Debug)]
pub(super) struct Column(pub(super) [f32; PLACES]);

/// The table, transposed into the columns that registers hold.
#[cfg(target_arch = "x86_64")]
pub(super) static COLUMNS: [Column; NUMBERS] = {
    let mut columns = [const { Column([0.0; PLACES]) }; NUMBERS];
    let first = (LEAST.to_bits() >> 21) as usize;
    let mut piece = 0;
    while piece < PIECES.len() {
        let mut number = 0;
        while number < NUMBERS {
            columns[number].0[(first + piece) % PLACES] = PIECES[piece][number];
            number += 1;
        }
        piece += 1;
    }
    columns
};

/// Four pieces per octave from `LEAST` on: the center and the coefficients. In the first piece `r` itself replaces the
/// first coefficient, so that small numbers keep their precision. From `tanh/fit.py`.
#[cfg(target_arch = "x86_64")]
#[rustfmt::skip]
#[allow(clippy::excessive_precision, reason = "the decimal digits that identify each float exactly")]
static PIECES: [[f32; NUMBERS]; 29] = [
    [0.0, 0.0, 0.0, 2.8202896e-8, -3.3333662e-1, 1.1312182e-4, 1.3203871e-1],
    [8.5925296e-2, 8.571445e-2, 9.92653e-1, -8.508468e-2, -3.2251933e-1, 5.5862524e-2, -1.2420286e1],
    [1.01560496e-1, 1.0121275e-1, 9.89756e-1, -1.0017587e-1, -3.202177e-1, 6.51121e-2, 5.249205],
    [1.1719151e-1, 1.1665794e-1, 9.8639095e-1, -1.150703e-1, -3.1662363e-1, 7.474069e-2, 1.4752888e1],
    [1.405984e-1, 1.3967922e-1, 9.8048973e-1, -1.3695404e-1, -3.0791333e-1, 8.857698e-2, 7.353152e-1],
    [1.7188764e-1, 1.7021458e-1, 9.71027e-1, -1.6528295e-1, -2.9579607e-1, 1.053892e-1, 8.451719e-1],
    [2.0314354e-1, 2.0039451e-1, 9.59842e-1, -1.923471e-1, -2.812233e-1, 1.2053053e-1, -4.3196985e-1],
    [2.3434588e-1, 2.3014814e-1, 9.4703186e-1, -2.1795762e-1, -2.6578173e-1, 1.337285e-1, 8.598748e-1],
    [2.8121307e-1, 2.7402744e-1, 9.2490894e-1, -2.5345042e-1, -2.3875962e-1, 1.4986248e-1, -7.4893776e-3],
    [3.4375155e-1, 3.308225e-1, 8.9055645e-1, -2.9461607e-1, -1.9931962e-1, 1.6405503e-1, -1.69852e-2],
    [4.062664e-1, 3.8529792e-1, 8.515455e-1, -3.280987e-1, -1.5744302e-1, 1.6995756e-1, 1.3426881e-2],
    [4.6870717e-1, 4.3715414e-1, 8.0889624e-1, -3.5361233e-1, -1.150137e-1, 1.6809925e-1, -4.2968746e-2],
    [5.6240565e-1, 5.0976014e-1, 7.401446e-1, -3.7729597e-1, -5.4394446e-2, 1.5328617e-1, -4.168243e-2],
    [6.874732e-1, 5.963563e-1, 6.443592e-1, -3.8426757e-1, 1.439399e-2, 1.19452976e-1, -6.528257e-2],
    [8.1253767e-1, 6.709878e-1, 5.497754e-1, -3.6889264e-1, 6.424004e-2, 7.98875e-2, -5.833563e-2],
    [9.374493e-1, 7.340481e-1, 4.6117336e-1, -3.3852354e-1, 9.47598e-2, 4.3367237e-2, -5.157095e-2],
    [1.1249803, 8.092943e-1, 3.4504277e-1, -2.7924308e-1, 1.1097382e-1, 3.6731868e-3, -3.2006595e-2],
    [1.375041, 8.7983596e-1, 2.2588867e-1, -1.9874616e-1, 9.956909e-2, -2.1113941e-2, -9.572339e-3],
    [1.6249857, 9.2534417e-1, 1.4373817e-1, -1.3300772e-1, 7.516579e-2, -2.5127353e-2, 1.3770913e-3],
    [1.875007, 9.540459e-1, 8.979644e-2, -8.5669994e-2, 5.1800556e-2, -2.0849494e-2, 4.627886e-3],
    [2.2497458, 9.7801507e-1, 4.3486528e-2, -4.2529248e-2, 2.7100405e-2, -1.2390902e-2, 3.9764447e-3],
    [2.749266, 9.918478e-1, 1.6237916e-2, -1.6104609e-2, 1.0561418e-2, -5.1547377e-3, 1.9144629e-3],
    [3.2508688, 9.9700284e-1, 5.9853396e-3, -5.9669833e-3, 3.9540986e-3, -1.9746297e-3, 7.7067065e-4],
    [3.7511117, 9.988969e-1, 2.2049907e-3, -2.2023944e-3, 1.4649959e-3, -7.3764945e-4, 2.927424e-4],
    [4.503203, 9.997548e-1, 4.903836e-4, -4.89639e-4, 3.26201e-4, -1.7089833e-4, 6.837696e-5],
    [5.613054, 9.9997336e-1, 5.3303927e-5, -5.3272666e-5, 3.5084664e-5, -1.8130282e-5, 9.310807e-6],
    [6.467114, 9.999952e-1, 9.655039e-6, -9.645031e-6, 6.4542814e-6, -3.362741e-6, 1.2440462e-6],
    [7.565727, 9.9999946e-1, 1.0731535e-6, -1.0719442e-6, 7.090638e-7, -3.7139935e-7, 1.7212307e-7],
    [8.317766, 9.999999e-1, 2.3837367e-7, -2.3854258e-7, 1.6024825e-7, -7.909331e-8, 2.3001286e-8],
];
