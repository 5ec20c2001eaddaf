//! The tests of the copy: builds them, learns which mutants each reaches, and runs those that reach one until one fails.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use std::{fs, thread};

/// Tests of ffnn that run its core; the others prove what the compiler or the allocator does.
const INTEGRATION: [&str; 11] = [
    "numbers",
    "files",
    "training",
    "regularization",
    "frozen",
    "batches",
    "resume",
    "learner",
    "bad_input",
    "blocks",
    "metrics",
];
/// A mutant that makes a test take this many times its time hangs.
const PATIENCE: u32 = 20;
/// What a process may take besides, on a busy machine.
const GRACE: Duration = Duration::from_secs(3);
/// Tests of more than this together are not started at once.
const BATCH: Duration = Duration::from_secs(2);
/// Kilobytes of address space: a mutant may ask for all that there is.
const MEMORY: u32 = 6_000_000;

pub struct Binary {
    pub name: String,
    path: PathBuf,
    /// Where cargo would run it.
    folder: PathBuf,
}

pub struct Test {
    binary: usize,
    name: String,
    time: Duration,
    reaches: BTreeSet<u32>,
}

pub enum Outcome {
    Caught(String),
    Survived,
    Unreached,
}

/// Builds the tests of the core, or those of ffnn if `integration`.
pub fn build(copy: &Path, target: &Path, integration: bool) -> Vec<Binary> {
    let mut cargo = Command::new("cargo");
    cargo.args(["test", "--no-run", "--message-format", "json", "-j", "2"]).current_dir(copy);
    // Optimized a little: kernels in debug builds are ten times slower; assertions stay on.
    cargo.env("CARGO_TARGET_DIR", target).env("CARGO_PROFILE_DEV_OPT_LEVEL", "1").env("CARGO_PROFILE_DEV_DEBUG", "0");
    if integration {
        cargo.args(["-p", "ffnn"]).args(INTEGRATION.iter().flat_map(|name| ["--test", name]));
    } else {
        cargo.args(["-p", "ffnn-core", "--lib", "--all-features"]);
    }
    let built = cargo.stderr(Stdio::inherit()).output().expect("cargo runs");
    assert!(built.status.success(), "the copy does not build");
    let messages = String::from_utf8_lossy(&built.stdout).into_owned();
    let messages =
        messages.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).expect("cargo writes JSON"));
    messages
        .filter(|message| message["profile"]["test"] == true)
        .filter_map(|message| {
            let folder = Path::new(message["manifest_path"].as_str()?).parent()?.to_owned();
            let name = message["target"]["name"].as_str()?.to_owned();
            Some(Binary { name, path: message["executable"].as_str()?.into(), folder })
        })
        .collect()
}

/// Runs every test once, all mutants off, and sorts them, the fastest first. Those that fail in a copy are left out.
pub fn record(binaries: &[Binary], scratch: &Path) -> Vec<Test> {
    let mut tests = Vec::new();
    for (index, binary) in binaries.iter().enumerate() {
        let listed = Command::new(&binary.path).arg("--list").current_dir(&binary.folder).output().expect("tests list");
        let listed = String::from_utf8_lossy(&listed.stdout).into_owned();
        let ignored = Command::new(&binary.path).args(["--list", "--ignored"]).current_dir(&binary.folder).output();
        let ignored = String::from_utf8_lossy(&ignored.expect("tests list").stdout).into_owned();
        for name in listed.lines().filter(|line| !ignored.lines().any(|other| other == *line)) {
            let Some(name) = name.strip_suffix(": test") else { continue };
            let (file, start) = (scratch.join("record"), Instant::now());
            let _ = fs::remove_file(&file);
            let run = run(binary, &[name], "record", scratch, Duration::from_secs(300), &file);
            if let Some(failure) = run {
                eprintln!("left out, fails by itself: {name}: {failure}");
                continue;
            }
            let time = start.elapsed();
            let reached = fs::read_to_string(&file).unwrap_or_default();
            let reaches = reached.lines().filter_map(|line| line.parse().ok()).collect();
            tests.push(Test { binary: index, name: name.to_owned(), time, reaches });
        }
    }
    tests.sort_by_key(|test| test.time);
    tests
}

/// Runs the tests that reach a mutant, in batches of which each is twice the last, until one fails.
pub fn judge(number: u32, binaries: &[Binary], tests: &[Test], scratch: &Path) -> Outcome {
    let mut size = 1;
    let mut reached = false;
    for (index, binary) in binaries.iter().enumerate() {
        let mut left = tests.iter().filter(|test| test.binary == index && test.reaches.contains(&number)).peekable();
        while left.peek().is_some() {
            reached = true;
            let (mut names, mut time) = (Vec::new(), Duration::ZERO);
            while let Some(test) = left.next_if(|_| names.is_empty() || (names.len() < size && time < BATCH)) {
                names.push(&*test.name);
                time += test.time;
            }
            size *= 2;
            let patience = time * PATIENCE + GRACE;
            if let Some(failure) = run(binary, &names, &number.to_string(), scratch, patience, Path::new("")) {
                return Outcome::Caught(format!("{}: {failure}", binary.name));
            }
        }
    }
    if reached { Outcome::Survived } else { Outcome::Unreached }
}

/// What failed, if anything did: a test, the process, or its time.
fn run(
    binary: &Binary,
    names: &[&str],
    mutant: &str,
    scratch: &Path,
    patience: Duration,
    record: &Path,
) -> Option<String> {
    let temporary = scratch.join("temporary");
    fs::create_dir_all(&temporary).expect("scratch can be written");
    let (output, errors) = (scratch.join("output"), scratch.join("errors"));
    let create = |path| fs::File::create(path).expect("scratch can be written");
    let mut child = Command::new("sh")
        .args(["-c", &format!("ulimit -v {MEMORY}; ulimit -c 0; exec \"$0\" \"$@\"")])
        .arg(&binary.path)
        .args(["--exact", "--test-threads", "1"])
        .args(names)
        .current_dir(&binary.folder)
        .env("CARGO_MANIFEST_DIR", &binary.folder)
        .env("TMPDIR", &temporary)
        .env("MUTANT", mutant)
        .env("MUTANT_RECORD", record)
        .stdin(Stdio::null())
        .stdout(create(&output))
        .stderr(create(&errors))
        .spawn()
        .expect("a test starts");
    let (start, mut pause) = (Instant::now(), Duration::from_millis(1));
    loop {
        if let Some(status) = child.try_wait().expect("a child can be waited for") {
            if status.success() {
                return None;
            }
            let output = fs::read(&output).unwrap_or_default();
            let output = String::from_utf8_lossy(&output).into_owned();
            let failed = output.lines().find_map(|line| line.strip_suffix(" ... FAILED")?.strip_prefix("test "));
            return Some(failed.map_or_else(|| format!("{status} in {}", names.join(", ")), str::to_owned));
        }
        if start.elapsed() > patience {
            child.kill().expect("a child can be killed");
            child.wait().expect("a child can be waited for");
            return Some(format!("time in {}", names.join(", ")));
        }
        thread::sleep(pause);
        pause = (pause * 2).min(Duration::from_millis(50));
    }
}
