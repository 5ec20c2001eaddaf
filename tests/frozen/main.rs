//! A frozen network gives the predictions of its network.

mod declared;
mod equal;
mod jacobian;
mod memory;
