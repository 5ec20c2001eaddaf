//! IDX files, the format of MNIST: images and labels, plain or gzip-compressed.
//!
//! ```
//! use ffnn::data::idx;
//!
//! # fn main() -> Result<(), ffnn::data::LoadError> {
//! // Two images of 1x2 pixels.
//! let file = [0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 2, 10, 20, 30, 40];
//! let images = idx::read_images::<2>("images.idx", file.as_slice())?;
//! assert_eq!(images, [[10, 20], [30, 40]]);
//! # Ok(())
//! # }
//! ```
//!
//! The functions that take a path open only regular files; for a pipe or a socket, use those that take a reader.
//!
//! Memory use is bounded by the actual content of a file, whatever its header claims, and a gzip file is decompressed
//! no further than its header says.

mod gzip;

use alloc::boxed::Box;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use std::fs::File;
use std::io::{BufReader, Cursor, ErrorKind, Read, Take};
use std::path::Path;

use super::{Dataset, LoadError, LoadProblem, Location};
use crate::Scalar;
use crate::files::regular_file;
use gzip::Gzip;

/// Loads a file of images and a file of their labels. Pixels become numbers from 0 (byte 0) to 1 (byte 255).
///
/// # Errors
///
/// Fails as [`images`] and [`labels`] do, and if there is not one label per image.
pub fn load<T: Scalar, const N: usize>(
    images: impl AsRef<Path>,
    labels: impl AsRef<Path>,
) -> Result<Dataset<[T; N], usize>, LoadError> {
    let name = name(labels.as_ref());
    pair(self::images(images)?, self::labels(labels)?, &name)
}

/// Loads the images in the file at `path`, each `N` pixels: `rows * columns`, row after row.
///
/// # Errors
///
/// Fails if the file cannot be read, is not IDX with three dimensions of unsigned bytes, has no image or images of a
/// size other than `N` pixels, or is shorter or longer than its header says.
pub fn images<const N: usize>(path: impl AsRef<Path>) -> Result<Vec<[u8; N]>, LoadError> {
    let path = path.as_ref();
    read_images(name(path), open(path)?)
}

/// Loads the labels in the file at `path`.
///
/// # Errors
///
/// Fails if the file cannot be read, is not IDX with one dimension of unsigned bytes, has no label, or is shorter or
/// longer than its header says.
pub fn labels(path: impl AsRef<Path>) -> Result<Vec<usize>, LoadError> {
    let path = path.as_ref();
    read_labels(name(path), open(path)?)
}

/// Reads images like [`images`], from any reader; `name` stands for it in error messages.
pub fn read_images<const N: usize>(name: impl Into<String>, source: impl Read) -> Result<Vec<[u8; N]>, LoadError> {
    const { assert!(N > 0, "an image has at least one pixel") };
    let mut stream = Stream::new(name.into(), source)?;
    let [count, rows, columns] = stream.header()?;
    if u64::from(rows) * u64::from(columns) != N as u64 {
        return Err(stream.error(8, LoadProblem::ImageSize { expected: N, rows, columns }));
    }
    stream.items(count)
}

/// Reads labels like [`labels`], from any reader; `name` stands for it in error messages.
pub fn read_labels(name: impl Into<String>, source: impl Read) -> Result<Vec<usize>, LoadError> {
    let mut stream = Stream::new(name.into(), source)?;
    let [count] = stream.header()?;
    let labels = stream.items(count)?;
    Ok(labels.into_iter().map(|[label]| usize::from(label)).collect())
}

fn name(path: &Path) -> String {
    path.display().to_string()
}

fn open(path: &Path) -> Result<Take<File>, LoadError> {
    regular_file::open(path).map_err(|error| LoadError::new(&name(path), Location::File, LoadProblem::Open(error)))
}

fn pair<T: Scalar, const N: usize>(
    images: Vec<[u8; N]>,
    labels: Vec<usize>,
    name: &str,
) -> Result<Dataset<[T; N], usize>, LoadError> {
    let error = |problem| LoadError::new(name, Location::File, problem);
    if images.len() != labels.len() {
        return Err(error(LoadProblem::Labels { images: images.len(), labels: labels.len() }));
    }
    let scale = |pixel| T::from_f64(f64::from(pixel) / 255.0);
    let inputs = images.into_iter().map(|image| image.map(scale)).collect();
    Dataset::new(inputs, labels).map_err(|_| error(LoadProblem::Empty))
}

