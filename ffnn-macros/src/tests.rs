//! Tests of the macro as a function from tokens to tokens, without the compiler.

mod check;
mod conditions;
mod expansion;
mod growth;
mod known;
mod macros;
mod names;
#[allow(unreachable_pub, reason = "the fuzzer's crate makes it public")]
#[path = "../../fuzz/src/parsers/network.rs"]
mod parser;
mod random;
mod relations;
mod weights;
