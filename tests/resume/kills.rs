//! A program killed at random moments.

use std::fs;
use std::thread::sleep;
use std::time::{Duration, Instant};

use ffnn::Stream;
use ffnn::prelude::*;

use super::child::{Child, folder};
use super::everything::{builder, undisturbed};

/// Number of kills at random moments. A program that finishes starts again.
fn kill(times: usize, name: &str) {
    let folder = folder(name);
    let file = folder.join("run.checkpoint");
    let expected = undisturbed(Adam::new(0.02));
    let child = Child { file: &file, optimizer: "adam", abort: None, every_steps: Some(1) };
    let start = Instant::now();
    assert!(child.command().status().expect("a process").success());
    let whole = start.elapsed();
    assert!(child.outcome().as_ref() == Some(&expected), "not killed");

    let mut random = Stream::root(start.elapsed().as_nanos() as u64).random();
    let (mut kills, mut ends, mut found, mut before) = (0, 0, 0, 0);
    let clear = || {
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).expect("a folder");
    };
    clear();
    while kills < times || child.outcome().is_none() {
        if child.outcome().is_some() {
            clear();
        }
        let mut process = child.command().spawn().expect("a process");
        sleep(Duration::from_secs_f64(0.6 * whole.as_secs_f64() * random.uniform()));
        let killed = kills < times && process.try_wait().expect("a process").is_none();
        if killed {
            process.kill().expect("a process that runs");
        }
        let status = process.wait().expect("a process");
        kills += usize::from(killed && !status.success());
        let trainer = builder(Adam::new(0.02)).build().expect("a trainer");
        let exists = file.exists() || folder.join("run.checkpoint.previous").exists();
        match trainer.resume(&file) {
            Ok(trainer) => {
                found += 1;
                before += usize::from(trainer.resumed().is_some_and(|resumed| resumed.instead_of.is_some()));
            }
            // Killed before its first checkpoint, so nothing is lost.
            Err(error) => assert!(!exists && !status.success(), "{error}"),
        }
        if let Some(outcome) = child.outcome() {
            ends += 1;
            assert!(outcome == expected, "after {kills} kills: {outcome}");
        }
    }
    println!("{kills} kills, {found} checkpoints found, {before} of them the one before, {ends} ends");
    assert!(found > times / 2 && ends > 0, "{kills} kills, {found} checkpoints found, {ends} ends");
    fs::remove_dir_all(folder).expect("the folder");
}

#[test]
fn ten_kills_change_no_bit() {
    kill(10, "kills");
}

#[test]
#[ignore = "takes a minute"]
fn hundreds_of_kills_change_no_bit() {
    kill(300, "many-kills");
}
