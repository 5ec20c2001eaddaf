//! Memory that a parser may take.

use crate::counting::most;

/// What is taken whatever the file holds: the network or trainer itself, names of tensors, a message, a buffer.
const REST: usize = 160 << 10;

/// What `work` gives, which takes at most so many bytes and the rest.
pub(crate) fn bounded<V>(bytes: usize, work: impl FnOnce() -> V) -> V {
    let mut result = None;
    let used = most(|| result = Some(work()));
    assert!(used <= bytes + REST, "{used} bytes are in use, of at most {bytes} and {REST}");
    result.expect("it ran")
}
