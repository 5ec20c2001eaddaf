use core::ops::Deref;

use super::Mode;
use super::kept::{AsItIs, Kept, OfItsOwn};
use super::leftover::{Leftover, Scaled, Unscaled};
use crate::kernels::Level;
use crate::kinds::pack::{Lined, Pack, Scales, Tight};
use crate::{Aligned, Layer, Plain, Scalar};

/// Unchanged.
pub(crate) const KEPT: u8 = 0;
/// Packed, with rows of weights side by side.
pub(crate) const PACKED: u8 = 1;
/// Packed, with each row at a cache line.
pub(crate) const LINED: u8 = 2;
/// Dropped, because the layer changes nothing when predicting.
pub(crate) const GONE: u8 = 3;
/// Dropped, because the layer before it does its work.
pub(crate) const ABSORBED: u8 = 4;

/// Not a layer; reported elsewhere.
pub(crate) const NONE: u8 = 5;

/// Returns the [`Form`] of a layer, given properties of its type and of the layer before it.
#[doc(hidden)]
pub const fn form(fits: bool, packed: bool, only_trains: bool, absorbed: bool, tight: bool) -> u8 {
    match (packed, tight) {
        _ if !fits => NONE,
        _ if only_trains => GONE,
        _ if absorbed => ABSORBED,
        (false, _) => KEPT,
        (true, true) => PACKED,
        (true, false) => LINED,
    }
}

/// Whether rows of `width` values lie side by side, because they would be mostly padding or there are no vectors.
#[doc(hidden)]
pub const fn tight(width: usize) -> bool {
    width <= 4 || !cfg!(any(target_arch = "x86_64", target_arch = "aarch64"))
}

/// The frozen form of a layer, and its step in the passes. `FORM` is the result of [`form`].
#[doc(hidden)]
pub trait Form<const FORM: u8, const IN: usize, const OUT: usize> {
    /// The layer's parameters.
    type Learned<T: Scalar>;
    /// The layer's state.
    type State<T: Scalar>;
    /// The stored numbers.
    type Stored<T: Scalar>: Plain + PartialEq;
    /// The work left to the layer before it.
    type Left<'a, T: Scalar>: Leftover
    where
        Self: 'a;
    /// The type of the output.
    type Output<'a, T: Scalar, const B: usize>: Deref<Target = [[T; OUT]; B]>;
    /// The type of the output for samples side by side.
    type OutputLanes<'a, T: Scalar, const LANES: usize>: Deref<Target = [[T; LANES]; OUT]>;

    /// Overwrites `stored` with the form of a layer's parameters and state, and returns the work left to the layer before it.
    fn freeze<'a, T: Scalar>(
        &'a self,
        numbers: (&'a Self::Learned<T>, &'a Self::State<T>),
        after: impl Leftover,
        stored: &mut Self::Stored<T>,
    ) -> Self::Left<'a, T>;

    /// Predicts.
    fn predict<'a, L: Level, T: Scalar, const B: usize>(
        &self,
        level: L,
        mode: impl Mode,
        stored: &Self::Stored<T>,
        input: &'a [[T; IN]; B],
    ) -> Self::Output<'a, T, B>;

    /// Predicts samples side by side.
    fn predict_lanes<'a, L: Level, T: Scalar, const LANES: usize>(
        &self,
        level: L,
        stored: &Self::Stored<T>,
        input: &'a [[T; LANES]; IN],
    ) -> Self::OutputLanes<'a, T, LANES>;
}

#[diagnostic::do_not_recommend]
impl<Y: Layer<IN, OUT>, const IN: usize, const OUT: usize> Form<KEPT, IN, OUT> for Y {
    type Learned<T: Scalar> = Y::Parameters<T>;
    type State<T: Scalar> = Y::State<T>;
    type Stored<T: Scalar> = Kept<T, Y::Parameters<T>, Y::State<T>>;
    type Left<'a, T: Scalar>
        = Unscaled
    where
        Self: 'a;
    type Output<'a, T: Scalar, const B: usize> = Aligned<[[T; OUT]; B]>;
    type OutputLanes<'a, T: Scalar, const LANES: usize> = Aligned<[[T; LANES]; OUT]>;

    fn freeze<T: Scalar>(
        &self,
        (parameters, state): (&Y::Parameters<T>, &Y::State<T>),
        _: impl Leftover,
        stored: &mut Self::Stored<T>,
    ) -> Unscaled {
        use crate::Flat;
        stored.parameters.as_mut_slice().copy_from_slice(parameters.as_slice());
        stored.state.as_mut_slice().copy_from_slice(state.as_slice());
        Unscaled
    }

    // Not inlined for the same reason as `Layer::predict`.
    #[cfg_attr(not(debug_assertions), inline(always))]
    #[cfg_attr(debug_assertions, inline(never))]
    fn predict<L: Level, T: Scalar, const B: usize>(
        &self,
        level: L,
        mode: impl Mode,
        stored: &Self::Stored<T>,
        input: &[[T; IN]; B],
    ) -> Aligned<[[T; OUT]; B]> {
        let mut output = Aligned([[T::ZERO; OUT]; B]);
        mode.compute(AsItIs(self, stored), level, input, &mut *output);
        output
    }

    #[cfg_attr(not(debug_assertions), inline(always))]
    #[cfg_attr(debug_assertions, inline(never))]
    fn predict_lanes<L: Level, T: Scalar, const LANES: usize>(
        &self,
        level: L,
        stored: &Self::Stored<T>,
        input: &[[T; LANES]; IN],
    ) -> Aligned<[[T; LANES]; OUT]> {
        Layer::predict_lanes(self, level, &stored.parameters, &stored.state, input)
    }
}

