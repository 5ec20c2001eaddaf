//! The reader: a header and the bytes of the tensors.

use alloc::borrow::Cow;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use core::ops::Range;

use crate::json::Cursor;
use crate::problem::cut;
use crate::{Element, Problem, Texts, spelling};

/// Number of bytes that store the length of the header.
const LENGTH: usize = 8;

/// Maximum length of a header; the format's own limit.
const LONGEST_HEADER: u64 = 100_000_000;

/// First bytes of other formats that are likely to be passed here by mistake.
const OTHERS: &[(&[u8], &str)] = &[
    (b"PK\x03\x04", "a ZIP archive, as written by PyTorch's `torch.save` and Keras's `save`"),
    (b"\x89HDF\r\n\x1a\n", "an HDF5 file, as written by Keras's `save_weights`"),
    (b"\x93NUMPY", "a NumPy array"),
    (b"GGUF", "a GGUF file"),
];

/// The only header entry that is not a tensor.
const METADATA: &str = "__metadata__";

/// A file with a valid header: its tensors, and where their bytes are.
#[derive(Clone, Debug)]
pub struct File<'a> {
    header: &'a str,
    data: &'a [u8],
    /// Total number of bytes of all tensors in the file.
    data_length: u64,
    /// Sorted by name; names that differ only in [spelling] are adjacent.
    places: Vec<Location<'a>>,
    /// The metadata in the header, if present; may be `null`.
    metadata: Option<Cursor<'a>>,
}

/// Location of a tensor. The rest is parsed again on request, so that many tensors take less memory than the file.
#[derive(Clone, Debug)]
struct Location<'a> {
    name: Cow<'a, str>,
    /// Byte offset of the tensor's description in the header.
    header: u32,
    /// First byte, relative to the data of all tensors.
    start: usize,
    end: usize,
}

/// A tensor of a file.
#[derive(Clone, Debug)]
pub struct Entry<'a> {
    /// Name of the tensor.
    pub name: Cow<'a, str>,
    /// Element type.
    pub element: Element,
    /// The shape as written, `[32, 64]`.
    shape: &'a str,
    bytes: &'a [u8],
}

impl<'a> Entry<'a> {
    /// Returns the number of elements along each axis; empty for a scalar.
    pub fn shape(&self) -> Vec<usize> {
        let mut shape = Vec::new();
        // Cannot fail, because it was parsed before.
        let _ = Cursor::new(self.shape, 0).numbers(|size| shape.push(size));
        shape
    }

    /// Whether the tensor has this shape.
    pub fn has_shape(&self, shape: &[usize]) -> bool {
        let (mut same, mut axis) = (true, 0);
        let _ = Cursor::new(self.shape, 0).numbers(|size| {
            same &= shape.get(axis) == Some(&size);
            axis += 1;
        });
        same && axis == shape.len()
    }

    /// Returns the shape as shown in messages.
    pub(crate) fn shape_text(&self) -> String {
        cut(self.shape).replace(' ', "").replace(',', ", ")
    }

    /// Returns the elements, little-endian, row by row.
    pub fn bytes(&self) -> &'a [u8] {
        self.bytes
    }

    /// Whether the bytes were read.
    pub(crate) fn is_there(&self) -> bool {
        let count = self.shape().into_iter().try_fold(1, usize::checked_mul);
        count.and_then(|count| self.element.bytes(count)) == Some(self.bytes.len())
    }

    /// Returns the element at `index` in row-major order, exactly; only for types that network weights can be loaded
    /// from.
    pub(crate) fn value(&self, index: usize) -> f64 {
        self.element.value(self.bytes, index)
    }
}

impl<'a> File<'a> {
    /// Parses the header of the file `bytes` and checks that the tensors fill the rest of the file.
    ///
    /// # Errors
    ///
    /// The first defect of the file, with its byte or tensor.
    pub fn read(bytes: &'a [u8]) -> Result<Self, Problem> {
        Self::head(bytes, bytes.len() as u64)
    }

