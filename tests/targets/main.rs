//! Results of other libraries, trained the same way: `cargo test --release --test targets -- --nocapture` prints them.
//!
//! Every entry of the reference file is trained with its own split, scaling, start, optimizer, batches and epochs, for
//! five seeds.

// More than a hundred thousand steps, many through eleven layers: too slow to wait for without optimization.
#![cfg(not(debug_assertions))]

mod declared;
mod defaults;
mod gradients;
mod protocol;
mod reference;
mod trainings;
