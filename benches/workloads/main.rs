//! Times every workload beside the least time that this machine could take for it. See `../README.md`.

mod bound;
#[path = "../shared/measure.rs"]
mod measure;
mod networks;
mod probe;
mod shares;
mod table;
mod workloads;

use probe::Probe;
use table::Row;
use workloads::{ALL, Workload};

/// How many bursts a workload gets, each after one of every other and of every probe.
const ROUNDS: usize = 200;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let has = |name: &str| arguments.iter().any(|argument| argument == name);
    if has("--list") {
        ALL.iter().for_each(|workload| println!("{}", workload.name));
        return;
    }
    if let [flag, name, calls] = &arguments[..]
        && flag == "--run"
    {
        return run(name, calls.parse().expect("how many calls"));
    }
    let filters: Vec<&String> = arguments.iter().filter(|argument| !argument.starts_with("--")).collect();
    let chosen = ALL
        .iter()
        .filter(|workload| filters.is_empty() || filters.iter().any(|filter| workload.name.contains(filter.as_str())));
    if !has("--bench") {
        chosen.for_each(|workload| run(workload.name, 1));
        println!("every workload runs; `cargo bench` times them");
        return;
    }
    let slow = time(chosen);
    if has("--check") && !slow.is_empty() {
        slow.iter().for_each(|line| eprintln!("{line}"));
        std::process::exit(1);
    }
}

/// Calls one workload so many times, for programs that count instructions.
fn run(name: &str, calls: u32) {
    let workload = ALL.iter().find(|workload| workload.name == name).expect("one of those that `--list` prints");
    (((workload.prepare)()).burst)(calls);
}

/// Prints the table; gives the rows that are slower than stored.
fn time<'a>(workloads: impl Iterator<Item = &'a Workload>) -> Vec<String> {
    let mut rows: Vec<Row> = workloads.map(Row::new).collect();
    let (before, mut probe) = (Probe::clock_now(ROUNDS), Probe::new());
    for _ in 0..ROUNDS {
        probe.burst();
        rows.iter_mut().for_each(Row::burst);
    }
    table::print_machine(&probe, [before, Probe::clock_now(ROUNDS)]);
    table::print_rows(&mut rows, &probe, &measure::level())
}
