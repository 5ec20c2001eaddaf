//! Extreme values: every loss, head, optimizer and normalization continues with finite numbers or returns an error that
//! names the place, and a failed step changes nothing.

mod cases;
mod losses;
mod optimizers;
mod rare;
