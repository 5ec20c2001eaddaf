//! `keras.optimizers` of Keras 3.

use crate::members::optimizers::{
    AdaGrad, Adam, AdamW, AmsGrad, GradientDescent, Lion, Momentum, Nadam, Nesterov, RmsProp,
};

/// `SGD(rate)`.
pub const fn gradient_descent(rate: f64) -> GradientDescent {
    GradientDescent::new(rate)
}

/// `SGD(rate, momentum=momentum)`.
pub const fn momentum(rate: f64, momentum: f64) -> Momentum {
    Momentum { momentum, rate_inside: true, ..Momentum::new(rate) }
}

/// `SGD(rate, momentum=momentum, nesterov=True)`.
pub const fn nesterov(rate: f64, momentum: f64) -> Nesterov {
    Nesterov { momentum, rate_inside: true, ..Nesterov::new(rate) }
}

/// `Adagrad(rate)`.
pub const fn ada_grad(rate: f64) -> AdaGrad {
    AdaGrad::new(rate)
}

/// `RMSprop(rate)`.
pub const fn rms_prop(rate: f64) -> RmsProp {
    RmsProp::new(rate)
}

/// `Adam(rate)`.
pub const fn adam(rate: f64) -> Adam {
    Adam { epsilon: 1e-7, epsilon_hat: true, ..Adam::new(rate) }
}

/// `AdamW(rate)`.
pub const fn adam_w(rate: f64) -> AdamW {
    AdamW { adam: adam(rate), decay: 0.004, decay_all: true }
}

/// `Adam(rate, amsgrad=True)`.
pub const fn ams_grad(rate: f64) -> AmsGrad {
    AmsGrad { adam: adam(rate) }
}

/// `Nadam(rate)`, with 0.96 exact where Keras rounds it to f32.
pub const fn nadam(rate: f64) -> Nadam {
    Nadam { adam: Adam { epsilon: 1e-7, ..Adam::new(rate) }, growth: 1.0 }
}

/// `Lion(rate)`.
pub const fn lion(rate: f64) -> Lion {
    Lion::new(rate)
}
