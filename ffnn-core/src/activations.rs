//! The activations. A new one is a file beside these and a line in the list, which also runs the shared checks on it.

mod elu;
mod gelu;
mod gelu_tanh;
mod hard_sigmoid;
mod identity;
mod leaky_relu;
mod mish;
mod relu;
mod selu;
mod sigmoid;
mod silu;
mod softplus;
mod tanh;

pub use elu::Elu;
pub use gelu::Gelu;
pub use gelu_tanh::GeluTanh;
pub use hard_sigmoid::HardSigmoid;
pub use identity::Identity;
pub use leaky_relu::LeakyRelu;
pub use mish::Mish;
pub use relu::Relu;
pub use selu::Selu;
pub use sigmoid::Sigmoid;
pub use silu::Silu;
pub use softplus::Softplus;
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
    selu: Selu, kinks [0.0];
    gelu: Gelu;
    gelu_tanh: GeluTanh;
    silu: Silu;
    mish: Mish;
    softplus: Softplus, range 0.0..=f64::INFINITY;
    hard_sigmoid: HardSigmoid, range 0.0..=1.0, kinks [-3.0, 3.0];
}
