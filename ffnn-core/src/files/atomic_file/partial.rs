use core::hash::BuildHasher;
use std::ffi::OsStr;
use std::fs::{self, File, Metadata, OpenOptions};
use std::hash::RandomState;
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

use super::{beside, folder_of};

/// The ending of the name of an unfinished file.
const ENDING: &str = ".partial";

/// Number of hexadecimal digits that make the name unique.
const DIGITS: usize = 16;

/// An unfinished file next to its target. If it is dropped before it is [renamed](Self::rename), it is removed.
///
/// The file is locked while it exists, so that others know it is in use. One without a lock was left behind by a
/// program that was stopped, and is removed by the next one that writes the same target.
pub(super) struct Partial {
    path: PathBuf,
    renamed: bool,
    /// The lock, if the system has locks; it is on the content, so another name of the same file is locked too.
    lock: Option<File>,
}

impl Partial {
    /// Writes these bytes to disk in a new file with the permissions of `old`.
    pub(super) fn write(target: &Path, bytes: &[u8], old: Option<&Metadata>) -> io::Result<Self> {
        let partial = Self::new(target, |path| {
            let file = options(old).write(true).create_new(true).open(path)?;
            let _ = file.lock();
            // Before the lock, another program may have removed the file as a leftover.
            fs::symlink_metadata(path)?;
            Ok(Some(file))
        })?;
        if let Some(mut file) = partial.lock.as_ref() {
            file.write_all(bytes)?;
            if let Some(old) = old {
                take_over(file, old)?;
            }
            file.sync_all()?;
        }
        Ok(partial)
    }

    /// Links the file at `path` to a name next to `target`. Fails on file systems without hard links.
    pub(super) fn link(path: &Path, target: &Path) -> io::Result<Self> {
        Self::new(target, |link| {
            fs::hard_link(path, link)?;
            // The lock is on the link, because `path` may be another file by now.
            let lock = File::open(link).ok();
            let _ = lock.as_ref().map(File::lock_shared);
            // Before the lock, another program may have removed the file as a leftover.
            fs::symlink_metadata(link)?;
            Ok(lock)
        })
    }

    /// Creates the file under an unused name.
    fn new(target: &Path, make: impl Fn(&Path) -> io::Result<Option<File>>) -> io::Result<Self> {
        /// After this many tries the names cannot be the cause.
        const TRIES: usize = 8;
        sweep(target);
        let mut tries = 0;
        loop {
            let unique = RandomState::new().hash_one(tries);
            let path = beside(target, &std::format!(".{unique:0DIGITS$x}{ENDING}"));
            tries += 1;
            match make(&path) {
                Ok(lock) => return Ok(Self { path, renamed: false, lock }),
                Err(error) if error.kind() == ErrorKind::AlreadyExists && tries < TRIES => {}
                // A missing folder would be missing on every try.
                Err(error) if error.kind() == ErrorKind::NotFound && tries < TRIES && folder_of(&path).is_dir() => {}
                Err(error) => return Err(error),
            }
        }
    }

    /// Moves the file to `target`, which is in the same folder.
    pub(super) fn rename(mut self, target: &Path) -> io::Result<()> {
        fs::rename(&self.path, target)?;
        // Renaming to another name of the same file does nothing and leaves both, so the old name must still be
        // removed.
        self.renamed = fs::symlink_metadata(&self.path).is_err();
        Ok(())
    }
}

impl Drop for Partial {
    fn drop(&mut self) {
        if !self.renamed {
            // An error before this one is more useful.
            let _ = fs::remove_file(&self.path);
        }
    }
}

/// Removes the files that stopped programs have left next to `target`, if the folder can be listed.
fn sweep(target: &Path) {
    let Some(name) = target.file_name() else { return };
    for entry in fs::read_dir(folder_of(target)).into_iter().flatten().flatten() {
        let left_over = is_partial(&entry.file_name(), name) && entry.file_type().is_ok_and(|kind| kind.is_file());
        if let Some(file) = left_over.then(|| File::open(entry.path()).ok()).flatten()
            && file.try_lock().is_ok()
        {
            let _ = fs::remove_file(entry.path());
        }
    }
}

/// Whether `found` is the name of an unfinished file for the target `name`.
fn is_partial(found: &OsStr, name: &OsStr) -> bool {
    let rest = found.as_encoded_bytes().strip_prefix(name.as_encoded_bytes());
    let digits = rest.and_then(|rest| rest.strip_prefix(b".")).and_then(|rest| rest.strip_suffix(ENDING.as_bytes()));
    digits.is_some_and(|digits| digits.len() == DIGITS && digits.iter().all(u8::is_ascii_hexdigit))
}

/// Options that let nobody read the new file who may not read the old one, from its first byte on.
#[cfg(unix)]
fn options(old: Option<&Metadata>) -> OpenOptions {
    use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
    let mut options = OpenOptions::new();
    if let Some(old) = old {
        // For its owner alone, until it has the group of the old file.
        options.mode(old.mode() & 0o600);
    }
    options
}

#[cfg(not(unix))]
fn options(_: Option<&Metadata>) -> OpenOptions {
    OpenOptions::new()
}

/// Gives `file` the permissions of `old`, and its owner and group if allowed. If the group cannot be set, it gets only
/// the permissions of others.
#[cfg(unix)]
fn take_over(file: &File, old: &Metadata) -> io::Result<()> {
    use std::os::unix::fs::{MetadataExt, PermissionsExt, fchown};
    let new = file.metadata()?;
    let (mut mode, group) = (old.mode() & 0o777, old.gid());
    if (new.uid(), new.gid()) != (old.uid(), group) {
        let kept = fchown(file, Some(old.uid()), Some(group)).or_else(|_| fchown(file, None, Some(group)));
        if kept.is_err() && new.gid() != group {
            mode &= 0o707 | (mode & 0o007) << 3;
        }
    }
    file.set_permissions(fs::Permissions::from_mode(mode))
}

#[cfg(not(unix))]
fn take_over(file: &File, old: &Metadata) -> io::Result<()> {
    file.set_permissions(old.permissions())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_partial_file_is_known_by_its_name() {
        let partial = |found: &str| is_partial(OsStr::new(found), OsStr::new("run"));
        assert!(partial("run.0123456789abcdef.partial"));
        for other in
            ["run", "run.partial", "run.0123.partial", "run.previous.0123456789abcdef.partial", "run.x.partial"]
        {
            assert!(!partial(other), "{other}");
        }
    }
}
