//! A network in integers says nearly what the network says, and exactly what the formulae say.

mod arithmetic;
mod close;
mod declared;
mod digits;
mod image;
mod refused;
