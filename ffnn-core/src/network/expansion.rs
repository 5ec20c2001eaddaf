//! What expansions of `network!` call. Not public API.

pub mod budget;
mod embedded;
mod join;

pub use crate::frozen::{Form, Unscaled, copy, debug as debug_frozen, form, tight};
pub use crate::quantized::{Header, Number, Numbers, Quantizes, Ranges, debug as debug_quantized, wide};
pub use crate::scratch::Scratch;
pub use embedded::{Embedded, has_fingerprint, has_tensors};
pub use join::{Concat, Residual};

use crate::kernels::{self, Level};
use crate::layer::Biased;
use crate::{Aligned, Flat, Head, Initializer, Layer, LayerInfo, Network, Parameters, Scalar};

/// What a layer is where it stands: itself, or itself without its bias where the layer after it takes that away.
pub trait Placed<const ABSORBED: bool> {
    /// The layer that stands there.
    type Layer;
}

impl<Y> Placed<false> for Y {
    type Layer = Y;
}

impl<Y: Biased> Placed<true> for Y {
    type Layer = Y::Unbiased;
}

/// What holds for a type that says nothing of these: its own constants of these names come first.
pub trait Bias {
    /// Whether a layer after it may take its bias away.
    const BIASED: bool = false;
    /// Whether it takes away the bias of the layer before it.
    const ABSORBS_BIAS: bool = false;
}

impl<Y> Bias for Y {}

/// The same of where it may stand.
pub trait Last {
    /// Whether the network's output must not come from it.
    const NEVER_LAST: bool = false;
}

impl<Y> Last for Y {}

/// Asks whether `Y` is a layer from `IN` values to `OUT`.
#[derive(Debug)]
pub struct Fits<Y, const IN: usize, const OUT: usize>(core::marker::PhantomData<Y>);

impl<Y: Layer<IN, OUT>, const IN: usize, const OUT: usize> Fits<Y, IN, OUT> {
    /// It is.
    pub const FITS: bool = true;
}

/// The same of what it becomes in a frozen network.
pub trait Freezes {
    /// It is none, of which the compiler tells elsewhere.
    const FITS: bool = false;
    /// Whether it is [`Pack`](crate::frozen::Pack).
    const PACKED: bool = false;
    /// Whether it changes nothing when predicting.
    const ONLY_TRAINS: bool = false;
    /// Whether it takes over what a layer right after it does that [`SCALES`](Freezes::SCALES).
    const ABSORBS_SCALE: bool = false;
    /// Whether it is [`Scales`](crate::frozen::Scales).
    const SCALES: bool = false;
}

impl<Y> Freezes for Y {}

/// The same of what it becomes in integers.
pub trait Integral {
    /// Whether it is [`Clamps`](crate::quantized::Clamps).
    const CLAMPS: bool = false;
}

impl<Y> Integral for Y {}

/// `Y` where it stands.
pub type At<Y, const ABSORBED: bool = false> = <Y as Placed<ABSORBED>>::Layer;

/// What is asked of a type: its own constant holds where the type is what it should be, and comes before that of
/// [`Otherwise`].
#[derive(Debug)]
pub struct Is<Y>(core::marker::PhantomData<Y>);

impl<Y: Head> Is<Y> {
    /// Whether it can end a network.
    pub const HEAD: bool = true;
}

/// The other answer.
pub trait Otherwise {
    /// Whether it can end a network.
    const HEAD: bool = false;
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
