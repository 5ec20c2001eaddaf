//! The format, read: a header and the bytes of the tensors.

use alloc::borrow::Cow;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use crate::json::Cursor;
use crate::problem::cut;
use crate::{Element, Problem, Texts};

/// The length of the header stands in so many bytes.
const LENGTH: usize = 8;

/// As long as a header may be; the format's own limit.
const LONGEST_HEADER: u64 = 100_000_000;

/// What files of other programs start with, which come here by mistake.
const OTHERS: &[(&[u8], &str)] = &[
    (b"PK\x03\x04", "a ZIP archive, such as `torch.save` of PyTorch and `save` of Keras write"),
    (b"\x89HDF\r\n\x1a\n", "an HDF5 file, such as `save_weights` of Keras writes"),
    (b"\x93NUMPY", "an array of NumPy"),
    (b"GGUF", "a GGUF file"),
];

/// The name of what is no tensor.
const METADATA: &str = "__metadata__";

/// A file whose header is sound: its tensors, and where their bytes are.
#[derive(Clone, Debug)]
pub struct File<'a> {
    header: &'a str,
    data: &'a [u8],
    /// By name.
    places: Vec<Place<'a>>,
    /// Of the header, if there is one.
    metadata: Option<Cursor<'a>>,
}

/// Where a tensor is. The rest is read again when it is asked for, so that many tensors take less memory than the file.
#[derive(Clone, Debug)]
struct Place<'a> {
    name: Cow<'a, str>,
    /// What the header says of it, from here on.
    header: u32,
    /// Its bytes among those of all tensors.
    start: usize,
    end: usize,
}

/// One tensor of a file.
#[derive(Clone, Debug)]
pub struct Entry<'a> {
    /// What it is called.
    pub name: Cow<'a, str>,
    /// The type of its elements.
    pub element: Element,
    /// As it is written, `[32, 64]`.
    shape: &'a str,
    bytes: &'a [u8],
}

impl<'a> Entry<'a> {
    /// How many elements there are along each axis; none for a single number.
    pub fn shape(&self) -> Vec<usize> {
        let mut shape = Vec::new();
        // It was read before.
        let _ = Cursor::new(self.shape, 0).numbers(|size| shape.push(size));
        shape
    }

    /// Whether its shape is this.
    pub fn has_shape(&self, shape: &[usize]) -> bool {
        let (mut same, mut axis) = (true, 0);
        let _ = Cursor::new(self.shape, 0).numbers(|size| {
            same &= shape.get(axis) == Some(&size);
            axis += 1;
        });
        same && axis == shape.len()
    }

    /// As a message shows it.
    pub(crate) fn shape_text(&self) -> String {
        cut(self.shape).replace(' ', "").replace(',', ", ")
    }

    /// Its elements, little-endian, row by row.
    pub fn bytes(&self) -> &'a [u8] {
        self.bytes
    }

    /// The element at `index`, counted row by row, exactly; of those types that a network can be made of.
    pub(crate) fn value(&self, index: usize) -> f64 {
        self.element.value(self.bytes, index)
    }
}

impl<'a> File<'a> {
    /// Reads the header of the file that is `bytes`, and checks that its tensors are all the bytes after it.
    ///
    /// # Errors
    ///
    /// Says what the file is not, at which byte or in which tensor.
    pub fn read(bytes: &'a [u8]) -> Result<Self, Problem> {
        if let Some((_, found)) = OTHERS.iter().find(|(start, _)| bytes.starts_with(start)) {
            return Err(Problem::OtherFormat { found });
        }
        let cut_short = |expected| Problem::CutShort { expected, found: bytes.len() as u64 };
        let (length, rest) = bytes.split_first_chunk::<LENGTH>().ok_or(cut_short(LENGTH as u64))?;
        let length = u64::from_le_bytes(*length);
        if length > LONGEST_HEADER {
            return Err(Problem::HeaderLength { found: length });
        }
        let end = LENGTH as u64 + length;
        let (header, data) = rest.split_at_checked(length as usize).ok_or(cut_short(end))?;
        let header = core::str::from_utf8(header)
            .map_err(|error| Problem::Text { byte: (LENGTH + error.valid_up_to()) as u64 })?;
        // Counted before they are kept, so that no room is made that is not used.
        let mut count = 0;
        scan(header, &mut |_| count += 1)?;
        let mut places = Vec::with_capacity(count);
        let metadata = scan(header, &mut |place| places.push(place))?;
        let end = LENGTH + header.len();
        places.sort_unstable_by_key(|place| (place.start, place.end));
        let mut at = 0;
        for place in &places {
            if place.start != at {
                let (expected, found) = ((end + at) as u64, (end as u64).saturating_add(place.start as u64));
                return Err(Problem::Start { tensor: cut(&place.name), expected, found });
            }
            if place.end > data.len() {
                return Err(cut_short((end as u64).saturating_add(place.end as u64)));
            }
            at = place.end;
        }
        if at < data.len() {
            return Err(Problem::Trailing { end: (end + at) as u64, found: bytes.len() as u64 });
        }
        places.sort_unstable_by(|left, right| left.name.cmp(&right.name));
        if let Some(twice) = places.windows(2).find(|pair| pair[0].name == pair[1].name) {
            return Err(Problem::Twice { name: cut(&twice[0].name) });
        }
        Ok(Self { header, data, places, metadata })
    }

