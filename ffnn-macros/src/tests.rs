//! The macro as a function from tokens to tokens, without the compiler.

mod check;
mod conditions;
mod expansion;
mod growth;
mod known;
mod names;
#[allow(unreachable_pub, reason = "it is public in the crate of the fuzzer")]
#[path = "../../fuzz/src/parsers/network.rs"]
mod parser;
mod random;
mod weights;
