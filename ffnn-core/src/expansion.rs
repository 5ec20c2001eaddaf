//! What expansions of `network!` call. Not public API.

pub use crate::network::budget;
mod embedded;
pub mod foreign;
mod join;
mod misplaced;

pub use crate::__clone_of_boxes as clone_of_boxes;
pub use crate::numbers::flat::copy_flat;
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

/// Items that are there with a heap.
#[cfg(feature = "alloc")]
#[doc(hidden)]
#[macro_export]
macro_rules! __with_alloc {
    ($($item:item)*) => { $($item)* };
}

/// Items that are there with a heap.
#[cfg(not(feature = "alloc"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __with_alloc {
    ($($item:item)*) => {};
}

pub use crate::__with_alloc as with_alloc;

/// What a layer is where it stands: itself, or itself without its bias where the layer after it takes that away. `HOW` is what
/// [`how`] says.
pub trait Placed<const HOW: u8> {
    /// The layer that stands there.
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

/// How a type stands in its place, if it `fits` as a layer and its bias is `absorbed`.
pub const fn how(fits: bool, absorbed: bool) -> u8 {
    match (fits, absorbed) {
        (false, _) => MISFIT,
        (true, true) => UNBIASED,
        (true, false) => ITSELF,
    }
}

/// `Y` where it stands.
pub type At<Y, const HOW: u8> = <Y as Placed<HOW>>::Layer;

/// Asks whether `Y` is a layer from `IN` values to `OUT`, and what it becomes in a frozen network: the answers here hold
/// where it is, and come before those of [`Freezes`].
#[derive(Debug)]
pub struct Fits<Y, const IN: usize, const OUT: usize>(core::marker::PhantomData<Y>);

impl<Y: Layer<IN, OUT>, const IN: usize, const OUT: usize> Fits<Y, IN, OUT> {
    /// It is a layer, and not what stands in for something that is not.
    pub const FITS: bool = !misplaced::marked(Y::LEAVES);
}

impl<Y: Pack<IN, OUT>, const IN: usize, const OUT: usize> Fits<Y, IN, OUT> {
    /// It has a form of its own.
    pub const PACKED: bool = true;
    /// Whether it takes over what a layer right after it does that [`SCALES`](Freezes::SCALES).
    pub const ABSORBS_SCALE: bool = Y::ABSORBS_SCALE;
}

impl<Y: Scales<N>, const N: usize> Fits<Y, N, N> {
    /// It can be taken over.
    pub const SCALES: bool = true;
}

/// The other answers.
pub trait Freezes {
    /// It is not a layer, which the compiler reports elsewhere.
    const FITS: bool = false;
    /// Whether it is [`Pack`].
    const PACKED: bool = false;
    /// Whether it takes over what a layer right after it does that [`SCALES`](Freezes::SCALES).
    const ABSORBS_SCALE: bool = false;
    /// Whether it is [`Scales`].
    const SCALES: bool = false;
}

impl<Y, const IN: usize, const OUT: usize> Freezes for Fits<Y, IN, OUT> {}

/// What is asked of a type: the answers here hold where the type is what it should be, and come before those of
/// [`Otherwise`].
#[derive(Debug)]
pub struct Is<Y>(core::marker::PhantomData<Y>);

impl<Y: Head> Is<Y> {
    /// Whether it can end a network.
    pub const HEAD: bool = true;
}

impl<Y: Options> Is<Y> {
    /// Whether it takes away the bias of the layer before it.
    pub const ABSORBS_BIAS: bool = Y::ABSORBS_BIAS;
    /// Whether the network's output must not come from it.
    pub const NEVER_LAST: bool = Y::NEVER_LAST;
    /// Whether a list has to say how many values it gives.
    pub const NEEDS_WIDTH: bool = Y::NEEDS_WIDTH;
    /// Whether it changes nothing when predicting.
    pub const ONLY_TRAINS: bool = Y::ONLY_TRAINS;
}

impl<Y: Biased> Is<Y> {
    /// Whether a layer after it may take its bias away.
    pub const BIASED: bool = true;
}

impl<Y: Activation> Is<Y> {
    /// Whether it takes each value by itself.
    pub const ACTIVATION: bool = true;
}

impl<Y: Clamps> Is<Y> {
    /// Whether it needs no table in integers.
    pub const CLAMPS: bool = true;
}

/// The other answers, also for what is not a layer: of that the compiler tells elsewhere, and once.
pub trait Otherwise {
    /// Whether it can end a network.
    const HEAD: bool = false;
    /// Whether it takes away the bias of the layer before it.
    const ABSORBS_BIAS: bool = false;
    /// Whether the network's output must not come from it.
    const NEVER_LAST: bool = false;
    /// Whether a list has to say how many values it gives.
    const NEEDS_WIDTH: bool = false;
    /// Whether it changes nothing when predicting.
    const ONLY_TRAINS: bool = false;
    /// Whether a layer after it may take its bias away.
    const BIASED: bool = false;
    /// Whether it takes each value by itself.
    const ACTIVATION: bool = false;
    /// Whether it needs no table in integers.
    const CLAMPS: bool = false;
}

impl<Y> Otherwise for Is<Y> {}

/// Stands in for the `pub const fn checked(self) -> Self` of a type without one: the compiler refuses the call while
/// compiling and names this trait, unless an option that the type does not have was told already.
pub trait ConstFnCheckedIsMissing: Sized {
    /// Not called.
    fn checked(self) -> Self {
        self
    }
}

impl<Y> ConstFnCheckedIsMissing for Y {}

/// Fails to compile with `otherwise`, at the place of the call, unless `holds`.
#[track_caller]
pub const fn claim(holds: bool, otherwise: &'static str) {
    assert!(holds, "{}", otherwise);
}

/// What the head would like for the weights before it.
pub const fn preferred<N: Network>() -> Initializer {
    <N::Head as Head>::INITIALIZER
}

/// Rows of values to rows of samples, or back.
#[inline(always)]
pub fn turned<T: Scalar, const ROWS: usize, const COLUMNS: usize>(
    level: impl Level,
    from: &[[T; COLUMNS]; ROWS],
) -> Aligned<[[T; ROWS]; COLUMNS]> {
    let mut to = Aligned([[T::ZERO; ROWS]; COLUMNS]);
    kernels::turn(level, from, &mut to);
    to
}

/// The layers, each at the place in the flat view where those before it end.
pub const fn table<const N: usize>(mut layers: [LayerInfo; N]) -> [LayerInfo; N] {
    let (mut end, mut index) = (0, 0);
    while index < N {
        layers[index].offset = end;
        end += layers[index].parameters;
        index += 1;
    }
    layers
}

/// How many values a network `N` holds that is parameters `P`, then state `S`, then what is left of a cache line.
pub const fn count<T: Scalar, N, P: Flat<T>, S: Flat<T>>() -> usize {
    let count = P::COUNT + S::COUNT;
    assert!(
        size_of::<N>() == (count * size_of::<T>()).next_multiple_of(align_of::<N>()),
        "nothing lies between the two"
    );
    count
}

/// Fails to compile unless the fields of a network fill it.
pub const fn assert_layout<N: Network>() {
    let layers = <N::Parameters as Parameters>::LAYERS;
    let (mut end, mut state, mut index) = (0, 0, 0);
    while index < layers.len() {
        end += layers[index].parameters;
        state += layers[index].state();
        index += 1;
    }
    assert!(end == N::Parameters::COUNT, "the parameters of the layers are all that is learned");
    assert!(state == N::State::COUNT, "the states of the layers are all that is kept");
    assert!(end + state == N::COUNT, "parameters and state are all that a network holds");
}

/// `Digits { parameters: 2410, scalar: "f32" }`: thousands of numbers would help nobody.
pub fn debug<N: Network>(_: &N, name: &str, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
    f.debug_struct(name)
        .field("parameters", &N::Parameters::COUNT)
        .field("scalar", &core::any::type_name::<N::Scalar>())
        .finish()
}

/// The same of the numbers of a part: `DigitsParameters { values: 2410, scalar: "f32" }`.
pub fn debug_flat<T: Scalar, F: Flat<T>>(_: &F, name: &str, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
    f.debug_struct(name).field("values", &F::COUNT).field("scalar", &core::any::type_name::<T>()).finish()
}

/// The `clone` of a box, which comes before that of the standard library and takes no stack.
#[cfg(feature = "alloc")]
#[doc(hidden)]
#[macro_export]
macro_rules! __clone_of_boxes {
    ($kind:ident $($asked:tt)*) => {
        /// A copy on the heap, without ever having been on the stack, in debug builds too.
        ///
        /// Code that is generic over `Clone`, such as a derived `Clone` of a struct with a box, copies a box in a debug build
        /// over the stack: for a network larger than that, call `clone_boxed` there.
        #[inline]
        #[allow(clippy::unnecessary_box_returns, reason = "a network is too large for the stack")]
        pub fn clone(self: &$crate::expansion::Box<Self>) -> $crate::expansion::Box<Self> {
            $($asked)*
            $crate::$kind::clone_boxed(&**self)
        }
    };
}

/// Without a heap there are no boxes.
#[cfg(not(feature = "alloc"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __clone_of_boxes {
    ($kind:ident $($asked:tt)*) => {};
}
