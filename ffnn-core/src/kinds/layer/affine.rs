use crate::parameters::Role;
use crate::{Flat, Leaf, Scalar};

/// What a normalization learns: a scale and a shift, each a vector or `()`.
#[derive(Debug)]
#[repr(C)]
pub struct Affine<S, B> {
    /// `scale[feature]`, 1 at the start, or nothing; others call it gamma.
    pub scale: S,
    /// `shift[feature]`, 0 at the start, or nothing; others call it beta.
    pub shift: B,
}

// SAFETY: `repr(C)`, and both fields are flat.
unsafe impl<T: Scalar, S: Flat<T>, B: Flat<T>> Flat<T> for Affine<S, B> {}

/// The tensors of a normalization of `N` values.
pub(crate) struct AffineLeaves<const N: usize>;

impl<const N: usize> AffineLeaves<N> {
    const BOTH: &[Leaf] = &[
        Leaf { name: "scale", role: Role::Scale, shape: (N, 1) },
        Leaf { name: "shift", role: Role::Shift, shape: (N, 1) },
    ];

    /// Those of one that learns a scale, a shift, both or none.
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
