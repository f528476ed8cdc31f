//! What nobody needs any more is deleted from the cache.
#![allow(clippy::disallowed_methods)]

use std::fs;
use std::io::Read;
use std::path::Path;
use std::time::{Duration, SystemTime};

use super::{ANY_TAG, DAY, is_folder};
use crate::write::open_plain;

/// An entry that no build has used for so long goes.
const UNUSED: Duration = Duration::from_secs(30 * 24 * 60 * 60);
/// The file whose time is that of the last sweep.
const STAMP: &str = ".swept";
/// How many letters the name of an entry has.
const NAME_BYTES: usize = 64;

/// Sweeps a cache, unless that was done a day ago or less. Best effort: the next sweep finds what this one has not.
pub fn sweep(folder: &Path, now: SystemTime) {
    let stamp = folder.join(STAMP);
    let is_due = age(&stamp, now).is_none_or(|age| age >= DAY);
    if !is_due || !folder.is_dir() || stamped(&stamp).is_err() {
        return;
    }
    for shard in folders(folder).iter().flat_map(|kind| folders(kind)) {
        for entry in fs::read_dir(shard).into_iter().flatten().flatten() {
            let path = entry.path();
            if age(&path, now).is_some_and(|age| is_over(&path, age)) {
                let _ = fs::remove_file(&path);
            }
        }
    }
}

fn stamped(stamp: &Path) -> std::io::Result<()> {
    let _ = fs::remove_file(stamp);
    fs::File::create_new(stamp).map(drop)
}

/// Since when a file is as it is; none for what is no file, and for one from the future.
fn age(path: &Path, now: SystemTime) -> Option<Duration> {
    let found = fs::symlink_metadata(path).ok().filter(fs::Metadata::is_file)?;
    now.duration_since(found.modified().ok()?).ok()
}

fn folders(folder: &Path) -> Vec<std::path::PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries.map(|entry| entry.path()).filter(|path| is_folder(path)).collect()
}

/// A folder that was named as a cache may hold files of others.
fn is_over(path: &Path, age: Duration) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let is_entry = |name: &str| name.len() == NAME_BYTES && name.bytes().all(|byte| byte.is_ascii_hexdigit());
    match name.strip_prefix('.').and_then(|name| name.split_once('.')) {
        Some((entry, _)) => is_entry(entry) && age >= DAY,
        None => is_entry(&name) && age >= UNUSED && is_ours(path),
    }
}

fn is_ours(path: &Path) -> bool {
    let mut start = Vec::new();
    let read = open_plain(path).and_then(|file| file.take(ANY_TAG.len() as u64).read_to_end(&mut start));
    read.is_ok() && start == ANY_TAG
}
