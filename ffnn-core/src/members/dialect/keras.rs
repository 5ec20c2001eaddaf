//! Optimizers of Keras 3 (`keras.optimizers`).

use crate::members::optimizers::{
    AdaGrad, Adam, AdamW, AmsGrad, GradientDescent, Lion, Momentum, Nadam, Nesterov, RmsProp,
};

/// Keras' `SGD(rate)`.
pub const fn gradient_descent(rate: f64) -> GradientDescent {
    GradientDescent::new(rate)
}

/// Keras' `SGD(rate, momentum=momentum)`.
pub const fn momentum(rate: f64, momentum: f64) -> Momentum {
    Momentum { momentum, rate_inside: true, ..Momentum::new(rate) }
}

/// Keras' `SGD(rate, momentum=momentum, nesterov=True)`.
pub const fn nesterov(rate: f64, momentum: f64) -> Nesterov {
    Nesterov { momentum, rate_inside: true, ..Nesterov::new(rate) }
}

/// Keras' `Adagrad(rate)`.
pub const fn ada_grad(rate: f64) -> AdaGrad {
    AdaGrad::new(rate)
}

/// Keras' `RMSprop(rate)`.
pub const fn rms_prop(rate: f64) -> RmsProp {
    RmsProp::new(rate)
}

/// Keras' `Adam(rate)`.
pub const fn adam(rate: f64) -> Adam {
    Adam { epsilon: 1e-7, epsilon_hat: true, ..Adam::new(rate) }
}

/// Keras' `AdamW(rate)`.
pub const fn adam_w(rate: f64) -> AdamW {
    AdamW { adam: adam(rate), decay: 0.004, decay_all: true }
}

/// Keras' `Adam(rate, amsgrad=True)`.
pub const fn ams_grad(rate: f64) -> AmsGrad {
    AmsGrad { adam: adam(rate) }
}

/// Keras' `Nadam(rate)`, with 0.96 exact where Keras rounds it to f32.
pub const fn nadam(rate: f64) -> Nadam {
    Nadam { adam: Adam { epsilon: 1e-7, ..Adam::new(rate) }, growth: 1.0 }
}

/// Keras' `Lion(rate)`.
pub const fn lion(rate: f64) -> Lion {
    Lion::new(rate)
}
