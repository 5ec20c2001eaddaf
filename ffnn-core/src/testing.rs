//! Checks for your own layers, activations, losses and other members: call one in a test; it panics with a description.
//!
//! | check | checks |
//! |---|---|
//! | [`check_network`] | a whole network's gradient |
//! | [`check_layer`] | a [`Layer`](crate::Layer): gradients, precision, instruction sets |
//! | [`check_activation`] | an [`Activation`](crate::Activation): slope, range, extreme inputs |
//! | [`check_head`] | a [`Head`](crate::Head): instruction sets, precision, broken logits |
//! | [`check_loss`] | a [`Loss`](crate::Loss): gradient, sign, extreme inputs |
//! | [`check_initializer`] | an [`Initializer`](crate::Initializer): its distribution |
//! | [`check_optimizer`] | an [`Optimizer`](crate::Optimizer): whether it minimizes a function |
//! | [`check_schedule`] | a [`Schedule`](crate::Schedule): finite and pure, with the right first and last factors |

mod activation;
mod denormal;
#[cfg(test)]
mod frozen;
mod gradient;
mod head;
mod initializer;
mod layer;
#[cfg(test)]
pub(crate) mod lists;
mod loss;
mod network;
mod optimizer;
#[cfg(test)]
pub(crate) mod sample;
mod schedule;
#[cfg(test)]
mod tests;
mod tolerance;

pub use activation::check_activation;
#[cfg(test)]
pub(crate) use frozen::check_frozen;
pub use gradient::{GRADIENT_FLOOR, GRADIENT_LIMIT, GRADIENT_STEP, GradientCheck};
pub use head::check_head;
#[cfg(test)]
pub(crate) use initializer::check_constant;
pub use initializer::{ExpectedDistribution, check_initializer};
pub use layer::check_layer;
#[cfg(test)]
pub(crate) use lists::{
    check_activations, check_heads, check_initializers, check_layers, check_losses, check_optimizers, check_schedules,
};
pub use loss::check_loss;
pub use network::check_network;
pub use optimizer::check_optimizer;
pub use schedule::check_schedule;
pub use tolerance::{Tolerance, assert_close};
