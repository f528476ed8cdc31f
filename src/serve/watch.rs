//! The watcher: which folders are watched, and what its events say.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::mpsc::Sender;
use std::time::Duration;

use notify_debouncer_full::notify::event::{AccessKind, AccessMode, EventKind};
use notify_debouncer_full::notify::{RecommendedWatcher, RecursiveMode};
use notify_debouncer_full::{DebounceEventResult, DebouncedEvent, Debouncer, RecommendedCache, new_debouncer};

use super::Event;
use crate::diagnostics::{self, Diagnostic};
use crate::git_dates;
use crate::read::Inputs;

/// An editor writes a file in several steps: so long nothing more is to come.
const DEBOUNCE: Duration = Duration::from_millis(20);
const TICK: Duration = Duration::from_millis(5);

/// The folders that are watched.
pub struct Watched {
    watcher: Debouncer<RecommendedWatcher, RecommendedCache>,
    whole: BTreeSet<PathBuf>,
    flat: BTreeSet<PathBuf>,
}

impl Watched {
    /// Watches the folder of a site, as far as it is known before the config is read, and git's.
    pub fn new(root: &Path, sender: Sender<Event>) -> Result<Self, Diagnostic> {
        let failed = |error: notify_debouncer_full::notify::Error| {
            diagnostics::io(&root.display().to_string(), "watch", &std::io::Error::other(error))
        };
        let git = git_dates::folders(root);
        let (root_of_events, git_of_events) = (root.to_path_buf(), git.clone());
        let tell = move |result: DebounceEventResult| {
            for event in events(&root_of_events, &git_of_events, result) {
                // The loop ends with the process.
                let _ = sender.send(event);
            }
        };
        let watcher = new_debouncer(DEBOUNCE, Some(TICK), tell).map_err(failed)?;
        let mut watched = Self { watcher, whole: BTreeSet::new(), flat: BTreeSet::new() };
        watched.watch_flat(root).map_err(failed)?;
        for folder in git {
            // Without git the site is served all the same.
            let _ = watched.watch_flat(&folder);
        }
        Ok(watched)
    }

    /// Watches what the inputs were read from.
    pub fn follow(&mut self, root: &Path, inputs: &Inputs, changed: &BTreeSet<String>) {
        let content = &inputs.config.content.value;
        for above in Path::new(content).ancestors().skip(1).map(|above| root.join(above)) {
            if above.is_dir() && !self.flat.contains(&above) {
                let _ = self.watch_flat(&above);
            }
        }
        // What was taken away and put there again is another folder, which no watch is on.
        for folder in changed.iter().map(|path| root.join(path)) {
            if self.whole.remove(&folder) || self.flat.remove(&folder) {
                let _ = self.watcher.unwatch(&folder);
            }
        }
        for folder in [content.as_str(), "templates", "theme"] {
            let folder = root.join(folder);
            let is_there = folder.is_dir();
            if is_there && folder != root && !self.whole.contains(&folder) {
                if self.watcher.watch(&folder, RecursiveMode::Recursive).is_ok() {
                    self.whole.insert(folder);
                }
            } else if !is_there && self.whole.remove(&folder) {
                // Its watch has gone with it.
                let _ = self.watcher.unwatch(&folder);
            }
        }
        let looked_for: BTreeSet<PathBuf> =
            inputs.looked_for().filter_map(|path| nearest_folder(root, &path)).collect();
        for folder in looked_for {
            let is_below = self.whole.iter().any(|whole| folder.starts_with(whole));
            if !is_below && !self.flat.contains(&folder) {
                let _ = self.watch_flat(&folder);
            }
        }
    }

    fn watch_flat(&mut self, folder: &Path) -> Result<(), notify_debouncer_full::notify::Error> {
        self.watcher.watch(folder, RecursiveMode::NonRecursive)?;
        self.flat.insert(folder.to_path_buf());
        Ok(())
    }
}

/// The folder of a file, or the nearest above it that is there.
fn nearest_folder(root: &Path, path: &str) -> Option<PathBuf> {
    let mut folder = root.join(path);
    while folder.pop() && folder.starts_with(root) {
        if folder.is_dir() {
            return Some(folder);
        }
    }
    None
}

fn events(root: &Path, git: &[PathBuf], result: DebounceEventResult) -> Vec<Event> {
    let Ok(found) = result else { return vec![Event::Changed(BTreeSet::from([String::new()]))] };
    let mut changed = BTreeSet::new();
    let mut is_git = false;
    for event in found.iter().filter(|event| is_change(event)) {
        if event.need_rescan() {
            changed.insert(String::new());
        }
        for path in &event.paths {
            if git.iter().any(|folder| path.starts_with(folder)) {
                is_git = true;
            } else if let Ok(below) = path.strip_prefix(root) {
                let below = below.to_string_lossy().replace(std::path::MAIN_SEPARATOR, "/");
                // The root itself is only touched: what has changed in it is told by its own name.
                changed.extend(Some(below).filter(|below| !below.is_empty()));
            }
        }
    }
    let git = is_git.then_some(Event::Git);
    (!changed.is_empty()).then_some(Event::Changed(changed)).into_iter().chain(git).collect()
}

/// That a file was read, as we do ourselves, is no change.
fn is_change(event: &DebouncedEvent) -> bool {
    !matches!(event.kind, EventKind::Access(kind) if kind != AccessKind::Close(AccessMode::Write))
}

#[cfg(test)]
mod tests {
    use notify_debouncer_full::notify::event::{CreateKind, Flag};
    use notify_debouncer_full::notify::{Error, Event as Noticed};

    use super::*;

    fn paths(result: DebounceEventResult) -> Vec<BTreeSet<String>> {
        let told = events(Path::new("/site"), &[PathBuf::from("/site/.git")], result);
        told.into_iter().map(|event| if let Event::Changed(paths) = event { paths } else { BTreeSet::new() }).collect()
    }

    fn debounced(event: Noticed) -> DebouncedEvent {
        DebouncedEvent::new(event, std::time::Instant::now())
    }

    #[test]
    fn what_the_watcher_has_lost_leads_to_a_look_at_everything() {
        let everything = vec![BTreeSet::from([String::new()])];
        assert_eq!(paths(Ok(vec![debounced(Noticed::new(EventKind::Other).set_flag(Flag::Rescan))])), everything);
        assert_eq!(paths(Err(vec![Error::generic("queue overflow")])), everything);
    }

    #[test]
    fn a_change_is_told_by_its_path_and_what_git_does_by_itself() {
        let created = |path: &str| debounced(Noticed::new(EventKind::Create(CreateKind::File)).add_path(path.into()));
        let read = debounced(Noticed::new(EventKind::Access(AccessKind::Read)).add_path("/site/content/b.md".into()));
        assert_eq!(
            paths(Ok(vec![created("/site/content/a.md"), read])),
            [BTreeSet::from(["content/a.md".to_string()])]
        );
        assert_eq!(paths(Ok(vec![created("/site/.git/HEAD")])), [BTreeSet::new()]);
        assert_eq!(paths(Ok(vec![created("/site")])), Vec::<BTreeSet<String>>::new());
    }
}
