use crate::parameters::Role;
use crate::{Flat, Leaf, Scalar};

/// The parameters of a normalization: a scale and a shift, each a vector or `()`.
#[derive(Debug)]
#[repr(C)]
pub struct Affine<S, B> {
    /// Scale per feature, initially 1, or `()`; also called gamma.
    pub scale: S,
    /// Shift per feature, initially 0, or `()`; also called beta.
    pub shift: B,
}

crate::layout! { impl[T: Scalar, S: Flat<T>, B: Flat<T>] Flat<T> for Affine<S, B> { scale, shift } }

/// The tensors of a normalization of `N` values.
pub(crate) struct AffineLeaves<const N: usize>;

impl<const N: usize> AffineLeaves<N> {
    const BOTH: &[Leaf] = &[
        Leaf { name: "scale", role: Role::Scale, shape: (N, 1) },
        Leaf { name: "shift", role: Role::Shift, shape: (N, 1) },
    ];

    /// Returns the tensors of a normalization that learns a scale, a shift, both or neither.
    pub(crate) const fn of(scale: bool, shift: bool) -> &'static [Leaf] {
        let (scales, shifts) = Self::BOTH.split_at(1);
        match (scale, shift) {
            (true, true) => Self::BOTH,
            (true, false) => scales,
            (false, true) => shifts,
            (false, false) => &[],
        }
    }
}
