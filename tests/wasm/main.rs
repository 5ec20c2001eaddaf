//! Results of `work.rs` on this machine, which `.ci/wasm` compares with those of a 32-bit machine.

mod work;

use std::fs;
use std::path::Path;

/// Writes the hash and a paused training to the target folder, where `.ci/wasm` reads them.
#[test]
fn a_training_has_the_same_bits_with_and_without_a_pause() {
    let (word, paused) = (work::fitted(), work::paused());
    assert_eq!(work::resumed(&paused), word);
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
    fs::write(folder.join("wasm_word"), word.to_string()).expect("Cargo creates the folder");
    fs::write(folder.join("wasm_paused"), paused).expect("Cargo creates the folder");
}

#[test]
fn counts_at_the_limits_of_their_types() {
    work::counts();
}

#[test]
fn numbers_that_do_not_fit_into_32_bits() {
    work::numbers();
}