/// Implements the two packed forms.
macro_rules! packed {
    ($($form:ident: $spacing:ident;)+) => {
        $(
            #[diagnostic::do_not_recommend]
            impl<Y: Pack<IN, OUT>, const IN: usize, const OUT: usize> Form<$form, IN, OUT> for Y {
                type Learned<T: Scalar> = Y::Parameters<T>;
                type State<T: Scalar> = Y::State<T>;
                type Stored<T: Scalar> = Y::Packed<T, $spacing>;
                type Left<'a, T: Scalar>
                    = Unscaled
                where
                    Self: 'a;
                type Output<'a, T: Scalar, const B: usize> = Aligned<[[T; OUT]; B]>;
                type OutputLanes<'a, T: Scalar, const LANES: usize> = Aligned<[[T; LANES]; OUT]>;

                fn freeze<T: Scalar>(
                    &self,
                    (parameters, state): (&Y::Parameters<T>, &Y::State<T>),
                    after: impl Leftover,
                    stored: &mut Self::Stored<T>,
                ) -> Unscaled {
                    self.pack::<T, $spacing>(parameters, state, |index| after.at(index), stored);
                    Unscaled
                }

                #[cfg_attr(not(debug_assertions), inline(always))]
                #[cfg_attr(debug_assertions, inline(never))]
                fn predict<L: Level, T: Scalar, const B: usize>(
                    &self,
                    level: L,
                    mode: impl Mode,
                    stored: &Self::Stored<T>,
                    input: &[[T; IN]; B],
                ) -> Aligned<[[T; OUT]; B]> {
                    let mut output = Aligned([[T::ZERO; OUT]; B]);
                    mode.compute(OfItsOwn::<_, $spacing, T, IN, OUT>(self, stored), level, input, &mut *output);
                    output
                }

                #[cfg_attr(not(debug_assertions), inline(always))]
                #[cfg_attr(debug_assertions, inline(never))]
                fn predict_lanes<L: Level, T: Scalar, const LANES: usize>(
                    &self,
                    level: L,
                    stored: &Self::Stored<T>,
                    input: &[[T; LANES]; IN],
                ) -> Aligned<[[T; LANES]; OUT]> {
                    let mut output = Aligned([[T::ZERO; LANES]; OUT]);
                    self.forward_packed_lanes::<L, T, $spacing, LANES>(level, stored, input, &mut output);
                    output
                }
            }
        )+
    };
}

packed! {
    PACKED: Tight;
    LINED: Lined;
}

/// Implements the two forms of a dropped layer; `$left` is the work left to the layer before it.
macro_rules! gone {
    ($(
        $form:ident: $bound:ident<$n:tt $(, $m:tt)?>, $layer:ident $parameters:ident $state:ident => $left:ty: $value:expr;
    )+) => {
        $(
            #[diagnostic::do_not_recommend]
            impl<Y: $bound<$n $(, $m)?>, const $n: usize> Form<$form, $n, $n> for Y {
                type Learned<T: Scalar> = Y::Parameters<T>;
                type State<T: Scalar> = Y::State<T>;
                type Stored<T: Scalar> = ();
                type Left<'a, T: Scalar>
                    = $left
                where
                    Self: 'a;
                type Output<'a, T: Scalar, const B: usize> = &'a [[T; $n]; B];
                type OutputLanes<'a, T: Scalar, const LANES: usize> = &'a [[T; LANES]; $n];

                fn freeze<'a, T: Scalar>(
                    &'a self,
                    ($parameters, $state): (&'a Y::Parameters<T>, &'a Y::State<T>),
                    _: impl Leftover,
                    _: &mut (),
                ) -> $left {
                    let $layer = self;
                    $value
                }

                #[inline(always)]
                fn predict<'a, L: Level, T: Scalar, const B: usize>(
                    &self,
                    _: L,
                    _: impl Mode,
                    (): &(),
                    input: &'a [[T; $n]; B],
                ) -> &'a [[T; $n]; B] {
                    input
                }

                #[inline(always)]
                fn predict_lanes<'a, L: Level, T: Scalar, const LANES: usize>(
                    &self,
                    _: L,
                    (): &(),
                    input: &'a [[T; LANES]; $n],
                ) -> &'a [[T; LANES]; $n] {
                    input
                }
            }
        )+
    };
}

gone! {
    GONE: Layer<N, N>, _layer _parameters _state => Unscaled: Unscaled;
    ABSORBED: Scales<N>, layer parameters state => Scaled<'a, Y, T, N>: Scaled { layer, parameters, state };
}

impl<Y, const IN: usize, const OUT: usize> Form<NONE, IN, OUT> for Y {
    type Learned<T: Scalar> = ();
    type State<T: Scalar> = ();
    type Stored<T: Scalar> = ();
    type Left<'a, T: Scalar>
        = Unscaled
    where
        Self: 'a;
    type Output<'a, T: Scalar, const B: usize> = Aligned<[[T; OUT]; B]>;
    type OutputLanes<'a, T: Scalar, const LANES: usize> = Aligned<[[T; LANES]; OUT]>;

    fn freeze<T: Scalar>(&self, _: (&(), &()), _: impl Leftover, (): &mut ()) -> Unscaled {
        Unscaled
    }

    fn predict<L: Level, T: Scalar, const B: usize>(
        &self,
        _: L,
        _: impl Mode,
        (): &(),
        _: &[[T; IN]; B],
    ) -> Aligned<[[T; OUT]; B]> {
        Aligned([[T::ZERO; OUT]; B])
    }

    fn predict_lanes<L: Level, T: Scalar, const LANES: usize>(
        &self,
        _: L,
        (): &(),
        _: &[[T; LANES]; IN],
    ) -> Aligned<[[T; LANES]; OUT]> {
        Aligned([[T::ZERO; LANES]; OUT])
    }
}
