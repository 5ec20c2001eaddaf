//! Networks in files: saving, loading, weights from PyTorch and Keras.
//!
//! The format is [safetensors](https://github.com/huggingface/safetensors). A tensor is called after its layer, as in
//! PyTorch: a network with a layer `hidden: Dense<32>` has `hidden.weight`, 32 rows of weights, one for each output, and
//! `hidden.bias`. [`Names`] tells all names and those of other libraries.
//!
#![cfg_attr(feature = "std", doc = "```")]
#![cfg_attr(not(feature = "std"), doc = "```ignore")]
//! use ffnn_core::files::{self, Metadata, Names};
//! # use ffnn_core::Network;
//! # use std::path::Path;
//!
//! # fn example<N: Network>(network: &mut N, path: &Path) -> Result<(), files::FileError> {
//! files::save(network, path, &Metadata::new().seed(7).metric(0.972))?;
//! let metadata = files::load(network, path)?;
//! assert_eq!(metadata.seed, Some(7));
//! // Weights of PyTorch's `nn.Sequential`.
//! files::load_named(network, "trained.safetensors", &Names::sequential())?;
//! # Ok(())
//! # }
//! ```
//!
//! **Nothing is guessed.** A file is loaded if it holds the tensors of the network, all of them and no other but those that
//! the [names](Names) say to read over, each of its shape, and finite; a running variance is at least 0. Where all weights
//! are square, the names or the file say [how they stand](Names#how-weights-stand). Anything else is a [`Problem`] that names
//! the tensor, what was expected and what was found, and the network is as it was. Where other names would fit, it says
//! which.
//!
//! **A part** of a file is loaded by [`Names::part`]. For a part of a network, such as all layers but a new last one, load a
//! network that is declared as the file's and [take its layers over](crate::Network::copy_matching).
//!
//! **Numbers** may be F32, F64, F16 or BF16. All of them are exact in `f64`; in a network of `f32` those of F64 are rounded
//! to the nearest, ties to even, and one that is too large for an `f32` is an error.
//!
//! **A bias before batch normalization** is kept by other libraries, and not by this one: when it is loaded it is
//! subtracted from the running mean, which is the same function. How much of an average running statistics are already is
//! kept as a text; where there is none they are a whole one.
//!
//! **Options are not in a file.** What the epsilon of a batch normalization is (1e-5 in PyTorch and here, 1e-3 in Keras), or
//! the slope of a leaky ReLU, the list of layers says.
//!
//! **Saving** writes a new file beside the old one, which takes its place when it is all there: whatever happens
//! meanwhile, there is one whole file. Until then it is called after it, with `.….partial` added, and what is left over of a
//! program that was stopped goes at the next save. Several programs may save to one file: it is the last one's, whole.
//!
//! * A path that is a symbolic link stays one: the file that it leads to is replaced. Another hard link goes on naming the
//!   old file.
//! * The new file has the permissions of the old one, and its owner and group where the system allows that; access lists and
//!   extended attributes are not kept. A file that is read-only is not replaced.
//! * An error means that the file is as it was.
//!
//! **Loading** reads a regular file, or the one that a symbolic link leads to, in a folder that may be read-only. A pipe, a
//! socket, a device or a folder is neither read nor replaced: read its bytes yourself and call [`from_bytes`], or write
//! those of [`to_bytes`].
//!
//! **Paths** are those of the system. On Windows, one of more than 260 characters starts with `\\?\`, `NUL` and `CON` are
//! devices in every folder, and a file that another program has opened without sharing it cannot be replaced.

#[cfg(feature = "std")]
pub(crate) mod atomic_file;
#[cfg(feature = "std")]
mod error;
mod metadata;
#[cfg(feature = "std")]
pub(crate) mod regular_file;

use alloc::format;
use alloc::string::ToString;
use alloc::vec::Vec;
#[cfg(feature = "std")]
use std::path::Path;

pub use ffnn_files::{Convention, Names, Problem, Texts};
use ffnn_files::{FINGERPRINT, File, Layer, Plan, Precision, Tensor};

use crate::{Flat, Network, Parameters, Scalar};
#[cfg(feature = "std")]
pub use error::FileError;
pub use metadata::Metadata;

/// Saves `network` to `path`, its tensors called as in PyTorch.
///
/// # Errors
///
/// Fails as [`to_bytes`] does, and if the file cannot be written; a file that was there before is then as it was.
#[cfg(feature = "std")]
pub fn save<N: Network>(network: &N, path: impl AsRef<Path>, metadata: &Metadata) -> Result<(), FileError> {
    save_named(network, path, metadata, &Names::torch())
}

/// Saves `network` to `path`, its tensors called by these names.
///
/// # Errors
///
/// As [`save`].
#[cfg(feature = "std")]
pub fn save_named<N: Network>(
    network: &N,
    path: impl AsRef<Path>,
    metadata: &Metadata,
    names: &Names,
) -> Result<(), FileError> {
    let path = path.as_ref();
    let bytes = to_bytes(network, metadata, names).map_err(|problem| FileError::content(path, problem))?;
    atomic_file::replace(path, &bytes, None).map_err(|error| FileError::access(path, error))
}

