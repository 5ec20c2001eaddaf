//! Times every workload beside the least time that this machine could take for it. See `../README.md`.

mod bound;
#[path = "../shared/measure.rs"]
mod measure;
mod networks;
mod probe;
mod shares;
mod table;
mod workloads;

use ffnn::kernels::InstructionSet;
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
    if let [flag, name, calls, at] = &arguments[..]
        && flag == "--run"
    {
        return run(name, calls.parse().expect("how many calls"), at.parse().expect("an instruction set"));
    }
    let words = || arguments.iter().filter(|argument| !argument.starts_with("--"));
    let sets: Vec<InstructionSet> = words().filter_map(|word| word.parse().ok()).collect();
    let filters: Vec<&String> = words().filter(|word| word.parse::<InstructionSet>().is_err()).collect();
    let chosen = ALL
        .iter()
        .filter(|workload| filters.is_empty() || filters.iter().any(|filter| workload.name.contains(filter.as_str())));
    if !has("--bench") {
        chosen.for_each(|workload| run(workload.name, 1, InstructionSet::best()));
        println!("every workload runs; `cargo bench` times them");
        return;
    }
    let sets = if sets.is_empty() { InstructionSet::all().collect() } else { sets };
    let slow = time(chosen, &sets);
    if has("--check") && !slow.is_empty() {
        slow.iter().for_each(|line| eprintln!("{line}"));
        std::process::exit(1);
    }
}

/// Calls one workload so many times, for programs that count instructions.
fn run(name: &str, calls: u32, at: InstructionSet) {
    let workload = ALL.iter().find(|workload| workload.name == name).expect("one of those that `--list` prints");
    ((workload.prepare)(at).burst)(calls);
}

/// Prints the table; gives the rows that are slower than stored.
fn time<'a>(workloads: impl Iterator<Item = &'a Workload>, sets: &[InstructionSet]) -> Vec<String> {
    let mut rows: Vec<Row> =
        workloads.flat_map(|workload| sets.iter().map(move |set| Row::new(workload, *set))).collect();
    let (before, mut probe) = (Probe::clock_now(ROUNDS), Probe::new());
    for _ in 0..ROUNDS {
        probe.burst();
        rows.iter_mut().for_each(Row::burst);
    }
    table::print_machine(&probe, [before, Probe::clock_now(ROUNDS)]);
    table::print_rows(&mut rows, &probe)
}
