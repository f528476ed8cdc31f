//! Calls of the system that the standard library has no words for.
#![allow(clippy::disallowed_methods)]

use std::fs::File;
use std::io;
use std::path::Path;

/// Two paths change their places in one step. `Unsupported` or `InvalidInput` where the system or the file system
/// cannot do that.
#[cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple"))]
pub fn exchange(one: &Path, other: &Path) -> io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    Ok(renameat_with(CWD, one, CWD, other, RenameFlags::EXCHANGE)?)
}

/// Two paths change their places in one step: not on this system.
#[cfg(not(any(target_os = "linux", target_os = "android", target_vendor = "apple")))]
pub fn exchange(_: &Path, _: &Path) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

/// The way of a folder's files to the disk. One call for the whole file system costs a tenth of one a file: the journal
/// is written once.
#[cfg(any(target_os = "linux", target_os = "android"))]
pub struct Settling(File);

#[cfg(any(target_os = "linux", target_os = "android"))]
impl Settling {
    /// Before the first file is written: a fault is told once to each that has the folder open.
    pub fn of(folder: &Path) -> io::Result<Self> {
        Ok(Self(File::open(folder)?))
    }

    /// Has the system begin, so that the wait at the end is shorter.
    pub fn begin(&self, folder: &Path) {
        if let Ok(folder) = File::open(folder) {
            std::thread::spawn(move || rustix::fs::syncfs(folder));
        }
    }

    /// Waits until all below the folder is on the disk.
    pub fn end(&self, _: &Path, _: &[&Path]) -> io::Result<()> {
        Ok(rustix::fs::syncfs(&self.0)?)
    }
}

/// The way of a folder's files to the disk, file by file: this system has no call for more.
#[cfg(not(any(target_os = "linux", target_os = "android")))]
pub struct Settling;

#[cfg(not(any(target_os = "linux", target_os = "android")))]
impl Settling {
    /// Before the first file is written.
    pub fn of(_: &Path) -> io::Result<Self> {
        Ok(Self)
    }

    /// Has the system begin: this one has no call for it.
    pub fn begin(&self, _: &Path) {}

    /// Waits until all below the folder is on the disk.
    pub fn end(&self, folder: &Path, files: &[&Path]) -> io::Result<()> {
        use rayon::prelude::*;
        files.par_iter().try_for_each(|file| settle_one(&folder.join(file)))?;
        settle_folder(folder)
    }
}

#[cfg(all(unix, not(any(target_os = "linux", target_os = "android"))))]
fn settle_one(path: &Path) -> io::Result<()> {
    Ok(rustix::fs::fsync(File::open(path)?)?)
}

#[cfg(not(unix))]
fn settle_one(path: &Path) -> io::Result<()> {
    std::fs::OpenOptions::new().write(true).open(path)?.sync_all()
}

/// Waits until the names in a folder are on the disk.
#[cfg(unix)]
pub fn settle_folder(folder: &Path) -> io::Result<()> {
    Ok(rustix::fs::fsync(File::open(folder)?)?)
}

/// Waits until the names in a folder are on the disk: this system opens no folders.
#[cfg(not(unix))]
pub fn settle_folder(_: &Path) -> io::Result<()> {
    Ok(())
}

/// Opens a file to read, but neither through a link nor in wait for the other end of a pipe.
pub fn open(path: &Path) -> io::Result<File> {
    regular(open_by(path, Purpose::Read)?)
}

/// Opens a file to write, which is made if there is none, and never through a link.
pub fn open_or_create(path: &Path) -> io::Result<File> {
    regular(open_by(path, Purpose::Write)?)
}

fn regular(file: File) -> io::Result<File> {
    let is_file = file.metadata()?.is_file();
    if is_file { Ok(file) } else { Err(io::Error::other("this is no file")) }
}

enum Purpose {
    Read,
    Write,
}

#[cfg(unix)]
fn open_by(path: &Path, purpose: Purpose) -> io::Result<File> {
    use rustix::fs::{Mode, OFlags};
    let how = match purpose {
        Purpose::Read => OFlags::RDONLY,
        Purpose::Write => OFlags::RDWR | OFlags::CREATE,
    };
    let never = OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
    Ok(File::from(rustix::fs::open(path, how | never, Mode::from_raw_mode(0o666))?))
}

#[cfg(not(unix))]
fn open_by(path: &Path, purpose: Purpose) -> io::Result<File> {
    if std::fs::symlink_metadata(path).is_ok_and(|found| found.is_symlink()) {
        return Err(io::Error::other("this is a symbolic link"));
    }
    match purpose {
        Purpose::Read => File::open(path),
        Purpose::Write => File::options().read(true).write(true).create(true).truncate(false).open(path),
    }
}

/// Whether a file that was opened is still the one that its path names.
#[cfg(unix)]
pub fn is_still_at(file: &File, path: &Path) -> io::Result<bool> {
    use std::os::unix::fs::MetadataExt;
    let opened = file.metadata()?;
    let named = std::fs::symlink_metadata(path);
    Ok(named.is_ok_and(|named| (named.dev(), named.ino()) == (opened.dev(), opened.ino())))
}

/// Whether a file that was opened is still the one that its path names: here an open file keeps its name.
#[cfg(not(unix))]
pub fn is_still_at(_: &File, _: &Path) -> io::Result<bool> {
    Ok(true)
}

/// What tells a folder from every other, by whatever path it is reached.
#[cfg(unix)]
pub fn identity(path: &Path) -> Option<(u64, u64)> {
    use std::os::unix::fs::MetadataExt;
    std::fs::metadata(path).ok().map(|found| (found.dev(), found.ino()))
}

/// What tells a folder from every other: on this system its path has to do.
#[cfg(not(unix))]
pub fn identity(_: &Path) -> Option<(u64, u64)> {
    None
}

/// Whether a signal is ignored by the will of who has started the program, as `nohup` does: that is not to be undone.
#[cfg(unix)]
pub fn is_ignored(signal: i32) -> bool {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let ignored = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    ignored.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok()).is_some_and(|mask| mask >> (signal - 1) & 1 == 1)
}
