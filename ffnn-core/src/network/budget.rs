//! Size limits of networks, as compile errors.

use crate::{LayerInfo, Network, Parameters};

/// Fails to compile, at the call site, if parameters and state take more bytes than `limit`.
#[track_caller]
pub const fn flash<N: Network>(limit: usize) {
    check::<N>(limit, N::WEIGHT_BYTES, " bytes of flash", 0);
}

/// Fails to compile, at the call site, if one prediction takes more stack bytes than `limit`.
#[track_caller]
pub const fn ram<N: Network>(limit: usize) {
    check::<N>(limit, N::PREDICTION_BYTES, " bytes of RAM", 1);
}

/// Fails to compile, at the call site, if one prediction takes more multiply-adds than `limit`.
#[track_caller]
pub const fn macs<N: Network>(limit: usize) {
    check::<N>(limit, <N::Parameters as Parameters>::MULTIPLY_ADDS, " multiply-adds", 2);
}

/// Largest number of stack bytes for the values between the layers in one prediction. A debug build keeps up to three
/// copies, and a thread has 2 MiB.
const STACK: usize = 512 * 1024;

/// Fails to compile, at the call site, if one prediction takes more stack than a thread has.
#[track_caller]
pub const fn stack<N: Network>() {
    check::<N>(STACK, N::PREDICTION_BYTES, " bytes of stack for the values between layers", 1);
}

/// Whether this many samples of a batch can be predicted together.
pub(crate) const fn fits_on_stack<N: Network>(samples: usize) -> bool {
    samples * N::PREDICTION_BYTES <= STACK
}

/// Returns the bytes of all layer outputs for one sample.
pub(crate) const fn prediction<N: Network>() -> usize {
    let (layers, mut index, mut bytes) = (<N::Parameters as Parameters>::LAYERS, 0, 0);
    while index < layers.len() {
        bytes += row::<N>(&layers[index])[1];
        index += 1;
    }
    bytes
}

/// Returns the flash bytes, RAM bytes and multiply-adds of a layer.
const fn row<N: Network>(layer: &LayerInfo) -> [usize; 3] {
    let size = size_of::<N::Scalar>();
    [(layer.parameters + layer.state()) * size, (layer.outputs * size).next_multiple_of(64), layer.multiply_adds]
}

const TITLES: [&str; 3] = ["flash", "ram", "macs"];

#[track_caller]
const fn check<N: Network>(limit: usize, found: usize, unit: &str, column: usize) {
    if found <= limit {
        return;
    }
    let text = Text::new().number(found, 0).word(unit, 0).word(", but the budget allows ", 0).number(limit, 0);
    let text = table::<N>(text.word(":\n\n", 0), limit, column);
    panic!("{}", text.as_str());
}

/// Appends a table with one row per layer, the totals, and the limit in its column.
const fn table<N: Network>(mut text: Text, limit: usize, column: usize) -> Text {
    let layers = <N::Parameters as Parameters>::LAYERS;
    let (mut name, mut kind, mut sums, mut index) = ("budget".len(), "type".len(), [0; 3], 0);
    while index < layers.len() {
        let (layer, row) = (&layers[index], row::<N>(&layers[index]));
        name = if layer.name.len() > name { layer.name.len() } else { name };
        kind = if layer.kind.len() > kind { layer.kind.len() } else { kind };
        sums = [sums[0] + row[0], sums[1] + row[1], sums[2] + row[2]];
        index += 1;
    }
    text = text.word("layer", name + 2).word("type", kind);
    text = text.right(TITLES[0]).right(TITLES[1]).right(TITLES[2]).word("\n", 0);
    index = 0;
    while index < layers.len() {
        let (layer, row) = (&layers[index], row::<N>(&layers[index]));
        text = text.word(layer.name, name + 2).word(layer.kind, kind).row(row).word("\n", 0);
        index += 1;
    }
    text = text.word("total", name + 2).word("", kind).row(sums).word("\n", 0);
    text = text.word("budget", name + 2).word("", kind);
    let mut before = 0;
    while before < column {
        text = text.word("", COLUMN);
        before += 1;
    }
    text.number(limit, COLUMN)
}

/// Width of a column of numbers.
const COLUMN: usize = 12;

/// A text buffer for use at compile time; text that does not fit is cut off.
struct Text {
    bytes: [u8; 8192],
    len: usize,
}

impl Text {
    const fn new() -> Self {
        Self { bytes: [0; 8192], len: 0 }
    }

    const fn push(mut self, byte: u8) -> Self {
        if self.len < self.bytes.len() {
            self.bytes[self.len] = byte;
            self.len += 1;
        }
        self
    }

    /// Appends `word`, padded with spaces to `width`.
    const fn word(mut self, word: &str, width: usize) -> Self {
        let (word, mut index) = (word.as_bytes(), 0);
        while index < word.len() || index < width {
            self = self.push(if index < word.len() { word[index] } else { b' ' });
            index += 1;
        }
        self
    }

    /// Appends `word`, right-aligned in a column.
    const fn right(self, word: &str) -> Self {
        self.word("", COLUMN - word.len()).word(word, 0)
    }

    /// Appends `number`, right-aligned in `width`.
    const fn number(mut self, number: usize, width: usize) -> Self {
        let (mut digits, mut rest, mut power) = (1, number / 10, 1);
        while rest > 0 {
            (digits, rest, power) = (digits + 1, rest / 10, power * 10);
        }
        self = self.word("", width.saturating_sub(digits));
        while power > 0 {
            self = self.push(b'0' + (number / power % 10) as u8);
            power /= 10;
        }
        self
    }

    const fn row(self, [flash, ram, macs]: [usize; 3]) -> Self {
        self.number(flash, COLUMN).number(ram, COLUMN).number(macs, COLUMN)
    }

    const fn as_str(&self) -> &str {
        match core::str::from_utf8(self.bytes.split_at(self.len).0) {
            Ok(text) => text,
            // Fails only if a name was cut in the middle of a character.
            Err(_) => "",
        }
    }
}
