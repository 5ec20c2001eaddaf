//! The output while the course runs, and the page written at its end.

use std::error::Error;
use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;

use crate::experiment::{Experiment, Figure, Outcome, Part, Table};

/// One experiment that was run.
pub(crate) struct Entry {
    /// Which.
    pub(crate) experiment: &'static Experiment,
    /// The outcome, or the error.
    pub(crate) outcome: Result<Outcome, Box<dyn Error>>,
    /// The duration.
    pub(crate) seconds: f64,
}

impl Entry {
    /// Whether all that must hold does.
    pub(crate) fn holds(&self) -> bool {
        self.outcome.as_ref().is_ok_and(|outcome| outcome.failed().next().is_none())
    }

    /// In one or two words.
    fn verdict(&self) -> &'static str {
        match &self.outcome {
            Err(_) => "broke off",
            Ok(_) if !self.holds() => "fails",
            Ok(outcome) if outcome.is_contrary() => "differs",
            Ok(_) => "holds",
        }
    }
}

/// Prints what is known before an experiment runs.
pub(crate) fn announce(experiment: &Experiment) {
    println!("\n{} {}\n{}", experiment.id, experiment.title, "─".repeat(WIDTH));
    println!("{}\n", wrapped(&format!("The lecture: {}", experiment.claim), ""));
}

/// Prints what an experiment came to.
pub(crate) fn print(entry: &Entry) {
    match &entry.outcome {
        Err(error) => println!("broke off: {error}"),
        Ok(outcome) => {
            let mut checks = false;
            for part in &outcome.parts {
                let check = matches!(part, Part::Check { .. } | Part::Contrary(_));
                if checks && !check {
                    println!();
                }
                checks = check;
                match part {
                    Part::Text(text) => println!("{}\n", wrapped(text, "")),
                    Part::Table(table) => println!("{}", aligned(table)),
                    Part::Drawing(drawing) => println!("{drawing}"),
                    Part::Picture(_) => {}
                    Part::Check { sentence, holds } => {
                        println!("{}", wrapped(&format!("{} {sentence}", if *holds { "✓" } else { "✗" }), "  "));
                    }
                    Part::Contrary(sentence) => println!("{}", wrapped(&format!("≠ {sentence}"), "  ")),
                }
            }
            if !outcome.figures.is_empty() {
                if checks {
                    println!();
                }
                println!("{}", aligned(&figures(&outcome.figures)));
            }
        }
    }
    println!("{} {}, {:.1} s", entry.experiment.id, entry.verdict(), entry.seconds);
}

/// Writes the page and the pictures, and returns where the page is.
pub(crate) fn write(entries: &[Entry]) -> Result<PathBuf, Box<dyn Error>> {
    let folder = PathBuf::from("target").join("lecture");
    fs::create_dir_all(&folder)?;
    let mut page = String::from(HEAD);
    page.push_str("<table><tr><th></th><th>experiment</th><th>verdict</th><th>seconds</th></tr>\n");
    for entry in entries {
        let Experiment { id, title, .. } = entry.experiment;
        let verdict = entry.verdict();
        writeln!(
            page,
            "<tr><td>{id}</td><td><a href=\"#{id}\">{}</a></td><td class=\"{verdict}\">{verdict}</td><td>{:.1}</td></tr>",
            escaped(title),
            entry.seconds
        )?;
    }
    page.push_str("</table>\n");
    for entry in entries {
        section(&mut page, entry)?;
        for part in entry.outcome.iter().flat_map(|outcome| &outcome.parts) {
            if let Part::Picture(picture) = part {
                let name = format!("{}-{}.svg", entry.experiment.id.to_lowercase(), picture.name);
                fs::write(folder.join(name), &picture.svg)?;
            }
        }
    }
    page.push_str("</main></body></html>\n");
    let path = folder.join("report.html");
    fs::write(&path, page)?;
    Ok(path)
}

fn section(page: &mut String, entry: &Entry) -> Result<(), Box<dyn Error>> {
    let Experiment { id, title, claim, .. } = entry.experiment;
    writeln!(page, "<section id=\"{id}\"><h2>{id} {}</h2>", escaped(title))?;
    writeln!(page, "<blockquote>{}</blockquote>", escaped(claim))?;
    match &entry.outcome {
        Err(error) => writeln!(page, "<p class=\"fails\">Broke off: {}</p>", escaped(&error.to_string()))?,
        Ok(outcome) => {
            for part in &outcome.parts {
                match part {
                    Part::Text(text) => writeln!(page, "<p>{}</p>", escaped(text))?,
                    Part::Table(table) => html_table(page, table)?,
                    Part::Drawing(drawing) => writeln!(page, "<pre>{}</pre>", escaped(drawing))?,
                    Part::Picture(picture) => writeln!(
                        page,
                        "<figure>{}<figcaption>{}</figcaption></figure>",
                        picture.svg,
                        escaped(&picture.caption)
                    )?,
                    Part::Check { sentence, holds: true } => {
                        writeln!(page, "<p class=\"check holds\">✓ {}</p>", escaped(sentence))?;
                    }
                    Part::Check { sentence, holds: false } => {
                        writeln!(page, "<p class=\"check fails\">✗ {}</p>", escaped(sentence))?;
                    }
                    Part::Contrary(sentence) => {
                        writeln!(page, "<p class=\"check differs\">≠ {}</p>", escaped(sentence))?;
                    }
                }
            }
            if !outcome.figures.is_empty() {
                html_table(page, &figures(&outcome.figures))?;
            }
        }
    }
    page.push_str("</section>\n");
    Ok(())
}

