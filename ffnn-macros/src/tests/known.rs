//! Tests that the macro's table of layers matches the library.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use crate::check::WITHOUT_TENSORS;

/// Files that are not layers.
const SHARED: [&str; 2] = ["elementwise", "noise"];
/// Layers whose tensors the macro knows; the file `p_relu` holds two.
const WITH_TENSORS: [&str; 4] = ["batch_norm", "dense", "layer_norm", "p_relu"];

#[test]
fn layers_without_tensors_are_known_by_name() {
    let mut files = BTreeSet::new();
    for folder in ["activations", "layers"] {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../ffnn-core/src/members").join(folder);
        for entry in fs::read_dir(folder).expect("the members of the library") {
            let path = entry.expect("an entry").path();
            let stem = path.file_stem().expect("a name").to_string_lossy().replace('_', "");
            files.insert(stem);
        }
    }
    for other in SHARED.iter().chain(&WITH_TENSORS) {
        assert!(files.remove(&other.replace('_', "")), "there is no file {other}");
    }
    let known: BTreeSet<String> = WITHOUT_TENSORS.iter().map(|name| name.to_lowercase()).collect();
    assert_eq!(known, files, "names known to the macro (left) and layers of the library (right)");
}
