//! A file is written completely or not at all.

use std::fs;
use std::path::{Path, PathBuf};

use ffnn::files::{self, FileError, Metadata, Names};
use ffnn::prelude::*;

use super::declared::Small;

/// An empty folder of this test.
fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("files").join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).expect("a folder can be made");
    folder
}

fn names_in(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).expect("the folder is there");
    entries.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned()).collect()
}

#[test]
fn saving_replaces_the_file_and_leaves_nothing_else() {
    let folder = folder("replaces");
    let path = folder.join("small.safetensors");
    fs::write(&path, "something else, and longer than that is not what was meant here").expect("it can be written");
    for seed in [1, 2] {
        let saved = Small::<f32>::boxed(seed);
        files::save(&*saved, &path, &Metadata::new().seed(seed)).expect("it can be saved");
        let mut loaded = Small::<f32>::boxed(9);
        assert_eq!(files::load(&mut *loaded, &path).expect("it can be loaded").seed, Some(seed));
        assert_eq!(loaded.as_slice(), saved.as_slice());
        assert_eq!(names_in(&folder), ["small.safetensors"]);
    }
    let keras = folder.join("keras.safetensors");
    let (saved, mut loaded) = (Small::<f32>::boxed(1), Small::<f32>::boxed(9));
    files::save_named(&*saved, &keras, &Metadata::new(), &Names::keras()).expect("it can be saved");
    files::load_named(&mut *loaded, &keras, &Names::keras()).expect("it can be loaded");
    assert_eq!(loaded.as_slice(), saved.as_slice());
}

#[test]
fn a_network_that_cannot_be_saved_leaves_the_file_as_it_was() {
    let folder = folder("cannot");
    let path = folder.join("small.safetensors");
    let mut network = Small::<f32>::boxed(1);
    files::save(&*network, &path, &Metadata::new()).expect("it can be saved");
    let before = fs::read(&path).expect("it is there");
    network.hidden.bias[1] = f32::INFINITY;
    let error = files::save(&*network, &path, &Metadata::new()).expect_err("a value is infinite");
    assert!(matches!(error, FileError::Content { .. }));
    let expected = "tensor `hidden.bias`: expected finite numbers, found inf at [1]";
    assert_eq!(error.to_string(), format!("{}: {expected}", path.display()));
    assert_eq!(fs::read(&path).expect("it is there"), before);
    assert_eq!(names_in(&folder), ["small.safetensors"]);
}

#[test]
fn what_cannot_be_replaced_is_as_it_was() {
    let folder = folder("taken");
    let taken = folder.join("taken");
    fs::create_dir(&taken).expect("a folder can be made");
    fs::write(taken.join("kept"), "kept").expect("it can be written");
    let network = Small::<f32>::boxed(1);
    for path in [taken.clone(), folder.join("missing").join("file"), folder.join("..")] {
        let error = files::save(&*network, &path, &Metadata::new()).expect_err("no file can be there");
        assert!(matches!(error, FileError::Access { .. }), "{error}");
        assert!(error.to_string().starts_with(&path.display().to_string()), "{error}");
    }
    assert_eq!(names_in(&folder), ["taken"]);
    assert_eq!(names_in(&taken), ["kept"]);
}

#[test]
fn what_cannot_be_read_is_told_with_its_path() {
    let folder = folder("read");
    let mut network = Small::<f32>::boxed(1);
    for path in [folder.join("missing"), folder.clone()] {
        let error = files::load(&mut *network, &path).expect_err("there is no such file");
        assert!(matches!(error, FileError::Access { .. }), "{error}");
        assert!(error.to_string().starts_with(&path.display().to_string()), "{error}");
    }
}

