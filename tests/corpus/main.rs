//! Runs the fuzzer's functions on its seeds, which include what it found.

#[path = "../shared/counting.rs"]
mod counting;
#[path = "../shared/damage.rs"]
mod damage;
#[allow(unreachable_pub, reason = "they are public in the crate of the fuzzer")]
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

use damage::each_damaged;

/// Calls `parse` with every seed, with its prefixes, and with single bytes changed.
fn each(folder: &str, parse: fn(&[u8])) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/seeds").join(folder);
    let files = fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut count = 0;
    for file in files {
        let path = file.expect("a file").path();
        let mut bytes = fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        each_damaged(&mut bytes, 200, parse);
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

/// Seeds written by the library have its current version, so that they pass the first checks of a file;
/// `SEEDS=overwrite cargo test --test corpus` updates them.
#[test]
fn seeds_are_files_that_load() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/seeds");
    let checkpoints = parsers::checkpoint::seeds();
    let named = checkpoints.into_iter().enumerate().map(|(number, bytes)| (format!("checkpoint/{number}"), bytes));
    let weights = parsers::weights::seeds().into_iter().map(|(name, bytes)| (format!("weights/{name}"), bytes));
    for (name, bytes) in named.chain(weights) {
        let path = folder.join(&name);
        if std::env::var("SEEDS").is_ok_and(|value| value == "overwrite") {
            fs::write(&path, bytes).expect("the folder is there");
            continue;
        }
        // Checkpoints contain the durations of epochs.
        let stored = fs::read(&path).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(stored.len(), bytes.len(), "{name}: `SEEDS=overwrite cargo test --test corpus` stores it anew");
    }
}

#[test]
fn images_and_labels() {
    each("idx", parsers::idx::idx);
}

#[test]
fn tables() {
    each("csv", parsers::csv::csv);
}
