//! Full disks and missing folders.

use std::cell::Cell;
use std::fs;
use std::ops::ControlFlow;
use std::path::Path;

use ffnn::TrainError;
use ffnn::prelude::*;
use ffnn::train::{Checkpoint, CheckpointError, CheckpointProblem};

use super::child::{Child, folder};
use super::everything::{EPOCHS, builder, data, disturbed, outcome, undisturbed};

/// The error of the file system.
fn refusal(error: TrainError) -> (&'static str, std::io::ErrorKind) {
    match error {
        TrainError::Checkpoint(CheckpointError { problem: CheckpointProblem::File { doing, kind, .. }, .. }) => {
            (doing, kind)
        }
        other => panic!("{other}"),
    }
}

#[test]
#[cfg(unix)]
fn a_file_that_cannot_grow_loses_nothing() {
    let folder = folder("limit");
    let file = folder.join("run.checkpoint");
    let child = Child { file: &file, optimizer: "adam", abort: Some(5), every_steps: Some(3) };
    assert!(!child.command().status().expect("a process").success());
    let before = fs::read(&file).expect("a checkpoint");
    // Limits files to 1024 bytes, also for root, with an error instead of a signal.
    let child = Child { abort: None, ..child };
    let limited = child.command_after("trap '' XFSZ; ulimit -f 2;").status().expect("a process");
    assert!(limited.success());
    let outcome = child.outcome().expect("an error");
    assert!(outcome.contains("run.checkpoint: cannot write the checkpoint: File too large"), "{outcome}");
    assert!(fs::read(&file).expect("a checkpoint") == before);
    let names = fs::read_dir(&folder).expect("the folder").map(|entry| entry.expect("an entry").file_name());
    assert!(names.into_iter().all(|name| !name.to_string_lossy().contains("partial")), "nothing is left over");
    assert!(child.command().status().expect("a process").success());
    assert!(child.outcome() == Some(undisturbed(Adam::new(0.02))));
    fs::remove_dir_all(folder).expect("the folder");
}

#[test]
fn a_place_that_cannot_be_written_is_told_before_the_first_step() {
    let folder = folder("place");
    fs::write(folder.join("file"), "").expect("a file");
    // Not even root can write below a file or in a missing folder.
    for place in ["file/run.checkpoint", "missing/run.checkpoint"] {
        let mut trainer = builder(Adam::new(0.02)).checkpoint(folder.join(place)).build().expect("a trainer");
        let before = trainer.save_bytes();
        let error = trainer.fit(&data(), EPOCHS).expect_err("no such place");
        assert!(trainer.save_bytes() == before, "{error}");
        trainer.save(folder.join(place)).expect_err("no such place");
    }
    fs::remove_dir_all(folder).expect("the folder");
}

/// A checkpoint through a symbolic link to another folder: the link stays and leads to the newest file, and the
/// previous one is beside the link.
#[test]
#[cfg(unix)]
fn a_checkpoint_behind_a_symbolic_link_stays_there() {
    use std::os::unix::fs::PermissionsExt;
    let folder = folder("link");
    fs::create_dir(folder.join("there")).expect("a folder");
    let (link, target) = (folder.join("run.checkpoint"), folder.join("there").join("run.checkpoint"));
    std::os::unix::fs::symlink("there/run.checkpoint", &link).expect("a link");
    let mut trainer = builder(Adam::new(0.02)).build().expect("a trainer");
    for epochs in 1..=3 {
        trainer.fit(&data(), epochs).expect("an epoch");
        trainer.save(&link).expect("a checkpoint");
        assert!(link.is_symlink());
        let found = builder(Adam::new(0.02)).build().expect("a trainer").resume(&target).expect("a checkpoint");
        assert_eq!(found.resumed().map(|resumed| resumed.epochs), Some(epochs as u64));
        if epochs > 1 {
            let mode = fs::metadata(&target).expect("a file").permissions().mode() & 0o777;
            assert_eq!(mode, 0o640, "permissions are kept");
        }
        fs::set_permissions(&target, fs::Permissions::from_mode(0o640)).expect("a file of ours");
    }
    fs::write(&target, "damaged").expect("a file");
    let found = builder(Adam::new(0.02)).build().expect("a trainer").resume(&link).expect("the one before");
    assert_eq!(found.resumed().map(|resumed| resumed.epochs), Some(2));
    fs::remove_dir_all(folder).expect("the folder");
}

