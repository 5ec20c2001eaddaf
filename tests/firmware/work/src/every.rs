//! Networks with every layer and activation, to prove that predicting cannot panic; their output does not matter.

use core::mem::MaybeUninit;

use ffnn::frozen;
use ffnn::activations::{Celu, HardShrink, LogSigmoid, SoftShrink, Softsign, Squareplus, TanhShrink};
use ffnn::layers::{PReluPerFeature, RRelu, GaussianDropout, AlphaDropout};
use ffnn::prelude::*;

network! {
    /// Every layer.
    pub struct Layers: 9 -> 5 {
        Dense<24>,
        BatchNorm,
        Elu,
        Dropout { rate: 0.1 },
        Residual { Dense<10>, LayerNorm, PRelu, AlphaDropout { rate: 0.1 }, Dense<24> },
        Concat { [Dense<7>, RRelu, GaussianDropout { rate: 0.1 }], [Dense<3>, PReluPerFeature], [] },
        Dense<5>,
        Sigmoid,
    }
}

network! {
    /// Every activation.
    pub struct Activations: 9 -> 5 {
        Dense<13>,
        Celu,
        Elu,
        Gelu,
        GeluTanh,
        HardShrink,
        HardSigmoid,
        HardSwish,
        HardTanh,
        Identity,
        LeakyRelu,
        LogSigmoid,
        Mish,
        Relu,
        Relu6,
        Selu,
        Silu,
        SoftShrink,
        Softplus,
        Softsign,
        Squareplus,
        Tanh,
        TanhShrink,
        Dense<5>,
        Softmax,
    }
}

network! {
    /// Layers too large to be unrolled.
    pub struct Wide: 784 -> 10 {
        Dense<300>,
        Relu,
        Dense<100>,
        Tanh,
        Dense<10>,
        Softmax,
    }
}

/// Predicts one sample with each network, in caller-provided memory.
pub fn ask<T: Scalar>(
    layers: &mut MaybeUninit<Layers<T>>,
    activations: &mut MaybeUninit<Activations<T>>,
    wide: &mut MaybeUninit<Wide<T>>,
    value: T,
) -> T {
    let (layers, activations) = (Layers::zeros_in(layers), Activations::zeros_in(activations));
    let wide = Wide::zeros_in(wide);
    let few = [value; 9];
    let sum = layers.predict(&few)[0] + activations.predict(&few).confidence();
    sum + wide.predict(&[value; 784]).confidence()
}

/// The frozen forms of all three, with zeros for weights.
pub struct FrozenForms<T: Scalar> {
    layers: LayersFrozen<T>,
    activations: ActivationsFrozen<T>,
    wide: WideFrozen<T>,
}

impl<T: Scalar> FrozenForms<T> {
    /// For a static.
    pub const ZEROS: Self = Self { layers: frozen::zeros(), activations: frozen::zeros(), wide: frozen::zeros() };

    /// Predicts one sample with each of them.
    pub fn ask(&self, value: T) -> T {
        let few = [value; 9];
        let sum = self.layers.predict(&few)[0] + self.activations.predict(&few).confidence();
        sum + self.wide.predict(&[value; 784]).confidence()
    }
}
