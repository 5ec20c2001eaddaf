//! Gives the linker the memory layout.

use std::{env, fs, path::Path};

fn main() {
    let out = env::var("OUT_DIR").expect("Cargo says where to write");
    let target = env::var("TARGET").expect("Cargo says for what");
    let memory = if target.starts_with("thumbv6m") {
        // The memory of an nRF51822.
        "MEMORY { FLASH : ORIGIN = 0x00000000, LENGTH = 256K  RAM : ORIGIN = 0x20000000, LENGTH = 16K }\n"
    } else {
        // The first 4 MiB of the board and of its RAM.
        "MEMORY { FLASH : ORIGIN = 0x00000000, LENGTH = 4M  RAM : ORIGIN = 0x20000000, LENGTH = 4M }\n"
    };
    fs::write(Path::new(&out).join("memory.x"), memory).expect("a file of the linker");
    println!("cargo:rustc-link-search={out}");
    println!("cargo:rustc-link-arg-bins=-Tlink.x");
    println!("cargo:rerun-if-changed=build.rs");
}
