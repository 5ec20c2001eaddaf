//! The places of `unsafe`: each file of the libraries that holds the word outside comments and tests is listed here with
//! its reason.

use std::fs;
use std::path::{Path, PathBuf};

/// The sources of the libraries.
const SOURCES: [&str; 4] = ["src", "ffnn-core/src", "ffnn-files/src", "ffnn-macros/src"];

/// The files that hold `unsafe`, and why.
const PLACES: &[(&str, &str)] = &[
    (
        "ffnn-core/src/numbers/flat.rs",
        "views a struct of numbers as one slice, and implements markers whose layout it proves",
    ),
    (
        "ffnn-core/src/numbers/plain.rs",
        "creates numbers from zeros and bytes, and writes memory of the caller field by field",
    ),
    (
        "ffnn-core/src/kernels/level/enter.rs",
        "enters code compiled for an instruction set, and creates the levels that prove it",
    ),
    ("ffnn-core/src/kernels/level/zeros.rs", "switches the processor's mode for denormal numbers, in assembly"),
    ("ffnn-core/src/kernels/compiled.rs", "calls kernels through the table of a level"),
    ("ffnn-core/src/kernels/opaque.rs", "hides values from the compiler, in assembly"),
    ("ffnn-core/src/kernels/register.rs", "defines vector registers, and their safe form for a level"),
    ("ffnn-core/src/kernels/register/x86.rs", "calls the intrinsics of x86-64"),
    ("ffnn-core/src/kernels/product/tiles.rs", "loads without bounds checks in the product for many samples"),
    ("ffnn-core/src/kernels/single.rs", "loads without bounds checks in the product for one sample"),
    (
        "ffnn-macros/src/expand/quantized.rs",
        "emits a marker that `layout!` would report twice where a layer does not fit",
    ),
];

#[test]
fn every_file_with_unsafe_is_listed() {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the core is in the workspace");
    let mut found = Vec::new();
    for source in SOURCES {
        collect(&workspace.join(source), &mut found);
    }
    let found: Vec<String> = found
        .iter()
        .filter(|path| holds_unsafe(&fs::read_to_string(path).expect("a source file can be read")))
        .map(|path| {
            path.strip_prefix(workspace).expect("it is below the workspace").to_string_lossy().replace('\\', "/")
        })
        .collect();
    for file in &found {
        assert!(
            PLACES.iter().any(|(place, _)| place == file),
            "{file} holds `unsafe`: use what `numbers` and `kernels/register` offer, or list the file with its reason"
        );
    }
    for (place, _) in PLACES {
        assert!(found.iter().any(|file| file == place), "{place} holds no `unsafe` any more: take it out of the list");
    }
}

/// Whether code before the tests of a file holds the word.
fn holds_unsafe(text: &str) -> bool {
    let text = text.split("\n#[cfg(test)]").next().unwrap_or(text);
    let text = text.split("\n#[cfg(all(test").next().unwrap_or(text);
    let code = text.lines().map(|line| line.split("//").next().unwrap_or(""));
    let is_word = |letter: char| letter.is_alphanumeric() || letter == '_';
    code.flat_map(|line| line.split(move |letter| !is_word(letter))).any(|word| word == "unsafe")
}

/// Every source file that is not one of tests.
fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder can be listed") {
        let path = entry.expect("an entry can be read").path();
        if path.file_stem().expect("an entry has a name") == "tests" {
            continue;
        }
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    files.sort();
}
