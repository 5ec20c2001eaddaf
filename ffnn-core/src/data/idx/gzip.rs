use alloc::boxed::Box;
use std::io::{self, BufRead, ErrorKind, Read};

use flate2::bufread::GzDecoder;

/// The first two bytes of every gzip file and of each further member.
pub(super) const MAGIC: [u8; 2] = [0x1f, 0x8b];

/// The decompressed content of a gzip file: its members, back to back. Zeros after the last member are ignored, as by
/// `gzip` itself, because some tools pad to a block with them.
pub(super) enum Gzip<R> {
    Part(Box<GzDecoder<R>>),
    End,
}

impl<R: BufRead> Gzip<R> {
    pub(super) fn new(source: R) -> Self {
        Self::Part(Box::new(GzDecoder::new(source)))
    }
}

impl<R: BufRead> Read for Gzip<R> {
    fn read(&mut self, target: &mut [u8]) -> io::Result<usize> {
        loop {
            let Self::Part(part) = self else { return Ok(0) };
            let count = part.read(target)?;
            if count > 0 || target.is_empty() {
                return Ok(count);
            }
            let Self::Part(part) = core::mem::replace(self, Self::End) else { return Ok(0) };
            let mut rest = part.into_inner();
            match first(&mut rest)? {
                None => {}
                Some(0) => skip_zeros(&mut rest)?,
                Some(_) => *self = Self::new(rest),
            }
        }
    }
}

/// The next byte, without consuming it; `None` at the end.
fn first(source: &mut impl BufRead) -> io::Result<Option<u8>> {
    loop {
        match source.fill_buf() {
            Ok(bytes) => return Ok(bytes.first().copied()),
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}

/// Consumes zeros up to the end, and fails at any other byte.
fn skip_zeros(source: &mut impl BufRead) -> io::Result<()> {
    while first(source)?.is_some() {
        let bytes = source.fill_buf()?;
        let count = bytes.len();
        if bytes.iter().any(|&byte| byte != 0) {
            let message = "there is other data after the zero padding at the end";
            return Err(io::Error::new(ErrorKind::InvalidData, message));
        }
        source.consume(count);
    }
    Ok(())
}
