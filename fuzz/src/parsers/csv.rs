//! The bytes as a table: the first says how to read it, the rest is text.

use std::fmt::Debug;

use ffnn::data::csv::{self, Csv};
use ffnn::data::{Dataset, LoadError};

use super::memory;

/// A field of one digit and a comma becomes eight bytes, and is remembered by where it ends while its row is read; vectors
/// that grow to their double hold three times what is in them.
const FACTOR: usize = 64;

/// As classes and as values.
pub fn csv(bytes: &[u8]) {
    let (&first, text) = bytes.split_first().unwrap_or((&0, &[]));
    let choose = |mut csv: Csv| {
        if first & 1 != 0 {
            csv = csv.header();
        }
        csv = csv.delimiter([b',', b';', b'\t', b'"'][usize::from(first >> 1 & 3)]);
        match first >> 3 & 3 {
            0 => csv,
            1 => csv.features([1, 0]),
            2 => csv.targets([0]),
            _ => csv.features([usize::MAX, 2]).targets([1, 3]),
        }
    };
    let room = FACTOR * bytes.len();
    let read = || choose(csv::read("table", text).expect("memory can be read"));
    same(
        memory::bounded(room, || read().classes::<f64, 2>()),
        |data, row| {
            let [one, other] = data.inputs()[row];
            format!("{one},{other},{}\n", data.targets()[row])
        },
        Csv::classes,
    );
    same(
        memory::bounded(room, || read().values::<f32, 2, 1>()),
        |data, row| {
            let ([one, other], [target]) = (data.inputs()[row], data.targets()[row]);
            format!("{one},{other},{target}\n")
        },
        Csv::values,
    );
}

/// What was read is what is read from its numbers, written anew.
fn same<X: PartialEq + Debug, Y: PartialEq + Debug>(
    result: Result<Dataset<X, Y>, LoadError>,
    row: impl Fn(&Dataset<X, Y>, usize) -> String,
    read: impl Fn(&Csv) -> Result<Dataset<X, Y>, LoadError>,
) {
    match result {
        Ok(data) => {
            let text: String = (0..data.len()).map(|number| row(&data, number)).collect();
            let again = csv::read("again", text.as_bytes()).expect("memory can be read");
            assert_eq!(read(&again).expect("what was written can be read"), data);
        }
        Err(problem) => assert!(problem.to_string().len() < 1000, "{problem}"),
    }
}
