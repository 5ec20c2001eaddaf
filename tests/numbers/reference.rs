//! Reference files and comparison with them.

use ffnn::testing::{Tolerance, assert_close};
use ffnn::{Scalar, Vector};
use serde_json::Value;

/// The reference file of this name.
pub(crate) fn load(name: &str) -> Value {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/numbers/data").join(name);
    let text = std::fs::read_to_string(path).expect("the reference file is there");
    serde_json::from_str(&text).expect("the reference file is JSON")
}

/// The entries of a reference file, at least one, or a test would pass without testing.
pub(crate) fn entries(file: &Value, keep: impl Fn(&Value) -> bool) -> Vec<&Value> {
    let entries: Vec<_> = list(&file["entries"]).iter().filter(|entry| keep(entry)).collect();
    assert!(!entries.is_empty(), "no entry is left");
    entries
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

/// All numbers of a list, or of a list of lists, in order.
pub(crate) fn numbers(value: &Value) -> Vec<f64> {
    match value {
        Value::Array(values) => values.iter().flat_map(numbers).collect(),
        value => vec![number(value)],
    }
}

/// One row of a batch.
pub(crate) fn vector<V: Vector>(row: &Value) -> V {
    let (mut vector, values) = (V::ZERO, numbers(row));
    assert_eq!(values.len(), V::LEN, "expected as many numbers as the vector has");
    for (place, value) in vector.as_mut().iter_mut().zip(values) {
        *place = V::Scalar::from_f64(value);
    }
    vector
}

/// A whole batch.
pub(crate) fn batch<V: Vector>(rows: &Value) -> Vec<V> {
    list(rows).iter().map(vector).collect()
}

/// Tolerance of one pass in this number type.
pub(crate) fn pass<T: Scalar>() -> Tolerance {
    if size_of::<T>() == 8 { Tolerance::F64_PASS } else { Tolerance::F32_PASS }
}

/// Tolerance of several steps in this number type.
pub(crate) fn steps<T: Scalar>() -> Tolerance {
    if size_of::<T>() == 8 { Tolerance::F64_STEPS } else { Tolerance::F32_STEPS }
}

/// The largest deviation of a group of comparisons, printed at the end.
pub(crate) struct Group {
    name: String,
    worst: f64,
}

impl Group {
    pub(crate) fn new<T: Scalar>(name: &str) -> Self {
        Self { name: format!("{name}, {}", std::any::type_name::<T>()), worst: 0.0 }
    }

    #[track_caller]
    pub(crate) fn compare<T: Scalar>(&mut self, tolerance: Tolerance, what: &str, found: &[T], expected: &[f64]) {
        assert_close(tolerance, &format!("{}: {what}", self.name), found, expected);
        for (found, &expected) in found.iter().zip(expected) {
            self.worst = self.worst.max((found.to_f64() - expected).abs() / expected.abs().max(1.0));
        }
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        println!("{}: {:.1e}", self.name, self.worst);
    }
}