    /// Returns the number of bytes before the first tensor, given the `start` of the file: at least eight bytes, unless
    /// the file is shorter.
    ///
    /// # Errors
    ///
    /// The errors of [`read`](Self::read) that the start reveals.
    pub fn head_length(start: &[u8]) -> Result<u64, Problem> {
        if let Some((_, found)) = OTHERS.iter().find(|(other, _)| start.starts_with(other)) {
            return Err(Problem::OtherFormat { found });
        }
        let Some(length) = start.first_chunk::<LENGTH>() else {
            return Err(Problem::CutShort { expected: LENGTH as u64, found: start.len() as u64 });
        };
        let length = u64::from_le_bytes(*length);
        if length > LONGEST_HEADER {
            return Err(Problem::HeaderLength { found: length });
        }
        Ok(LENGTH as u64 + length)
    }

    /// Runs [`read`](Self::read) on the first bytes of a file of `length` bytes, at least its
    /// [head](Self::head_length), so that the contents are known before memory is allocated for them.
    ///
    /// # Errors
    ///
    /// The errors of [`read`](Self::read).
    pub fn head(bytes: &'a [u8], length: u64) -> Result<Self, Problem> {
        let cut_short = |expected| Problem::CutShort { expected, found: length };
        let end = Self::head_length(bytes)?;
        let rest = &bytes[LENGTH..];
        let (header, data) = rest.split_at_checked((end - LENGTH as u64) as usize).ok_or(cut_short(end))?;
        let header = core::str::from_utf8(header)
            .map_err(|error| Problem::Text { byte: (LENGTH + error.valid_up_to()) as u64 })?;
        // Counted first, so that exactly the needed memory is allocated.
        let mut count = 0;
        scan(header, &mut |_| count += 1)?;
        let mut places = Vec::with_capacity(count);
        let metadata = scan(header, &mut |place| places.push(place))?;
        places.sort_unstable_by_key(|place| (place.start, place.end));
        let (data_length, mut at) = (length.saturating_sub(end), 0);
        for place in &places {
            if place.start != at {
                let (expected, found) = (end + at as u64, end.saturating_add(place.start as u64));
                return Err(Problem::Start { tensor: cut(&place.name), expected, found });
            }
            if place.end as u64 > data_length {
                return Err(cut_short(end.saturating_add(place.end as u64)));
            }
            at = place.end;
        }
        if (at as u64) < data_length {
            return Err(Problem::Trailing { end: end + at as u64, found: length });
        }
        places.sort_unstable_by(|left, right| {
            spelling::compare(&left.name, &right.name).then_with(|| left.name.cmp(&right.name))
        });
        if let Some(twice) = places.windows(2).find(|pair| pair[0].name == pair[1].name) {
            return Err(Problem::Twice { name: cut(&twice[0].name) });
        }
        Ok(Self { header, data, data_length, places, metadata })
    }

    /// Returns the byte ranges of the tensors for which `needs`, given their index in the file, returns true, and a
    /// file with only these tensors, whose data are these ranges one after another.
    pub(crate) fn only(mut self, needs: impl Fn(usize) -> bool) -> (Self, Vec<Range<u64>>) {
        let mut index = 0;
        self.places.retain(|_| {
            index += 1;
            needs(index - 1)
        });
        let start = (LENGTH + self.header.len()) as u64;
        let mut order: Vec<&mut Location<'a>> = self.places.iter_mut().collect();
        order.sort_unstable_by_key(|place| (place.start, place.end));
        let (mut ranges, mut at) = (Vec::with_capacity(order.len()), 0);
        for place in order {
            ranges.push(start + place.start as u64..start + place.end as u64);
            let length = place.end - place.start;
            (place.start, place.end) = (at, at + length);
            at += length;
        }
        (self.data, self.data_length) = (&[], at as u64);
        (self, ranges)
    }

    /// Adds the bytes of the tensors.
    ///
    /// # Errors
    ///
    /// If there are more or fewer bytes than expected.
    pub fn with_data(self, data: &'a [u8]) -> Result<Self, Problem> {
        if data.len() as u64 == self.data_length {
            return Ok(Self { data, ..self });
        }
        Err(Problem::CutShort { expected: self.data_length, found: data.len() as u64 })
    }

