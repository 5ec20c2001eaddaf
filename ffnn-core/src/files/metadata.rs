use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::str::FromStr;

use ffnn_files::{FINGERPRINT, File, METRIC, Problem, SEED, Texts, check_own_text, is_own_text};

/// Metadata of a file: seed, metric, fingerprint and texts.
///
/// ```
/// use ffnn::files::Metadata;
///
/// let metadata = Metadata::new().seed(7).metric(0.972).text("trained on", "digits");
/// assert_eq!(&metadata.texts["trained on"], "digits");
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Metadata {
    /// The seed that the network was trained with.
    pub seed: Option<u64>,
    /// A measure of quality of your choice.
    pub metric: Option<f64>,
    /// The fingerprint of the list of layers that the network was saved from; files of other libraries have none.
    /// Saving ignores this field and stores the network's own fingerprint.
    pub fingerprint: Option<u64>,
    /// Other texts by name. Names that start with `ffnn.` are reserved.
    pub texts: Texts,
}

/// The entry that PyTorch's own files have and some programs require.
const FORMAT: (&str, &str) = ("format", "pt");

impl Metadata {
    /// Creates empty metadata.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the seed that the network was trained with.
    #[must_use]
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = Some(seed);
        self
    }

    /// Sets a measure of quality.
    #[must_use]
    pub fn metric(mut self, metric: f64) -> Self {
        self.metric = Some(metric);
        self
    }

    /// Adds a text under this name.
    #[must_use]
    pub fn text(mut self, name: impl AsRef<str>, text: impl AsRef<str>) -> Self {
        self.texts.insert(name.as_ref(), text.as_ref());
        self
    }

    /// The texts as stored in a file, without the fingerprint.
    pub(super) fn texts(&self) -> Result<Vec<(String, String)>, Problem> {
        self.texts.iter().try_for_each(|(name, _)| check_own_text(name))?;
        let mut texts: Vec<_> = self.texts.iter().map(|(name, text)| (name.to_string(), text.to_string())).collect();
        if self.texts.get(FORMAT.0).is_none() {
            texts.push((FORMAT.0.to_string(), FORMAT.1.to_string()));
        }
        texts.extend(self.seed.map(|seed| (SEED.to_string(), seed.to_string())));
        texts.extend(self.metric.map(|metric| (METRIC.to_string(), format!("{metric}"))));
        Ok(texts)
    }

    pub(super) fn of(file: &File<'_>) -> Result<Self, Problem> {
        Ok(Self {
            seed: number(file, SEED)?,
            metric: number(file, METRIC)?,
            fingerprint: file.text(FINGERPRINT).and_then(|text| u64::from_str_radix(&text, 16).ok()),
            texts: file.texts(|name| !is_own_text(name))?,
        })
    }
}

fn number<V: FromStr>(file: &File<'_>, name: &str) -> Result<Option<V>, Problem> {
    let Some(text) = file.text(name) else { return Ok(None) };
    let wrong = |_| Problem::Number { name: name.to_string(), found: text.chars().take(80).collect() };
    text.parse().map(Some).map_err(wrong)
}
