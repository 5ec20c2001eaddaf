//! A network that predicts and one that learns while it is used, without the standard library and without a heap; what they
//! say is compared between machines.

#![no_std]
#![forbid(unsafe_code)]
#![deny(warnings)]

mod digits;
mod policy;
mod wave;

pub use digits::{DIGITS, Digits, IMAGES};
pub use policy::{POLICY, Policy, SITUATIONS};
pub use wave::{Memory, STEPS, Wave, learn, place};
