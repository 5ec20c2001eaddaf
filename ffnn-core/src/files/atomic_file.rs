//! Atomic replacement of files: whenever a program or a machine stops, the old file or the new one is there.

mod partial;

use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use crate::files::regular_file;
use partial::Partial;

/// Appends `ending` to the name of the file.
pub(crate) fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = OsString::from(path);
    name.push(ending);
    PathBuf::from(name)
}

/// Replaces the file at `path` by one with these bytes. The old file is kept as `kept`, if given.
///
/// The bytes are first written to a file with a unique name, `path` with `.….partial` appended, in the same folder,
/// because a rename is only atomic within one. They are synced to disk before the rename; then the folder is synced
/// too, if the system can open it. A program that is stopped at any moment leaves the old file or the new one at
/// `path`; of several that write at once, the last to finish leaves its own, whole.
///
/// A symbolic link stays one: its target is replaced. The new file has the permissions of the old one, and its owner
/// and group if the system allows that. Anything but a writable regular file is rejected.
///
/// If this fails, `path` and `kept` are unchanged.
pub(crate) fn replace(path: &Path, bytes: &[u8], kept: Option<&Path>) -> io::Result<()> {
    let (path, old) = place_of(path)?;
    // Opened before anything changes: a folder that may not be listed is not synced.
    let folder = cfg!(unix).then(|| File::open(folder_of(&path)).ok()).flatten();
    let partial = Partial::write(&path, bytes, old.as_ref())?;
    if let (Some(kept), Some(old)) = (kept, &old) {
        keep(&path, old, kept)?;
    }
    partial.rename(&path)?;
    // The file has been replaced, so reporting an error would be wrong.
    let _ = folder.map(|folder| folder.sync_all());
    Ok(())
}

/// The target of the symbolic links at `path`, and the file there, if it may be replaced.
fn place_of(path: &Path) -> io::Result<(PathBuf, Option<fs::Metadata>)> {
    let (path, found) = follow(path)?;
    if found.as_ref().is_some_and(|found| found.permissions().readonly()) {
        return Err(io::Error::new(ErrorKind::PermissionDenied, "the existing file is read-only"));
    }
    Ok((path, found))
}

/// The target of the symbolic links at `path`, and what is there.
fn follow(path: &Path) -> io::Result<(PathBuf, Option<fs::Metadata>)> {
    /// Linux has this limit too.
    const MOST: usize = 40;
    let mut path = path.to_path_buf();
    for _ in 0..=MOST {
        match fs::symlink_metadata(&path) {
            Ok(found) if found.file_type().is_symlink() => path = folder_of(&path).join(fs::read_link(&path)?),
            Ok(found) => return regular_file::check(&found).map(|()| (path, Some(found))),
            // A path that ends in `..`, or is empty, cannot name a file.
            Err(error) if error.kind() == ErrorKind::NotFound && path.file_name().is_some() => return Ok((path, None)),
            Err(error) => return Err(error),
        }
    }
    Err(io::Error::new(ErrorKind::InvalidInput, "expected at most 40 symbolic links in a row, found more"))
}

fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Gives the file at `path` the additional name `kept`, so that it always has one, or copies it if the file system has
/// no links.
fn keep(path: &Path, old: &fs::Metadata, kept: &Path) -> io::Result<()> {
    let (kept, _) = place_of(kept)?;
    let link = Partial::link(path, &kept);
    link.or_else(|_| Partial::write(&kept, &regular_file::read(path)?, Some(old)))?.rename(&kept)
}

#[cfg(test)]
mod tests {
    use std::string::{String, ToString};
    use std::vec::Vec;

    use super::*;

