//! Numbers at the edge of what a computer has: every loss, head, optimizer and normalization trains on with finite numbers
//! or stops with an error that names the place, and a step that fails has changed nothing.

mod cases;
mod losses;
mod optimizers;
mod rare;
