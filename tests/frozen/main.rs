//! A frozen network says what the network says.

mod declared;
mod equal;
mod jacobian;
mod memory;
