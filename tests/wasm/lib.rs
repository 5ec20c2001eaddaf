//! The functions that `run.mjs` calls in Node: trainings, numbers at the limits of their types, and damaged files.

#[path = "../shared/counting.rs"]
mod counting;
#[path = "../shared/damage.rs"]
mod damage;
#[path = "../../fuzz/src/parsers"]
#[allow(dead_code, reason = "only a test of the library writes seeds")]
mod parsers {
    pub(crate) mod checkpoint;
    pub(crate) mod csv;
    pub(crate) mod idx;
    mod memory;
    pub(crate) mod weights;
}
mod work;

use std::{mem, panic, sync::Mutex};

use damage::each_damaged;

/// Files that the host passes before it calls a function that reads them.
static FILES: Mutex<Vec<Vec<u8>>> = Mutex::new(Vec::new());

fn files() -> Vec<Vec<u8>> {
    mem::take(&mut *FILES.lock().expect("there is one thread"))
}

#[link(wasm_import_module = "host")]
unsafe extern "C" {
    /// Prints a text in the module's memory.
    safe fn say(text: *const u8, length: usize);
}

/// Lets panics print their message; the host calls it first.
#[unsafe(no_mangle)]
extern "C" fn start() {
    panic::set_hook(Box::new(|panic| {
        let text = panic.to_string();
        say(text.as_ptr(), text.len());
    }));
}

/// Returns the address where the host writes a file of `length` bytes.
#[unsafe(no_mangle)]
extern "C" fn file(length: usize) -> *mut u8 {
    let mut bytes = vec![0; length];
    let place = bytes.as_mut_ptr();
    FILES.lock().expect("there is one thread").push(bytes);
    place
}

/// Trains in one call and with a pause, which must agree.
#[unsafe(no_mangle)]
extern "C" fn fit() -> u32 {
    let word = work::fitted();
    assert_eq!(work::resumed(&work::paused()), word);
    word
}

/// Resumes the training in the first file, which a 64-bit machine paused.
#[unsafe(no_mangle)]
extern "C" fn resume() -> u32 {
    work::resumed(&files()[0])
}

#[unsafe(no_mangle)]
extern "C" fn counts() -> u32 {
    work::counts();
    usize::BITS
}

#[unsafe(no_mangle)]
extern "C" fn numbers() {
    work::numbers();
}

/// Parses a seed, its prefixes and copies with single bytes changed; the first file is the name of the seed's folder.
#[unsafe(no_mangle)]
extern "C" fn parse() {
    let [folder, seed] = &mut files()[..] else { panic!("expected a name and a seed") };
    let parse = match str::from_utf8(folder) {
        Ok("checkpoint") => parsers::checkpoint::checkpoint,
        Ok("csv") => parsers::csv::csv,
        Ok("idx") => parsers::idx::idx,
        Ok("weights") => parsers::weights::weights,
        found => panic!("expected a folder of seeds, found {found:?}"),
    };
    each_damaged(seed, 16, parse);
}
