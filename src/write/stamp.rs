//! What the system knows of the files in a folder: whoever touches one changes it.
#![allow(clippy::disallowed_methods)]

use std::ffi::OsString;
use std::fs::{self, DirEntry, Metadata};
use std::io;
use std::path::{Path, PathBuf};

use rayon::prelude::*;

/// Length, mode, number, and the times of the last change of text and of anything, in seconds and nanoseconds; what a
/// system does not know is zero.
pub type Stamp = (u64, u32, u64, [i64; 4]);

/// What a folder holds, sorted by name; folders in it have no stamp.
pub type Stamps = Vec<(OsString, Option<Stamp>)>;

/// A folder and all in it, by their paths in it, each behind the one that holds it.
pub fn stamps(folder: &Path) -> io::Result<Vec<(PathBuf, Stamps)>> {
    let mut found = Vec::new();
    let mut open = vec![PathBuf::new()];
    while !open.is_empty() {
        let read = |below: PathBuf| stamps_in(&folder.join(&below)).map(|stamps| (below, stamps));
        let level: Vec<(PathBuf, Stamps)> = open.into_par_iter().map(read).collect::<io::Result<_>>()?;
        let folders = level.iter().flat_map(|(below, stamps)| {
            stamps.iter().filter(|(_, stamp)| stamp.is_none()).map(|(name, _)| below.join(name))
        });
        open = folders.collect();
        found.extend(level);
    }
    Ok(found)
}

fn stamps_in(folder: &Path) -> io::Result<Stamps> {
    let entries: Vec<DirEntry> = fs::read_dir(folder)?.collect::<io::Result<_>>()?;
    let look = |entry: DirEntry| {
        let metadata = entry.metadata()?;
        Ok((entry.file_name(), (!metadata.is_dir()).then(|| stamp(&metadata))))
    };
    let mut stamps: Stamps = entries.into_par_iter().map(look).collect::<io::Result<_>>()?;
    stamps.par_sort_unstable();
    Ok(stamps)
}

#[cfg(unix)]
fn stamp(metadata: &Metadata) -> Stamp {
    use std::os::unix::fs::MetadataExt;
    let times = [metadata.mtime(), metadata.mtime_nsec(), metadata.ctime(), metadata.ctime_nsec()];
    (metadata.len(), metadata.mode(), metadata.ino(), times)
}

#[cfg(not(unix))]
fn stamp(metadata: &Metadata) -> Stamp {
    let modified = metadata.modified().ok().and_then(|time| time.duration_since(std::time::UNIX_EPOCH).ok());
    let seconds = |time: std::time::Duration| i64::try_from(time.as_secs()).unwrap_or_default();
    let times = modified.map_or([0; 4], |time| [seconds(time), i64::from(time.subsec_nanos()), 0, 0]);
    (metadata.len(), 0, 0, times)
}
