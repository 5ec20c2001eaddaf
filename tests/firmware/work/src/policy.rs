use core::mem::MaybeUninit;

use ffnn::Stream;
use ffnn::prelude::*;

network! {
    /// What a small controller is like; nobody trained it.
    pub struct Policy: 8 -> 4 {
        Dense<32>,
        Tanh,
        Dense<32>,
        Tanh,
        Dense<4>,
        Linear,
    }
}

/// What it is asked.
pub static SITUATION: [f32; 8] = [0.1, -0.2, 0.3, -0.4, 0.5, -0.6, 0.7, -0.8];

/// The network in memory of the caller's, as it is drawn from seed 1.
pub fn drawn(place: &mut MaybeUninit<Policy>) -> &mut Policy {
    let policy = Policy::zeros_in(place);
    policy.initialize(Stream::root(1).named("init"));
    policy
}
