//! The switch that the copy's mutants ask whether it is their turn.
//!
//! This file is part of the copy, not of the tool. `MUTANT` is the number of the one that is on, or `record`: then all are
//! off, and the number of each that is asked is written, once, to the file `MUTANT_RECORD`.

use std::io::Write;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering::Relaxed};

/// Numbers begin at 1.
const NONE: u32 = 0;
const RECORD: u32 = u32::MAX - 1;
const UNREAD: u32 = u32::MAX;

static ACTIVE: AtomicU32 = AtomicU32::new(UNREAD);
static ASKED: [AtomicBool; 1 << 16] = [const { AtomicBool::new(false) }; 1 << 16];

#[inline(always)]
pub(crate) fn on(number: u32) -> bool {
    let active = ACTIVE.load(Relaxed);
    active == number || (active >= RECORD && begin_or_record(number))
}

#[cold]
#[inline(never)]
fn begin_or_record(number: u32) -> bool {
    if ACTIVE.load(Relaxed) == UNREAD {
        let active = std::env::var("MUTANT").unwrap_or_default();
        let active = if active == "record" { RECORD } else { active.parse().unwrap_or(NONE) };
        ACTIVE.store(active, Relaxed);
        if active != RECORD {
            return active == number;
        }
    }
    if !ASKED[number as usize].swap(true, Relaxed) {
        let path = std::env::var("MUTANT_RECORD").expect("recording has a file");
        let file = std::fs::OpenOptions::new().create(true).append(true).open(path);
        file.and_then(|mut file| file.write_all(std::format!("{number}\n").as_bytes())).expect("the record can be written");
    }
    false
}
