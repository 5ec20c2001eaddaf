//! The macro as a function from tokens to tokens, without the compiler.

mod check;
mod expansion;
mod random;
mod weights;
