#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| ffnn_fuzz::parsers::network::edits(bytes));
