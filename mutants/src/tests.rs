//! The tests of the copy: builds them, learns which mutants each reaches, and runs those that reach one until one fails.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::time::{Duration, Instant};
use std::{fs, thread};

/// Tests of ffnn that run its core; the others prove what the compiler or the allocator does.
const INTEGRATION: [&str; 13] = [
    "numbers",
    "files",
    "training",
    "regularization",
    "frozen",
    "batches",
    "resume",
    "learner",
    "bad_input",
    "settings",
    "metrics",
    "blocks",
    "quantized",
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
    // Nothing is debugged here, nor edited and built again.
    cargo.env("CARGO_TARGET_DIR", target.join(if integration { "ffnn" } else { "core" }));
    cargo.env("CARGO_PROFILE_DEV_DEBUG", "0").env("CARGO_PROFILE_DEV_LTO", "off").env("CARGO_INCREMENTAL", "0");
    // Kernels are ten times slower where nothing is optimized; the networks of ffnn's tests take longer to optimize than
    // to run. Assertions stay on in both.
    if integration {
        cargo.env("CARGO_PROFILE_DEV_OPT_LEVEL", "0");
        cargo.args(["-p", "ffnn"]).args(INTEGRATION.iter().flat_map(|name| ["--test", name]));
    } else {
        cargo.env("CARGO_PROFILE_DEV_OPT_LEVEL", "1");
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
pub fn record(binaries: &[Binary], scratch: &Path, jobs: usize) -> Vec<Test> {
    let names = binaries.iter().enumerate().flat_map(|(index, binary)| {
        let ignored = binary.list(&["--ignored"]);
        binary.list(&[]).into_iter().filter(move |name| !ignored.contains(name)).map(move |name| (index, name))
    });
    let names: Vec<_> = names.collect();
    let (next, tests) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    thread::scope(|scope| {
        for worker in 0..jobs {
            let (names, next, tests) = (&names, &next, &tests);
            let scratch = scratch.join(format!("worker-{worker}"));
            scope.spawn(move || {
                while let Some(&(binary, ref name)) = names.get(next.fetch_add(1, Relaxed)) {
                    let (file, start) = (scratch.join("record"), Instant::now());
                    let _ = fs::remove_file(&file);
                    let failure = run(&binaries[binary], &[name], "record", &scratch, Duration::from_secs(300), &file);
                    if let Some(failure) = failure {
                        eprintln!("left out, fails by itself: {failure}");
                        continue;
                    }
                    let time = start.elapsed();
                    let reached = fs::read_to_string(&file).unwrap_or_default();
                    let reaches = reached.lines().filter_map(|line| line.parse().ok()).collect();
                    tests.lock().expect("no worker panics").push(Test { binary, name: name.clone(), time, reaches });
                }
            });
        }
    });
    let mut tests = tests.into_inner().expect("no worker panicked");
    tests.sort_by_key(|test| test.time);
    tests
}

impl Binary {
    fn list(&self, which: &[&str]) -> Vec<String> {
        let listed = Command::new(&self.path).arg("--list").args(which).current_dir(&self.folder).output();
        let listed = String::from_utf8_lossy(&listed.expect("a test lists its own").stdout).into_owned();
        listed.lines().filter_map(|line| Some(line.strip_suffix(": test")?.to_owned())).collect()
    }
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
            // Tests that fail say so: without a word it was the machine, which may have no room left.
            assert!(failed.is_some() || status.code() != Some(101), "no test of {} could be run", names.join(", "));
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