/// The decompressed bytes of an IDX file.
struct Stream<'a> {
    name: String,
    bytes: Box<dyn Read + 'a>,
    /// Number of bytes read.
    position: u64,
    gzip: bool,
}

impl<'a> Stream<'a> {
    fn new(name: String, source: impl Read + 'a) -> Result<Self, LoadError> {
        let mut source = BufReader::new(source);
        let mut start = Vec::new();
        if let Err(error) = source.by_ref().take(gzip::MAGIC.len() as u64).read_to_end(&mut start) {
            return Err(LoadError::new(&name, Location::File, LoadProblem::Read(error)));
        }
        let gzip = start == gzip::MAGIC;
        let all = Cursor::new(start).chain(source);
        let bytes: Box<dyn Read + 'a> = if gzip { Box::new(Gzip::new(all)) } else { Box::new(all) };
        Ok(Self { name, bytes, position: 0, gzip })
    }

    /// Reads the sizes of an array of unsigned bytes with `D` dimensions; the first is the number of items, at least 1.
    fn header<const D: usize>(&mut self) -> Result<[u32; D], LoadError> {
        let length = 4 + 4 * D as u64;
        let mut found = [0; 4];
        self.exact(&mut found, length)?;
        let expected = [0, 0, UNSIGNED_BYTES, D as u8];
        if found[..2] != expected[..2] {
            return Err(self.error(0, LoadProblem::Magic { expected, found }));
        }
        if found[2] != expected[2] {
            return Err(self.error(2, LoadProblem::ElementType { found: found[2] }));
        }
        if found[3] != expected[3] {
            return Err(self.error(3, LoadProblem::Dimensions { expected: expected[3], found: found[3] }));
        }
        let mut sizes = [[0; 4]; D];
        self.exact(sizes.as_flattened_mut(), length)?;
        let sizes = sizes.map(u32::from_be_bytes);
        if sizes[0] == 0 {
            return Err(self.error(4, LoadProblem::Empty));
        }
        Ok(sizes)
    }

    /// Reads `count` items, which must be the whole rest of the stream.
    fn items<const N: usize>(&mut self, count: u32) -> Result<Vec<[u8; N]>, LoadError> {
        let end = u64::from(count).saturating_mul(N as u64).saturating_add(self.position);
        let count = count as usize;
        let mut items = Vec::new();
        while items.len() < count {
            let start = items.len();
            items.resize(count.min(start + (CHUNK / N).max(1)), [0; N]);
            self.exact(items[start..].as_flattened_mut(), end)?;
        }
        if self.fill(&mut [0])? > 0 {
            return Err(self.error(end, LoadProblem::Trailing));
        }
        Ok(items)
    }

    /// Fills `target`. Fails if the stream, which should have `length` bytes, ends early.
    fn exact(&mut self, target: &mut [u8], length: u64) -> Result<(), LoadError> {
        if self.fill(target)? == target.len() {
            return Ok(());
        }
        Err(match self.position {
            0 => LoadError::new(&self.name, Location::File, LoadProblem::Empty),
            found => self.error(found, LoadProblem::CutShort { expected: length, found }),
        })
    }

    /// Fills `target` as far as there are bytes, and returns how many there were.
    fn fill(&mut self, target: &mut [u8]) -> Result<usize, LoadError> {
        let mut filled = 0;
        while filled < target.len() {
            match self.bytes.read(&mut target[filled..]) {
                Ok(0) => break,
                Ok(count) => {
                    filled += count;
                    self.position += count as u64;
                }
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => {
                    use ErrorKind::{InvalidData, InvalidInput, UnexpectedEof};
                    let damaged = self.gzip && matches!(error.kind(), InvalidData | InvalidInput | UnexpectedEof);
                    let problem = if damaged { LoadProblem::Gzip(error) } else { LoadProblem::Read(error) };
                    return Err(self.error(self.position, problem));
                }
            }
        }
        Ok(filled)
    }

    fn error(&self, byte: u64, problem: LoadProblem) -> LoadError {
        LoadError::new(&self.name, Location::Byte(byte), problem)
    }
}

/// The IDX code of the element type.
const UNSIGNED_BYTES: u8 = 0x08;
/// Number of bytes to allocate before it is known that they exist.
const CHUNK: usize = 1 << 16;

#[cfg(test)]
mod tests;
