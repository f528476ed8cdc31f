//! Outputs to disk: the output folder is replaced as a whole or not at all.
#![allow(clippy::disallowed_methods)]

mod files;
mod lock;
mod moving;
mod ours;
mod place;
mod signals;
mod stamp;
mod swap;
mod system;

use std::collections::BTreeSet;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use crate::diagnostics::{self, Diagnostic};
use crate::pipeline::Outputs;
use crate::source::OutPath;
use crate::timings::{self, Count};
use lock::Lock;

pub use files::{lay_down, replace_file};
pub use moving::relocate;
pub use ours::MANIFEST;
pub use place::Place;
pub use stamp::stamps;
pub use system::open as open_plain;

/// The list in its last form, before it takes the place of the one that was kept while the output was written.
const SORTED: &str = ".floom-docs.new";

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

/// A new output in the making, beside the old one. Dropped before it is published, it is taken back.
pub struct Draft<'p> {
    place: &'p Place,
    foreign: Foreign,
    fresh: PathBuf,
    files: BTreeSet<OutPath>,
    bytes: u64,
    list: fs::File,
    settling: system::Settling,
    _lock: Option<Lock>,
}

impl<'p> Draft<'p> {
    /// Begins a new output. `say` is told of a wait for another build, with the number of its process.
    pub fn begin(place: &'p Place, foreign: Foreign, say: &dyn Fn(Option<u32>)) -> Result<Self, Diagnostic> {
        signals::watch();
        let parent = place.parent();
        fs::create_dir_all(parent).map_err(|error| diagnostics::not_written(&place.shown, &error))?;
        let lock = lock(place, say)?;
        foreign_files(place, foreign)?;
        let fresh = beside(&place.real, "new");
        make(&fresh, place)?;
        let settling = system::Settling::of(&fresh);
        let listed = settling.and_then(|settling| Ok((settling, fs::File::create_new(fresh.join(MANIFEST))?)));
        let (settling, list) = listed.map_err(|error| {
            take_back(&fresh);
            diagnostics::not_written(&format!("{}/{MANIFEST}", place.shown), &error)
        })?;
        let mut draft = Self { place, foreign, fresh, files: BTreeSet::new(), bytes: 0, list, settling, _lock: lock };
        draft.add_to_list([SORTED].into_iter())?;
        Ok(draft)
    }

    /// The files that have been written.
    pub fn files(&self) -> &BTreeSet<OutPath> {
        &self.files
    }

    /// Writes files, none of which has been written yet; the list of them first, so that what a kill leaves is known
    /// for ours.
    pub fn write(&mut self, outputs: &Outputs) -> Result<(), Diagnostic> {
        self.add_to_list(outputs.keys().map(|path| path.0.as_str()))?;
        for level in folders(outputs) {
            level.par_iter().try_for_each(|folder| self.make_folder(folder))?;
        }
        let files = outputs.par_iter().filter(|(path, _)| path.0 != MANIFEST);
        files.try_for_each(|(path, bytes)| {
            create(&self.fresh.join(&path.0), bytes).map_err(|error| self.told(&path.0, &error))
        })?;
        self.bytes += outputs.values().map(|bytes| bytes.len() as u64).sum::<u64>();
        timings::count(Count::Written, outputs.len());
        self.files.extend(outputs.keys().cloned());
        Ok(())
    }

    /// Says that no more is written for a while: what is written goes to the disk meanwhile.
    pub fn pause(&self) {
        self.settling.begin(&self.fresh);
    }

    /// Takes the place of the old output when all is on the disk.
    pub fn publish(self) -> Result<Published, Diagnostic> {
        let sorted = self.fresh.join(SORTED);
        create(&sorted, ours::manifest(&self.files).as_bytes())
            .and_then(|()| fs::rename(&sorted, self.fresh.join(MANIFEST)))
            .map_err(|error| self.told(MANIFEST, &error))?;
        self.settle()?;
        // Again, since somebody may have put something there meanwhile.
        let deleted = foreign_files(self.place, self.foreign)?;
        replace(&self.fresh, self.place)?;
        Ok(Published { files: self.files.len(), bytes: self.bytes, deleted })
    }

    fn add_to_list<'a>(&mut self, paths: impl Iterator<Item = &'a str>) -> Result<(), Diagnostic> {
        let lines: String = paths.flat_map(|path| [path, "\n"]).collect();
        self.list.write_all(lines.as_bytes()).map_err(|error| self.told(MANIFEST, &error))
    }

    fn make_folder(&self, folder: &str) -> Result<(), Diagnostic> {
        match fs::create_dir(self.fresh.join(folder)) {
            // An earlier part of the output has it too.
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists && self.holds(folder) => Ok(()),
            made => made.map_err(|error| self.told(folder, &error)),
        }
    }

    /// Whether a file that was written lies below a folder.
    fn holds(&self, folder: &str) -> bool {
        let beginning = format!("{folder}/");
        let first = self.files.range(OutPath(beginning.clone())..).next();
        first.is_some_and(|file| file.0.starts_with(&beginning))
    }

    /// What takes the place of the old output is on the disk before: else a power cut could leave empty files.
    fn settle(&self) -> Result<(), Diagnostic> {
        let files: Vec<&Path> = self.files.iter().map(|path| Path::new(&path.0)).collect();
        let settled = self.settling.end(&self.fresh, &files);
        settled.map_err(|error| diagnostics::not_written(&self.place.shown, &error))
    }

    fn told(&self, path: &str, error: &io::Error) -> Diagnostic {
        diagnostics::not_written(&format!("{}/{path}", self.place.shown), error)
    }
}

impl Drop for Draft<'_> {
    fn drop(&mut self) {
        take_back(&self.fresh);
    }
}

/// Removes a folder that is still to be removed if the program ends now.
fn take_back(fresh: &Path) {
    signals::held(|unfinished| {
        // A folder that could not be made is another's.
        if let Some(at) = unfinished.iter().position(|path| path == fresh) {
            // What cannot be removed now, the next build sweeps.
            let _ = ours::remove(&unfinished.remove(at));
        }
    });
}

/// Whether a folder holds all that a build has written into it, and nothing else.
pub fn is_whole(folder: &Path) -> bool {
    ours::is_whole(folder).unwrap_or(false)
}

/// The files that a build has written into a folder, sorted; none if it has no list of them.
pub fn listed(folder: &Path) -> BTreeSet<String> {
    ours::listed(folder).ok().flatten().unwrap_or_default()
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

/// The folders of all outputs by how deep they lie, each once: what begins alike is sorted together.
fn folders(outputs: &Outputs) -> Vec<Vec<&str>> {
    let mut levels: Vec<Vec<&str>> = Vec::new();
    for path in outputs.keys() {
        for (depth, (end, _)) in path.0.match_indices('/').enumerate() {
            if levels.len() == depth {
                levels.push(Vec::new());
            }
            let folder = &path.0[..end];
            if levels[depth].last() != Some(&folder) {
                levels[depth].push(folder);
            }
        }
    }
    levels
}

/// A file that does not exist yet: what lies there by its name, a link too, is an error.
fn create(path: &Path, bytes: &[u8]) -> io::Result<()> {
    fs::File::create_new(path)?.write_all(bytes)
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
