mod packed;

pub use packed::DensePacked;

use nalgebra::{SMatrix, SVector};

use crate::kernels::{self, Level};
use crate::kinds::initializer::{ColumnMajor, Initializer, Site, by_activation};
use crate::kinds::layer::{Biased, Learned, Optional, Trace};
use crate::members::initializers::glorot_normal;
use crate::parameters::Role;
use crate::parameters::Room;
use crate::{Flat, Layer, Leaf, Options, Random, Rules, Scalar};

/// A dense (fully connected) layer: each output is a weighted sum of all inputs, plus a bias.
///
/// ```text
/// y[o] = b[o] + Σ_i W[o, i] x[i]
/// dx = Wᵀ dy    dW = Σ dy xᵀ    db = Σ dy      (sums over the batch)
/// ```
///
/// The bias starts at 0. The weights are drawn by `init`, by default the initializer that suits the next activation:
/// `rectified_normal` for ReLU and its variants, `glorot_normal` for most others.
///
/// Without a bias it is [`DenseWithoutBias`], a separate type because an option is a value and cannot change what is
/// learned. Right before a layer that cancels the bias, such as [`BatchNorm`](crate::layers::BatchNorm), a `Dense`
/// layer has none either.
#[doc(alias = "Linear")]
#[doc(alias = "FullyConnected")]
#[derive(Clone, Copy, Debug)]
pub struct Dense<const BIAS: bool = true> {
    /// The initializer of the weights.
    pub init: Initializer,
    /// The L1 penalty `l1 · Σ |W|`, at least 0.
    pub l1: f64,
    /// The L2 penalty `l2 · Σ W²`, at least 0; without the factor 1/2 that some texts include.
    pub l2: f64,
    /// Whether the penalties apply to the bias too.
    pub penalize_bias: bool,
    /// The largest Euclidean norm of the weights into a neuron, above 0. Larger ones are scaled down after each step.
    pub max_norm: f64,
}

/// A [`Dense`] layer without a bias, with the same options: PyTorch's `bias=False`, Keras's `use_bias=False`.
///
/// ```text
/// y[o] = Σ_i W[o, i] x[i]
/// dx = Wᵀ dy    dW = Σ dy xᵀ      (sum over the batch)
/// ```
///
/// ```
/// # use ffnn::layers::DenseWithoutBias;
/// # use ffnn::prelude::*;
/// network! {
///     struct Projection: 64 -> 8 {
///         DenseWithoutBias<8> { l2: 1e-4 },
///         Linear,
///     }
/// }
/// ```
#[doc(alias = "bias")]
#[doc(alias = "use_bias")]
pub type DenseWithoutBias = Dense<false>;

impl<const BIAS: bool> Dense<BIAS> {
    /// Panics if a penalty is negative or not finite, or if `max_norm` is not above 0.
    #[track_caller]
    pub const fn checked(self) -> Self {
        assert!(self.l1 >= 0.0 && self.l1.is_finite(), "the l1 penalty of `Dense` must be finite and at least 0");
        assert!(self.l2 >= 0.0 && self.l2.is_finite(), "the l2 penalty of `Dense` must be finite and at least 0");
        assert!(self.max_norm > 0.0, "the max_norm of `Dense` must be above 0: leave it out for no limit");
        self
    }
}

impl<const BIAS: bool> Options for Dense<BIAS> {
    const DEFAULT: Self = Self { init: by_activation, l1: 0.0, l2: 0.0, penalize_bias: false, max_norm: f64::INFINITY };
    const NEEDS_WIDTH: bool = true;
}

impl Biased for Dense {
    type Unbiased = Dense<false>;
}

/// The learned parameters of a [`Dense`] layer from `IN` values to `OUT`.
#[derive(Debug)]
#[repr(C)]
pub struct DenseParameters<T, const IN: usize, const OUT: usize, B = SVector<T, OUT>> {
    /// The weights `weights[(output, input)]`.
    pub weights: SMatrix<T, OUT, IN>,
    /// The bias `bias[output]`, or nothing.
    pub bias: B,
}

crate::layout! {
    impl[T: Scalar, const IN: usize, const OUT: usize, B: Flat<T>] Flat<T> for DenseParameters<T, IN, OUT, B> {
        weights,
        bias,
    }
}