/// A device would be replaced by a file, reading a device may never end, and a pipe would block.
#[test]
#[cfg(unix)]
fn a_path_that_is_not_a_regular_file_is_neither_read_nor_replaced() {
    use std::os::unix::fs::FileTypeExt;
    let folder = folder("special");
    let (pipe, null) = (folder.join("pipe"), folder.join("null"));
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().expect("a process").success());
    std::os::unix::fs::symlink("/dev/null", &null).expect("a link");
    let mut network = Small::<f32>::boxed(1);
    let before = network.as_slice().to_vec();
    for (path, kind) in [(pipe.clone(), "a pipe"), (null, "a device"), ("/dev/zero".into(), "a device")] {
        let expected = format!(
            "{}: expected a regular file, found {kind}: go through a regular file, or pass the bytes themselves",
            path.display()
        );
        let saved = files::save(&*network, &path, &Metadata::new()).expect_err("not a regular file");
        let loaded = files::load(&mut *network, &path).expect_err("not a regular file");
        assert_eq!((saved.to_string(), loaded.to_string()), (expected.clone(), expected));
    }
    assert!(fs::symlink_metadata(&pipe).expect("it is there").file_type().is_fifo());
    assert_eq!(network.as_slice(), before);
    assert_eq!(names_in(&folder).len(), 2);
}

#[test]
#[cfg(unix)]
fn saving_keeps_permissions_and_symbolic_links() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let folder = folder("keeps");
    let (link, target) = (folder.join("link.safetensors"), folder.join("there.safetensors"));
    symlink("there.safetensors", &link).expect("a link");
    for seed in [1, 2] {
        let saved = Small::<f32>::boxed(seed);
        files::save(&*saved, &link, &Metadata::new()).expect("it can be saved");
        fs::set_permissions(&target, fs::Permissions::from_mode(if seed == 1 { 0o640 } else { 0o600 })).expect("ours");
        files::save(&*saved, &link, &Metadata::new()).expect("it can be saved");
        let mode = fs::metadata(&target).expect("it is there").permissions().mode() & 0o777;
        assert_eq!(mode, if seed == 1 { 0o640 } else { 0o600 });
        assert!(link.is_symlink());
        let mut loaded = Small::<f32>::boxed(9);
        files::load(&mut *loaded, &target).expect("it can be loaded");
        assert_eq!(loaded.as_slice(), saved.as_slice());
    }
}

/// A folder must allow writing the file, but not listing.
#[test]
#[cfg(unix)]
fn a_folder_that_cannot_be_listed_is_written_to() {
    use std::os::unix::fs::PermissionsExt;
    let folder = folder("unlisted");
    let path = folder.join("small.safetensors");
    let mode = |mode| fs::set_permissions(&folder, fs::Permissions::from_mode(mode)).expect("a folder of ours");
    mode(0o300);
    let saved = Small::<f32>::boxed(1);
    let results = [1, 2].map(|_| files::save(&*saved, &path, &Metadata::new()));
    let mut loaded = Small::<f32>::boxed(9);
    let result = files::load(&mut *loaded, &path);
    mode(0o700);
    let [first, second] = results;
    first.and(second).expect("it can be saved");
    result.expect("it can be loaded");
    assert_eq!(loaded.as_slice(), saved.as_slice());
    assert_eq!(names_in(&folder), ["small.safetensors"]);
}

#[test]
fn several_programs_may_save_to_one_file() {
    let folder = folder("several");
    let path = folder.join("small.safetensors");
    std::thread::scope(|scope| {
        for seed in 0..3 {
            let path = &path;
            scope.spawn(move || {
                let (saved, mut loaded) = (Small::<f32>::boxed(seed), Small::<f32>::boxed(9));
                for _ in 0..20 {
                    files::save(&*saved, path, &Metadata::new().seed(seed)).expect("it can be saved");
                    let found = files::load(&mut *loaded, path).expect("it is whole").seed.expect("it is there");
                    assert_eq!(loaded.as_slice(), Small::<f32>::boxed(found).as_slice());
                }
            });
        }
    });
    assert_eq!(names_in(&folder), ["small.safetensors"]);
}