    fn entry(&self, place: &Place<'a>) -> Option<Entry<'a>> {
        let mut cursor = Cursor::new(&self.header[place.header as usize..], 0);
        // It was read before.
        let (entry, _) = entry(place.name.clone(), &mut cursor).ok()?;
        Some(Entry { bytes: self.data.get(place.start..place.end)?, ..entry })
    }

    /// The tensor of this name.
    pub fn get(&self, name: &str) -> Option<Entry<'a>> {
        let place = self.places.binary_search_by(|place| (*place.name).cmp(name)).ok()?;
        self.entry(&self.places[place])
    }

    /// All tensors, by name.
    pub fn entries(&self) -> impl Iterator<Item = Entry<'a>> {
        self.places.iter().filter_map(|place| self.entry(place))
    }

    /// The texts that the file was saved with, of those names that are to be kept.
    ///
    /// # Errors
    ///
    /// That two of them have one name.
    pub fn texts(&self, keep: impl Fn(&str) -> bool) -> Result<Texts, Problem> {
        // Counted before they are kept, so that no room is made that is not used.
        let (mut count, mut length) = (0, 0);
        self.pairs(|_, name, text| {
            if keep(&name) {
                (count, length) = (count + 1, length + name.len() + text.len());
            }
        });
        let mut places = Vec::with_capacity(count);
        self.pairs(|at, name, _| {
            if keep(&name) {
                // A header has at most 100 million bytes.
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

    /// The last of the texts of this name.
    pub fn text(&self, name: &str) -> Option<Cow<'a, str>> {
        let mut found = None;
        self.pairs(|_, other, text| {
            if other == name {
                found = Some(text);
            }
        });
        found
    }

    /// Calls `visit` with each text of the metadata: where in the header it stands, its name, and itself.
    fn pairs(&self, visit: impl FnMut(usize, Cow<'a, str>, Cow<'a, str>)) {
        if let Some(metadata) = &self.metadata {
            // They were read before.
            let _ = pairs(&mut metadata.clone(), visit);
        }
    }
}

/// Calls `visit` with every tensor of the header, each of which is sound by itself. Gives the metadata.
fn scan<'a>(header: &'a str, visit: &mut dyn FnMut(Place<'a>)) -> Result<Option<Cursor<'a>>, Problem> {
    let (mut cursor, mut metadata) = (Cursor::new(header, LENGTH), None);
    if !header.starts_with('{') {
        return cursor.refuse("`{`, with which the header of a safetensors file starts");
    }
    cursor.list((b'{', b'}'), "`{`", |cursor| {
        let name = cursor.string()?;
        cursor.expect(b':', "`:` after a name")?;
        if name == METADATA {
            if metadata.replace(cursor.clone()).is_some() {
                return Err(Problem::Twice { name: METADATA.to_string() });
            }
            return pairs(cursor, |_, _, _| {});
        }
        let at = cursor.at();
        let (Entry { name, .. }, (start, end)) = entry(name, cursor)?;
        // A header has at most 100 million bytes.
        visit(Place { name, header: at as u32, start, end });
        Ok(())
    })?;
    cursor.skip_spaces();
    if cursor.is_end() { Ok(metadata) } else { cursor.refuse("the end of the header") }
}

fn pairs<'a>(cursor: &mut Cursor<'a>, mut visit: impl FnMut(usize, Cow<'a, str>, Cow<'a, str>)) -> Result<(), Problem> {
    cursor.list((b'{', b'}'), "texts with names, in braces", |cursor| {
        let at = cursor.at();
        let name = cursor.string()?;
        cursor.expect(b':', "`:` after a name")?;
        visit(at, name, cursor.string()?);
        Ok(())
    })
}

/// What is said of a tensor, each of three things once, in any order: the tensor without its bytes, and their place.
fn entry<'a>(name: Cow<'a, str>, cursor: &mut Cursor<'a>) -> Result<(Entry<'a>, (usize, usize)), Problem> {
    const EXPECTED: &str = "`dtype`, `shape` and `data_offsets` of a tensor, each once";
    let (mut element, mut shape, mut count, mut range) = (None, None, Some(1_usize), None);
    cursor.list((b'{', b'}'), "`{` and what is said of a tensor", |cursor| {
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
                let (2, [start, end]) = offsets else { return before.refuse("`data_offsets` of two numbers") };
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
