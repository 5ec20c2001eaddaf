//! The formulas of the lecture that the examples follow, where they differ from a library's but are sound. The
//! lecture's misprints are corrected: Nesterov's gradient is taken ahead, in the direction of the step, and Adam keeps
//! its uncorrected moments.

use crate::members::optimizers::{AdaGrad, Adam, Epsilon, GradientDescent, Momentum, Nesterov, RmsProp};

/// Gradient descent: `w ← w - rate g`.
pub const fn gradient_descent(rate: f64) -> GradientDescent {
    GradientDescent::new(rate)
}

/// Momentum: `m ← momentum m + rate g`, `w ← w - m`; the learning rate is inside the sum.
pub const fn momentum(rate: f64, momentum: f64) -> Momentum {
    Momentum { momentum, rate_inside: true, ..Momentum::new(rate) }
}

/// Nesterov momentum: `m ← momentum m + rate g`, with the gradient at `w - momentum m`; the parameters are that
/// point ahead.
pub const fn nesterov(rate: f64, momentum: f64) -> Nesterov {
    Nesterov { momentum, rate_inside: true, ..Nesterov::new(rate) }
}

/// AdaGrad: `s ← s + g²`, `w ← w - rate g / √(s + 1e-10)`, with `s` from 0.
pub const fn ada_grad(rate: f64) -> AdaGrad {
    AdaGrad { start: 0.0, epsilon: Epsilon::Inside(1e-10), ..AdaGrad::new(rate) }
}

/// RMSProp: `s ← 0.9 s + 0.1 g²`, `w ← w - rate g / √(s + 1e-10)`, with `s` from 0.
pub const fn rms_prop(rate: f64) -> RmsProp {
    RmsProp { decay: 0.9, start: 0.0, momentum: 0.0, epsilon: Epsilon::Inside(1e-10), ..RmsProp::new(rate) }
}

/// Adam with epsilon, 1e-8, inside the root of the corrected moment. A gradient below 1e-4 moves a parameter by less
/// than the learning rate.
pub const fn adam(rate: f64) -> Adam {
    Adam { epsilon: 0.0, epsilon_root: 1e-8, ..Adam::new(rate) }
}