fn figures(figures: &[Figure]) -> Table {
    let mut table = Table::new(["figure", "measured", "expected"]);
    for Figure { name, measured, expected } in figures {
        table.row([name.as_str(), measured, expected]);
    }
    table
}

fn html_table(page: &mut String, table: &Table) -> Result<(), Box<dyn Error>> {
    page.push_str("<table>");
    for (row, cells) in table.rows.iter().enumerate() {
        let tag = if row == 0 { "th" } else { "td" };
        let cells = cells.iter().map(|cell| format!("<{tag}>{}</{tag}>", escaped(cell)));
        write!(page, "<tr>{}</tr>", cells.collect::<String>())?;
    }
    page.push_str("</table>\n");
    Ok(())
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

const WIDTH: usize = 100;

/// Lines of at most [`WIDTH`] characters, those after the first further in.
fn wrapped(text: &str, indent: &str) -> String {
    let (mut lines, mut line) = (Vec::new(), String::from(indent));
    for word in text.split_whitespace() {
        if line.chars().count() + 1 + word.chars().count() > WIDTH && !line.trim().is_empty() {
            lines.push(std::mem::replace(&mut line, indent.repeat(2)));
        }
        if !line.trim().is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    lines.push(line);
    lines.join("\n")
}

/// Columns as wide as their widest cell: the first to the left, the others to the right.
fn aligned(table: &Table) -> String {
    let columns = table.rows.iter().map(Vec::len).max().unwrap_or(0);
    let cell = |row: &Vec<String>, column: usize| row.get(column).map_or(0, |cell| cell.chars().count());
    let widths: Vec<usize> =
        (0..columns).map(|column| table.rows.iter().map(|row| cell(row, column)).max().unwrap_or(0)).collect();
    let line = |row: &Vec<String>| {
        let cells = row.iter().enumerate().map(|(column, cell)| {
            let width = widths[column];
            if column == 0 { format!("  {cell:<width$}") } else { format!("  {cell:>width$}") }
        });
        cells.collect::<String>().trim_end().to_string()
    };
    let mut lines: Vec<String> = table.rows.iter().map(line).collect();
    lines.insert(1, format!("  {}", "─".repeat(widths.iter().sum::<usize>() + 2 * (columns - 1))));
    lines.join("\n") + "\n"
}

const HEAD: &str = r##"<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>The lecture, measured</title>
<style>
body { margin: 0; background: #f6f5f2; color: #222; font: 16px/1.55 system-ui, sans-serif; }
main { max-width: 920px; margin: 0 auto; padding: 2rem 1.2rem 6rem; }
h1 { font-size: 2rem; margin-bottom: 0; } h2 { margin: 0 0 .4rem; }
section { background: #fff; border: 1px solid #e3e0d8; border-radius: 8px; padding: 1.2rem 1.5rem; margin: 1.6rem 0; }
blockquote { margin: .2rem 0 1rem; padding-left: .9rem; border-left: 4px solid #d9d4c7; color: #555; font-style: italic; }
table { border-collapse: collapse; margin: .8rem 0; font-size: 14.5px; }
th, td { padding: .22rem .8rem; text-align: right; border-bottom: 1px solid #eceae4; font-variant-numeric: tabular-nums; }
th:first-child, td:first-child { text-align: left; } th { border-bottom-color: #bbb; }
main > table td, main > table th { text-align: left; }
figure { margin: 1rem 0; } figure svg { max-width: 100%; height: auto; } figcaption { font-size: 14px; color: #666; }
pre { line-height: 1.15; font-size: 13.5px; overflow-x: auto; }
.check { margin: .25rem 0; } .holds { color: #0a6b3d; } .fails { color: #b3261e; font-weight: 600; }
.differs { color: #8a5300; } a { color: #0b5c96; }
</style></head><body><main>
<h1>The lecture, measured</h1>
<p>What a lecture on training deep networks claims about overfitting, vanishing gradients and the speed of training, put
to the test on 1,797 handwritten digits of 8×8 pixels. <em>Holds</em>: measured as claimed. <em>Differs</em>: what must
hold does, but the lecture says more than the measurement; the lines marked ≠ say where. The figures in the column
“expected” come from the same experiments in PyTorch, or from a formula.</p>
"##;
