use alloc::string::String;
use alloc::vec::Vec;
use core::cmp::Ordering;
use core::fmt;
use core::ops::Index;

/// A map from names to texts, sorted by name.
///
/// All entries share one allocation, because a file may contain millions of entries that are a character or two long,
/// for which a map of strings would take fifteen times the memory of the file.
///
/// ```
/// use ffnn_files::Texts;
///
/// let mut texts = Texts::new();
/// texts.insert("trained on", "digits");
/// assert_eq!(texts["trained on"], *"digits");
/// assert_eq!(texts.get("tested on"), None);
/// ```
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Texts {
    /// A name and its text, the next name and its text, and so on.
    letters: String,
    /// End of each name, and of its text.
    ends: Vec<[u32; 2]>,
}

impl Texts {
    /// Creates an empty map.
    pub const fn new() -> Self {
        Self { letters: String::new(), ends: Vec::new() }
    }

    /// Builds the map from `places`, whose first numbers are in the order of the names: `write` appends a name and its
    /// text, `length` bytes in total, and returns the end of the name. The ends reuse the memory of the places.
    pub(crate) fn of_sorted(
        mut places: Vec<[u32; 2]>,
        length: usize,
        write: impl Fn(u32, &mut String) -> usize,
    ) -> Self {
        let mut letters = String::with_capacity(length);
        for place in &mut places {
            let name_end = write(place[0], &mut letters);
            *place = [name_end, letters.len()].map(|end| end as u32);
        }
        Self { letters, ends: places }
    }

    /// Returns the number of entries.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there are no entries.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// Returns the text with this name.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.place(name).ok().map(|index| self.pair(index).1)
    }

    /// Iterates over names and texts, sorted by name.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&str, &str)> {
        (0..self.len()).map(|index| self.pair(index))
    }

    /// Inserts `text` under `name`, replacing any previous text.
    ///
    /// # Panics
    ///
    /// If all names and texts together exceed 4 GiB, which is forty times what a file can contain.
    pub fn insert(&mut self, name: &str, text: &str) {
        let added = name.len().saturating_add(text.len());
        assert!(self.letters.len().saturating_add(added) <= u32::MAX as usize, "texts of more than 4 GiB");
        let place = self.place(name);
        let index = place.unwrap_or_else(|index| index);
        let start = self.start(index);
        let end = if place.is_ok() { self.start(index + 1) } else { start };
        self.letters.replace_range(start..end, text);
        self.letters.insert_str(start, name);
        if place.is_err() {
            self.ends.insert(index, [0; 2]);
        }
        self.ends[index] = [(start + name.len()) as u32, (start + added) as u32];
        for later in self.ends[index + 1..].iter_mut().flatten() {
            *later = (*later as usize - (end - start) + added) as u32;
        }
    }

    /// Returns where the entry at `index` starts or would start.
    fn start(&self, index: usize) -> usize {
        index.checked_sub(1).map_or(0, |before| self.ends[before][1] as usize)
    }

    fn pair(&self, index: usize) -> (&str, &str) {
        let [name_end, end] = self.ends[index].map(|end| end as usize);
        (&self.letters[self.start(index)..name_end], &self.letters[name_end..end])
    }

    /// Returns the index of `name`, or the index at which to insert it.
    fn place(&self, name: &str) -> Result<usize, usize> {
        let (mut low, mut high) = (0, self.len());
        while low < high {
            let middle = low.midpoint(high);
            match self.pair(middle).0.cmp(name) {
                Ordering::Less => low = middle + 1,
                Ordering::Equal => return Ok(middle),
                Ordering::Greater => high = middle,
            }
        }
        Err(low)
    }
}

impl Index<&str> for Texts {
    type Output = str;

    fn index(&self, name: &str) -> &str {
        self.get(name).expect("there is no text with this name")
    }
}

impl fmt::Debug for Texts {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_map().entries(self.iter()).finish()
    }
}

#[cfg(test)]
mod tests {
    use alloc::collections::BTreeMap;

    use super::*;

    /// Inserting names in every order, including empty names and prefixes of others, with texts that replace longer and
    /// shorter ones, gives the same result as a map.
    #[test]
    fn they_are_a_map() {
        const NAMES: &[&str] = &["", "a", "ab", "b", "é"];
        const WORDS: &[&str] = &["", "x", "é long one", "a"];
        for seed in 0..5_usize.pow(5) {
            let (mut texts, mut map) = (Texts::new(), BTreeMap::new());
            for step in 0..5 {
                let draw = seed / 5_usize.pow(step);
                let (name, text) = (NAMES[draw % NAMES.len()], WORDS[(draw + step as usize) % WORDS.len()]);
                texts.insert(name, text);
                map.insert(name, text);
            }
            assert!(texts.iter().eq(map.iter().map(|(&name, &text)| (name, text))), "{texts:?} is not {map:?}");
            assert_eq!((texts.len(), texts.is_empty()), (map.len(), map.is_empty()));
            for name in NAMES {
                assert_eq!(texts.get(name), map.get(name).copied());
            }
        }
    }

    #[test]
    fn they_are_shown_as_a_map() {
        let mut texts = Texts::new();
        texts.insert("b", "2");
        texts.insert("a", "1");
        assert_eq!(alloc::format!("{texts:?}"), r#"{"a": "1", "b": "2"}"#);
    }
}
