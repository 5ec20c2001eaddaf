//! The reference file, and the table of comparisons.

use serde_json::Value;

/// The reference file.
pub(crate) fn load() -> Value {
    serde_json::from_str(include_str!("data/training_targets.json")).expect("the reference file is JSON")
}

pub(crate) fn list(value: &Value) -> &[Value] {
    value.as_array().expect("a list")
}

pub(crate) fn number(value: &Value) -> f64 {
    value.as_f64().expect("a number")
}

pub(crate) fn text(value: &Value) -> &str {
    value.as_str().expect("a text")
}

pub(crate) fn whole(value: &Value) -> usize {
    value.as_u64().expect("a whole number") as usize
}

/// Mean and standard deviation over several seeds.
#[derive(Clone, Copy)]
pub(crate) struct Figure {
    pub(crate) mean: f64,
    pub(crate) deviation: f64,
    pub(crate) count: f64,
}

impl Figure {
    /// Those of the reference, over five seeds.
    pub(crate) fn listed(value: &Value) -> Self {
        Self { mean: number(&value["mean"]), deviation: number(&value["std"]), count: 5.0 }
    }

    pub(crate) fn of(values: &[f64]) -> Self {
        let count = values.len() as f64;
        let mean = values.iter().sum::<f64>() / count;
        let squares: f64 = values.iter().map(|value| (value - mean) * (value - mean)).sum();
        Self { mean, deviation: (squares / (count - 1.0)).sqrt(), count }
    }

    /// Difference of two means in standard errors of the difference.
    pub(crate) fn distance(self, other: Self) -> f64 {
        let error = |figure: Self| figure.deviation * figure.deviation / figure.count;
        (self.mean - other.mean).abs() / (error(self) + error(other)).sqrt()
    }
}

impl std::fmt::Display for Figure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:.4} ± {:.4}", self.mean, self.deviation)
    }
}
