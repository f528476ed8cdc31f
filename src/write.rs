//! Outputs to disk: the output folder is replaced as a whole or not at all.
#![allow(clippy::disallowed_methods)]

mod files;
mod lock;
mod moving;
mod ours;
mod place;
mod signals;
mod swap;
mod system;

use std::collections::BTreeSet;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use crate::diagnostics::{self, Diagnostic};
use crate::pipeline::Outputs;
use lock::Lock;

pub use files::{lay_down, replace_file};
pub use moving::relocate;
pub use ours::MANIFEST;
pub use place::Place;
pub use system::open as open_plain;

/// What was written, for the terminal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Published {
    /// Files in the output folder.
    pub files: usize,
    /// Their bytes.
    pub bytes: u64,
    /// Files that floom-docs had not made and that are gone, since the author has said so.
    pub deleted: Vec<String>,
}

/// What becomes of files in the output folder that no build has written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Foreign {
    /// Nothing is published while there are any.
    Keep,
    /// They go with the old output.
    Delete,
}

/// Replaces the output folder by the outputs: they are written beside it, and when all is on the disk they take its
/// place. `say` is told of a wait for another build, with the number of its process.
pub fn publish(
    place: &Place,
    outputs: &Outputs,
    foreign: Foreign,
    say: &dyn Fn(Option<u32>),
) -> Result<Published, Diagnostic> {
    signals::watch();
    let parent = place.parent();
    fs::create_dir_all(parent).map_err(|error| diagnostics::not_written(&place.shown, &error))?;
    let _lock = lock(place, say)?;
    foreign_files(place, foreign)?;
    let fresh = beside(&place.real, "new");
    let replaced = make(&fresh, place)
        .and_then(|()| write_all(&fresh, &place.shown, outputs))
        .and_then(|()| settle(&fresh, place, outputs))
        // Again, since somebody may have put something there meanwhile.
        .and_then(|()| foreign_files(place, foreign))
        .and_then(|deleted| replace(&fresh, place).map(|()| deleted));
    signals::held(|unfinished| {
        // A folder that could not be made is another's.
        if let Some(at) = unfinished.iter().position(|path| *path == fresh) {
            // What cannot be removed now, the next build sweeps.
            let _ = ours::remove(&unfinished.remove(at));
        }
    });
    let bytes = outputs.values().map(|bytes| bytes.len() as u64).sum();
    Ok(Published { files: outputs.len(), bytes, deleted: replaced? })
}

/// Puts the old output back if a build was killed while it changed it; for a build that publishes nothing itself.
pub fn heal(place: &Place) {
    if ours::leftovers(&place.real, "old").is_empty() {
        return;
    }
    // Best effort: the build has its own errors to tell.
    let _ = lock(place, &|_| ());
}

/// Takes the lock, puts right what killed builds have left, and sweeps it if nobody else can be at work.
fn lock(place: &Place, say: &dyn Fn(Option<u32>)) -> Result<Option<Lock>, Diagnostic> {
    let name = place.real.file_name().unwrap_or_default().to_string_lossy();
    let path = place.real.with_file_name(format!(".{name}.lock"));
    let lock =
        Lock::wait(path.clone(), say).map_err(|error| diagnostics::not_written(&place.shown_beside(&path), &error))?;
    swap::heal(&place.real).map_err(|error| diagnostics::not_written(&place.shown, &error))?;
    if lock.is_some() {
        ours::sweep(&place.real);
    }
    Ok(lock)
}

/// The files that go though no build has written them; an error if they may not.
fn foreign_files(place: &Place, foreign: Foreign) -> Result<Vec<String>, Diagnostic> {
    let files = ours::foreign(&place.real).map_err(|error| diagnostics::io(&place.shown, "read", &error))?;
    match foreign {
        Foreign::Keep if !files.is_empty() => Err(diagnostics::foreign_out(&place.shown, &files)),
        _ => Ok(files),
    }
}

/// Makes the folder for the new output: whatever bears its name already is not ours, or it would have been swept.
fn make(fresh: &Path, place: &Place) -> Result<(), Diagnostic> {
    let made = signals::held(|unfinished| fs::create_dir(fresh).map(|()| unfinished.push(fresh.to_path_buf())));
    made.map_err(|error| diagnostics::not_written(&place.shown_beside(fresh), &error))
}

/// Writes all outputs, the list of them first, so that what a kill leaves is known for ours.
fn write_all(fresh: &Path, shown: &str, outputs: &Outputs) -> Result<(), Diagnostic> {
    let told = |path: &str, error: io::Error| diagnostics::not_written(&format!("{shown}/{path}"), &error);
    create(&fresh.join(MANIFEST), ours::manifest(outputs).as_bytes()).map_err(|error| told(MANIFEST, error))?;
    for folder in folders(outputs) {
        fs::create_dir(fresh.join(folder)).map_err(|error| told(&folder.to_string_lossy(), error))?;
    }
    outputs
        .par_iter()
        .filter(|(path, _)| path.0 != MANIFEST)
        .try_for_each(|(path, bytes)| create(&fresh.join(&path.0), bytes).map_err(|error| told(&path.0, error)))
}

/// The folders of all outputs, each behind the one that holds it.
fn folders(outputs: &Outputs) -> BTreeSet<&Path> {
    let above = outputs.keys().flat_map(|path| Path::new(&path.0).ancestors().skip(1));
    above.filter(|folder| !folder.as_os_str().is_empty()).collect()
}

/// A file that does not exist yet: what lies there by its name, a link too, is an error.
fn create(path: &Path, bytes: &[u8]) -> io::Result<()> {
    fs::File::create_new(path)?.write_all(bytes)
}

/// What takes the place of the old output is on the disk before: else a power cut could leave empty files.
fn settle(fresh: &Path, place: &Place, outputs: &Outputs) -> Result<(), Diagnostic> {
    let files: Vec<&Path> = outputs.keys().map(|path| Path::new(&path.0)).collect();
    system::settle(fresh, &files).map_err(|error| diagnostics::not_written(&place.shown, &error))
}

/// Swaps, and removes the old output; a signal comes before or after the swap.
fn replace(fresh: &Path, place: &Place) -> Result<(), Diagnostic> {
    let swapped = signals::held(|unfinished| {
        let old = swap::swap(&place.real, fresh)?;
        unfinished.extend(old.clone().filter(|old| old != fresh));
        system::settle_folder(place.parent()).map(|()| old)
    });
    let old = swapped.map_err(|error| diagnostics::not_written(&place.shown, &error))?;
    if let Some(old) = old {
        // What cannot be removed now, the next build sweeps.
        let _ = ours::remove(&old);
    }
    Ok(())
}

/// A sibling on the same file system, so that a rename can take its place at once.
fn beside(out: &Path, what: &str) -> PathBuf {
    let name = out.file_name().unwrap_or_default().to_string_lossy();
    out.with_file_name(format!(".{name}.{what}-{}", std::process::id()))
}
