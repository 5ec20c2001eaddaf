//! Counts how many mutants of `ffnn-core` its tests catch: see the README beside.

mod copy;
mod find;
mod tests;

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::{env, fs, thread};
use tests::Outcome;

fn main() {
    let mut settings =
        BTreeMap::from([("--seed", "1".to_owned()), ("--count", "1000".to_owned()), ("--jobs", "2".to_owned())]);
    let (mut again, mut list) = (false, false);
    let mut arguments = env::args().skip(1);
    while let Some(argument) = arguments.next() {
        match (&*argument, settings.get_mut(&*argument)) {
            ("--again", _) => again = true,
            ("--list", _) => list = true,
            (_, Some(value)) => *value = arguments.next().expect("a value after each setting"),
            _ => panic!("unknown: {argument}; --seed N, --count N, --jobs N, --again, --list"),
        }
    }
    let number = |name| settings[name].parse::<usize>().unwrap_or_else(|_| panic!("{name} takes a number"));
    let (seed, count, jobs) = (number("--seed"), number("--count"), number("--jobs"));

    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the tool lies in the repository");
    let mutants = shuffled(root, seed as u64);
    let scratch = env::var_os("MUTANTS_SCRATCH").map_or_else(|| root.join("target/mutants"), PathBuf::from);
    let scratch = scratch.join(format!("seed-{seed}"));
    let (copy, target) = (scratch.join("copy"), scratch.parent().expect("has one").join("build"));
    fs::create_dir_all(&scratch).expect("scratch can be written");

    // Numbers of those that do not build, line by line; the sample is of the others.
    let stored = scratch.join("unbuildable");
    let mut unbuildable: BTreeSet<u32> = read(&stored).lines().filter_map(|line| line.parse().ok()).collect();
    let sample = loop {
        let numbered = (1..).zip(&mutants).filter(|(number, _)| !unbuildable.contains(number));
        let sample: Vec<_> = numbered.take(count).collect();
        if list {
            sample.iter().for_each(|(number, mutant)| println!("{}", line(*number, mutant)));
            return;
        }
        let lines = copy::write(root, &copy, &sample).expect("the copy can be written");
        let Some(more) = copy::unbuildable(&copy, &target, &lines) else { break sample };
        unbuildable.extend(more);
        let text: String = unbuildable.iter().map(|number| format!("{number}\n")).collect();
        fs::write(&stored, text).expect("scratch can be written");
    };
    eprintln!(
        "{} mutants, {} in the sample, {} drawn that do not build",
        mutants.len(),
        sample.len(),
        unbuildable.len()
    );

    // First all by the core's own tests, then the survivors by those of ffnn.
    for integration in [false, true] {
        let (ours, theirs) = (scratch.join("core"), scratch.join("ffnn"));
        let (outcomes, before) = if integration { (&theirs, Some(&ours)) } else { (&ours, None) };
        let candidates = |number: &u32| before.is_none_or(|before| !caught(before).contains(number));
        let done = if again { caught(outcomes) } else { known(outcomes) };
        let left = |number: &u32| candidates(number) && !done.contains(number);
        let left: Vec<_> = sample.iter().map(|&(number, _)| number).filter(left).collect();
        if left.is_empty() {
            continue;
        }
        let binaries = tests::build(&copy, &target, integration);
        let tests = tests::record(&binaries, &scratch, jobs);
        eprintln!("{} tests for {} mutants", tests.len(), left.len());
        let file = fs::OpenOptions::new().create(true).append(true).open(outcomes).expect("outcomes can be written");
        let (file, next) = (Mutex::new(file), AtomicUsize::new(0));
        thread::scope(|scope| {
            for worker in 0..jobs {
                let (left, binaries, tests, file, next) = (&left, &binaries, &tests, &file, &next);
                let scratch = scratch.join(format!("worker-{worker}"));
                scope.spawn(move || {
                    while let Some(&number) = left.get(next.fetch_add(1, Relaxed)) {
                        let outcome = match tests::judge(number, binaries, tests, &scratch) {
                            Outcome::Caught(by) => format!("{number}\tcaught\t{by}\n"),
                            Outcome::Survived => format!("{number}\tsurvived\n"),
                            Outcome::Unreached => format!("{number}\tunreached\n"),
                        };
                        let mut file = file.lock().expect("no worker panics");
                        file.write_all(outcome.as_bytes()).expect("outcomes can be written");
                    }
                });
            }
        });
    }
    report(&scratch, &sample);
}

/// All mutants of the core, in the order of the seed.
fn shuffled(root: &Path, seed: u64) -> Vec<find::Mutant> {
    let mut files = copy::files(root);
    files.sort();
    let tested = |file: &&String| {
        // The shared checks and the tests are what catches, not what is to be caught.
        file.starts_with("ffnn-core/src/")
            && file.ends_with(".rs")
            && !["/testing", "/tests", "/persist/nothing.rs"].iter().any(|part| file.contains(part))
    };
    let read = |file: &String| find::mutants(file, &fs::read_to_string(root.join(file)).expect("sources are text"));
    let mut mutants: Vec<_> = files.iter().filter(tested).flat_map(read).collect();
    // Fisher and Yates, by SplitMix64 (Steele, Lea and Flood 2014).
    let mut state = seed;
    for end in (1..mutants.len()).rev() {
        state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut bits = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        bits ^= bits >> 31;
        mutants.swap(end, (bits % (end as u64 + 1)) as usize);
    }
    mutants
}

fn line(number: u32, mutant: &find::Mutant) -> String {
    format!("{number}\t{}:{}\t{}\t{}", mutant.file, mutant.line, mutant.function, mutant.change)
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_default()
}

/// Numbers with an outcome.
fn known(outcomes: &Path) -> BTreeSet<u32> {
    read(outcomes).lines().filter_map(|line| line.split('\t').next()?.parse().ok()).collect()
}

fn caught(outcomes: &Path) -> BTreeSet<u32> {
    let text = read(outcomes);
    let caught = text.lines().filter(|line| line.split('\t').nth(1) == Some("caught"));
    caught.filter_map(|line| line.split('\t').next()?.parse().ok()).collect()
}

/// Prints who survived, by file, and the share of those caught.
fn report(scratch: &Path, sample: &[(u32, &find::Mutant)]) {
    let (core, ffnn) = (caught(&scratch.join("core")), caught(&scratch.join("ffnn")));
    let mut survivors: Vec<_> = sample.iter().filter(|(n, _)| !core.contains(n) && !ffnn.contains(n)).collect();
    survivors.sort_by_key(|(_, mutant)| (&mutant.file, mutant.line));
    survivors.iter().for_each(|(number, mutant)| println!("{}", line(*number, mutant)));
    let caught = sample.len() - survivors.len();
    let share = 100.0 * caught as f64 / sample.len() as f64;
    let of_core = sample.iter().filter(|(number, _)| core.contains(number)).count();
    println!("{caught} of {} caught, {share:.1} %, {of_core} of them by the core's own tests", sample.len());
}
