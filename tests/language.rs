//! The language of the project: plain English in documentation, comments and messages.

use std::fs;
use std::path::{Path, PathBuf};

/// Words that stand for a better one, and that one.
const INSTEAD: &[(&str, &str)] = &[
    ("derivative by ", "derivative with respect to"),
    ("gradient by the ", "gradient with respect to the"),
    (" is no ", "is not a"),
    (" a input", "an input"),
    ("an input found", "per input, found"),
    ("the least there is", "the smallest"),
    ("so many rows", "`rows` rows"),
    ("of no meaning", "meaningless"),
    ("turned round", "transposed"),
];

/// Beginnings of a documentation comment that do not stand alone.
const BEGINNINGS: &[&str] = &[
    "What ",
    "Why ",
    "The same",
    "Wherever ",
    "As above",
    "As there",
    "See above",
    "Likewise",
    "How many ",
    "How long ",
];

#[test]
fn text_is_plain_english() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = Vec::new();
    for folder in ["src", "ffnn-core/src", "ffnn-files/src", "ffnn-macros/src", "examples"] {
        collect(&root.join(folder), &mut files);
    }
    assert!(files.len() > 200, "the sources are where they were");

    let mut found = Vec::new();
    for path in files {
        let text = fs::read_to_string(&path).expect("a source file can be read");
        let file = path.strip_prefix(root).expect("it is below the root").display().to_string();
        let mut before = "";
        for (number, line) in text.lines().enumerate() {
            let line = line.trim();
            for problem in problems(before, line) {
                found.push(format!("{file}:{}: {problem}\n    {line}", number + 1));
            }
            before = line;
        }
    }
    assert!(found.is_empty(), "{} places:\n{}", found.len(), found.join("\n"));
}

/// What is wrong with a line of source code after the line `before`.
fn problems(before: &str, line: &str) -> Vec<String> {
    let mut problems = Vec::new();
    let documentation = ["///", "//!"].into_iter().find_map(|mark| Some((mark, line.strip_prefix(mark)?.trim())));
    if let Some((mark, text)) = documentation {
        if !before.starts_with(mark)
            && let Some(beginning) = BEGINNINGS.iter().find(|&&beginning| text.starts_with(beginning))
        {
            problems.push(format!("starts with `{}`, which does not stand alone", beginning.trim()));
        }
        if text.contains("ffnn_core") {
            problems.push("names `ffnn_core`, which a user does not: write `ffnn`".to_string());
        }
    }
    if line.starts_with("//") || line.contains('"') {
        let lower = line.to_lowercase().replace("there is no ", "");
        let wrong = INSTEAD.iter().filter(|(words, _)| lower.contains(words));
        problems.extend(wrong.map(|(words, better)| format!("`{}`: write `{better}`", words.trim())));
    }
    problems
}

/// Every source file in a folder.
fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder can be listed") {
        let path = entry.expect("an entry can be read").path();
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
}
