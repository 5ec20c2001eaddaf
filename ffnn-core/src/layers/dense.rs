use nalgebra::{SMatrix, SVector};

use crate::initializer::{Initializer, Site, by_activation};
use crate::initializers::glorot_uniform;
use crate::kernels::{self, Level};
use crate::layer::Trace;
use crate::parameters::Role;
use crate::{Flat, Layer, Leaf, Options, Random, Scalar};

/// A dense layer: every output is a weighted sum of all inputs, plus a bias.
///
/// ```text
/// y[o] = b[o] + Σ_i W[o, i] x[i]
/// dx = Wᵀ dy    dW = Σ dy xᵀ    db = Σ dy      (sums over the batch)
/// ```
///
/// The bias starts at zero. The weights are drawn by `init`; unless one is named, by the initializer that suits the
/// activation that follows (He for the ReLU family, Glorot otherwise).
#[derive(Clone, Copy, Debug)]
pub struct Dense {
    /// Draws the weights.
    pub init: Initializer,
}

impl Dense {
    /// Every value is fine.
    pub const fn checked(self) -> Self {
        self
    }
}

impl Options for Dense {
    const DEFAULT: Self = Self { init: by_activation };
}

/// What a [`Dense`] layer from `IN` values to `OUT` learns.
#[derive(Debug)]
#[repr(C)]
pub struct DenseParameters<T, const IN: usize, const OUT: usize> {
    /// `weights[(output, input)]`.
    pub weights: SMatrix<T, OUT, IN>,
    /// `bias[output]`.
    pub bias: SVector<T, OUT>,
}

// SAFETY: `repr(C)`, and both fields are flat.
unsafe impl<T: Scalar, const IN: usize, const OUT: usize> Flat<T> for DenseParameters<T, IN, OUT> {}

impl<const IN: usize, const OUT: usize> Layer<IN, OUT> for Dense {
    type Parameters<T: Scalar> = DenseParameters<T, IN, OUT>;
    const LEAVES: &'static [Leaf] = &[
        Leaf { name: "weights", role: Role::Weight, shape: (OUT, IN) },
        Leaf { name: "bias", role: Role::Bias, shape: (OUT, 1) },
    ];
    const MULTIPLY_ADDS: usize = IN * OUT;

    /// Room for the weights turned round, which the derivative by the input needs.
    fn memory(_samples: usize) -> usize {
        IN * OUT
    }

    fn initialize<T: Scalar>(
        &self,
        parameters: &mut DenseParameters<T, IN, OUT>,
        preferred: Initializer,
        random: &mut Random,
    ) -> Initializer {
        (self.init)(&mut parameters.weights, Site { inputs: IN, outputs: OUT, preferred }, random);
        glorot_uniform
    }

    #[inline(always)]
    fn forward<L: Level, T: Scalar>(
        &self,
        level: L,
        parameters: &DenseParameters<T, IN, OUT>,
        input: &[[T; IN]],
        output: &mut [[T; OUT]],
    ) {
        let [bias] = &parameters.bias.data.0;
        kernels::affine(level, &parameters.weights.data.0, bias, input, output);
    }

    #[inline(always)]
    fn backward<L: Level, T: Scalar>(
        &self,
        level: L,
        parameters: &DenseParameters<T, IN, OUT>,
        input: &[[T; IN]],
        trace: &mut Trace<'_, T, OUT>,
        gradient: &mut DenseParameters<T, IN, OUT>,
        input_gradient: Option<&mut [[T; IN]]>,
    ) {
        let [bias] = &mut gradient.bias.data.0;
        kernels::affine_weight_gradient(level, input, trace.gradient, &mut gradient.weights.data.0, bias);
        if let Some(input_gradient) = input_gradient {
            let (rows, _) = trace.memory.as_chunks_mut::<IN>();
            let transposed = rows.try_into().expect("`memory` asked for one row an output");
            let weights = &parameters.weights.data.0;
            kernels::affine_input_gradient(level, weights, transposed, trace.gradient, input_gradient);
        }
    }
}
