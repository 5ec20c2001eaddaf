//! One mistake gives one message: each file under `tests/ui` makes one mistake, with the compiler's output beside it.
//!
//! `TRYBUILD=overwrite cargo test --test compile_errors` updates the output; read every message as a user would.

use std::fs;
use std::path::Path;

/// Folder of the weight files for the cases under `tests/ui/weights`.
const WEIGHTS: &str = "tests/ui/weights/files";

#[test]
fn each_mistake_is_told_as_stored() {
    bring_weights();
    trybuild::TestCases::new().compile_fail("tests/ui/*/*.rs");
}

/// Copies the files to the package in which the cases are compiled, because paths are relative to it.
fn bring_weights() {
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().expect("it is in the target folder");
    let there = target.join("tests/trybuild").join(env!("CARGO_PKG_NAME")).join(WEIGHTS);
    // A removed file must not remain in the copy.
    let _ = fs::remove_dir_all(&there);
    fs::create_dir_all(&there).expect("the folder can be made");
    for entry in fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join(WEIGHTS)).expect("the folder is there") {
        let entry = entry.expect("it can be read");
        fs::copy(entry.path(), there.join(entry.file_name())).expect("it can be copied");
    }
}
