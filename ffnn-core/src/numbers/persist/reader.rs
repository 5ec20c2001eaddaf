use alloc::borrow::ToOwned;
use alloc::format;
use alloc::string::{String, ToString};
use core::fmt::{self, Display};

use super::Persist;
use crate::Scalar;

/// Reads values in the order in which a [`Writer`](super::Writer) wrote them. It never reads beyond its bytes, and
/// never allocates memory for a count in them without checking that there are enough bytes.
#[derive(Clone, Debug)]
pub struct Reader<'a> {
    bytes: &'a [u8],
    place: usize,
}

/// The error for bytes that are not the expected value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Malformed {
    /// Offset of the value in bytes.
    pub byte: usize,
    /// Allowed values.
    pub expected: String,
    /// Value found.
    pub found: String,
}

impl Malformed {
    /// Creates an error at this byte.
    pub fn new(byte: usize, expected: impl Display, found: impl Display) -> Self {
        Self { byte, expected: expected.to_string(), found: found.to_string() }
    }
}

impl Display for Malformed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "byte {}: expected {}, found {}", self.byte, self.expected, self.found)
    }
}

impl core::error::Error for Malformed {}

impl<'a> Reader<'a> {
    /// Creates a reader at the start of `bytes`.
    pub const fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, place: 0 }
    }

    /// Returns the number of bytes read.
    pub const fn place(&self) -> usize {
        self.place
    }

    /// Reads the next value.
    ///
    /// # Errors
    ///
    /// Returns an error if the next bytes are not a value of this type.
    pub fn read<V: Persist + Default>(&mut self) -> Result<V, Malformed> {
        let mut value = V::default();
        value.restore(self)?;
        Ok(value)
    }

    /// Fills `values` with what [`Writer::values`](super::Writer::values) wrote.
    ///
    /// # Errors
    ///
    /// Returns an error if the number of values differs.
    pub fn values<T: Scalar>(&mut self, values: &mut [T]) -> Result<(), Malformed> {
        let at = self.place;
        let found = self.read::<u64>()?;
        if found != values.len() as u64 {
            return Err(Malformed::new(at, format_args!("{} values", values.len()), found));
        }
        let bytes = self.take(size_of_val(values))?;
        for (value, bytes) in values.iter_mut().zip(bytes.chunks_exact(size_of::<T>())) {
            let mut bits = [0; 8];
            bits[..bytes.len()].copy_from_slice(bytes);
            *value = T::from_bits_u64(u64::from_le_bytes(bits));
        }
        Ok(())
    }

    /// Reads a number of items, each of which takes at least `size` bytes.
    pub(crate) fn count(&mut self, size: usize) -> Result<usize, Malformed> {
        let at = self.place;
        let count = self.read::<u64>()?;
        let left = self.bytes.len() - self.place;
        match usize::try_from(count).ok().and_then(|count| Some((count, count.checked_mul(size)?))) {
            Some((count, bytes)) if bytes <= left => Ok(count),
            _ => {
                let expected = format!("at most {} items in the {left} remaining bytes", left / size.max(1));
                Err(Malformed { byte: at, expected, found: count.to_string() })
            }
        }
    }

    /// Reads a counter, which must be small enough to be incremented further.
    pub(crate) fn counter(&mut self) -> Result<u64, Malformed> {
        let at = self.place;
        let found = self.read::<u64>()?;
        if found >> 62 == 0 { Ok(found) } else { Err(Malformed::new(at, "a number below 2^62", found)) }
    }

    /// Reads what [`Writer::block`](super::Writer::block) wrote, all of which `read` must consume.
    pub(crate) fn block<V>(
        &mut self,
        read: impl FnOnce(&mut Reader<'_>) -> Result<V, Malformed>,
    ) -> Result<V, Malformed> {
        let length = self.count(1)?;
        let end = self.place + length;
        let mut inner = Reader { bytes: &self.bytes[..end], place: self.place };
        let value = read(&mut inner)?;
        inner.end()?;
        self.place = end;
        Ok(value)
    }

    /// Skips the next bytes.
    pub(crate) fn skip(&mut self, count: usize) -> Result<(), Malformed> {
        self.take(count).map(drop)
    }

    /// Reads the next text.
    pub(crate) fn text(&mut self) -> Result<String, Malformed> {
        let length = self.count(1)?;
        let at = self.place;
        let bytes = self.take(length)?;
        let text = core::str::from_utf8(bytes).map_err(|problem| Malformed::new(at, "a text", problem))?;
        Ok(text.to_owned())
    }

    /// Returns an error unless every byte was read.
    pub(crate) fn end(&self) -> Result<(), Malformed> {
        match self.bytes.len() - self.place {
            0 => Ok(()),
            left => Err(Malformed::new(self.place, "the end", format_args!("{left} more bytes"))),
        }
    }

    /// Reads the next bytes.
    pub(crate) fn array<const N: usize>(&mut self) -> Result<[u8; N], Malformed> {
        let mut array = [0; N];
        array.copy_from_slice(self.take(N)?);
        Ok(array)
    }

    fn take(&mut self, count: usize) -> Result<&'a [u8], Malformed> {
        let rest = &self.bytes[self.place..];
        let Some(bytes) = rest.get(..count) else {
            return Err(Malformed::new(
                self.place,
                format_args!("{count} more bytes"),
                format_args!("only {}", rest.len()),
            ));
        };
        self.place += count;
        Ok(bytes)
    }
}
