//! Which strips of vectors cover the columns of a product for one sample.
//!
//! Each question is a function of its own, because where the width is known it is asked while compiling: a strip that a
//! layer does not need is then not compiled for it.

use core::marker::PhantomData;

use super::{Level, Register};
use crate::Scalar;

/// The questions of a level and a number type.
pub(super) struct Cover<L, T>(PhantomData<(L, T)>);

impl<L: Level, T: Scalar> Cover<L, T> {
    /// Values in a vector.
    pub(super) const LANES: usize = <T::Register<L> as Register<T>>::LANES;
    /// Values in a vector of half the length, or as many where the level has none.
    pub(super) const NARROW: usize = <T::Register<L::Narrow> as Register<T>>::LANES;

    /// Whether several rows that lie one after the other fit into a vector.
    pub(super) const fn few(width: usize) -> bool {
        4 * width <= Self::LANES && Self::LANES.is_multiple_of(width)
    }

    /// Whether they do so in half a vector, whose lanes are added up faster.
    pub(super) const fn narrow_few(width: usize) -> bool {
        4 * width <= Self::NARROW
    }

    /// Whether two vectors of half the length that overlap serve: a masked one mostly lies across two cache lines.
    pub(super) const fn halves(width: usize) -> bool {
        Self::NARROW < Self::LANES && Self::NARROW <= width && width <= Self::LANES
    }

    /// Whether a vector holds more than a row.
    pub(super) const fn partial(width: usize) -> bool {
        width < Self::LANES
    }

    /// Whether more than one sum would not stay in registers, as on microcontrollers.
    pub(super) const fn one_by_one() -> bool {
        L::REGISTERS < 16
    }

    /// Whether so many vectors hold a row, and the registers bear them at once: memory is then read in the order in which
    /// it lies.
    pub(super) const fn whole(width: usize, vectors: usize) -> bool {
        let least = if vectors == 20 { 17 } else { vectors };
        let needed = width.div_ceil(Self::LANES);
        L::REGISTERS >= 32 && least <= needed && needed <= vectors
    }

    /// Whether there are strips of 16 vectors.
    pub(super) const fn sixteens(width: usize) -> bool {
        L::REGISTERS >= 32 && width >= 16 * Self::LANES
    }

    /// Whether there are, besides, strips of 8.
    pub(super) const fn eights(width: usize) -> bool {
        (if L::REGISTERS >= 32 { width % (16 * Self::LANES) } else { width }) >= 8 * Self::LANES
    }

    /// Whether there is one of 4.
    pub(super) const fn four(width: usize) -> bool {
        width % (8 * Self::LANES) >= 4 * Self::LANES
    }

    /// Whether there are pairs, the second of which may overlap the first.
    pub(super) const fn pairs(width: usize) -> bool {
        width % (4 * Self::LANES) > Self::LANES
    }

    /// Whether a last vector stands alone.
    pub(super) const fn last(width: usize) -> bool {
        matches!((width % (4 * Self::LANES)).div_ceil(Self::LANES), 1 | 3)
    }
}

/// Where the vectors of a strip start.
pub(super) trait Columns<const C: usize> {
    /// The first column of each vector of so many lanes.
    fn of(self, lanes: usize) -> [usize; C];
}

/// Wherever it is said.
impl<const C: usize> Columns<C> for [usize; C] {
    #[inline(always)]
    fn of(self, _: usize) -> Self {
        self
    }
}

/// Without a gap.
pub(super) struct SideBySide {
    pub(super) first: usize,
}

impl<const C: usize> Columns<C> for SideBySide {
    #[inline(always)]
    fn of(self, lanes: usize) -> [usize; C] {
        let mut columns = [self.first; C];
        for c in 0..C {
            columns[c] += c * lanes;
        }
        columns
    }
}

/// All of a row: the last vectors may overlap those before.
pub(super) struct Within {
    /// The first column of the last.
    pub(super) last: usize,
}

impl<const C: usize> Columns<C> for Within {
    #[inline(always)]
    fn of(self, lanes: usize) -> [usize; C] {
        let mut columns = SideBySide { first: 0 }.of(lanes);
        for column in &mut columns {
            *column = self.last.min(*column);
        }
        columns
    }
}
