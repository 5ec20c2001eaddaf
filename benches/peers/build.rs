//! Compiles the peers in C, where there is a compiler for them, and looks up which version of each peer this is.

use std::env;
use std::fs;
use std::path::PathBuf;
use std::process::Command;

const SOURCES: [&str; 2] = ["plain", "vectors"];
/// The crate whose version is that of a peer.
const CRATES: [(&str, &str); 5] =
    [("NALGEBRA", "nalgebra"), ("DFDX", "dfdx"), ("BURN", "burn"), ("CANDLE", "candle-core"), ("TRACT", "tract-core")];

fn main() {
    println!("cargo::rustc-check-cfg=cfg(compiled_c)");
    println!("cargo::rerun-if-changed=c");
    println!("cargo::rerun-if-changed=Cargo.lock");
    println!("cargo::rerun-if-env-changed=CC");
    let lock = fs::read_to_string("Cargo.lock").unwrap_or_default();
    for (name, package) in CRATES {
        let version = lock.split(&format!("name = \"{package}\"\nversion = \"")).nth(1);
        let version = version.and_then(|rest| rest.split('"').next()).unwrap_or("?");
        println!("cargo::rustc-env=VERSION_{name}={version}");
    }
    if env::var_os("CARGO_FEATURE_C").is_none() {
        return;
    }
    match compile() {
        Ok(version) => {
            println!("cargo::rustc-cfg=compiled_c");
            println!("cargo::rustc-env=VERSION_C={version}");
        }
        Err(error) => println!("cargo::warning=no peers in C: {error}"),
    }
}

/// Returns the name and version of the compiler.
fn compile() -> Result<String, String> {
    let folder = PathBuf::from(env::var_os("OUT_DIR").ok_or("no folder to write to")?);
    let compiler = env::var("CC").unwrap_or_else(|_| "gcc".to_owned());
    let archive = folder.join("libpeers_c.a");
    let mut objects = Vec::new();
    for source in SOURCES {
        let object = folder.join(source).with_extension("o");
        let mut command = Command::new(&compiler);
        command.args(["-O3", "-march=native", "-ffast-math", "-fPIC", "-Wno-aggressive-loop-optimizations", "-c"]);
        run(command.arg(format!("c/{source}.c")).arg("-o").arg(&object))?;
        objects.push(object);
    }
    run(Command::new("ar").arg("crs").arg(archive).args(objects))?;
    println!("cargo::rustc-link-search=native={}", folder.display());
    println!("cargo::rustc-link-lib=static=peers_c");
    // What a compiler takes for `exp` and `tanh` in vectors.
    println!("cargo::rustc-link-lib=mvec");
    println!("cargo::rustc-link-lib=m");
    let version = Command::new(&compiler).arg("-dumpfullversion").output().map_err(|error| error.to_string())?;
    Ok(format!("{compiler} {}", String::from_utf8_lossy(&version.stdout).trim()))
}

fn run(command: &mut Command) -> Result<(), String> {
    let status = command.status().map_err(|error| format!("{command:?}: {error}"))?;
    if status.success() { Ok(()) } else { Err(format!("{command:?}: {status}")) }
}