    pub(crate) fn len(&self) -> usize {
        self.places.len()
    }

    pub(crate) fn name(&self, index: usize) -> &str {
        &self.places[index].name
    }

    /// Returns the tensor at this index of the file; without bytes, if they were not read.
    pub(crate) fn entry(&self, index: usize) -> Option<Entry<'a>> {
        let place = self.places.get(index)?;
        let mut cursor = Cursor::new(&self.header[place.header as usize..], 0);
        // Cannot fail, because it was parsed before.
        let (entry, _) = entry(place.name.clone(), &mut cursor).ok()?;
        Some(Entry { bytes: self.data.get(place.start..place.end).unwrap_or_default(), ..entry })
    }

    /// Returns the index of the tensor with this name, in any [spelling].
    pub(crate) fn find(&self, name: &str) -> Option<usize> {
        let first = self.places.partition_point(|place| spelling::compare(&place.name, name).is_lt());
        let same = self.places[first..].iter().take_while(|place| spelling::compare(&place.name, name).is_eq());
        let exact = same.clone().position(|place| place.name == name);
        exact.or_else(|| same.clone().next().map(|_| 0)).map(|place| first + place)
    }

    /// Returns the tensor with this name.
    pub fn get(&self, name: &str) -> Option<Entry<'a>> {
        self.find(name).filter(|&index| self.name(index) == name).and_then(|index| self.entry(index))
    }

    /// Returns all tensors, sorted by name.
    pub fn entries(&self) -> impl Iterator<Item = Entry<'a>> {
        (0..self.places.len()).filter_map(|index| self.entry(index))
    }

    /// Returns the metadata texts whose names satisfy `keep`.
    ///
    /// # Errors
    ///
    /// If two of them have the same name.
    pub fn texts(&self, keep: impl Fn(&str) -> bool) -> Result<Texts, Problem> {
        // Counted first, so that exactly the needed memory is allocated.
        let (mut count, mut length) = (0, 0);
        self.pairs(|_, name, text| {
            if keep(&name) {
                (count, length) = (count + 1, length + name.len() + text.len());
            }
        });
        let mut places = Vec::with_capacity(count);
        self.pairs(|at, name, _| {
            if keep(&name) {
                // Fits, because a header has at most 100 million bytes.
                places.push([at as u32, 0]);
            }
        });
        let name = |place: &[u32; 2]| Cursor::new(&self.header[place[0] as usize..], 0);
        places.sort_unstable_by(|left, right| name(left).letters().cmp(name(right).letters()));
        if let Some(twice) = places.windows(2).find(|pair| name(&pair[0]).letters().eq(name(&pair[1]).letters())) {
            return Err(Problem::Twice { name: cut(&name(&twice[0]).string()?) });
        }
        Ok(Texts::of_sorted(places, length, |at, letters| {
            let mut cursor = Cursor::new(&self.header[at as usize..], 0);
            letters.extend(cursor.letters());
            let name_end = letters.len();
            cursor.passes(b':');
            letters.extend(cursor.letters());
            name_end
        }))
    }

    /// Returns the last text with this name.
    pub fn text(&self, name: &str) -> Option<Cow<'a, str>> {
        let mut found = None;
        self.pairs(|_, other, text| {
            if other == name {
                found = Some(text);
            }
        });
        found
    }

    /// Calls `visit` with the name and the value of each metadata text.
    pub(crate) fn visit_texts(&self, mut visit: impl FnMut(&str, &str)) {
        self.pairs(|_, name, text| visit(&name, &text));
    }

    /// Calls `visit` with the header position, the name and the value of each metadata text.
    fn pairs(&self, visit: impl FnMut(usize, Cow<'a, str>, Cow<'a, str>)) {
        if let Some(metadata) = &self.metadata {
            // Cannot fail, because they were parsed before.
            let _ = pairs(&mut metadata.clone(), visit);
        }
    }
}

