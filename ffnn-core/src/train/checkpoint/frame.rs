//! Header and checksum of a checkpoint, which are the same in every version of the format.

use alloc::vec::Vec;

use super::CheckpointProblem;
use crate::numbers::persist::Writer;
use crate::numbers::random::{HASH_START, hash_bytes};

/// First bytes of a checkpoint.
pub(super) const MAGIC: [u8; 8] = *b"ffnn run";

/// The version that is written and read.
pub(super) const VERSION: u32 = 2;

/// Number of bytes before the contents: magic, version and length.
pub(super) const HEADER: usize = MAGIC.len() + size_of::<u32>() + size_of::<u64>();

/// Number of bytes after the contents: the checksum.
const FOOTER: usize = size_of::<u64>();

/// Starts a checkpoint, ready for its contents.
pub(super) fn start() -> Writer {
    let mut writer = Writer::new();
    writer.bytes(&MAGIC);
    writer.bytes(&VERSION.to_le_bytes());
    writer.bytes(&0u64.to_le_bytes());
    writer
}

/// Completes a checkpoint with its length and checksum.
pub(super) fn finish(writer: Writer) -> Vec<u8> {
    let mut bytes = writer.into_bytes();
    let length = (bytes.len() + FOOTER) as u64;
    bytes[HEADER - size_of::<u64>()..HEADER].copy_from_slice(&length.to_le_bytes());
    let checksum = hash_bytes(HASH_START, &bytes);
    bytes.extend_from_slice(&checksum.to_le_bytes());
    bytes
}

/// Returns the length of a checkpoint with this header, which has [`HEADER`] bytes unless the file is shorter.
pub(super) fn length(header: &[u8]) -> Result<u64, CheckpointProblem> {
    if !header.starts_with(&MAGIC) && !MAGIC.starts_with(header) {
        return Err(CheckpointProblem::NotACheckpoint { found: header[..header.len().min(MAGIC.len())].to_vec() });
    }
    match header.get(HEADER - size_of::<u64>()..HEADER).and_then(|bytes| bytes.try_into().ok()) {
        Some(bytes) => Ok(u64::from_le_bytes(bytes)),
        None => Err(CheckpointProblem::CutShort { expected: (HEADER + FOOTER) as u64, found: header.len() as u64 }),
    }
}

/// Returns the range of the contents in a checkpoint that is intact and has a known version.
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
