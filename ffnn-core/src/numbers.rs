//! Number types, the flat view of parameters, random streams, and the bytes of a checkpoint.

mod aligned;
pub(crate) mod flat;
#[cfg_attr(not(feature = "alloc"), path = "numbers/persist/nothing.rs")]
pub(crate) mod persist;
pub(crate) mod plain;
pub(crate) mod random;
pub(crate) mod scalar;

pub use aligned::Aligned;
pub use flat::Flat;
pub use persist::Persist;
#[cfg(feature = "alloc")]
pub use persist::{Malformed, Reader, Writer};
pub use plain::Plain;
pub use random::{Random, Stream};
pub use scalar::{Scalar, Vector};
