//! Number types, the flat view of parameters, random streams, and the bytes of a checkpoint.

pub(crate) mod flat;
#[cfg_attr(not(feature = "alloc"), path = "numbers/persist/nothing.rs")]
pub(crate) mod persist;
pub(crate) mod random;
pub(crate) mod scalar;

pub use flat::{Aligned, Flat, Plain};
pub use persist::Persist;
#[cfg(feature = "alloc")]
pub use persist::{Malformed, Reader, Writer};
pub use random::{Random, Stream};
pub use scalar::{Scalar, Vector};
