//! The choice of strips of vectors that cover the columns of a product for one sample.
//!
//! Each decision is a separate function, because it is evaluated at compile time if the width is known: strips that a
//! layer does not need are then not compiled for it.

use core::marker::PhantomData;

use super::{Level, Register};
use crate::Scalar;

/// The decisions for a level and a number type.
pub(super) struct Cover<L, T>(PhantomData<(L, T)>);

impl<L: Level, T: Scalar> Cover<L, T> {
    /// Number of values in a vector.
    pub(super) const LANES: usize = <T::Register<L> as Register<T>>::LANES;
    /// Number of values in a vector of half the length, or in a whole one if the level has none.
    pub(super) const NARROW: usize = <T::Register<L::Narrow> as Register<T>>::LANES;

    /// Whether several contiguous rows fit into a vector.
    pub(super) const fn few(width: usize) -> bool {
        4 * width <= Self::LANES && Self::LANES.is_multiple_of(width)
    }

    /// Whether several rows fit into half a vector, whose lanes are added up faster.
    pub(super) const fn narrow_few(width: usize) -> bool {
        4 * width <= Self::NARROW
    }

    /// Whether two overlapping vectors of half the length suffice: a masked load would mostly cross two cache lines.
    pub(super) const fn halves(width: usize) -> bool {
        Self::NARROW < Self::LANES && Self::NARROW <= width && width <= Self::LANES
    }

    /// Whether a vector has more lanes than a row has values.
    pub(super) const fn partial(width: usize) -> bool {
        width < Self::LANES
    }

    /// Whether more than one sum would not stay in registers, such as on microcontrollers.
    pub(super) const fn one_by_one() -> bool {
        L::REGISTERS < 16
    }

    /// Whether `vectors` vectors hold a whole row and fit in the registers at once: memory is then read sequentially.
    pub(super) const fn whole(width: usize, vectors: usize) -> bool {
        let least = if vectors == 20 { 17 } else { vectors };
        let needed = width.div_ceil(Self::LANES);
        L::REGISTERS >= 32 && least <= needed && needed <= vectors
    }

    /// Whether there are strips of 16 vectors.
    pub(super) const fn sixteens(width: usize) -> bool {
        L::REGISTERS >= 32 && width >= 16 * Self::LANES
    }

    /// Whether there are strips of 8 vectors for the rest.
    pub(super) const fn eights(width: usize) -> bool {
        (if L::REGISTERS >= 32 { width % (16 * Self::LANES) } else { width }) >= 8 * Self::LANES
    }

    /// Whether there is a strip of 4 vectors.
    pub(super) const fn four(width: usize) -> bool {
        width % (8 * Self::LANES) >= 4 * Self::LANES
    }

    /// Whether there are pairs, the second vector of which may overlap the first.
    pub(super) const fn pairs(width: usize) -> bool {
        width % (4 * Self::LANES) > Self::LANES
    }

    /// Whether there is a single last vector.
    pub(super) const fn last(width: usize) -> bool {
        matches!((width % (4 * Self::LANES)).div_ceil(Self::LANES), 1 | 3)
    }
}

/// The starts of the vectors of a strip: at constant distances from one column, or at another column. Fewer columns
/// need fewer address registers.
pub(super) trait StripColumns<const C: usize>: Copy {
    /// Returns the column with constant distances.
    fn near(self) -> usize;

    /// Returns the other column.
    fn far(self) -> usize {
        self.near()
    }

    /// Returns the distance of vector `c` from the near column; `None` if it starts at the far column.
    fn offset(self, c: usize, lanes: usize) -> Option<usize>;
}

/// A single vector at a given column.
impl StripColumns<1> for [usize; 1] {
    #[inline(always)]
    fn near(self) -> usize {
        self[0]
    }

    #[inline(always)]
    fn offset(self, _: usize, _: usize) -> Option<usize> {
        Some(0)
    }
}

impl StripColumns<2> for [usize; 2] {
    #[inline(always)]
    fn near(self) -> usize {
        self[0]
    }

    #[inline(always)]
    fn far(self) -> usize {
        self[1]
    }

    #[inline(always)]
    fn offset(self, c: usize, _: usize) -> Option<usize> {
        (c == 0).then_some(0)
    }
}

/// Vectors without gaps.
#[derive(Clone, Copy)]
pub(super) struct SideBySide {
    pub(super) first: usize,
}

