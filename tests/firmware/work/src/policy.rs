use core::mem::MaybeUninit;

use ffnn::Stream;
use ffnn::prelude::*;

network! {
    /// A small, untrained controller.
    pub struct Policy: 8 -> 4 {
        Dense<32>,
        Tanh,
        Dense<32>,
        Tanh,
        Dense<4>,
        Linear,
    }
}

/// Input of the controller.
pub static SITUATION: [f32; 8] = [0.1, -0.2, 0.3, -0.4, 0.5, -0.6, 0.7, -0.8];

/// The network in caller-provided memory, initialized from seed 1.
pub fn drawn(place: &mut MaybeUninit<Policy>) -> &mut Policy {
    let policy = Policy::zeros_in(place);
    policy.initialize(Stream::root(1).named("init"));
    policy
}
