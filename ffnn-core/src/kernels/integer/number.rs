use core::fmt::Debug;

use super::{Grid, Range};
use crate::Plain;

mod sealed {
    pub trait Sealed {}
    impl Sealed for i8 {}
    impl Sealed for i16 {}
    impl<I: Sealed, const N: usize> Sealed for [I; N] {}
}

/// A whole number that stands for a value: `i8` between layers, `i16` for logits.
pub trait Integer: sealed::Sealed + Copy + Debug + Default + Ord + Into<i32> + Send + Sync + 'static + Plain {
    /// The least there is.
    const LEAST: i32;
    /// The largest there is.
    const MOST: i32;

    /// The nearest there is.
    fn saturated(value: i32) -> Self;

    /// The grid on which values of this range are told apart best.
    fn grid(range: Range) -> Grid;
}

impl Integer for i8 {
    const LEAST: i32 = i8::MIN as i32;
    const MOST: i32 = i8::MAX as i32;

    #[inline(always)]
    fn saturated(value: i32) -> Self {
        value.clamp(Self::LEAST, Self::MOST) as Self
    }

    /// From end to end.
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

    /// Around zero, with room: there are bits to spare, and logits beyond those of the samples are not cut off.
    fn grid(range: Range) -> Grid {
        const ROOM: f64 = 4.0;
        let Range { low, high } = range;
        Grid::between(0, 0.0, ROOM * high.max(-low) / f64::from(Self::MOST))
    }
}

// SAFETY: every bit pattern is a number.
unsafe impl Plain for i8 {}

// SAFETY: as above.
unsafe impl Plain for i16 {}

/// Whole numbers at one place of a network: `[i8; N]`.
pub trait Integers:
    sealed::Sealed + Copy + Debug + PartialEq + Send + Sync + AsRef<[Self::Number]> + AsMut<[Self::Number]> + 'static
{
    /// What they are.
    type Number: Integer;
    /// All zero.
    const ZERO: Self;

    /// The index of the largest, the first of several.
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