#[diagnostic::do_not_recommend]
impl<const IN: usize, const OUT: usize, const BIAS: bool> Layer<IN, OUT> for Dense<BIAS>
where
    (): Learned<BIAS>,
{
    type Parameters<T: Scalar> = DenseParameters<T, IN, OUT, <() as Learned<BIAS>>::Vector<T, OUT>>;
    type State<T: Scalar> = ();
    const LEAVES: &'static [Leaf] = {
        let weights = Leaf { name: "weights", role: Role::Weight, shape: (OUT, IN) };
        if BIAS { &[weights, Leaf { name: "bias", role: Role::Bias, shape: (OUT, 1) }] } else { &[weights] }
    };
    const MULTIPLY_ADDS: usize = IN * OUT;
    const ABSORBED_BIAS: Option<usize> = if BIAS { None } else { Some(OUT) };
    /// The gradient of a smaller layer stays in the L1 cache anyway.
    const DEFERS: bool = IN * OUT >= 8192;

    /// Scratch space for the transposed weights, which the gradient with respect to the input needs.
    const ROOM: Room = Room { per_sample: 0, once: IN * OUT };

    fn rules(&self, leaf: &Leaf) -> Rules {
        let Self { l1, l2, max_norm, .. } = *self;
        match leaf.role {
            Role::Weight => Rules { l1, l2, max_norm },
            _ if self.penalize_bias => Rules { l1, l2, ..Rules::NONE },
            _ => Rules::NONE,
        }
    }

    fn initialize<T: Scalar>(
        &self,
        parameters: &mut Self::Parameters<T>,
        _: &mut (),
        preferred: Initializer,
        random: &mut Random,
    ) -> Initializer {
        let mut weights = ColumnMajor { values: parameters.weights.as_mut_slice(), outputs: OUT };
        (self.init)(&mut weights, Site { inputs: IN, outputs: OUT, preferred }, random);
        glorot_normal
    }

    #[inline(always)]
    fn forward<L: Level, T: Scalar>(
        &self,
        level: L,
        parameters: &Self::Parameters<T>,
        _: &(),
        input: &[[T; IN]],
        output: &mut [[T; OUT]],
    ) {
        kernels::affine(level, &parameters.weights.data.0, parameters.bias.values(), input, output);
    }

    #[inline(always)]
    fn forward_lanes<L: Level, T: Scalar, const LANES: usize>(
        &self,
        level: L,
        parameters: &Self::Parameters<T>,
        _: &(),
        input: &[[T; LANES]; IN],
        output: &mut [[T; LANES]; OUT],
    ) {
        kernels::affine_lanes(level, &parameters.weights.data.0, parameters.bias.values(), input, output);
    }

    #[inline(always)]
    fn forward_train<L: Level, T: Scalar>(
        &self,
        level: L,
        parameters: &Self::Parameters<T>,
        _: &mut (),
        input: &[[T; IN]],
        trace: &mut Trace<'_, T, OUT>,
        _: &mut Random,
    ) {
        kernels::affine_batch(level, &parameters.weights.data.0, parameters.bias.values(), input, trace.output);
    }

    #[inline(always)]
    fn backward<L: Level, T: Scalar>(
        &self,
        level: L,
        parameters: &Self::Parameters<T>,
        input: &[[T; IN]],
        trace: &mut Trace<'_, T, OUT>,
        gradient: &mut Self::Parameters<T>,
        input_gradient: Option<&mut [[T; IN]]>,
    ) {
        if !(<Self as Layer<IN, OUT>>::DEFERS && trace.defers) {
            kernels::affine_weight_gradient(level, input, trace.gradient, &mut gradient.weights.data.0);
        }
        if let Some(bias_gradient) = gradient.bias.values_mut() {
            kernels::sum_rows(level, trace.gradient, bias_gradient);
        }
        if let Some(input_gradient) = input_gradient {
            let (rows, _) = trace.memory.as_chunks_mut::<IN>();
            let transposed = rows.try_into().expect("`memory` has one row per output");
            let weights = &parameters.weights.data.0;
            kernels::affine_input_gradient(level, weights, transposed, trace.gradient, input_gradient);
        }
    }
}
