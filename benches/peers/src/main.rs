//! The same work by ffnn and by its peers, one thread each. See `README.md`; `run` calls this for one peer after the other.

#![allow(dead_code, reason = "what one peer needs is dead where that peer is not built")]

mod peak;
mod peers;
mod reference;
mod runner;
mod table;
mod workload;

use std::path::Path;
use std::process::ExitCode;
use std::{env, fs, io};

use runner::Runner;
use workload::WORKLOADS;

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments[..] {
        ["table", results] => {
            let table =
                fs::read_to_string(results).map_err(|error| error.to_string()).and_then(|text| table::table(&text));
            return written(table.map(|table| println!("{table}")));
        }
        ["peak"] => println!("{:.1}", peak::peak()),
        ["write", folder] => return written(write(Path::new(folder))),
        [name] | [name, _] => {
            let Some((_, run)) = peers::PEERS.iter().find(|(peer, _)| *peer == name) else {
                eprintln!(
                    "`{name}` is not among the peers that were built: {:?}",
                    peers::PEERS.iter().map(|(peer, _)| peer).collect::<Vec<_>>()
                );
                return ExitCode::FAILURE;
            };
            let mut runner = Runner::new(arguments.get(1).copied().unwrap_or_default().to_owned());
            run(&mut runner);
            if runner.failed() {
                return ExitCode::FAILURE;
            }
        }
        _ => {
            eprintln!("peers PEER [PART OF A WORKLOAD'S NAME] | peers table RESULTS | peers write FOLDER | peers peak");
            return ExitCode::FAILURE;
        }
    }
    ExitCode::SUCCESS
}

fn written<E: std::fmt::Display>(result: Result<(), E>) -> ExitCode {
    result.map_or_else(
        |error| {
            eprintln!("{error}");
            ExitCode::FAILURE
        },
        |()| ExitCode::SUCCESS,
    )
}

/// All numbers of all workloads, for peers in other languages: one folder a workload, little-endian.
fn write(folder: &Path) -> io::Result<()> {
    let mut list = String::new();
    for (index, work) in WORKLOADS.iter().enumerate() {
        let folder = folder.join(index.to_string());
        fs::create_dir_all(&folder)?;
        let layers = work.layers().into_iter().flat_map(|layer| [layer.weights, layer.bias.unwrap_or_default()]);
        write_values(&folder.join("layers.f32"), layers.flatten().map(f32::to_le_bytes))?;
        write_values(&folder.join("data.f32"), work.data().into_iter().map(f32::to_le_bytes))?;
        write_values(
            &folder.join("targets.i64"),
            work.targets().into_iter().map(|target| (target as i64).to_le_bytes()),
        )?;
        write_values(&folder.join("expected.f64"), reference::expected(work).into_iter().map(f64::to_le_bytes))?;
        let widths: Vec<String> = work.widths.iter().map(usize::to_string).collect();
        let fields = [work.name, &widths.join(" "), &format!("{:?}", work.activation), &format!("{}", work.batch_norm)];
        list += &format!("{}\t{}\t{:?}\n", index, fields.join("\t"), work.task);
    }
    fs::write(folder.join("workloads.tsv"), list)
}

fn write_values<const N: usize>(path: &Path, values: impl Iterator<Item = [u8; N]>) -> io::Result<()> {
    fs::write(path, values.flatten().collect::<Vec<u8>>())
}
