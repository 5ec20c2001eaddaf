//! Networks that predict and one that learns online, without the standard library and without a heap; results are
//! compared between machines.

#![no_std]
#![forbid(unsafe_code)]
#![deny(warnings)]

mod digits;
mod every;
mod policy;
mod wave;

pub use digits::{DIGITS, Digits, DigitsQuantized, INTEGERS, counts, pixels};
pub use every::{Activations, FrozenForms, Layers, Wide, ask};
pub use policy::{Policy, SITUATION, drawn};
pub use wave::{LEARNED, Memory, Wave, angle, learn, learned, target};