impl<const C: usize> StripColumns<C> for SideBySide {
    #[inline(always)]
    fn near(self) -> usize {
        self.first
    }

    #[inline(always)]
    fn offset(self, c: usize, lanes: usize) -> Option<usize> {
        Some(c * lanes)
    }
}

/// All vectors of a row; the last ones may overlap the ones before.
#[derive(Clone, Copy)]
pub(super) struct Within {
    /// First column of the last vector.
    pub(super) last: usize,
}

impl<const C: usize> StripColumns<C> for Within {
    #[inline(always)]
    fn near(self) -> usize {
        0
    }

    #[inline(always)]
    fn far(self) -> usize {
        self.last
    }

    #[inline(always)]
    fn offset(self, c: usize, lanes: usize) -> Option<usize> {
        match C {
            // Several of these vectors may overlap others.
            17.. => Some((c * lanes).min(self.last)),
            _ => (c + 1 < C).then_some(c * lanes),
        }
    }
}

/// Covers the columns of a view by strips, each a call of `$strip`; with a known shape, `const` is put before each
/// decision.
macro_rules! cover {
    ($view:ident, $terms:ident by $width:ident, $strip:ident $(, $const:tt)?) => {{
        let lanes = Cover::<L, T>::LANES;
        let mut column = 0;
        if $view.stride == $width && $($const)? { Cover::<L, T>::few($width) } {
            if $($const)? { Cover::<L, T>::narrow_few($width) } {
                few::<L::Narrow, T>($view);
            } else {
                few::<L, T>($view);
            }
        } else if $($const)? { Cover::<L, T>::halves($width) } {
            $strip::<L::Narrow, T, false, 2, 4>($view, [0, $width - Cover::<L, T>::NARROW]);
        } else if $($const)? { Cover::<L, T>::partial($width) } {
            if $($const)? { $terms < 4 } {
                $strip::<L, T, true, 1, 1>($view, [0]);
            } else if $($const)? { $terms < 32 } {
                $strip::<L, T, true, 1, 4>($view, [0]);
            } else {
                $strip::<L, T, true, 1, 8>($view, [0]);
            }
        } else if const { Cover::<L, T>::one_by_one() } {
            while column < $width {
                $strip::<L, T, false, 1, 1>($view, [column.min($width - lanes)]);
                column += lanes;
            }
        } else if $($const)? { Cover::<L, T>::whole($width, 5) } {
            $strip::<L, T, false, 5, 2>($view, Within { last: $width - lanes });
        } else if $($const)? { Cover::<L, T>::whole($width, 6) } {
            $strip::<L, T, false, 6, 2>($view, Within { last: $width - lanes });
        } else if $($const)? { Cover::<L, T>::whole($width, 7) } {
            $strip::<L, T, false, 7, 2>($view, Within { last: $width - lanes });
        } else if $($const)? { Cover::<L, T>::whole($width, 20) } {
            $strip::<L, T, false, 20, 1>($view, Within { last: $width - lanes });
        } else {
            if $($const)? { Cover::<L, T>::sixteens($width) } {
                while $width - column >= 16 * lanes {
                    $strip::<L, T, false, 16, 1>($view, SideBySide { first: column });
                    column += 16 * lanes;
                }
            }
            if $($const)? { Cover::<L, T>::eights($width) } {
                while $width - column >= 8 * lanes {
                    $strip::<L, T, false, 8, 1>($view, SideBySide { first: column });
                    column += 8 * lanes;
                }
            }
            if $($const)? { Cover::<L, T>::four($width) } {
                $strip::<L, T, false, 4, 2>($view, SideBySide { first: column });
                column += 4 * lanes;
            }
            if $($const)? { Cover::<L, T>::pairs($width) } {
                while $width - column > lanes {
                    let second = ($width - lanes).min(column + lanes);
                    $strip::<L, T, false, 2, 4>($view, [column, second]);
                    column = second + lanes;
                }
            }
            if $($const)? { Cover::<L, T>::last($width) } {
                if $($const)? { $terms < 4 } {
                    $strip::<L, T, false, 1, 1>($view, [$width - lanes]);
                } else {
                    $strip::<L, T, false, 1, 4>($view, [$width - lanes]);
                }
            }
        }
    }};
}
pub(super) use cover;
