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

/// Puts a file with these bytes at `path`; what was there before goes to `kept`, if that is given.
///
/// The bytes are first written to `path` with `.partial` added, in the same folder because only there can a file be
/// renamed in one go, and are on the disk before they get their name; then the folder is written too. A program that is
/// stopped at any moment leaves the old file, the new one, or, while the old one is being kept, only the kept one. If
/// writing fails, the files at `path` and `kept` are as they were.
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
        fs::rename(path, kept)?;
    }
    if let Err(problem) = fs::rename(partial, path) {
        if let Some(kept) = kept {
            fs::rename(kept, path)?;
        }
        return Err(problem);
    }
    sync_folder(path)
}

/// Brings the names in the folder of `path` to the disk, where a folder can be opened.
fn sync_folder(path: &Path) -> io::Result<()> {
    if cfg!(unix) {
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        File::open(folder)?.sync_all()?;
    }
    Ok(())
}
