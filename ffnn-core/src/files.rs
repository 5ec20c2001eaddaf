//! Saving networks to files, and loading weights, also from PyTorch and Keras.
//!
//! The format is [safetensors](https://github.com/huggingface/safetensors). A tensor is named after its layer, as in
//! PyTorch: a network with a layer `hidden: Dense<32>` has `hidden.weight`, 32 rows of weights, one per output, and
//! `hidden.bias`. [`Names`] lists all names and those of other libraries.
//!
#![cfg_attr(feature = "std", doc = "```")]
#![cfg_attr(not(feature = "std"), doc = "```ignore")]
//! use ffnn::files::{self, Metadata, Names};
//! # use ffnn::Network;
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
//! **Nothing is guessed.** A file is loaded if it holds exactly the tensors of the network, except for those that the
//! [names](Names) skip, each with the right shape and finite values; a running variance must be at least 0. If all
//! weights are square, the names or the file must say [how they are stored](Names#how-weights-stand). Otherwise loading
//! fails with a [`Problem`] that names the tensor, what was expected and what was found, and other names if they would
//! fit. The network is left unchanged.
//!
//! **Part of a file** is loaded with [`Names::part`]. To load part of a network, such as all layers but a new last one,
//! load a network declared like the one in the file and [copy its layers](crate::Network::copy_matching).
//!
//! **Numbers** may be F32, F64, F16 or BF16. All of them are exact in `f64`. In a network of `f32`, F64 values are
//! rounded to the nearest, ties to even; a value too large for an `f32` is an error.
//!
//! **Biases before batch normalization** are stored by other libraries, but not by this one: on loading, such a bias is
//! subtracted from the running mean, which gives the same function. The weight of the running statistics, that is, how
//! much of an average they are so far, is stored as a text; a file without it is loaded with weight 1.
//!
//! **Options are not stored in a file.** The list of layers defines them, such as the epsilon of batch normalization
//! (1e-5 in PyTorch and here, 1e-3 in Keras) or the slope of a leaky ReLU.
//!
//! **Saving** is atomic: a new file is written next to the old one and replaces it once it is complete, so there is
//! always one whole file. The temporary file has the same name with `.….partial` appended; one left behind by a program
//! that was stopped is removed by the next save. If several programs save to one file, the last one's file remains,
//! whole.
//!
//! * A path that is a symbolic link stays one: the file that it leads to is replaced. Other hard links keep the old
//!   file.
//! * The new file has the permissions of the old one, and its owner and group if the system allows that; access control
//!   lists and extended attributes are lost. A read-only file is not replaced.
//! * An error means that the file is unchanged.
//!
//! **Loading** reads a regular file, or the one that a symbolic link leads to; the folder may be read-only. Pipes,
//! sockets, devices and folders are neither read nor replaced: read the bytes yourself and call [`from_bytes`], or
//! write those returned by [`to_bytes`].
//!
//! **Paths** follow the rules of the system. On Windows, a path of more than 260 characters must start with `\\?\`,
//! `NUL` and `CON` are devices in every folder, and a file that another program has opened without sharing cannot be
//! replaced.

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

/// Saves `network` to `path`, with the tensor names of PyTorch.
///
/// # Errors
///
/// Fails as [`to_bytes`] does, and if the file cannot be written; an existing file is unchanged then.
#[cfg(feature = "std")]
pub fn save<N: Network>(network: &N, path: impl AsRef<Path>, metadata: &Metadata) -> Result<(), FileError> {
    save_named(network, path, metadata, &Names::torch())
}

/// Saves `network` to `path`, with these tensor names.
///
/// # Errors
///
/// Fails as [`save`] does.
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

/// Loads the weights in the file at `path` into `network`, with the tensor names of PyTorch, or those of burn if the
/// file says that burn wrote it.
///
/// # Errors
///
/// Fails if the file cannot be read, and as [`from_bytes`] does with [`Names::default`]; `network` is unchanged then.
#[cfg(feature = "std")]
pub fn load<N: Network>(network: &mut N, path: impl AsRef<Path>) -> Result<Metadata, FileError> {
    load_named(network, path, &Names::default())
}

/// Loads the weights in the file at `path` into `network`, with these tensor names.
///
/// The header is checked before memory for the tensors is allocated, and only the tensors that the network needs are
/// read: the file may be larger than memory.
///
/// # Errors
///
/// Fails as [`load`] does.
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

/// Returns `network` as a file, with these tensor names. The same network always gives the same bytes.
///
/// # Errors
///
/// Fails if a value of `network` is infinite or NaN, if a running variance is negative, if `names` does not fit the
/// network, or if the name of a text in `metadata` starts with `ffnn.`.
pub fn to_bytes<N: Network>(network: &N, metadata: &Metadata, names: &Names) -> Result<Vec<u8>, Problem> {
    let plan = Plan::new(&layers::<N>(), names)?;
    let fingerprint = (FINGERPRINT.to_string(), fingerprint(N::Parameters::FINGERPRINT));
    let texts = metadata.texts()?.into_iter().chain([fingerprint]);
    let values = network.as_slice();
    plan.write(texts, precision::<N>(), &|place| values[place].to_f64())
}

/// Loads the weights in the file `bytes` into `network`, with these tensor names.
///
/// # Errors
///
/// Fails if this is not a safetensors file, if its tensors are not those of the network, if a value is infinite, NaN or
/// too large, if a running variance is negative, if nothing says how weights [are stored](Names#how-weights-stand), if
/// the name of a text starts with `ffnn.` and is unknown, or if the file was saved from a different list of layers.
/// `network` is unchanged then.
pub fn from_bytes<N: Network>(network: &mut N, bytes: &[u8], names: &Names) -> Result<Metadata, Problem> {
    let file = File::read(bytes)?;
    let (plan, metadata) = plan::<N>(&file, names)?;
    fill(network, &plan, &file)?;
    Ok(metadata)
}

/// Plans where the file's tensors go, and reads its metadata; of the tensors, only names and shapes are read.
fn plan<N: Network>(file: &File<'_>, names: &Names) -> Result<(Plan, Metadata), Problem> {
    let plan = Plan::matching(file, &layers::<N>(), names)?;
    let (expected, found) = (N::Parameters::FINGERPRINT, Plan::fingerprint(file, names)?);
    if let Some(found) = found.filter(|&found| found != expected) {
        return Err(Problem::Architecture { expected: fingerprint(expected), found: fingerprint(found) });
    }
    Ok((plan, Metadata::of(file)?))
}

fn fill<N: Network>(network: &mut N, plan: &Plan, file: &File<'_>) -> Result<(), Problem> {
    // Loads into a copy, because an invalid value may come last.
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

/// The layers with their tensors, learned and running ones, in the form that files use.
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
