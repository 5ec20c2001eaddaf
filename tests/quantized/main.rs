//! A network in integers says nearly what the network says, and exactly what the formulae say.

mod declared;
mod digits;
