//! Writes a copy of the repository in which each mutant stands beside the original, behind a switch.

use crate::find::{Edit, Mutant};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;
use std::{fs, io};

/// Where, in the copy, the lines of mutants are.
pub type Lines = Vec<(String, std::ops::RangeInclusive<usize>, u32)>;

/// All files that git knows or would add.
pub fn files(root: &Path) -> Vec<String> {
    let listed = Command::new("git")
        .args(["ls-files", "-co", "--exclude-standard"])
        .current_dir(root)
        .output()
        .expect("git lists files");
    let names = String::from_utf8(listed.stdout).expect("names are text");
    names.lines().filter(|name| root.join(name).is_file()).map(str::to_owned).collect()
}

/// Makes `copy` the repository with these mutants, by number.
pub fn write(root: &Path, copy: &Path, mutants: &[(u32, &Mutant)]) -> io::Result<Lines> {
    let mut by_file = BTreeMap::<&str, Vec<(u32, &Mutant)>>::new();
    for &(number, mutant) in mutants {
        by_file.entry(&mutant.file).or_default().push((number, mutant));
    }
    let mut lines = Lines::new();
    for file in files(root) {
        let mut content = fs::read(root.join(&file))?;
        if let Some(mutants) = by_file.get(&*file) {
            let source = String::from_utf8(content).expect("sources are text");
            content = guarded(&file, &source, mutants, &mut lines).into_bytes();
        }
        if file == "ffnn-core/src/lib.rs" {
            let lints =
                "#![allow(warnings, clippy::all, arithmetic_overflow, unconditional_panic, overflowing_literals)]\n";
            content.splice(0..0, lints.bytes());
            content.extend(b"\nmod mutant;\n");
        }
        replace(&copy.join(&file), &content)?;
    }
    replace(&copy.join("ffnn-core/src/mutant.rs"), include_bytes!("mutant.rs"))?;
    Ok(lines)
}

/// Leaves a file alone that is as it should be, so that cargo need not build it again.
fn replace(path: &Path, content: &[u8]) -> io::Result<()> {
    if fs::read(path).is_ok_and(|old| old == content) {
        return Ok(());
    }
    fs::create_dir_all(path.parent().expect("a file is in a folder"))?;
    fs::write(path, content)
}

/// `source` with text inserted: what is there stays, and is what runs while no mutant is on.
///
/// The inner of two nested mutants stands in the outer's original only, because one is on at a time.
fn guarded(file: &str, source: &str, mutants: &[(u32, &Mutant)], lines: &mut Lines) -> String {
    let mut insertions = Vec::new();
    for &(number, mutant) in mutants {
        match &mutant.edit {
            Edit::Expression(place, by) => {
                let before = ["(if crate::mutant::on(", &format!("{number}) {{"), by, "} else {"].map(str::to_owned);
                // An outer expression begins first where two begin alike.
                insertions.push((place.start, usize::MAX - place.end, number, before));
                insertions.push((place.end, 0, number, ["})", "", "", ""].map(str::to_owned)));
            }
            Edit::Body(place, by) => {
                let before = [" if crate::mutant::on(", &format!("{number}) {{"), by, "}"].map(str::to_owned);
                insertions.push((*place, 1, number, before));
            }
        }
    }
    insertions.sort_by_key(|(place, order, number, _)| (*place, *order, *number));
    let (mut text, mut from) = (String::new(), 0);
    for (place, _, number, [guard, condition, by, rest]) in insertions {
        text += &source[from..place];
        from = place;
        text += &(guard + &condition);
        if !by.is_empty() {
            let first = text.matches('\n').count() + 2;
            lines.push((file.to_owned(), first..=first + by.matches('\n').count(), number));
            text += &format!("\n{by}\n");
        }
        text += &rest;
    }
    text + &source[from..]
}

/// Which mutants do not build, by the compiler's messages; `None` if it finds nothing to say.
pub fn unbuildable(copy: &Path, target: &Path, lines: &Lines) -> Option<BTreeSet<u32>> {
    let checked = Command::new("cargo")
        .args(["check", "-p", "ffnn-core", "--all-features", "--message-format", "json", "-j", "2"])
        .current_dir(copy)
        .env("CARGO_TARGET_DIR", target.join("core"))
        .output()
        .expect("cargo runs");
    if checked.status.success() {
        return None;
    }
    let mut numbers = BTreeSet::new();
    for line in String::from_utf8_lossy(&checked.stdout).lines() {
        let message: serde_json::Value = serde_json::from_str(line).expect("cargo writes JSON");
        let message = &message["message"];
        if message["level"] != "error" {
            continue;
        }
        for span in message["spans"].as_array().into_iter().flatten().filter(|span| span["is_primary"] == true) {
            let (file, line) = (span["file_name"].as_str().unwrap_or(""), span["line_start"].as_u64().unwrap_or(0));
            let line = line as usize - usize::from(file == "ffnn-core/src/lib.rs");
            let here = lines.iter().filter(|(of, _, _)| of == file);
            let within = here.clone().filter(|(_, range, _)| range.contains(&line));
            // The shortest is the innermost; where no mutant is, the nearest before or after is to blame.
            let blamed = within.min_by_key(|(_, range, _)| range.end() - range.start());
            let nearest = || here.min_by_key(|(_, range, _)| range.start().abs_diff(line));
            let blamed = blamed.or_else(nearest);
            let Some(&(_, _, number)) = blamed else { panic!("not of a mutant: {}", message["rendered"]) };
            if numbers.insert(number) {
                eprintln!("does not build: {number}, {}", message["message"]);
            }
        }
    }
    assert!(!numbers.is_empty(), "{}", String::from_utf8_lossy(&checked.stderr));
    Some(numbers)
}
