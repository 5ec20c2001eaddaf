//! Weight files, for `ffnn` at run time and for `network!` at compile time.
//!
//! Use the crate `ffnn`. This one contains what its run-time and compile-time halves share, so that both reject the
//! same files with the same messages. The format is [safetensors](https://github.com/huggingface/safetensors):
//!
//! ```text
//! length of the header, 8 bytes, little-endian │ header, JSON │ tensors, one after the other, row by row
//! ```
//!
//! The reader is strict. It accepts only the fixed structure of a header, without further nesting. The tensors must
//! cover the rest of the file exactly, each byte once. Memory use grows with the actual size of the file, whatever its
//! header promises. `"__metadata__": null` is accepted as a file without metadata.
//!
//! The reference implementation, version 0.8 of `safetensors`, accepts these headers, which this reader rejects:
//!
//! | in the header | reason for rejection |
//! |---|---|
//! | two tensors of the same name | which one is meant depends on the reader |
//! | two texts of the same name | which one is meant depends on the reader |
//! | an unknown key of a tensor | it may change the meaning of the bytes, as `strides` would |
//! | a tensor as a list | `["F32", [1], [0, 4]]` is not part of the format; only one reader accepts it |
//! | a type as an object | `{"F32": null}` is not part of the format; only one reader accepts it |

#![forbid(unsafe_code)]
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
