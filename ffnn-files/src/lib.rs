//! Files of weights, for `ffnn` while it runs and for `network!` while it compiles.
//!
//! Use the crate `ffnn`; this one holds what its two halves share, so that a file that is refused in one place is refused
//! in the other, with the same words. The format is [safetensors](https://github.com/huggingface/safetensors):
//!
//! ```text
//! length of the header, 8 bytes, little-endian │ header, JSON │ tensors, one after the other, row by row
//! ```
//!
//! The reader is strict. It knows the one shape that a header has, so nothing nests; a file is refused unless its tensors
//! fill it, each byte once; and memory grows with what the file holds, whatever it promises. `"__metadata__": null` is read,
//! as a file without metadata.
//!
//! The format's own implementation, version 0.8 of `safetensors`, reads these, which are refused here:
//!
//! | in the header | why it is refused |
//! |---|---|
//! | two tensors of one name | which one is meant depends on the reader |
//! | two texts of one name | the same |
//! | an unknown key of a tensor | it may change what the bytes mean, as `strides` would |
//! | a tensor as a list | only one reader takes `["F32", [1], [0, 4]]` for a tensor, and the format does not have it |
//! | a type as an object | the same, of `{"F32": null}` |

#![no_std]

#[cfg(feature = "alloc")]
extern crate alloc;

#[cfg(feature = "alloc")]
mod convention;
#[cfg(feature = "alloc")]
mod element;
#[cfg(feature = "alloc")]
mod file;
#[cfg(feature = "alloc")]
mod json;
#[cfg(feature = "alloc")]
mod names;
#[cfg(feature = "alloc")]
mod nearest;
#[cfg(feature = "alloc")]
mod plan;
#[cfg(feature = "alloc")]
mod problem;
mod role;
#[cfg(feature = "alloc")]
mod spelling;
#[cfg(feature = "alloc")]
mod texts;
#[cfg(feature = "alloc")]
mod write;

#[cfg(feature = "alloc")]
pub use convention::Convention;
#[cfg(feature = "alloc")]
pub use element::Element;
#[cfg(feature = "alloc")]
pub use file::{Entry, File};
#[cfg(feature = "alloc")]
pub use names::Names;
#[cfg(feature = "alloc")]
pub use nearest::nearest;
#[cfg(feature = "alloc")]
pub use plan::{FINGERPRINT, Layer, METRIC, Plan, Precision, SEED, Tensor, check_own_text, is_own_text};
#[cfg(feature = "alloc")]
pub use problem::Problem;
pub use role::Role;
#[cfg(feature = "alloc")]
pub use texts::Texts;
#[cfg(feature = "alloc")]
pub use write::write;
