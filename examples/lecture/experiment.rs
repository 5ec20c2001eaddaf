//! Experiments and their outcomes.

use std::error::Error;

/// One claim of the lecture, and how it is put to the test.
pub(crate) struct Experiment {
    /// The name on the command line: `E2b`.
    pub(crate) id: &'static str,
    /// The topic, in a few words.
    pub(crate) title: &'static str,
    /// The lecture's claim.
    pub(crate) claim: &'static str,
    /// Measures.
    pub(crate) run: fn() -> Result<Outcome, Box<dyn Error>>,
}

/// The measurements, in the order of the report.
#[derive(Default)]
pub(crate) struct Outcome {
    /// All that is told.
    pub(crate) parts: Vec<Part>,
    /// Single figures, each beside what was expected.
    pub(crate) figures: Vec<Figure>,
}

/// One part of what is told.
pub(crate) enum Part {
    /// A paragraph.
    Text(String),
    /// Figures in rows and columns.
    Table(Table),
    /// A picture from characters.
    Drawing(String),
    /// A picture.
    Picture(Picture),
    /// Conditions, and whether they hold.
    Check { sentence: String, holds: bool },
    /// Where the lecture and the measurement differ.
    Contrary(String),
}

/// A picture in SVG.
pub(crate) struct Picture {
    /// The name of its file, without the experiment and the ending.
    pub(crate) name: &'static str,
    /// The quantity.
    pub(crate) caption: String,
    /// The picture.
    pub(crate) svg: String,
}

/// One figure beside what the same experiment gave in PyTorch, or what a formula says.
pub(crate) struct Figure {
    /// Its name.
    pub(crate) name: String,
    /// The measured value.
    pub(crate) measured: String,
    /// The expected value.
    pub(crate) expected: String,
}

impl Outcome {
    /// Tells a paragraph.
    pub(crate) fn say(&mut self, text: impl Into<String>) {
        self.parts.push(Part::Text(text.into()));
    }

    /// Shows a table.
    pub(crate) fn table(&mut self, table: Table) {
        self.parts.push(Part::Table(table));
    }

    /// Shows a picture from characters.
    pub(crate) fn drawing(&mut self, drawing: impl Into<String>) {
        self.parts.push(Part::Drawing(drawing.into()));
    }

    /// Shows a picture.
    pub(crate) fn picture(&mut self, name: &'static str, caption: impl Into<String>, svg: String) {
        self.parts.push(Part::Picture(Picture { name, caption: caption.into(), svg }));
    }

    /// Notes a figure and what was expected.
    pub(crate) fn figure(&mut self, name: impl Into<String>, measured: impl Into<String>, expected: impl Into<String>) {
        self.figures.push(Figure { name: name.into(), measured: measured.into(), expected: expected.into() });
    }

    /// Says what must hold; the whole course fails if it does not.
    pub(crate) fn check(&mut self, holds: bool, sentence: impl Into<String>) {
        self.parts.push(Part::Check { sentence: sentence.into(), holds });
    }

    /// Says where the measurement differs from what the lecture says.
    pub(crate) fn contrary(&mut self, sentence: impl Into<String>) {
        self.parts.push(Part::Contrary(sentence.into()));
    }

    /// A condition that should hold and does not.
    pub(crate) fn failed(&self) -> impl Iterator<Item = &str> {
        self.parts.iter().filter_map(|part| match part {
            Part::Check { sentence, holds: false } => Some(sentence.as_str()),
            _ => None,
        })
    }

    /// Whether the measurement differs somewhere from what the lecture says.
    pub(crate) fn is_contrary(&self) -> bool {
        self.parts.iter().any(|part| matches!(part, Part::Contrary(_)))
    }
}

/// Cells in rows below a header.
#[derive(Clone)]
pub(crate) struct Table {
    /// The header first.
    pub(crate) rows: Vec<Vec<String>>,
}

impl Table {
    /// Only the header.
    pub(crate) fn new<C: Into<String>>(header: impl IntoIterator<Item = C>) -> Self {
        Self { rows: vec![header.into_iter().map(Into::into).collect()] }
    }

    /// One more row.
    pub(crate) fn row<C: Into<String>>(&mut self, cells: impl IntoIterator<Item = C>) {
        self.rows.push(cells.into_iter().map(Into::into).collect());
    }
}

/// Three significant digits.
pub(crate) fn short(value: f64) -> String {
    let size = value.abs();
    if !value.is_finite() {
        return if value.is_nan() { "NaN".into() } else { "infinite".into() };
    }
    if size == 0.0 {
        return "0".into();
    }
    if !(1e-3..1e5).contains(&size) {
        return format!("{value:.1e}");
    }
    let digits = (2.0 - size.log10().floor()).max(0.0) as usize;
    format!("{value:.digits$}")
}

/// Mean and standard deviation, with three digits after the point.
pub(crate) fn spread(values: &[f64]) -> String {
    let (mean, deviation) = moments(values);
    if mean.is_finite() { format!("{mean:.3} ± {deviation:.3}") } else { "diverged".into() }
}

/// Mean and standard deviation of a sample.
pub(crate) fn moments(values: &[f64]) -> (f64, f64) {
    let count = values.len() as f64;
    let mean = values.iter().sum::<f64>() / count;
    let square = values.iter().map(|value| (value - mean).powi(2)).sum::<f64>();
    (mean, (square / (count - 1.0).max(1.0)).sqrt())
}

/// The mean.
pub(crate) fn mean(values: &[f64]) -> f64 {
    moments(values).0
}

/// The mean of the logarithms, taken back: the middle of values that differ by factors.
pub(crate) fn geometric_mean(values: &[f64]) -> f64 {
    (values.iter().map(|value| value.ln()).sum::<f64>() / values.len() as f64).exp()
}

/// The value in the middle.
pub(crate) fn median(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let middle = sorted.len() / 2;
    if sorted.len() % 2 == 1 { sorted[middle] } else { (sorted[middle - 1] + sorted[middle]) / 2.0 }
}
