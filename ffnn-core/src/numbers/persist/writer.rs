use alloc::vec::Vec;

use crate::Scalar;

/// Writes values one after the other, little-endian.
#[derive(Clone, Debug, Default)]
pub struct Writer {
    bytes: Vec<u8>,
}

impl Writer {
    /// Creates a writer without bytes.
    pub const fn new() -> Self {
        Self { bytes: Vec::new() }
    }

    /// Writes the number of values in 8 bytes, and then each value in 4 or 8 bytes.
    pub fn values<T: Scalar>(&mut self, values: &[T]) {
        self.bytes(&(values.len() as u64).to_le_bytes());
        self.bytes.reserve(size_of_val(values));
        for value in values {
            self.bytes.extend_from_slice(&value.to_bits_u64().to_le_bytes()[..size_of::<T>()]);
        }
    }

    /// Writes the length of `text` in 8 bytes, and then the text.
    pub(crate) fn text(&mut self, text: &str) {
        self.bytes(&(text.len() as u64).to_le_bytes());
        self.bytes(text.as_bytes());
    }

    /// Writes the number of bytes that `write` writes in 8 bytes, and then those bytes.
    pub(crate) fn block(&mut self, write: impl FnOnce(&mut Self)) {
        let start = self.bytes.len();
        self.bytes(&0u64.to_le_bytes());
        let contents = self.bytes.len();
        write(self);
        let length = (self.bytes.len() - contents) as u64;
        self.bytes[start..contents].copy_from_slice(&length.to_le_bytes());
    }

    /// Writes these bytes.
    pub(crate) fn bytes(&mut self, bytes: &[u8]) {
        self.bytes.extend_from_slice(bytes);
    }

    /// Returns all bytes so far.
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Returns all bytes.
    pub fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }
}