/// Loads the weights in the file at `path` into `network`: the tensors are called as in PyTorch, or as in burn if the file
/// says that burn wrote it.
///
/// # Errors
///
/// Fails if the file cannot be read, and as [`from_bytes`] does with [`Names::default`]; `network` is then as it was.
#[cfg(feature = "std")]
pub fn load<N: Network>(network: &mut N, path: impl AsRef<Path>) -> Result<Metadata, FileError> {
    load_named(network, path, &Names::default())
}

/// Loads the weights in the file at `path`, whose tensors are called by these names, into `network`.
///
/// The header is checked before there is room for the tensors, and no more of them is read than the network needs: the file
/// may be larger than memory.
///
/// # Errors
///
/// As [`load`].
#[cfg(feature = "std")]
pub fn load_named<N: Network>(network: &mut N, path: impl AsRef<Path>, names: &Names) -> Result<Metadata, FileError> {
    let path = path.as_ref();
    let access = |error| FileError::access(path, error);
    let content = |problem| FileError::content(path, problem);
    let mut source = regular_file::open(path).map_err(access)?;
    let (length, mut head) = (source.limit(), Vec::new());
    regular_file::read_some(&mut source, size_of::<u64>() as u64, &mut head).map_err(access)?;
    let end = File::head_length(&head).map_err(content)?;
    if end <= length {
        regular_file::read_some(&mut source, end - size_of::<u64>() as u64, &mut head).map_err(access)?;
    }
    let file = File::head(&head, length).map_err(content)?;
    let (mut plan, metadata) = plan::<N>(&file, names).map_err(content)?;
    let (file, ranges) = plan.needed(file);
    let tensors = regular_file::read_ranges(source.into_inner(), &ranges).map_err(access)?;
    let filled = file.with_data(&tensors).and_then(|file| fill(network, &plan, &file));
    filled.map(|()| metadata).map_err(content)
}

/// The file of `network`, its tensors called by these names; the same bytes for the same network, always.
///
/// # Errors
///
/// Fails if a value of `network` is infinite or NaN, if a running variance is below zero, if `names` does not fit it, and if
/// a text of `metadata` has a name that starts with `ffnn.`.
pub fn to_bytes<N: Network>(network: &N, metadata: &Metadata, names: &Names) -> Result<Vec<u8>, Problem> {
    let plan = Plan::new(&layers::<N>(), names)?;
    let fingerprint = (FINGERPRINT.to_string(), fingerprint(N::Parameters::FINGERPRINT));
    let texts = metadata.texts()?.into_iter().chain([fingerprint]);
    let values = network.as_slice();
    plan.write(texts, precision::<N>(), &|place| values[place].to_f64())
}

/// Loads the weights in the file that is `bytes`, whose tensors are called by these names, into `network`.
///
/// # Errors
///
/// Fails if this is not a safetensors file, if its tensors are not those of the network, if a value is infinite, NaN or too
/// large, if a running variance is below zero, if nothing tells how weights [stand](Names#how-weights-stand), if it has a text
/// whose name starts with `ffnn.` and is not known, and if it says that it was saved from another list of layers; `network`
/// is then as it was.
pub fn from_bytes<N: Network>(network: &mut N, bytes: &[u8], names: &Names) -> Result<Metadata, Problem> {
    let file = File::read(bytes)?;
    let (plan, metadata) = plan::<N>(&file, names)?;
    fill(network, &plan, &file)?;
    Ok(metadata)
}

/// Where the file's tensors go, and what it says about itself; nothing of a tensor is read but its name and shape.
fn plan<N: Network>(file: &File<'_>, names: &Names) -> Result<(Plan, Metadata), Problem> {
    let plan = Plan::matching(file, &layers::<N>(), names)?;
    let (expected, found) = (N::Parameters::FINGERPRINT, Plan::fingerprint(file, names)?);
    if let Some(found) = found.filter(|&found| found != expected) {
        return Err(Problem::Architecture { expected: fingerprint(expected), found: fingerprint(found) });
    }
    Ok((plan, Metadata::of(file)?))
}

fn fill<N: Network>(network: &mut N, plan: &Plan, file: &File<'_>) -> Result<(), Problem> {
    // A copy, because a value that is wrong may be the last one.
    let mut loaded = N::zeros_boxed();
    let values = loaded.as_mut_slice();
    plan.read(file, precision::<N>(), &mut |place, value| values[place] = N::Scalar::from_f64(value))?;
    network.as_mut_slice().copy_from_slice(loaded.as_slice());
    Ok(())
}

fn fingerprint(number: u64) -> alloc::string::String {
    format!("{number:016x}")
}

fn precision<N: Network>() -> Precision {
    if size_of::<N::Scalar>() == size_of::<f32>() { Precision::Single } else { Precision::Double }
}

/// The table, as files know it: what is learned and what is kept, layer by layer.
fn layers<N: Network>() -> Vec<Layer<'static>> {
    let mut kept = N::Parameters::COUNT;
    let layer = |info: &'static crate::LayerInfo| {
        let tensor =
            |place, leaf: &'static crate::Leaf| Tensor { name: leaf.name, role: leaf.role, shape: leaf.shape, place };
        let learned = info.tensors().map(|(leaf, range)| tensor(range.start, leaf));
        let state = info.state_leaves.iter().map(|leaf| {
            kept += leaf.count();
            tensor(kept - leaf.count(), leaf)
        });
        let tensors = learned.chain(state).collect();
        Layer { name: info.name.into(), tensors, absorbed_bias: info.absorbed_bias }
    };
    N::Parameters::LAYERS.iter().map(layer).collect()
}
