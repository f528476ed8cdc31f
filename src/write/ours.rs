//! What builds of ours have made, by the list that each leaves in its output.
#![allow(clippy::disallowed_methods)]

use std::collections::BTreeSet;
use std::fs;
use std::io::{self, Read};
use std::path::{Component, Path, PathBuf};

use super::system;
use crate::source::OutPath;

/// The file that says that a folder is ours to replace: one path a line, of all that was published.
pub const MANIFEST: &str = ".floom-docs";
/// A list of more is nothing that a build has written.
const MAX_MANIFEST_BYTES: u64 = 64 * 1024 * 1024;

/// The list of all that is published.
pub fn manifest(files: &BTreeSet<OutPath>) -> String {
    files.iter().map(|path| format!("{path}\n")).collect()
}

/// Whether a path stays below the folder that it is joined to.
pub fn is_below(path: &str) -> bool {
    !path.is_empty() && Path::new(path).components().all(|component| matches!(component, Component::Normal(_)))
}

/// The paths in a folder's list; none if it has no list, or one that no build has written.
pub fn listed(folder: &Path) -> io::Result<Option<BTreeSet<String>>> {
    let file = match system::open(&folder.join(MANIFEST)) {
        Ok(file) if file.metadata()?.len() <= MAX_MANIFEST_BYTES => file,
        _ => return Ok(None),
    };
    let mut bytes = Vec::new();
    file.take(MAX_MANIFEST_BYTES).read_to_end(&mut bytes)?;
    let paths = String::from_utf8(bytes).ok().map(|text| text.lines().map(str::to_string).collect::<BTreeSet<_>>());
    Ok(paths.filter(|paths| paths.iter().all(|path| is_below(path))))
}

/// The files in a folder that no build of ours has written, sorted; its folders, if there are no files and no list.
pub fn foreign(folder: &Path) -> io::Result<Vec<String>> {
    let Found { files, folders } = match found_below(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        found => found?,
    };
    match listed(folder)? {
        Some(ours) => Ok(files.into_iter().filter(|path| path != MANIFEST && !ours.contains(path)).collect()),
        None if files.is_empty() => Ok(folders.into_iter().map(|path| path + "/").collect()),
        None => Ok(files.into_iter().collect()),
    }
}

/// Whether a folder holds all that a build of ours has published, and nothing else.
pub fn is_whole(folder: &Path) -> io::Result<bool> {
    let (Some(mut ours), Found { files, .. }) = (listed(folder)?, found_below(folder)?) else { return Ok(false) };
    ours.insert(MANIFEST.to_string());
    Ok(ours == files)
}

struct Found {
    files: BTreeSet<String>,
    folders: BTreeSet<String>,
}

/// What lies below a folder, by `/`-separated paths. A link is a file.
fn found_below(folder: &Path) -> io::Result<Found> {
    let mut found = Found { files: BTreeSet::new(), folders: BTreeSet::new() };
    let mut open = vec![folder.to_path_buf()];
    while let Some(next) = open.pop() {
        for entry in fs::read_dir(&next)? {
            let entry = entry?;
            let path = entry.path();
            let below = path.strip_prefix(folder).unwrap_or(&path).to_string_lossy();
            let below = below.replace(std::path::MAIN_SEPARATOR, "/");
            if entry.file_type()?.is_dir() {
                open.push(path);
                found.folders.insert(below);
            } else {
                found.files.insert(below);
            }
        }
    }
    Ok(found)
}

/// Removes a folder and its list last, so that what a kill leaves is still known for ours.
pub fn remove(folder: &Path) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        match entry.file_type()?.is_dir() {
            true => fs::remove_dir_all(entry.path())?,
            false if entry.file_name() == MANIFEST => {}
            false => fs::remove_file(entry.path())?,
        }
    }
    match fs::remove_file(folder.join(MANIFEST)) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => fs::remove_dir(folder),
    }
}

/// Removes a file or folder that was begun. Threads may still be writing into it: they stop where a folder is gone.
#[cfg(unix)]
pub fn take_back(path: &Path) {
    for _ in 0..1_000 {
        let _ = match fs::symlink_metadata(path) {
            Ok(found) if found.is_dir() => remove(path),
            Ok(_) => fs::remove_file(path),
            Err(_) => return,
        };
    }
}

/// Removes what killed builds have left beside an output folder: folders of ours, and links by the names of such.
///
/// What cannot be removed stands in nobody's way.
pub fn sweep(out: &Path) {
    for leftover in leftovers(out, "new").into_iter().chain(leftovers(out, "old")) {
        let _ = match fs::symlink_metadata(&leftover) {
            Ok(found) if found.is_symlink() => fs::remove_file(&leftover),
            Ok(found) if found.is_dir() && foreign(&leftover).is_ok_and(|files| files.is_empty()) => remove(&leftover),
            _ => Ok(()),
        };
    }
}

/// The siblings of an output folder that have the name of one in the making or of one that was replaced.
pub fn leftovers(out: &Path, what: &str) -> Vec<PathBuf> {
    let beginning = format!(".{}.{what}-", out.file_name().unwrap_or_default().to_string_lossy());
    let is_one = |name: &str| {
        name.strip_prefix(&beginning)
            .is_some_and(|number| !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()))
    };
    let entries = out.parent().and_then(|parent| fs::read_dir(parent).ok());
    let mut found: Vec<PathBuf> = entries
        .into_iter()
        .flatten()
        .flatten()
        .filter(|entry| entry.file_name().to_str().is_some_and(is_one))
        .map(|entry| entry.path())
        .collect();
    found.sort();
    found
}
