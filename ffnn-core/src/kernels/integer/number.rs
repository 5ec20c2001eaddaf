use core::fmt::Debug;

use super::{Grid, Range};
use crate::Plain;

mod sealed {
    pub trait Sealed {}
    impl Sealed for i8 {}
    impl Sealed for i16 {}
    impl<I: Sealed, const N: usize> Sealed for [I; N] {}
}

/// An integer that represents a value: `i8` between layers, `i16` for logits.
pub trait Integer: sealed::Sealed + Copy + Debug + Default + Ord + Into<i32> + Send + Sync + 'static + Plain {
    /// The smallest value.
    const LEAST: i32;
    /// The largest value.
    const MOST: i32;

    /// Converts to this type, saturating.
    fn saturated(value: i32) -> Self;

    /// Returns the grid that represents values of this range best.
    fn grid(range: Range) -> Grid;
}

impl Integer for i8 {
    const LEAST: i32 = i8::MIN as i32;
    const MOST: i32 = i8::MAX as i32;

    #[inline(always)]
    fn saturated(value: i32) -> Self {
        value.clamp(Self::LEAST, Self::MOST) as Self
    }

    /// Uses the whole range of `i8`.
    fn grid(range: Range) -> Grid {
        let Range { low, high } = range.with_zero();
        Grid::between(Self::LEAST, low, (high - low) / f64::from(Self::MOST - Self::LEAST))
    }
}

impl Integer for i16 {
    const LEAST: i32 = i16::MIN as i32;
    const MOST: i32 = i16::MAX as i32;

    #[inline(always)]
    fn saturated(value: i32) -> Self {
        value.clamp(Self::LEAST, Self::MOST) as Self
    }

    /// Symmetric around zero with headroom: there are bits to spare, and logits beyond those of the samples are not
    /// clamped.
    fn grid(range: Range) -> Grid {
        const ROOM: f64 = 4.0;
        let Range { low, high } = range;
        Grid::between(0, 0.0, ROOM * high.max(-low) / f64::from(Self::MOST))
    }
}

/// A vector of integers at one point of a network: `[i8; N]`.
pub trait Integers:
    sealed::Sealed + Copy + Debug + PartialEq + Send + Sync + AsRef<[Self::Number]> + AsMut<[Self::Number]> + 'static
{
    /// The type of its elements.
    type Number: Integer;
    /// The vector of zeros.
    const ZERO: Self;

    /// Returns the index of the largest value, the first one if several are equal.
    fn largest(&self) -> usize;
}

macro_rules! integers {
    ($($number:ident)+) => {
        $(
            impl<const N: usize> Integers for [$number; N] {
                type Number = $number;
                const ZERO: Self = [0; N];

                fn largest(&self) -> usize {
                    let (mut best, mut most) = (0, $number::MIN);
                    for (index, &number) in self.iter().enumerate() {
                        if number > most {
                            (best, most) = (index, number);
                        }
                    }
                    best
                }
            }
        )+
    };
}

integers! { i8 i16 }
