use alloc::boxed::Box;
use std::io::{self, BufRead, ErrorKind, Read};

use flate2::bufread::GzDecoder;

/// What every gzip file starts with, and every further part of one.
pub(super) const MAGIC: [u8; 2] = [0x1f, 0x8b];

/// What a gzip file unpacks to: its parts, one after the other. Zeros after the last part are not data, as with `gzip`
/// itself, because some tools fill a block with them.
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

/// The next byte, which is not taken; none at the end.
fn first(source: &mut impl BufRead) -> io::Result<Option<u8>> {
    loop {
        match source.fill_buf() {
            Ok(bytes) => return Ok(bytes.first().copied()),
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}

/// Reads to the end, up to which there are zeros.
fn skip_zeros(source: &mut impl BufRead) -> io::Result<()> {
    while first(source)?.is_some() {
        let bytes = source.fill_buf()?;
        let count = bytes.len();
        if bytes.iter().any(|&byte| byte != 0) {
            let message = "after the zeros at the end of the packed data there is something else";
            return Err(io::Error::new(ErrorKind::InvalidData, message));
        }
        source.consume(count);
    }
    Ok(())
}