    /// Creates an empty folder for this test.
    fn folder(name: &str) -> PathBuf {
        let folder = std::env::temp_dir().join(std::format!("ffnn-atomic-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).expect("a folder");
        folder
    }

    fn names_in(folder: &Path) -> Vec<String> {
        let names = fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").file_name());
        let mut names: Vec<String> = names.map(|name| name.to_string_lossy().into_owned()).collect();
        names.sort();
        names
    }

    fn text(path: &Path) -> Option<String> {
        fs::read_to_string(path).ok()
    }

    #[test]
    fn the_new_file_replaces_the_old_which_is_kept() {
        let folder = folder("kept");
        let (path, kept) = (folder.join("file"), folder.join("file.kept"));
        replace(&path, b"one", Some(&kept)).expect("a file");
        assert_eq!(text(&kept), None, "there was nothing to keep");
        replace(&path, b"two", Some(&kept)).expect("a file");
        replace(&path, b"three", Some(&kept)).expect("a file");
        assert_eq!((text(&path), text(&kept)), (Some("three".into()), Some("two".into())));
        // As if a program had been stopped after linking the first of the two, and in the middle of a write.
        fs::remove_file(&kept).expect("a file");
        fs::hard_link(&path, &kept).expect("a link");
        fs::write(folder.join("file.0123456789abcdef.partial"), "hal").expect("a file");
        fs::write(folder.join("file.kept.0123456789abcdef.partial"), "thr").expect("a file");
        replace(&path, b"four", Some(&kept)).expect("a file");
        assert_eq!((text(&path), text(&kept)), (Some("four".into()), Some("three".into())));
        replace(&path, b"five", None).expect("a file");
        assert_eq!((text(&path), text(&kept)), (Some("five".into()), Some("three".into())));
        // Failures leave everything unchanged and nothing behind.
        fs::create_dir(folder.join("empty")).expect("a folder");
        replace(&folder.join("empty"), b"six", None).expect_err("a folder");
        replace(&path, b"six", Some(&folder.join("empty"))).expect_err("a folder");
        assert_eq!(text(&path), Some("five".into()));
        assert_eq!(names_in(&folder), ["empty", "file", "file.kept"]);
        fs::remove_dir_all(folder).expect("the folder");
    }

    /// Concurrent writes leave one of the files written, and none of them fails.
    #[test]
    fn several_that_write_at_once_do_not_meet() {
        let folder = folder("several");
        let (path, kept) = (folder.join("file"), folder.join("file.kept"));
        std::thread::scope(|scope| {
            for writer in 0..4_u8 {
                let (path, kept) = (&path, &kept);
                scope.spawn(move || {
                    for round in 0..25 {
                        let bytes = std::vec![writer; 10_000 + usize::from(writer)];
                        replace(path, &bytes, (round % 2 == 0).then_some(kept)).expect("a file");
                        for path in [path, kept] {
                            let Ok(found) = regular_file::read(path) else { continue };
                            let length = 10_000 + usize::from(found[0]);
                            assert!(found == std::vec![found[0]; length], "a file that is torn");
                        }
                    }
                });
            }
        });
        assert_eq!(names_in(&folder), ["file", "file.kept"]);
        fs::remove_dir_all(folder).expect("the folder");
    }

    #[test]
    #[cfg(unix)]
    fn symbolic_links_stay_and_what_they_lead_to_is_replaced() {
        use std::os::unix::fs::symlink;
        let folder = folder("links");
        let (target, other) = (folder.join("there").join("file"), folder.join("other"));
        fs::create_dir(folder.join("there")).expect("a folder");
        let link = folder.join("link");
        symlink("again", &link).expect("a link");
        symlink("there/file", folder.join("again")).expect("a link");
        symlink("other", folder.join("link.kept")).expect("a link");
        // At first the link leads to nothing.
        for (text_now, before) in [("one", None), ("two", Some("one")), ("three", Some("two"))] {
            replace(&link, text_now.as_bytes(), Some(&folder.join("link.kept"))).expect("a file");
            assert_eq!(text(&target).as_deref(), Some(text_now));
            assert_eq!(text(&other).as_deref(), before);
        }
        for name in ["link", "again", "link.kept"] {
            assert!(folder.join(name).is_symlink(), "{name}");
        }
        symlink("circle", folder.join("circle")).expect("a link");
        let error = replace(&folder.join("circle"), b"four", None).expect_err("a circle");
        assert_eq!(error.to_string(), "expected at most 40 symbolic links in a row, found more");
        assert_eq!(names_in(&folder), ["again", "circle", "link", "link.kept", "other", "there"]);
        fs::remove_dir_all(folder).expect("the folder");
    }

    #[test]
    #[cfg(unix)]
    fn permissions_are_kept_and_a_read_only_file_is_too() {
        use std::os::unix::fs::PermissionsExt;
        let folder = folder("permissions");
        let (path, kept) = (folder.join("file"), folder.join("file.kept"));
        let mode = |path: &Path| fs::metadata(path).expect("a file").permissions().mode() & 0o7777;
        replace(&path, b"one", None).expect("a file");
        let usual = folder.join("usual");
        fs::write(&usual, "").expect("a file");
        assert_eq!(mode(&path), mode(&usual), "a new file has those of any new file");
        for wanted in [0o640, 0o600, 0o666, 0o755] {
            fs::set_permissions(&path, fs::Permissions::from_mode(wanted)).expect("a file of ours");
            replace(&path, b"two", Some(&kept)).expect("a file");
            assert_eq!((mode(&path), mode(&kept)), (wanted, wanted));
        }
        fs::set_permissions(&path, fs::Permissions::from_mode(0o444)).expect("a file of ours");
        let error = replace(&path, b"three", Some(&kept)).expect_err("it is read-only");
        assert_eq!((error.kind(), text(&path)), (ErrorKind::PermissionDenied, Some("two".into())));
        assert_eq!(names_in(&folder), ["file", "file.kept", "usual"]);
        fs::remove_dir_all(folder).expect("the folder");
    }

    #[test]
    #[cfg(unix)]
    fn what_is_not_a_regular_file_is_not_replaced() {
        use std::os::unix::fs::{FileTypeExt, symlink};
        let folder = folder("special");
        let pipe = folder.join("pipe");
        let made = std::process::Command::new("mkfifo").arg(&pipe).status().expect("a process");
        assert!(made.success());
        symlink("/dev/null", folder.join("null")).expect("a link");
        for (name, kind) in [("pipe", "a pipe"), ("null", "a device")] {
            for error in [
                replace(&folder.join(name), b"one", None),
                replace(&folder.join("file"), b"one", None)
                    .and_then(|()| replace(&folder.join("file"), b"two", Some(&folder.join(name)))),
            ] {
                let error = error.expect_err("not a regular file").to_string();
                assert!(error.starts_with(&std::format!("expected a regular file, found {kind}")), "{error}");
            }
        }
        assert!(fs::symlink_metadata(&pipe).expect("it is there").file_type().is_fifo());
        assert!(fs::metadata("/dev/null").expect("it is there").file_type().is_char_device());
        assert_eq!(text(&folder.join("file")), Some("one".into()));
        assert_eq!(names_in(&folder), ["file", "null", "pipe"]);
        fs::remove_dir_all(folder).expect("the folder");
    }
}