/// Calls `visit` with every tensor of the header, each validated by itself. Returns the metadata.
fn scan<'a>(header: &'a str, visit: &mut dyn FnMut(Location<'a>)) -> Result<Option<Cursor<'a>>, Problem> {
    let (mut cursor, mut metadata) = (Cursor::new(header, LENGTH), None);
    if !header.starts_with('{') {
        return cursor.refuse("`{` at the start of the header of a safetensors file");
    }
    cursor.list((b'{', b'}'), "`{`", |cursor| {
        let name = cursor.string()?;
        cursor.expect(b':', "`:` after a name")?;
        if name == METADATA {
            if metadata.replace(cursor.clone()).is_some() {
                return Err(Problem::Twice { name: METADATA.to_string() });
            }
            // Some writers leave `null` if there is no metadata.
            if cursor.passes_word("null") {
                return Ok(());
            }
            return pairs(cursor, |_, _, _| {});
        }
        let at = cursor.at();
        let (Entry { name, .. }, (start, end)) = entry(name, cursor)?;
        // Fits, because a header has at most 100 million bytes.
        visit(Location { name, header: at as u32, start, end });
        Ok(())
    })?;
    cursor.skip_spaces();
    if cursor.is_end() { Ok(metadata) } else { cursor.refuse("the end of the header") }
}

fn pairs<'a>(cursor: &mut Cursor<'a>, mut visit: impl FnMut(usize, Cow<'a, str>, Cow<'a, str>)) -> Result<(), Problem> {
    cursor.list((b'{', b'}'), "named texts in braces", |cursor| {
        let at = cursor.at();
        let name = cursor.string()?;
        cursor.expect(b':', "`:` after a name")?;
        visit(at, name, cursor.string()?);
        Ok(())
    })
}

/// Parses the description of a tensor, each of its three keys once, in any order. Returns the tensor without its bytes,
/// and their range.
fn entry<'a>(name: Cow<'a, str>, cursor: &mut Cursor<'a>) -> Result<(Entry<'a>, (usize, usize)), Problem> {
    const EXPECTED: &str = "`dtype`, `shape` and `data_offsets` of a tensor, each once";
    let (mut element, mut shape, mut count, mut range) = (None, None, Some(1_usize), None);
    cursor.list((b'{', b'}'), "`{` and the description of a tensor", |cursor| {
        let before = cursor.clone();
        let key = cursor.string()?;
        cursor.expect(b':', "`:` after a name")?;
        cursor.skip_spaces();
        let start = cursor.at();
        match &*key {
            "dtype" if element.is_none() => {
                let found = cursor.string()?;
                let known = Element::of(&found);
                element = Some(known.ok_or_else(|| Problem::NoElement { tensor: cut(&name), found: cut(&found) })?);
            }
            "shape" if shape.is_none() => {
                cursor.numbers(|size| count = count.and_then(|count| count.checked_mul(size)))?;
                shape = Some(cursor.since(start));
            }
            "data_offsets" if range.is_none() => {
                let mut offsets = (0, [0; 2]);
                cursor.numbers(|offset| {
                    if let Some(place) = offsets.1.get_mut(offsets.0) {
                        *place = offset;
                    }
                    offsets.0 += 1;
                })?;
                let (2, [start, end]) = offsets else { return before.refuse("two numbers in `data_offsets`") };
                range = Some((start, end));
            }
            _ => return before.refuse(EXPECTED),
        }
        Ok(())
    })?;
    let (Some(element), Some(shape), Some((start, end))) = (element, shape, range) else {
        return cursor.refuse(EXPECTED);
    };
    let bytes = count.and_then(|count| element.bytes(count));
    if bytes.is_none() || end.checked_sub(start) != bytes {
        return Err(Problem::Size {
            tensor: cut(&name),
            shape: cut(shape),
            element: element.name(),
            start: start as u64,
            end: end as u64,
        });
    }
    Ok((Entry { name, element, shape, bytes: &[] }, (start, end)))
}
