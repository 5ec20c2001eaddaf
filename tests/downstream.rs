//! Builds and runs the crate in `downstream/` as a user would.

use std::fs;
use std::path::Path;
use std::process::Command;

#[test]
fn a_crate_outside_the_workspace_declares_and_trains_networks() {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR"));
    let package = workspace.join("tests/downstream");
    // The lock file of the workspace selects versions that need no download.
    fs::copy(workspace.join("Cargo.lock"), package.join("Cargo.lock")).expect("the workspace has a lock file");
    let run = Command::new(env!("CARGO"))
        .args(["run", "--quiet", "--offline", "--target-dir"])
        .arg(Path::new(env!("CARGO_TARGET_TMPDIR")).join("downstream"))
        .current_dir(&package)
        .output()
        .expect("Cargo runs");
    let [output, errors] = [run.stdout, run.stderr].map(|text| String::from_utf8_lossy(&text).into_owned());
    assert!(run.status.success(), "{errors}");
    assert!(output.contains("slope"), "expected the figures of the trained networks, found {output}");
}