#[test]
#[cfg(unix)]
fn a_checkpoint_is_a_regular_file() {
    let mut trainer = builder(Adam::new(0.02)).checkpoint("/dev/null").build().expect("a trainer");
    let before = trainer.save_bytes();
    let expected = "expected a regular file, found a device: go through a regular file, or pass the bytes themselves";
    let errors = [
        trainer.fit(&data(), EPOCHS).expect_err("a device").to_string(),
        trainer.save("/dev/null").expect_err("a device").to_string(),
        trainer.load("/dev/zero").expect_err("a device").to_string(),
    ];
    for error in errors {
        assert!(error.ends_with(expected), "{error}");
    }
    assert!(trainer.save_bytes() == before);
}

/// A training in which `spoil` makes the checkpoint unwritable in epoch 4, and `mend` repairs it after `fit` failed.
/// Returns the error.
fn interrupted(file: &Path, mut spoil: impl FnMut(), mend: impl FnOnce()) -> (&'static str, std::io::ErrorKind) {
    let mut trainer = builder(Adam::new(0.02)).checkpoint(file).build().expect("a trainer");
    let seen = Cell::new(0);
    let observe = |number: u64| {
        assert_eq!(number, seen.get() + 1, "no epoch is trained twice");
        seen.set(number);
    };
    let error = trainer.fit_observed(&data(), EPOCHS, |event| {
        observe(event.epoch.number);
        if event.epoch.number == 4 {
            spoil();
        }
        ControlFlow::Continue(())
    });
    let refused = refusal(error.expect_err("a place that is unfit"));
    assert_eq!(seen.get(), 4);
    mend();
    let before = Checkpoint::new(file);
    let early = builder(Adam::new(0.02)).build().expect("a trainer").resume(&before.path).expect("the one before");
    assert_eq!(early.resumed().map(|resumed| resumed.epochs), Some(3));
    let error = trainer.fit(&data(), 3).expect_err("another call");
    assert_eq!(
        error.to_string(),
        "this call of `fit` does not match the run of the earlier calls: the epochs of `fit`: expected at least 4, \
         found 3; `fit` counts all epochs of a run: ask for more, or start a new run with `trainer.new_run()`"
    );
    let history = trainer.fit_observed(&data(), EPOCHS, |event| {
        observe(event.epoch.number);
        ControlFlow::Continue(())
    });
    let history = history.expect("the rest");
    assert!(outcome(trainer, &history) == undisturbed(Adam::new(0.02)));
    assert!(disturbed(Adam::new(0.02), before, |_| {}) == Ok(undisturbed(Adam::new(0.02))));
    refused
}

#[test]
fn a_folder_that_goes_away_loses_nothing() {
    let folder = folder("gone");
    let (here, away) = (folder.join("here"), folder.join("away"));
    fs::create_dir_all(&here).expect("a folder");
    let rename = |from: &Path, to: &Path| fs::rename(from, to).expect("a folder");
    let refused = interrupted(&here.join("run.checkpoint"), || rename(&here, &away), || rename(&away, &here));
    assert_eq!(refused, ("write", std::io::ErrorKind::NotFound));
    fs::remove_dir_all(folder).expect("the folder");
}

#[test]
#[cfg(target_os = "linux")]
#[ignore = "mounts a small disk, which takes the right to"]
fn a_full_disk_loses_nothing() {
    let folder = folder("full");
    let shell = |command: &str| {
        let status = std::process::Command::new("sh").args(["-ec", command]).arg(&folder).status();
        assert!(status.expect("a shell").success(), "{command}");
    };
    shell("mount -t tmpfs -o size=64k none \"$0\"");
    let fill = || shell("cat /dev/zero > \"$0/filler\" 2>/dev/null || true");
    let file = folder.join("run.checkpoint");
    let refused = interrupted(&file, fill, || fs::remove_file(folder.join("filler")).expect("a file"));
    // The same in a place where not even root can write.
    let file = folder.join("other.checkpoint");
    let read_only =
        interrupted(&file, || shell("mount -o remount,ro none \"$0\""), || shell("mount -o remount,rw none \"$0\""));
    shell("umount \"$0\"");
    assert_eq!(refused, ("write", std::io::ErrorKind::StorageFull));
    assert_eq!(read_only, ("write", std::io::ErrorKind::ReadOnlyFilesystem));
    fs::remove_dir_all(folder).expect("the folder");
}
