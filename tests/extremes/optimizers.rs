//! Every optimizer, with and without normalization.

use ffnn::Optimizer;
use ffnn::optimizers::{AmsGrad, ClipByNorm, ClipByValue, Epsilon, Lion, Nadam};
use ffnn::prelude::*;

use crate::cases::{SAMPLES, survive};

network! {
    struct Classes: 3 -> 2 {
        Dense<4>,
        BatchNorm,
        Tanh,
        Dense<4>,
        LayerNorm,
        Elu,
        Dense<2>,
        Softmax,
    }
}

network! {
    struct Values: 3 -> 2 {
        Dense<4>,
        Elu,
        Dense<2>,
        Linear,
    }
}

fn check(optimizer: impl Optimizer) {
    let mut once = vec![0; SAMPLES];
    once[4] = 1;
    survive::<Classes, _, _>(SoftmaxCrossEntropy, optimizer.clone(), &[once]);
    survive::<Values, _, _>(MeanSquaredError, optimizer, &[vec![[0.5, -1.0]; SAMPLES], vec![[1e4, -1.0]; SAMPLES]]);
}

macro_rules! optimizers {
    ($($name:ident: $optimizer:expr;)+) => {
        $(
            #[test]
            fn $name() {
                check($optimizer);
            }
        )+
    };
}

optimizers! {
    gradient_descent: GradientDescent::new(0.1);
    momentum: Momentum::new(0.1);
    nesterov: Nesterov::new(0.1);
    ada_grad: AdaGrad::new(0.1);
    rms_prop: RmsProp::new(0.1);
    rms_prop_centred: RmsProp { centred: true, momentum: 0.9, epsilon: Epsilon::Outside(1e-8), ..RmsProp::new(0.1) };
    adam: Adam::new(0.1);
    adam_with_a_tiny_epsilon: Adam { epsilon: 1e-300, epsilon_root: 1e-300, ..Adam::new(0.1) };
    adam_w: AdamW::new(0.1);
    ams_grad: AmsGrad::new(0.1);
    nadam: Nadam::new(0.1);
    lion: Lion::new(0.1);
    decay_weights: (DecayWeights::new(1e-2), GradientDescent::new(0.1));
    clip_by_value: (ClipByValue(0.5), GradientDescent::new(0.1));
    clip_by_norm: (ClipByNorm(1.0), GradientDescent::new(0.1));
    clip_by_global_norm: (ClipByGlobalNorm(1.0), Adam::new(0.1));
}
