//! A training that is stopped and goes on ends as if it had not been stopped: with every optimizer, in processes of their
//! own, killed at any moment, on disks that are full or gone.

mod child;
mod disks;
mod everything;
mod kills;
mod lengthened;
mod optimizers;
mod transfer;
