//! What the fuzzer of `fuzz/` starts with, and what it has found, through the same functions.

#[path = "../files/counting.rs"]
mod counting;
#[path = "../../fuzz/src/parsers"]
mod parsers {
    pub(crate) mod checkpoint;
    pub(crate) mod csv;
    pub(crate) mod idx;
    mod memory;
    pub(crate) mod weights;
}

use std::fs;
use std::path::Path;

/// Hands every seed to `parse`, and each of its beginnings, and each with one byte changed.
fn each(folder: &str, parse: fn(&[u8])) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/seeds").join(folder);
    let files = fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut count = 0;
    for file in files {
        let path = file.expect("a file").path();
        let mut bytes = fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        parse(&bytes);
        // A few hundred places of each file: all of them of those that are short.
        let stride = bytes.len().div_ceil(200).max(1);
        for place in (0..bytes.len()).step_by(stride) {
            parse(&bytes[..place]);
            for change in [1, 0x80, 0xff] {
                bytes[place] ^= change;
                parse(&bytes);
                bytes[place] ^= change;
            }
        }
        count += 1;
    }
    assert!(count > 0, "{} is empty", folder.display());
}

#[test]
fn weights() {
    each("weights", parsers::weights::weights);
}

#[test]
fn checkpoints() {
    each("checkpoint", parsers::checkpoint::checkpoint);
}

/// Those in the repository are of the version that is written, so that they lead beyond its first lines.
#[test]
fn seeds_are_files_that_load() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/seeds");
    for (number, bytes) in parsers::checkpoint::seeds().iter().enumerate() {
        let stored = fs::read(folder.join(format!("checkpoint/{number}"))).expect("as many as are written");
        let remedy = "`cargo run --example seeds` in `fuzz/` writes them anew";
        assert_eq!(stored.len(), bytes.len(), "checkpoint {number}: {remedy}");
    }
    let stored = fs::read(folder.join("weights/everything")).expect("it is there");
    assert!(stored == parsers::weights::seed(), "`cargo run --example seeds` in `fuzz/` writes it anew");
}

#[test]
fn images_and_labels() {
    each("idx", parsers::idx::idx);
}

#[test]
fn tables() {
    each("csv", parsers::csv::csv);
}
