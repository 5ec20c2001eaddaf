//! The library's own texts in the metadata of a file. A misspelled text would silently have no effect, so unknown ones
//! are rejected.

use alloc::format;
use alloc::string::{String, ToString};

use super::{Layer, Plan};
use crate::problem::cut;
use crate::{File, Names, Problem, nearest, spelling};

/// Name of the text with the fingerprint of the list of layers, a hexadecimal number.
pub const FINGERPRINT: &str = "ffnn.fingerprint";

/// Name of the text with the training seed.
pub const SEED: &str = "ffnn.seed";

/// Name of the text with the network's metric.
pub const METRIC: &str = "ffnn.metric";

/// Name of the text with the layout of the weights, if it differs from what the tensor names imply.
pub(super) const LAYOUT: &str = "ffnn.layout";

/// Prefix of the texts with the weight of the data seen so far in running statistics; the layer's name follows.
pub(super) const SHARE: &str = "ffnn.share.";

/// Whether this name is reserved for the library.
pub fn is_own_text(name: &str) -> bool {
    let start = name.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("ffnn"));
    start && name[4..].chars().next().is_none_or(|letter| !letter.is_alphanumeric())
}

/// Returns the error about a reserved text that a caller tries to write.
pub fn check_own_text(name: &str) -> Result<(), Problem> {
    if is_own_text(name) { Err(Problem::OwnText { name: cut(name), nearest: None }) } else { Ok(()) }
}

pub(super) const fn layout(inputs_first: bool) -> &'static str {
    if inputs_first { "inputs_first" } else { "outputs_first" }
}

/// Returns the layout of the weights, if one of the library's texts states it.
pub(super) fn stated_layout(file: &File<'_>) -> Result<Option<bool>, Problem> {
    let Some(text) = file.text(LAYOUT) else { return Ok(None) };
    let known = [true, false].into_iter().find(|&first| layout(first) == text);
    let wrong =
        || Problem::Word { name: LAYOUT.to_string(), expected: "inputs_first` or `outputs_first", found: cut(&text) };
    known.map(Some).ok_or_else(wrong)
}

/// Whether the file says which library wrote it: PyTorch or this library.
pub(super) fn is_of_known_origin(file: &File<'_>) -> bool {
    file.text("format").is_some_and(|format| format == "pt") || file.text(FINGERPRINT).is_some()
}

/// Whether burn wrote the file, and this library did not save it again with burn's texts.
pub(super) fn is_of_burn(file: &File<'_>) -> bool {
    file.text("producer").is_some_and(|producer| producer == "burn") && file.text(FINGERPRINT).is_none()
}

impl Plan {
    /// Checks that all texts of this library are known, valid and unique.
    pub(super) fn check_texts(&self, file: &File<'_>, layers: &[Layer<'_>], names: &Names) -> Result<(), Problem> {
        let mut wrong = None;
        file.visit_texts(|name, text| {
            if wrong.is_none() && is_own_text(name) {
                wrong = self.check_text(name, text, layers, names).err();
            }
        });
        wrong.map_or(Ok(()), Err)?;
        // Checks uniqueness.
        file.texts(is_own_text).map(|_| ())
    }

    fn check_text(&self, name: &str, text: &str, layers: &[Layer<'_>], names: &Names) -> Result<(), Problem> {
        let number = |sound: bool| {
            if sound { Ok(()) } else { Err(Problem::Number { name: cut(name), found: cut(text) }) }
        };
        match name {
            FINGERPRINT => number(u64::from_str_radix(text, 16).is_ok()),
            SEED => number(text.parse::<u64>().is_ok()),
            METRIC => number(text.parse::<f64>().is_ok()),
            LAYOUT => Ok(()),
            _ if self.shares.iter().any(|(share, _)| share == name) => Ok(()),
            _ => {
                // Texts of layers that are in the file but not in the network.
                let other = name.strip_prefix(SHARE).filter(|layer| layers.iter().all(|known| known.name != *layer));
                let ignored =
                    |layer: &str| names.ignored.iter().any(|name| spelling::matches(&format!("{layer}."), name));
                if other.is_some_and(|layer| names.part.is_some() || ignored(layer)) {
                    return Ok(());
                }
                let own = [FINGERPRINT, SEED, METRIC, LAYOUT].map(String::from);
                let known = own.into_iter().chain(self.shares.iter().map(|(share, _)| share.clone()));
                let lower = name.to_ascii_lowercase();
                Err(Problem::OwnText { name: cut(name), nearest: nearest(&lower, known) })
            }
        }
    }
}
