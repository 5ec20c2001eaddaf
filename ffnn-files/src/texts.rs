use alloc::string::String;
use alloc::vec::Vec;
use core::cmp::Ordering;
use core::fmt;
use core::ops::Index;

/// Names and texts, each name once, in the order of the names.
///
/// All of them are one piece of memory, because a file may hold millions that are a letter or two long, for which a map of
/// strings would take fifteen times as much memory as there is file.
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
    /// Where each name ends, and each text.
    ends: Vec<[u32; 2]>,
}

impl Texts {
    /// None.
    pub const fn new() -> Self {
        Self { letters: String::new(), ends: Vec::new() }
    }

    /// Those at `places`, whose first numbers are in the order of the names: `write` appends a name and its text, together
    /// `length` bytes, and gives where the name ends. The ends take the room of the places, so that there are never both.
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

    /// How many there are.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// The text of this name.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.place(name).ok().map(|index| self.pair(index).1)
    }

    /// Names and texts, by name.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&str, &str)> {
        (0..self.len()).map(|index| self.pair(index))
    }

    /// Puts `text` under `name`, where it replaces what was there.
    ///
    /// # Panics
    ///
    /// If all names and texts together are longer than 4 GiB, which is forty times what a file may hold.
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

    /// Where the pair at `index` starts, or would.
    fn start(&self, index: usize) -> usize {
        index.checked_sub(1).map_or(0, |before| self.ends[before][1] as usize)
    }

    fn pair(&self, index: usize) -> (&str, &str) {
        let [name_end, end] = self.ends[index].map(|end| end as usize);
        (&self.letters[self.start(index)..name_end], &self.letters[name_end..end])
    }

    /// Where `name` is, or else where it belongs.
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
        self.get(name).expect("there is a text of this name")
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

    /// Every order of inserting some names, among them empty ones and beginnings of others, with texts that replace longer
    /// and shorter ones, gives what a map does.
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
