//! Optimizers of TensorFlow 1 (`tf.train`).

use crate::members::optimizers::{AdaGrad, Adam, Epsilon, GradientDescent, Momentum, Nesterov, RmsProp};

/// TensorFlow 1's `GradientDescentOptimizer(rate)`.
pub const fn gradient_descent(rate: f64) -> GradientDescent {
    GradientDescent::new(rate)
}

/// TensorFlow 1's `MomentumOptimizer(rate, momentum)`.
pub const fn momentum(rate: f64, momentum: f64) -> Momentum {
    Momentum { momentum, ..Momentum::new(rate) }
}

/// TensorFlow 1's `MomentumOptimizer(rate, momentum, use_nesterov=True)`.
pub const fn nesterov(rate: f64, momentum: f64) -> Nesterov {
    Nesterov { momentum, ..Nesterov::new(rate) }
}

/// TensorFlow 1's `AdagradOptimizer(rate)`.
pub const fn ada_grad(rate: f64) -> AdaGrad {
    AdaGrad { epsilon: Epsilon::Inside(0.0), ..AdaGrad::new(rate) }
}

/// TensorFlow 1's `RMSPropOptimizer(rate)`: a decay of 0.9 and no momentum.
pub const fn rms_prop(rate: f64) -> RmsProp {
    RmsProp { epsilon: Epsilon::Inside(1e-10), start: 1.0, ..RmsProp::new(rate) }
}

/// TensorFlow 1's `AdamOptimizer(rate)`.
pub const fn adam(rate: f64) -> Adam {
    Adam { epsilon_hat: true, ..Adam::new(rate) }
}
