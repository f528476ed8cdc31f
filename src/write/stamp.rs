//! What the system knows of the files in a folder: whoever touches one changes it.
#![allow(clippy::disallowed_methods)]

use std::fs::{self, Metadata};
use std::io;
use std::path::{Path, PathBuf};

/// Length, mode, number, and the times of the last change of text and of anything, in seconds and nanoseconds; what a
/// system does not know is zero.
pub type Stamp = (u64, u32, u64, [i64; 4]);

/// The files and folders in a folder, by their paths in it.
pub fn stamps(folder: &Path) -> io::Result<Vec<(PathBuf, Option<Stamp>)>> {
    let mut found = Vec::new();
    let mut open = vec![PathBuf::new()];
    while let Some(below) = open.pop() {
        for entry in fs::read_dir(folder.join(&below))? {
            let entry = entry?;
            let path = below.join(entry.file_name());
            let metadata = entry.metadata()?;
            let stamp = (!metadata.is_dir()).then(|| stamp(&metadata));
            if stamp.is_none() {
                open.push(path.clone());
            }
            found.push((path, stamp));
        }
    }
    found.sort();
    Ok(found)
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
