//! Tells the linker what memory there is.

use std::{env, fs, path::Path};

fn main() {
    let out = env::var("OUT_DIR").expect("Cargo says where to write");
    // The first 4 MiB of the board and of its RAM.
    let memory = "MEMORY { FLASH : ORIGIN = 0x00000000, LENGTH = 4M  RAM : ORIGIN = 0x20000000, LENGTH = 4M }\n";
    fs::write(Path::new(&out).join("memory.x"), memory).expect("a file of the linker");
    println!("cargo:rustc-link-search={out}");
    println!("cargo:rustc-link-arg-bins=-Tlink.x");
    println!("cargo:rerun-if-changed=build.rs");
}
