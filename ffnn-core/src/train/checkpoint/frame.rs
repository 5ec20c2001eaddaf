//! What stands around the contents of a checkpoint, in every version of the format.

use alloc::vec::Vec;

use super::CheckpointProblem;
use crate::numbers::persist::Writer;
use crate::numbers::random::{HASH_START, hash_bytes};

/// What a checkpoint starts with.
pub(super) const MAGIC: [u8; 8] = *b"ffnn run";

/// The version that is written and read.
pub(super) const VERSION: u32 = 2;

/// The bytes before the contents: the magic, the version and the length.
pub(super) const HEADER: usize = MAGIC.len() + size_of::<u32>() + size_of::<u64>();

/// The bytes after them: the checksum.
const FOOTER: usize = size_of::<u64>();

/// The start of a checkpoint, to be followed by its contents.
pub(super) fn start() -> Writer {
    let mut writer = Writer::new();
    writer.bytes(&MAGIC);
    writer.bytes(&VERSION.to_le_bytes());
    writer.bytes(&0u64.to_le_bytes());
    writer
}

/// A whole checkpoint, given its start and contents.
pub(super) fn finish(writer: Writer) -> Vec<u8> {
    let mut bytes = writer.into_bytes();
    let length = (bytes.len() + FOOTER) as u64;
    bytes[HEADER - size_of::<u64>()..HEADER].copy_from_slice(&length.to_le_bytes());
    let checksum = hash_bytes(HASH_START, &bytes);
    bytes.extend_from_slice(&checksum.to_le_bytes());
    bytes
}

/// How many bytes a checkpoint has that starts with these, of which there are [`HEADER`] if the file has as many.
pub(super) fn length(header: &[u8]) -> Result<u64, CheckpointProblem> {
    if !header.starts_with(&MAGIC) && !MAGIC.starts_with(header) {
        return Err(CheckpointProblem::NotACheckpoint { found: header[..header.len().min(MAGIC.len())].to_vec() });
    }
    match header.get(HEADER - size_of::<u64>()..HEADER).and_then(|bytes| bytes.try_into().ok()) {
        Some(bytes) => Ok(u64::from_le_bytes(bytes)),
        None => Err(CheckpointProblem::CutShort { expected: (HEADER + FOOTER) as u64, found: header.len() as u64 }),
    }
}

/// The place of the contents in a checkpoint that is whole and of a version that is known.
pub(super) fn contents(bytes: &[u8]) -> Result<core::ops::Range<usize>, CheckpointProblem> {
    let length = length(&bytes[..bytes.len().min(HEADER)])?;
    let (expected, found) = (length.max((HEADER + FOOTER) as u64), bytes.len() as u64);
    if found < expected {
        return Err(CheckpointProblem::CutShort { expected, found });
    }
    if found > expected {
        return Err(CheckpointProblem::Trailing { expected, found });
    }
    let (rest, footer) = bytes.split_at(bytes.len() - FOOTER);
    let mut checksum = [0; FOOTER];
    checksum.copy_from_slice(footer);
    let (expected, found) = (u64::from_le_bytes(checksum), hash_bytes(HASH_START, rest));
    if expected != found {
        return Err(CheckpointProblem::Checksum { expected, found });
    }
    let mut version = [0; size_of::<u32>()];
    version.copy_from_slice(&bytes[MAGIC.len()..][..size_of::<u32>()]);
    match u32::from_le_bytes(version) {
        VERSION => Ok(HEADER..rest.len()),
        found => Err(CheckpointProblem::Version { expected: VERSION, found }),
    }
}
