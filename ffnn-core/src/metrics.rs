//! What people read to judge a network.

mod confusion;

pub use confusion::Confusion;
