//! The place of a type in the list: which layer it is there, and which form it has in a frozen network.

use super::Misplaced;
use crate::kinds::layer::Biased;
use crate::predict::frozen::{Pack, Scales};
use crate::predict::quantized::Clamps;
use crate::{Activation, Head, Layer, Options};

/// Selects the layer type at a place in the list: the type itself, or its variant without a bias if the next layer
/// absorbs the bias. `HOW` is the result of [`how`].
pub trait Placed<const HOW: u8> {
    /// The selected layer.
    type Layer;
}

const ITSELF: u8 = 0;
const UNBIASED: u8 = 1;
const MISFIT: u8 = 2;

impl<Y> Placed<ITSELF> for Y {
    type Layer = Y;
}

impl<Y: Biased> Placed<UNBIASED> for Y {
    type Layer = Y::Unbiased;
}

impl<Y> Placed<MISFIT> for Y {
    type Layer = Misplaced;
}

/// Returns how a type is placed, if it `fits` as a layer and its bias is `absorbed`.
pub const fn how(fits: bool, absorbed: bool) -> u8 {
    match (fits, absorbed) {
        (false, _) => MISFIT,
        (true, true) => UNBIASED,
        (true, false) => ITSELF,
    }
}

/// The layer type that stands for `Y`.
pub type At<Y, const HOW: u8> = <Y as Placed<HOW>>::Layer;

/// Queries whether `Y` is a layer from `IN` to `OUT` values, and what it becomes in a frozen network. Where an inherent
/// constant exists, it takes precedence over the one of [`Freezes`].
#[derive(Debug)]
pub struct Fits<Y, const IN: usize, const OUT: usize>(core::marker::PhantomData<Y>);

impl<Y: Layer<IN, OUT>, const IN: usize, const OUT: usize> Fits<Y, IN, OUT> {
    /// True for a layer, but not for the stand-in of a type that is not one.
    pub const FITS: bool = !super::misplaced::marked(Y::LEAVES);
}

impl<Y: Pack<IN, OUT>, const IN: usize, const OUT: usize> Fits<Y, IN, OUT> {
    /// Whether it has a packed form.
    pub const PACKED: bool = true;
    /// Whether it can take over a layer right after it that [`SCALES`](Freezes::SCALES).
    pub const ABSORBS_SCALE: bool = Y::ABSORBS_SCALE;
}

impl<Y: Scales<N>, const N: usize> Fits<Y, N, N> {
    /// Whether it can be taken over by the layer before it.
    pub const SCALES: bool = true;
}

/// The answers for types without the inherent constants.
pub trait Freezes {
    /// False for a type that is not a layer, which is reported elsewhere.
    const FITS: bool = false;
    /// Whether it is [`Pack`].
    const PACKED: bool = false;
    /// Whether it can take over a layer right after it that [`SCALES`](Freezes::SCALES).
    const ABSORBS_SCALE: bool = false;
    /// Whether it is [`Scales`].
    const SCALES: bool = false;
}

impl<Y, const IN: usize, const OUT: usize> Freezes for Fits<Y, IN, OUT> {}

/// Queries properties of a type. Where an inherent constant exists, it takes precedence over the one of [`Otherwise`].
#[derive(Debug)]
pub struct Is<Y>(core::marker::PhantomData<Y>);

impl<Y: Head> Is<Y> {
    /// Whether it can end a network.
    pub const HEAD: bool = true;
}

impl<Y: Options> Is<Y> {
    /// Whether it absorbs the bias of the layer before it.
    pub const ABSORBS_BIAS: bool = Y::ABSORBS_BIAS;
    /// Whether it must not produce the network's output.
    pub const NEVER_LAST: bool = Y::NEVER_LAST;
    /// Whether the list must state its output width.
    pub const NEEDS_WIDTH: bool = Y::NEEDS_WIDTH;
    /// Whether it changes nothing when predicting.
    pub const ONLY_TRAINS: bool = Y::ONLY_TRAINS;
}

impl<Y: Biased> Is<Y> {
    /// Whether a layer after it may absorb its bias.
    pub const BIASED: bool = true;
}

