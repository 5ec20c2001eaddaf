//! Items that expansions of `network!` use. Not public API.

pub use crate::network::budget;
mod embedded;
pub mod foreign;
mod join;
mod misplaced;
#[cfg(feature = "relations")]
pub mod relation;

pub use crate::__clone_of_boxes as clone_of_boxes;
pub use crate::numbers::flat::{copy_flat, proof::part};
pub use crate::parameters::scratch::Scratch;
pub use crate::predict::frozen::{Form, Unscaled, copy, debug as debug_frozen, form, tight};
pub use crate::predict::quantized::{Header, Number, Numbers, Quantizes, Ranges, debug as debug_quantized, wide};
#[cfg(feature = "alloc")]
pub use alloc::boxed::Box;
pub use embedded::{Embedded, has_fingerprint, has_tensors};
pub use join::{Concat, Residual};
pub use misplaced::{Misplaced, has_misfit};

use crate::kernels::{self, Level};
use crate::kinds::layer::Biased;
use crate::predict::frozen::{Pack, Scales};
use crate::predict::quantized::Clamps;
use crate::{Activation, Aligned, Flat, Head, Initializer, Layer, LayerInfo, Network, Options, Parameters, Scalar};

/// Keeps items that need a heap.
#[cfg(feature = "alloc")]
#[doc(hidden)]
#[macro_export]
macro_rules! __with_alloc {
    ($($item:item)*) => { $($item)* };
}

/// Drops items that need a heap.
#[cfg(not(feature = "alloc"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __with_alloc {
    ($($item:item)*) => {};
}

pub use crate::__with_alloc as with_alloc;

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
    pub const FITS: bool = !misplaced::marked(Y::LEAVES);
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

/// Stands in for the `pub const fn checked(self) -> Self` of a type without one. The compiler rejects the call in a
/// constant and names this trait, unless it has already reported an option that the type does not have.
pub trait ConstFnCheckedIsMissing: Sized {
    /// Never called.
    fn checked(self) -> Self {
        self
    }
}

impl<Y> ConstFnCheckedIsMissing for Y {}

/// Fails to compile with the message `otherwise`, at the call site, unless `holds`.
#[track_caller]
pub const fn claim(holds: bool, otherwise: &'static str) {
    assert!(holds, "{}", otherwise);
}

/// Returns the initializer that the head prefers for the weights before it.
pub const fn preferred<N: Network>() -> Initializer {
    <N::Head as Head>::INITIALIZER
}

/// Transposes a matrix.
#[inline(always)]
pub fn turned<T: Scalar, const ROWS: usize, const COLUMNS: usize>(
    level: impl Level,
    from: &[[T; COLUMNS]; ROWS],
) -> Aligned<[[T; ROWS]; COLUMNS]> {
    let mut to = Aligned([[T::ZERO; ROWS]; COLUMNS]);
    kernels::turn(level, from, &mut to);
    to
}

/// Sets the offset of each layer in the flat view to the end of the layer before it.
pub const fn table<const N: usize>(mut layers: [LayerInfo; N]) -> [LayerInfo; N] {
    let (mut end, mut index) = (0, 0);
    while index < N {
        layers[index].offset = end;
        end += layers[index].parameters;
        index += 1;
    }
    layers
}

/// Fails to compile unless the layers account for all values of a network.
pub const fn assert_layout<N: Network>() {
    let layers = <N::Parameters as Parameters>::LAYERS;
    let (mut end, mut state, mut index) = (0, 0, 0);
    while index < layers.len() {
        end += layers[index].parameters;
        state += layers[index].state();
        index += 1;
    }
    assert!(end == N::Parameters::COUNT, "expected the layers to have all parameters of the network");
    assert!(state == N::State::COUNT, "expected the layers to have all state of the network");
    assert!(end + state == N::COUNT, "expected a network to contain only parameters and state");
}

/// Writes `Digits { parameters: 2410, scalar: "f32" }`, because thousands of numbers would help nobody.
pub fn debug<N: Network>(_: &N, name: &str, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
    f.debug_struct(name)
        .field("parameters", &N::Parameters::COUNT)
        .field("scalar", &core::any::type_name::<N::Scalar>())
        .finish()
}

/// Writes `DigitsParameters { values: 2410, scalar: "f32" }` for a part of a network.
pub fn debug_flat<T: Scalar, F: Flat<T>>(_: &F, name: &str, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
    f.debug_struct(name).field("values", &F::COUNT).field("scalar", &core::any::type_name::<T>()).finish()
}

/// Defines a `clone` for boxes that takes precedence over that of the standard library and uses no stack.
#[cfg(feature = "alloc")]
#[doc(hidden)]
#[macro_export]
macro_rules! __clone_of_boxes {
    ($kind:ident $($asked:tt)*) => {
        /// Returns a copy on the heap, without a copy on the stack, in debug builds too.
        ///
        /// Code that is generic over `Clone`, such as a derived `Clone` of a struct with a box, copies the contents of
        /// the box over the stack in a debug build: for a network larger than the stack, call `clone_boxed` there.
        #[inline]
        #[allow(clippy::unnecessary_box_returns, reason = "a network is too large for the stack")]
        pub fn clone(self: &$crate::expansion::Box<Self>) -> $crate::expansion::Box<Self> {
            $($asked)*
            $crate::$kind::clone_boxed(&**self)
        }
    };
}

/// Defines nothing, because there are no boxes without a heap.
#[cfg(not(feature = "alloc"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __clone_of_boxes {
    ($kind:ident $($asked:tt)*) => {};
}
