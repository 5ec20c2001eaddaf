//! Files that are either the old one or the new one, whenever a program or a machine stops.

use std::ffi::OsString;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// The path with something added to the name of the file.
pub(crate) fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = OsString::from(path);
    name.push(ending);
    PathBuf::from(name)
}

/// Puts a file with these bytes at `path`; what was there before stays as `kept`, if that is given.
///
/// The bytes are first written to `path` with `.partial` added, in the same folder because only there can a file be
/// renamed in one go, and are on the disk before they get their name; then the folder is written too. A program that is
/// stopped at any moment leaves the old file or the new one at `path`. If the bytes cannot be written, `path` and `kept`
/// are as they were.
pub(crate) fn replace(path: &Path, bytes: &[u8], kept: Option<&Path>) -> io::Result<()> {
    let partial = beside(path, ".partial");
    let written = write(&partial, bytes).and_then(|()| exchange(&partial, path, kept));
    if written.is_err() {
        // The first error is the one to tell of; a file that is left over is overwritten the next time.
        let _ = fs::remove_file(&partial);
    }
    written
}

/// A new file that is on the disk.
fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    // What an earlier program left is not written through: it may be a link to elsewhere.
    match fs::remove_file(path) {
        Err(problem) if problem.kind() != io::ErrorKind::NotFound => return Err(problem),
        _ => {}
    }
    let mut file = OpenOptions::new().write(true).create_new(true).open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

fn exchange(partial: &Path, path: &Path, kept: Option<&Path>) -> io::Result<()> {
    if let Some(kept) = kept {
        keep(path, kept)?;
    }
    fs::rename(partial, path)?;
    sync_folder(path)
}

/// Gives the file at `path` another name, `kept`, so that it is never without one.
fn keep(path: &Path, kept: &Path) -> io::Result<()> {
    let link = beside(kept, ".partial");
    let _ = fs::remove_file(&link);
    if fs::hard_link(path, &link).is_err() {
        // A disk on which a file has only one name: for a moment it is found as `kept` only.
        return fs::rename(path, kept);
    }
    fs::rename(&link, kept)?;
    // A rename to another name of the same file does nothing and leaves both.
    let _ = fs::remove_file(&link);
    Ok(())
}

/// Brings the names in the folder of `path` to the disk, where a folder can be opened.
fn sync_folder(path: &Path) -> io::Result<()> {
    if cfg!(unix) {
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        File::open(folder)?.sync_all()?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::string::String;
    use std::vec::Vec;

    use super::*;

    #[test]
    fn the_new_file_replaces_the_old_which_is_kept() {
        let folder = std::env::temp_dir().join(std::format!("ffnn-atomic-{}", std::process::id()));
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).expect("a folder");
        let (path, kept) = (folder.join("file"), folder.join("file.kept"));
        let read = |path: &Path| fs::read_to_string(path).ok();
        replace(&path, b"one", None).expect("a file");
        replace(&path, b"two", Some(&kept)).expect("a file");
        replace(&path, b"three", Some(&kept)).expect("a file");
        assert_eq!((read(&path), read(&kept)), (Some("three".into()), Some("two".into())));
        // As if a program had been stopped after the first of the two got its other name, and in the middle of a write.
        fs::remove_file(&kept).expect("a file");
        fs::hard_link(&path, &kept).expect("a link");
        fs::write(folder.join("file.partial"), "hal").expect("a file");
        replace(&path, b"four", Some(&kept)).expect("a file");
        assert_eq!((read(&path), read(&kept)), (Some("four".into()), Some("three".into())));
        replace(&path, b"five", None).expect("a file");
        assert_eq!((read(&path), read(&kept)), (Some("five".into()), Some("three".into())));
        // What cannot be replaced stays, and nothing is left over.
        fs::create_dir(folder.join("full")).expect("a folder");
        fs::write(folder.join("full").join("file"), "").expect("a file");
        replace(&folder.join("full"), b"six", None).expect_err("a folder that is not empty");
        let names = fs::read_dir(&folder).expect("a folder").map(|entry| entry.expect("an entry").file_name());
        let mut names: Vec<String> = names.map(|name| name.to_string_lossy().into_owned()).collect();
        names.sort();
        assert_eq!(names, ["file", "file.kept", "full"]);
        fs::remove_dir_all(folder).expect("the folder");
    }
}