impl<Y: Activation> Is<Y> {
    /// Whether it applies the same function to each value independently.
    pub const ACTIVATION: bool = true;
}

impl<Y: Clamps> Is<Y> {
    /// Whether it needs no table in integers.
    pub const CLAMPS: bool = true;
}

/// The answers for types without the inherent constants, also for types that are not a layer, which are reported
/// elsewhere.
pub trait Otherwise {
    /// Whether it can end a network.
    const HEAD: bool = false;
    /// Whether it absorbs the bias of the layer before it.
    const ABSORBS_BIAS: bool = false;
    /// Whether it must not produce the network's output.
    const NEVER_LAST: bool = false;
    /// Whether the list must state its output width.
    const NEEDS_WIDTH: bool = false;
    /// Whether it changes nothing when predicting.
    const ONLY_TRAINS: bool = false;
    /// Whether a layer after it may absorb its bias.
    const BIASED: bool = false;
    /// Whether it applies the same function to each value independently.
    const ACTIVATION: bool = false;
    /// Whether it needs no table in integers.
    const CLAMPS: bool = false;
}

impl<Y> Otherwise for Is<Y> {}

/// The layer at a place in the list, as a type: `place!(Dense, 4 -> 8, before BatchNorm)`.
///
/// It is the type itself, or its variant without a bias if the next layer absorbs the bias. A type that is not a layer
/// there becomes [`Misplaced`]. `_` stands for a width that a constant cannot name, because it is generic.
#[doc(hidden)]
#[macro_export]
macro_rules! __place {
    ($layer:ty, $in:tt -> $out:tt $(, before $next:ty)?) => {
        $crate::expansion::At<$layer, {
            use $crate::expansion::{Freezes as _, Otherwise as _};
            $crate::expansion::how(
                $crate::expansion::is_layer!($layer, $in -> $out),
                false $(|| $crate::expansion::Is::<$layer>::BIASED && $crate::expansion::Is::<$next>::ABSORBS_BIAS)?,
            )
        }>
    };
}

/// Whether the type is a layer from `$in` to `$out` values. The compiler checks it elsewhere for a generic width.
#[doc(hidden)]
#[macro_export]
macro_rules! __is_layer {
    ($layer:ty, _ -> $out:tt) => {
        true
    };
    ($layer:ty, $in:tt -> _) => {
        true
    };
    ($layer:ty, $in:tt -> $out:tt) => {
        $crate::expansion::Fits::<$layer, $in, $out>::FITS
    };
}

/// The [`Form`](super::Form) of the layer at a place: `form_of!(Norm, 8 -> 8, after Dense: 4 -> 8)`, where the layer
/// before it may absorb it.
#[doc(hidden)]
#[macro_export]
macro_rules! __form_of {
    ($layer:ty, $in:tt -> $out:tt $(, after $before:ty: $from:tt -> $to:tt)?) => {{
        use $crate::expansion::{Freezes as _, Otherwise as _};
        $crate::expansion::form(
            $crate::expansion::is_layer!($layer, $in -> $out),
            $crate::expansion::answer!($layer, $in -> $out, PACKED),
            $crate::expansion::Is::<$layer>::ONLY_TRAINS,
            false $(|| $crate::expansion::answer!($before, $from -> $to, ABSORBS_SCALE)
                && $crate::expansion::answer!($layer, $in -> $out, SCALES))?,
            $crate::expansion::tight($crate::expansion::width!($out)),
        )
    }};
}

/// An answer of [`Fits`].
#[doc(hidden)]
#[macro_export]
macro_rules! __answer {
    ($layer:ty, $in:tt -> $out:tt, $constant:ident) => {
        $crate::expansion::Fits::<
                                                                                    $layer,
                                                                                    { $crate::expansion::width!($in) },
                                                                                    { $crate::expansion::width!($out) },
                                                                                >::$constant
    };
}

/// A width in a constant. What holds for all widths holds for 1.
#[doc(hidden)]
#[macro_export]
macro_rules! __width {
    (_) => {
        1
    };
    ($width:tt) => {
        $width
    };
}

pub use crate::{__answer as answer, __form_of as form_of, __is_layer as is_layer, __place as place, __width as width};
