//! An integer network is close to its floating-point network and follows the documented formulas exactly.

mod arithmetic;
mod close;
mod declared;
mod digits;
mod image;
mod refused;
