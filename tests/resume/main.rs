//! A training that is stopped and resumed ends as if it had never stopped: with every optimizer, in separate processes,
//! killed at any moment, on full or missing disks.

mod child;
mod disks;
mod everything;
mod kills;
mod lengthened;
mod optimizers;
mod transfer;
