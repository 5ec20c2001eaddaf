//! What people read to judge a network.
//!
//! Each one counts samples and is finished at the end, so that batches of any size give the same number; a mean over the
//! results of batches would not.
//!
//! | of | metric |
//! |---|---|
//! | classes | [`Confusion`]: accuracy and what is taken for what |
//! | | [`Report`]: precision, recall and F1 of each class, and their averages |
//! | | [`TopK`]: how often the right class is among the first few |
//! | real values | [`RSquared`] |

mod confusion;
mod r_squared;
mod report;
mod top_k;

pub use confusion::Confusion;
pub use r_squared::RSquared;
pub use report::{Report, Scores};
pub use top_k::TopK;
