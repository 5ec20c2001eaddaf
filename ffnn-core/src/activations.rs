//! The activations. A new one is a file beside these and a line in the list, which also runs the shared checks on it.

mod elu;
mod identity;
mod leaky_relu;
mod relu;
mod sigmoid;
mod tanh;

pub use elu::Elu;
pub use identity::Identity;
pub use leaky_relu::LeakyRelu;
pub use relu::Relu;
pub use sigmoid::Sigmoid;
pub use tanh::Tanh;

#[cfg(all(test, feature = "std"))]
crate::testing::check_activations! {
    identity: Identity;
    sigmoid: Sigmoid, range 0.0..=1.0;
    tanh: Tanh, range -1.0..=1.0;
    relu: Relu, range 0.0..=f64::INFINITY, kinks [0.0];
    leaky_relu: LeakyRelu { slope: 0.2 }, kinks [0.0];
    elu: Elu { alpha: 1.0 }, range -1.0..=f64::INFINITY, kinks [0.0];
    elu_half: Elu { alpha: 0.5 }, range -0.5..=f64::INFINITY, kinks [0.0];
}
