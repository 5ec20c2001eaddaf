//! The table: one row a workload, one column a peer, all in Markdown.

use std::collections::BTreeMap;
use std::fmt::Write;

use crate::workload::{TRAIN_64_ADAM, TRAIN_64_SGD, TRAIN_DEEP, Task, WORKLOADS, Workload};

/// Both forms of a network: the one that is trained, and the frozen one that a program embeds.
const OURS: [&str; 2] = ["ffnn", "ffnn, frozen"];
/// The order of the columns; a peer that nobody measured has none.
const COLUMNS: [&str; 14] = [
    OURS[0],
    OURS[1],
    "C",
    "C, vectors",
    "nalgebra",
    "dfdx",
    "burn",
    "candle",
    "tract",
    "JAX",
    "TensorFlow",
    "PyTorch",
    "TorchScript",
    "ONNX Runtime",
];
/// Peaks that are further apart are those of another machine, or of another state of it.
const SAME: f64 = 1.1;
/// How many times as fast as these the small training steps are meant to be.
const SLOW: [&str; 2] = ["PyTorch", "burn"];
const SLOW_TARGET: f64 = 10.0;

/// One line of the results.
struct Line<'a> {
    least: f64,
    median: f64,
    peak: f64,
    version: &'a str,
    date: &'a str,
    machine: &'a str,
}

type Lines<'a> = BTreeMap<(&'a str, &'a str), Line<'a>>;

/// Reads the results; says which line is none.
fn read(results: &str) -> Result<Lines<'_>, String> {
    let mut lines = BTreeMap::new();
    for (number, line) in results.lines().enumerate().skip(1) {
        let wrong = || format!("line {} of the results: {line:?}", number + 1);
        let [peer, work, least, median, peak, version, date, machine] =
            line.split('\t').collect::<Vec<_>>().try_into().map_err(|_| wrong())?;
        let [least, median, peak] = [least, median, peak].map(str::parse::<f64>);
        let (Ok(least), Ok(median), Ok(peak)) = (least, median, peak) else { return Err(wrong()) };
        lines.insert((peer, work), Line { least, median, peak, version, date, machine });
    }
    Ok(lines)
}

pub fn table(results: &str) -> Result<String, String> {
    let lines = read(results)?;
    let columns: Vec<&str> =
        COLUMNS.into_iter().filter(|column| lines.keys().any(|(peer, _)| peer == column)).collect();
    let mut text = format!(
        "| | {} | fastest peer | ffnn against it | target | share of the peak, ffnn and fastest peer |\n",
        columns.join(" | ")
    );
    let _ = writeln!(text, "|---|{}---|--:|--:|--:|", "--:|".repeat(columns.len()));
    let mut last = "";
    for work in &WORKLOADS {
        let (head, unit) = heading(work);
        if head != last {
            let _ = writeln!(text, "| **{head}** |{}", " |".repeat(columns.len() + 4));
            last = head;
        }
        let _ = writeln!(text, "{}", row(work, &columns, &lines, unit));
    }
    text.push('\n');
    for column in &columns {
        let of_peer = || lines.iter().filter(|((peer, _), _)| peer == column).map(|(_, line)| line);
        let unique = |field: fn(&Line) -> String| {
            let mut values: Vec<String> = of_peer().map(field).collect();
            values.sort();
            values.dedup();
            values.join(", ")
        };
        let peaks = of_peer().map(|line| line.peak);
        let (low, high) = (peaks.clone().fold(f64::INFINITY, f64::min), peaks.fold(0.0, f64::max));
        let spread = of_peer().map(|line| line.median / line.least).fold(0.0, f64::max);
        let _ = writeln!(
            text,
            "* {column}: {}, {}, {}; peak {low:.0} to {high:.0} GFLOP/s; median at most {spread:.2} times the least",
            unique(|line| line.version.to_owned()),
            unique(|line| line.date.to_owned()),
            unique(|line| line.machine.to_owned()),
        );
    }
    Ok(text)
}

/// The group of a workload, and how many nanoseconds its unit has.
fn heading(work: &Workload) -> (&'static str, f64) {
    match work.task {
        Task::One => ("one sample, independent calls: ns", 1.0),
        Task::Chain => ("one sample, each input depends on the last output: ns", 1.0),
        Task::Batch(_) => ("a batch of samples: µs a batch", 1e3),
        Task::Train(..) => ("a training step: µs a step", 1e3),
    }
}

fn row(work: &Workload, columns: &[&str], lines: &Lines, unit: f64) -> String {
    // In multiply-adds that the core could have done meanwhile, which is what compares between machines.
    let cost = |line: &Line| line.least * line.peak;
    let of_ours = OURS.iter().filter_map(|form| lines.get(&(*form, work.name)));
    let ours = of_ours.min_by(|left, right| cost(left).total_cmp(&cost(right)));
    let against = |peer: &str| Some(cost(lines.get(&(peer, work.name))?) / cost(ours?));
    let cells = columns.iter().map(|peer| {
        let Some(line) = lines.get(&(*peer, work.name)) else { return "–".to_owned() };
        let apart = ours.is_some_and(|ours| (line.peak / ours.peak).max(ours.peak / line.peak) > SAME);
        format!("{}{}", number(line.least / unit), if apart { "*" } else { "" })
    });
    let peers = columns.iter().filter(|peer| !OURS.contains(peer));
    let fastest = peers.filter_map(|peer| Some((cost(lines.get(&(*peer, work.name))?), *peer)));
    let fastest = fastest.min_by(|left, right| left.0.total_cmp(&right.0)).map(|(_, peer)| peer);
    let lead = fastest.and_then(against).map_or("–".to_owned(), |lead| format!("{lead:.2}"));
    let (target, slow) = target(work);
    let mut goal = format!("{target}");
    if slow {
        let found =
            SLOW.map(|peer| format!("{peer}: {}", against(peer).map_or("–".to_owned(), |lead| format!("{lead:.1}"))));
        let _ = write!(goal, "; {SLOW_TARGET} ({})", found.join(", "));
    }
    let share = |line: &Line| format!("{:.0} %", 100.0 * work.operations() / cost(line));
    let of = |line: Option<&Line>| line.map_or("–".to_owned(), share);
    let shares = format!("{}, {}", of(ours), of(fastest.and_then(|peer| lines.get(&(peer, work.name)))));
    let cells: Vec<String> = cells.collect();
    format!("| {} | {} | {} | {lead} | {goal} | {shares} |", work.name, cells.join(" | "), fastest.unwrap_or("–"))
}

/// How many times as fast as the fastest peer we mean to be, and whether there is a target for the slow ones too.
fn target(work: &Workload) -> (f64, bool) {
    match work.name {
        name if name == TRAIN_64_SGD.name || name == TRAIN_64_ADAM.name => (3.0, true),
        name if name == TRAIN_DEEP.name => (2.0, false),
        _ => (1.0, false),
    }
}

/// Three digits that count.
fn number(value: f64) -> String {
    match value {
        value if value < 10.0 => format!("{value:.2}"),
        value if value < 100.0 => format!("{value:.1}"),
        value => {
            let digits = format!("{value:.0}");
            let (front, back) = digits.split_at(digits.len().saturating_sub(3));
            if front.is_empty() { back.to_owned() } else { format!("{front},{back}") }
        }
    }
}
