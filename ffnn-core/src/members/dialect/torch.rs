//! Optimizers of PyTorch 2 (`torch.optim`).

use crate::members::optimizers::{
    AdaGrad, Adam, AdamW, AmsGrad, DecayWeights, Epsilon, GradientDescent, Momentum, Nadam,
};
use crate::members::optimizers::{Nesterov, RmsProp};

/// PyTorch's `SGD(lr=rate)`.
pub const fn gradient_descent(rate: f64) -> GradientDescent {
    GradientDescent::new(rate)
}

/// PyTorch's `SGD(lr=rate, momentum=momentum)`.
pub const fn momentum(rate: f64, momentum: f64) -> Momentum {
    Momentum { momentum, ..Momentum::new(rate) }
}

/// PyTorch's `SGD(lr=rate, momentum=momentum, nesterov=True)`.
pub const fn nesterov(rate: f64, momentum: f64) -> Nesterov {
    Nesterov { momentum, ..Nesterov::new(rate) }
}

/// PyTorch's `Adagrad(lr=rate)`.
pub const fn ada_grad(rate: f64) -> AdaGrad {
    AdaGrad { start: 0.0, epsilon: Epsilon::Outside(1e-10), ..AdaGrad::new(rate) }
}

/// PyTorch's `RMSprop(lr=rate)`.
pub const fn rms_prop(rate: f64) -> RmsProp {
    RmsProp { decay: 0.99, epsilon: Epsilon::Outside(1e-8), rate_inside: false, ..RmsProp::new(rate) }
}

/// PyTorch's `Adam(lr=rate)`.
pub const fn adam(rate: f64) -> Adam {
    Adam::new(rate)
}

/// PyTorch's `AdamW(lr=rate)`.
pub const fn adam_w(rate: f64) -> AdamW {
    AdamW { decay_all: true, ..AdamW::new(rate) }
}

/// PyTorch's `Adam(lr=rate, amsgrad=True)`.
pub const fn ams_grad(rate: f64) -> AmsGrad {
    AmsGrad::new(rate)
}

/// PyTorch's `NAdam(lr=rate)`.
pub const fn nadam(rate: f64) -> Nadam {
    Nadam::new(rate)
}

/// PyTorch's `weight_decay=decay` of `SGD`, `Adam`, `RMSprop` and `Adagrad`; place it before them:
/// `(torch::weight_decay(1e-4), torch::adam(1e-3))`.
pub const fn weight_decay(decay: f64) -> DecayWeights {
    DecayWeights { decay, all: true }
}
