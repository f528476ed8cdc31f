//! The one way by which a file of the site is read: behind no link, of a bounded size, and as it stood at one moment.
#![allow(clippy::disallowed_methods)]

use std::fs::{self, File, Metadata, OpenOptions};
use std::io::{self, Read};
use std::path::Path;

use crate::diagnostics::{self, Diagnostic};

/// A file that is written while it is read is read so often.
const TRIES: usize = 3;

/// Why a file is not read.
#[derive(Debug)]
pub enum Refusal {
    /// There is none.
    Absent,
    /// It is, or lies behind, a symbolic link: that of this path.
    Link(String),
    /// It is a folder.
    Folder,
    /// It is a pipe, a socket or a device.
    Special,
    /// It has this many bytes.
    TooLong(u64),
    /// It is written all the while.
    Changing,
    /// The system refuses it.
    System(io::Error),
}

impl Refusal {
    /// What is told of it; `shown` is the file, and `limit` how long it may be.
    pub fn told(&self, shown: &str, limit: usize) -> Diagnostic {
        match self {
            Self::Absent => diagnostics::io(shown, "read", &io::Error::from(io::ErrorKind::NotFound)),
            Self::Folder => diagnostics::io(shown, "read", &io::Error::from(io::ErrorKind::IsADirectory)),
            Self::Link(path) => diagnostics::symlink().in_file(path),
            Self::Special => diagnostics::special_file().in_file(shown),
            Self::TooLong(bytes) => diagnostics::file_too_long(*bytes, limit).in_file(shown),
            Self::Changing => diagnostics::file_changing().in_file(shown),
            Self::System(error) => diagnostics::io(shown, "read", error),
        }
    }
}

impl From<io::Error> for Refusal {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => Self::Absent,
            _ => Self::System(error),
        }
    }
}

/// Reads a file by its path below the site's root.
pub fn read(root: &Path, path: &str, limit: usize) -> Result<Vec<u8>, Refusal> {
    for _ in 0..TRIES {
        if let Some(bytes) = attempt(root, path, limit)? {
            return Ok(bytes);
        }
    }
    Err(Refusal::Changing)
}

/// The first part of a path below the root that is a symbolic link.
pub fn link_in(root: &Path, path: &str) -> Option<String> {
    let ends = path.match_indices('/').map(|(at, _)| at).chain([path.len()]);
    let is_link =
        |part: &&str| !part.is_empty() && fs::symlink_metadata(root.join(part)).is_ok_and(|data| data.is_symlink());
    ends.map(|end| &path[..end]).find(is_link).map(str::to_string)
}

/// None if the file was written meanwhile.
fn attempt(root: &Path, path: &str, limit: usize) -> Result<Option<Vec<u8>>, Refusal> {
    let at = root.join(path);
    let named = fs::symlink_metadata(&at)?;
    check_kind(&named, path)?;
    let mut file = open(&at)?;
    let before = file.metadata()?;
    // That the file itself is none is seen already.
    if let Some(link) = path.rsplit_once('/').and_then(|(folder, _)| link_in(root, folder)) {
        return Err(Refusal::Link(link));
    }
    if place(&before) != place(&named) {
        return Ok(None);
    }
    if before.len() > limit as u64 {
        return Err(Refusal::TooLong(before.len()));
    }
    let mut bytes = Vec::with_capacity(usize::try_from(before.len()).unwrap_or_default());
    (&mut file).take(limit as u64 + 1).read_to_end(&mut bytes)?;
    let is_whole = state(&file.metadata()?) == state(&before) && bytes.len() as u64 == before.len();
    Ok(is_whole.then_some(bytes))
}

fn check_kind(named: &Metadata, path: &str) -> Result<(), Refusal> {
    match named.file_type() {
        kind if kind.is_symlink() => Err(Refusal::Link(path.to_string())),
        kind if kind.is_dir() => Err(Refusal::Folder),
        kind if kind.is_file() => Ok(()),
        _ => Err(Refusal::Special),
    }
}

/// A pipe may have taken the place of the file that was looked at: it must not be waited for.
fn open(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::custom_flags(&mut options, NONBLOCK);
    options.open(path)
}

/// `O_NONBLOCK`; where its number is not known here, nothing.
#[cfg(unix)]
const NONBLOCK: i32 = match () {
    () if cfg!(any(target_arch = "mips", target_arch = "mips64", target_arch = "sparc", target_arch = "sparc64")) => 0,
    () if cfg!(any(target_os = "linux", target_os = "android")) => 0o4000,
    () if cfg!(any(target_vendor = "apple", target_os = "freebsd", target_os = "netbsd", target_os = "openbsd")) => 4,
    () => 0,
};

/// What is other when another file stands there.
#[cfg(unix)]
fn place(file: &Metadata) -> impl PartialEq + use<> {
    use std::os::unix::fs::MetadataExt;
    (file.dev(), file.ino())
}

#[cfg(not(unix))]
fn place(_: &Metadata) -> impl PartialEq + use<> {}

/// What is other when a file has been written.
fn state(file: &Metadata) -> impl PartialEq + use<> {
    (file.len(), file.modified().ok())
}
