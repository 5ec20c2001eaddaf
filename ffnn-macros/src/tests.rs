//! The macro as a function from tokens to tokens, without the compiler.

mod check;
mod expansion;
#[path = "../../fuzz/src/parsers/network.rs"]
mod parser;
mod random;
mod weights;
