//! The direction of imports: a module of the core uses itself and those below it, and no others.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// The modules of the core from the bottom to the top.
const FLOORS: [&str; 14] = [
    "numbers",
    "kernels",
    "parameters",
    "kinds",
    "network",
    "members",
    "predict",
    "files",
    "data",
    "metrics",
    "train",
    "expansion",
    "testing",
    "lib",
];

/// Imports that go the other way: the file, the module that it uses, and the reason.
const EXCEPTIONS: &[(&str, &str, &str)] = &[
    ("numbers/scalar.rs", "kernels", "a number type names the registers and the kernels that are compiled for it"),
    ("numbers/scalar.rs", "parameters", "a number type names the parts of a step that are compiled once for it"),
    ("numbers/flat.rs", "expansion", "`layout!` expands in a user's crate, where the checks are behind the back door"),
    ("kinds/activation.rs", "members", "the default initializer before an activation"),
    ("kinds/head.rs", "members", "the default initializer before a head"),
    ("members.rs", "testing", "the lists of members run the shared checks"),
    ("members/optimizers.rs", "testing", "the list that runs the shared checks"),
];

#[test]
fn every_import_goes_to_a_module_below() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let library = fs::read_to_string(source.join("lib.rs")).expect("the library has a root");
    for module in library.lines().filter_map(declared) {
        assert!(FLOORS.contains(&module), "say in `FLOORS` where `{module}` is");
    }
    let exported = exported(&library);
    let mut files = Vec::new();
    collect(&source, &mut files);

    let (mut wrong, mut used) = (Vec::new(), vec![false; EXCEPTIONS.len()]);
    for path in files {
        let file = path.strip_prefix(&source).expect("it is below the source").to_string_lossy().replace('\\', "/");
        let of_file = file.split(['/', '.']).next().expect("a path has a first part");
        let floor = place(of_file).expect("each file belongs to a module");
        let text = fs::read_to_string(&path).expect("a source file can be read");
        for name in imported(&text) {
            let name = exported.get(name.as_str()).copied().unwrap_or(&name);
            let Some(other) = place(name) else { continue };
            if other <= floor {
                continue;
            }
            match EXCEPTIONS.iter().position(|&(path, to, _)| path == file && to == name) {
                Some(exception) => used[exception] = true,
                None => wrong.push(format!("src/{file} uses `{name}`, which is above `{of_file}`")),
            }
        }
    }
    wrong.dedup();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    for (&(file, to, _), used) in EXCEPTIONS.iter().zip(used) {
        assert!(used, "{file} does not use `{to}` any more: take the exception out");
    }
}

/// How far up a module is; none for a name that is not one.
fn place(name: &str) -> Option<usize> {
    FLOORS.iter().position(|&floor| floor == name)
}

/// The module that a line of the root declares.
fn declared(line: &str) -> Option<&str> {
    let line = line.strip_prefix("pub ").unwrap_or(line);
    line.strip_prefix("mod ")?.strip_suffix(';')
}

/// For each name that the root exports, the module where it is.
fn exported(library: &str) -> BTreeMap<&str, &str> {
    let uses = library.split(';').filter_map(|item| item.split_once("pub use ").map(|(_, path)| path));
    uses.flat_map(|path| {
        let (module, names) = path.split_once("::").unwrap_or((path, ""));
        let names = names.split(|letter: char| !letter.is_alphanumeric() && letter != '_');
        names.filter(|name| !name.is_empty()).map(move |name| (name, module))
    })
    .collect()
}

/// The first names behind `crate::` in what is not a comment and not a test.
fn imported(text: &str) -> Vec<String> {
    let text = text.split("\n#[cfg(test)]").next().unwrap_or(text);
    let text = text.split("\n#[cfg(all(test").next().unwrap_or(text);
    let code: Vec<&str> = text.lines().map(|line| line.split("//").next().unwrap_or("")).collect();
    let code = code.join("\n");
    code.split("crate::").skip(1).flat_map(first_names).collect()
}

/// The first name of a path, or of each path of a group in braces.
fn first_names(path: &str) -> Vec<String> {
    let word = |text: &str| text.chars().take_while(|letter| letter.is_alphanumeric() || *letter == '_').collect();
    let Some(group) = path.strip_prefix('{') else { return vec![word(path)] };
    let (mut names, mut depth, mut starts) = (Vec::new(), 0, true);
    for (place, letter) in group.char_indices() {
        match letter {
            '}' if depth == 0 => break,
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => starts = true,
            letter if starts && !letter.is_whitespace() => {
                names.push(word(&group[place..]));
                starts = false;
            }
            _ => {}
        }
    }
    names
}

/// Every source file that is not one of tests.
fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder can be listed") {
        let path = entry.expect("an entry can be read").path();
        let name = path.file_stem().expect("an entry has a name");
        if name == "tests" {
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
