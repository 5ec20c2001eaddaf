//! The macro as a function from tokens to tokens, without the compiler.

mod expansion;
