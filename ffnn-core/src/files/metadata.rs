use alloc::collections::BTreeMap;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::str::FromStr;

use ffnn_files::{FINGERPRINT, File, Problem};

/// What a file says about itself besides its tensors.
///
/// ```
/// use ffnn_core::files::Metadata;
///
/// let metadata = Metadata::new().seed(7).metric(0.972).text("trained on", "digits");
/// assert_eq!(metadata.texts["trained on"], "digits");
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Metadata {
    /// The seed that the network was trained with.
    pub seed: Option<u64>,
    /// How good it was, by whatever measure.
    pub metric: Option<f64>,
    /// The fingerprint of the list of layers that it was saved from; a file from elsewhere has none. Saving does not read
    /// it: a file has that of its network.
    pub fingerprint: Option<u64>,
    /// Anything else: names and texts. Names that start with `ffnn.` are the library's own.
    pub texts: BTreeMap<String, String>,
}

const SEED: &str = "ffnn.seed";
const METRIC: &str = "ffnn.metric";

/// What PyTorch's own files say, and some programs ask for.
const FORMAT: (&str, &str) = ("format", "pt");

impl Metadata {
    /// Nothing.
    pub fn new() -> Self {
        Self::default()
    }

    /// With the seed that the network was trained with.
    #[must_use]
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = Some(seed);
        self
    }

    /// With a figure that tells how good it is.
    #[must_use]
    pub fn metric(mut self, metric: f64) -> Self {
        self.metric = Some(metric);
        self
    }

    /// With this text under this name.
    #[must_use]
    pub fn text(mut self, name: impl Into<String>, text: impl Into<String>) -> Self {
        self.texts.insert(name.into(), text.into());
        self
    }

    /// As they stand in a file, without the fingerprint.
    pub(super) fn texts(&self) -> Result<Vec<(String, String)>, Problem> {
        if let Some(name) = self.texts.keys().find(|name| is_own(name)) {
            return Err(Problem::Twice { name: name.clone() });
        }
        let mut texts: Vec<_> = self.texts.iter().map(|(name, text)| (name.clone(), text.clone())).collect();
        if !self.texts.contains_key(FORMAT.0) {
            texts.push((FORMAT.0.to_string(), FORMAT.1.to_string()));
        }
        texts.extend(self.seed.map(|seed| (SEED.to_string(), seed.to_string())));
        texts.extend(self.metric.map(|metric| (METRIC.to_string(), format!("{metric}"))));
        Ok(texts)
    }

    pub(super) fn of(file: &File<'_>) -> Result<Self, Problem> {
        let mut metadata = Self::new();
        for (name, text) in file.metadata() {
            match &*name {
                SEED => metadata.seed = Some(number(&name, &text)?),
                METRIC => metadata.metric = Some(number(&name, &text)?),
                FINGERPRINT => metadata.fingerprint = u64::from_str_radix(&text, 16).ok(),
                own if is_own(own) => {}
                _ if metadata.texts.contains_key(&*name) => return Err(Problem::Twice { name: name.into_owned() }),
                _ => {
                    metadata.texts.insert(name.into_owned(), text.into_owned());
                }
            }
        }
        Ok(metadata)
    }
}

fn is_own(name: &str) -> bool {
    name.starts_with("ffnn.")
}

fn number<V: FromStr>(name: &str, text: &str) -> Result<V, Problem> {
    text.parse().map_err(|_| Problem::Number { name: name.to_string(), found: text.chars().take(80).collect() })
}
