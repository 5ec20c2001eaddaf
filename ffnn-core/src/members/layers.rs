//! Layers: dense, normalization, dropout, and activations with learned or random slopes.

pub use crate::kinds::layer::{Affine, Learned, Optional};

members! {
    checks check_layers;
    alpha_dropout::AlphaDropout {
        alpha_dropout: AlphaDropout { rate: 0.4 }, 6 => 6;
        alpha_dropout_of_nothing: AlphaDropout { rate: 0.0 }, 6 => 6;
    }
    batch_norm::{
        BatchNorm, BatchNormPacked, BatchNormParameters, BatchNormState, BatchNormWithoutAffine, BatchNormWithoutScale,
        BatchNormWithoutShift, Running,
    } {
        batch_norm: <BatchNorm>::DEFAULT, 5 => 5;
        batch_norm_of_one_feature: BatchNorm { epsilon: 1e-3, running: Running::TensorFlow, ..<BatchNorm>::DEFAULT }, 1 => 1;
        batch_norm_without_affine: BatchNormWithoutAffine::DEFAULT, 5 => 5;
        batch_norm_without_scale: BatchNormWithoutScale::DEFAULT, 5 => 5;
        batch_norm_without_shift: BatchNormWithoutShift { running: Running::Torch, ..BatchNormWithoutShift::DEFAULT }, 70 => 70;
    }
    dense::{Dense, DensePacked, DenseParameters, DenseWithoutBias} {
        dense: Dense::<true> { init: crate::members::initializers::he_normal, ..Dense::DEFAULT }, 5 => 3;
        dense_column: Dense::<true>::DEFAULT, 1 => 7;
        dense_without_bias: DenseWithoutBias::DEFAULT, 4 => 9;
    }
    dropout::Dropout {
        dropout: Dropout { rate: 0.4 }, 6 => 6;
        dropout_of_nothing: Dropout { rate: 0.0 }, 6 => 6;
    }
    elementwise { elementwise: crate::members::activations::Tanh, 6 => 6; }
    gaussian_dropout::GaussianDropout {
        gaussian_dropout: GaussianDropout { rate: 0.4 }, 6 => 6;
        gaussian_dropout_of_nothing: GaussianDropout { rate: 0.0 }, 6 => 6;
    }
    layer_norm::{
        LayerNorm, LayerNormParameters, LayerNormWithoutAffine, LayerNormWithoutScale, LayerNormWithoutShift,
    } {
        layer_norm: <LayerNorm>::DEFAULT, 6 => 6;
        layer_norm_of_one: <LayerNorm>::DEFAULT, 1 => 1;
        layer_norm_without_affine: LayerNormWithoutAffine::DEFAULT, 6 => 6;
        layer_norm_without_scale: LayerNormWithoutScale::DEFAULT, 70 => 70;
        layer_norm_without_shift: LayerNormWithoutShift::DEFAULT, 6 => 6;
        layer_norm_of_many: LayerNorm::<true, true> { epsilon: 1e-3 }, 70 => 70;
    }
    noise { noise: Dropout { rate: 0.1 }, 3 => 3; }
    p_relu::{PRelu, PReluParameters, PReluPerFeature} {
        p_relu: PRelu { slope: 0.25 }, 6 => 6;
        p_relu_of_one: PRelu { slope: -0.5 }, 1 => 1;
        p_relu_per_feature: PReluPerFeature { slope: 0.0 }, 6 => 6;
    }
    r_relu::RRelu {
        r_relu: RRelu { lower: 0.125, upper: 1.0 / 3.0 }, 6 => 6;
        r_relu_of_one_slope: RRelu { lower: 0.2, upper: 0.2 }, 6 => 6;
    }
}
