//! Declarations of the reference networks.

use ffnn::layers::{PReluPerFeature, Running};
use ffnn::prelude::*;
use ffnn::{Initializer, Leaf, Level, Random, Room, Scalar, Stream, Trace};

network! {
    /// `slides_2_4_3_sigmoid`
    pub(crate) struct Sigmoids: 2 -> 3 {
        Dense<4>,
        Sigmoid,
        Dense<3>,
        Sigmoid,
    }
}

network! {
    /// `elu_4_8_8_3_softmax_adam`
    pub(crate) struct Elus: 4 -> 3 {
        Dense<8>,
        Elu,
        Dense<8>,
        Elu { alpha: 1.0 },
        Dense<3>,
        Softmax,
    }
}

network! {
    /// `tanh_5_6_6_2_mse_momentum`
    pub(crate) struct Tanhs: 5 -> 2 {
        Dense<6>,
        Tanh,
        Dense<6>,
        Tanh,
        Dense<2>,
        Linear,
    }
}

network! {
    /// `clip_by_value_4_5_2`, `clip_by_norm_4_5_2`, `clip_by_global_norm_4_5_2`
    pub(crate) struct Clipped: 4 -> 2 {
        Dense<5>,
        Relu,
        Dense<2>,
        Linear,
    }
}

network! {
    /// `slides_dropout_fixed_mask_2_4_3`: the seeds were found by trying, their masks are those of the reference.
    pub(crate) struct FixedDropouts: 2 -> 3 {
        FixedDropout { rate: 0.5, seed: 223 },
        Dense<4>,
        Sigmoid,
        FixedDropout { rate: 0.5, seed: 15_820_532 },
        Dense<3>,
        Sigmoid,
    }
}

network! {
    /// `prelu_4_6_5_3`
    pub(crate) struct PRelus: 4 -> 3 {
        Dense<6>,
        PReluPerFeature { slope: 0.25 },
        Dense<5>,
        PRelu { slope: 0.1 },
        Dense<3>,
        Softmax,
    }
}

network! {
    /// `bn_torch_6_8_8_3_leaky`
    pub(crate) struct LeakyNorms: 6 -> 3 {
        Dense<8>,
        BatchNorm { running: Running::Torch },
        LeakyRelu { slope: 0.01 },
        Dense<8>,
        BatchNorm { epsilon: 1e-5, momentum: 0.9, running: Running::Torch },
        LeakyRelu { slope: 0.01 },
        Dense<3>,
        Softmax,
    }
}

network! {
    /// `slides_bn_2_4_3_sigmoid`
    pub(crate) struct SigmoidNorms: 2 -> 3 {
        Dense<4>,
        BatchNorm { epsilon: 1e-3, momentum: 0.99, running: Running::TensorFlow },
        Sigmoid,
        Dense<3>,
        BatchNorm { epsilon: 1e-3, momentum: 0.99, running: Running::TensorFlow },
        Softmax,
    }
}

network! {
    /// `l1_l2_per_layer_3_5_4_2`
    pub(crate) struct Penalized: 3 -> 2 {
        Dense<5> { l1: 0.01, l2: 0.002 },
        Relu,
        Dense<4> { l2: 0.01 },
        Tanh,
        Dense<2> { l1: 0.005 },
        Linear,
    }
}

network! {
    /// `max_norm_incoming_5_6_3`
    pub(crate) struct MaxNorms: 5 -> 3 {
        Dense<6> { max_norm: 1.0 },
        Relu,
        Dense<3>,
        Softmax,
    }
}

network! {
    /// `max_norm_slides_code_5_6_3`, which has a limit of another kind.
    pub(crate) struct Unlimited: 5 -> 3 {
        hidden: Dense<6>,
        Relu,
        Dense<3>,
        Softmax,
    }
}

network! {
    /// `silu_selu_huber_rmsprop_tf1_3_5_4_2`
    pub(crate) struct Silus: 3 -> 2 {
        Dense<5>,
        Silu,
        Dense<4>,
        Selu,
        Dense<2>,
        Linear,
    }
}

/// Dropout that draws the same mask in every pass.
#[derive(Clone, Copy, Debug)]
pub(crate) struct FixedDropout {
    pub(crate) rate: f64,
    pub(crate) seed: u64,
}

impl FixedDropout {
    const fn checked(self) -> Self {
        self
    }

    const fn dropout(self) -> Dropout {
        Dropout { rate: self.rate }
    }
}

impl Options for FixedDropout {
    const DEFAULT: Self = Self { rate: 0.5, seed: 0 };
}

impl<const N: usize> Layer<N, N> for FixedDropout {
    type Parameters<T: Scalar> = ();
    type State<T: Scalar> = ();
    const LEAVES: &'static [Leaf] = &[];
    const MULTIPLY_ADDS: usize = 0;

    const ROOM: Room = <Dropout as Layer<N, N>>::ROOM;

    fn initialize<T: Scalar>(&self, _: &mut (), _: &mut (), preferred: Initializer, _: &mut Random) -> Initializer {
        preferred
    }

    #[inline(always)]
    fn forward<L: Level, T: Scalar>(&self, level: L, _: &(), _: &(), input: &[[T; N]], output: &mut [[T; N]]) {
        self.dropout().forward(level, &(), &(), input, output);
    }

    #[inline(always)]
    fn forward_train<L: Level, T: Scalar>(
        &self,
        level: L,
        _: &(),
        _: &mut (),
        input: &[[T; N]],
        trace: &mut Trace<'_, T, N>,
        _: &mut Random,
    ) {
        self.dropout().forward_train(level, &(), &mut (), input, trace, &mut Stream::root(self.seed).random());
    }

    #[inline(always)]
    fn backward<L: Level, T: Scalar>(
        &self,
        level: L,
        _: &(),
        input: &[[T; N]],
        trace: &mut Trace<'_, T, N>,
        _: &mut (),
        input_gradient: Option<&mut [[T; N]]>,
    ) {
        self.dropout().backward(level, &(), input, trace, &mut (), input_gradient);
    }
}
