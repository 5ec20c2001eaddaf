//! The built-in layers, activations, heads, initializers, losses, optimizers and schedules, one file per member.

pub mod activations;
#[cfg(feature = "alloc")]
pub mod dialect;
pub mod heads;
pub mod initializers;
pub mod layers;
pub mod losses;
pub mod optimizers;
#[cfg(feature = "alloc")]
pub mod schedules;
