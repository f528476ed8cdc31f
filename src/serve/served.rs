//! What is served: the last good page of each address, in memory, and what the open pages are told.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use super::bell::Bell;
use super::overlay::{Problem, message};
use crate::cards::Deck;
use crate::pipeline::{Delta, Later, Outputs, State};
use crate::render::assets::hash;
use crate::source::{OutPath, PRINT};

/// What is served, shared by the loop and the server.
#[derive(Default)]
pub struct Served {
    files: RwLock<Files>,
    /// Rings when something has changed.
    pub bell: Bell,
    /// Readers that wait for what is drawn later.
    awaited: AtomicUsize,
}

/// The files as readers get them.
#[derive(Default)]
pub struct Files {
    /// `/docs/`
    pub base_path: String,
    outputs: Outputs,
    /// What is not shown because its page has an error; none for a file that would be gone.
    held: BTreeMap<OutPath, Option<Arc<[u8]>>>,
    later: BTreeSet<OutPath>,
    deck: Arc<Deck>,
    /// Of the last changes, and of the last that all that is drawn later shows.
    versions: (u64, u64),
    /// Stands for the scripts of the theme.
    scripts: String,
    /// When files that keep their names have changed.
    changed: BTreeMap<String, u64>,
    problems: Vec<Problem>,
    message: Arc<str>,
}

impl Files {
    /// The bytes of a file.
    pub fn get(&self, out: &str) -> Option<&Arc<[u8]>> {
        self.outputs.get(&OutPath(out.to_string()))
    }

    /// Whether a file shows all that has been saved.
    pub fn is_current(&self, out: &str) -> bool {
        let (now, later) = self.versions;
        later >= now || !self.is_drawn_later(&OutPath(out.to_string()))
    }

    /// A file that is not there may be one that is not drawn yet, unless it is a page.
    fn is_drawn_later(&self, out: &OutPath) -> bool {
        let name = out.0.rsplit('/').next().unwrap_or("");
        let is_file = name.contains('.') && !name.ends_with(".html") || name == PRINT;
        out.0.starts_with("search/") || self.later.contains(out) || is_file && !self.outputs.contains_key(out)
    }

    /// What the open pages are told.
    pub fn message(&self) -> Arc<str> {
        self.message.clone()
    }

    fn put(&mut self, out: OutPath, bytes: Option<Arc<[u8]>>) {
        let is_first = self.versions.0 <= 1;
        if !is_first && !out.0.ends_with(".html") && !out.0.starts_with("assets/theme.") {
            self.changed.insert(format!("{}{out}", self.base_path), self.versions.0);
        }
        match bytes {
            Some(bytes) => drop(self.outputs.insert(out, bytes)),
            None => drop(self.outputs.remove(&out)),
        }
    }

    /// Shows a change, or keeps the last good page if that has an error.
    fn take(&mut self, out: OutPath, bytes: Option<Arc<[u8]>>, faulty: &Faulty) {
        if faulty.holds(&out) && self.outputs.contains_key(&out) {
            self.held.insert(out, bytes);
        } else {
            self.held.remove(&out);
            self.put(out, bytes);
        }
    }

    fn retell(&mut self) {
        let (now, later) = self.versions;
        self.message = message(now + later, &self.scripts, &self.changed, &self.problems).into();
    }
}

/// What must not take the place of a good page.
enum Faulty {
    Everything,
    Pages(BTreeSet<OutPath>),
}

impl Faulty {
    fn holds(&self, out: &OutPath) -> bool {
        match self {
            Self::Everything => true,
            Self::Pages(pages) => pages.contains(out),
        }
    }
}

impl Served {
    /// The files as they are.
    pub fn files(&self) -> RwLockReadGuard<'_, Files> {
        self.files.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn change(&self) -> RwLockWriteGuard<'_, Files> {
        self.files.write().unwrap_or_else(PoisonError::into_inner)
    }

    /// The card of a page, which is drawn for whoever asks.
    pub fn card(&self, out: &str) -> Option<Arc<[u8]>> {
        let deck = self.files().deck.clone();
        Some(deck.draw(&OutPath(out.to_string()))?.into())
    }

    /// Sets the path below which the site lies.
    pub fn set_base_path(&self, base_path: &str) {
        let mut files = self.change();
        if files.base_path != base_path {
            files.base_path = base_path.to_string();
        }
    }

    /// Puts what a build has changed in place, where its page has no error.
    pub fn swap(&self, state: &State, delta: Delta, version: u64) {
        let faulty = if state.has_failed() { Faulty::Everything } else { Faulty::Pages(state.faulty()) };
        let mut files = self.change();
        files.versions.0 = version;
        let is_theme = |out: &OutPath| out.0.starts_with("assets/theme.");
        let has_theme = delta.written.keys().any(is_theme);
        let removed = delta.removed.into_iter().map(|out| (out, None));
        let written = delta.written.into_iter().map(|(out, bytes)| (out, Some(bytes)));
        for (out, bytes) in written.chain(removed) {
            files.take(out, bytes, &faulty);
        }
        let released: Vec<OutPath> = files.held.keys().filter(|out| !faulty.holds(out)).cloned().collect();
        for out in released {
            if let Some(bytes) = files.held.remove(&out) {
                files.put(out, bytes);
            }
        }
        if has_theme {
            files.scripts = scripts(&files.outputs);
        }
    }

    /// Puts what is drawn after the pages in place.
    pub fn swap_later(&self, Later { outputs, deck, .. }: Later, version: u64) {
        let mut files = self.change();
        files.deck = deck;
        let gone: Vec<OutPath> = files.later.iter().filter(|out| !outputs.contains_key(*out)).cloned().collect();
        gone.into_iter().for_each(|out| drop(files.outputs.remove(&out)));
        files.later = outputs.keys().cloned().collect();
        files.outputs.extend(outputs);
        files.versions.1 = version;
        files.retell();
        drop(files);
        self.bell.ring();
    }

    /// Tells the open pages of all that has changed, and of the errors there are.
    pub fn announce(&self, problems: Vec<Problem>) {
        let mut files = self.change();
        files.problems = problems;
        files.retell();
        drop(files);
        self.bell.ring();
    }

    /// A reader begins or ends to wait.
    pub fn wait(&self) -> Waiting<'_> {
        self.awaited.fetch_add(1, Ordering::SeqCst);
        Waiting(self)
    }

    /// Whether a reader waits.
    pub fn is_awaited(&self) -> bool {
        self.awaited.load(Ordering::SeqCst) > 0
    }
}

/// A reader that waits until this is dropped.
pub struct Waiting<'s>(&'s Served);

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.awaited.fetch_sub(1, Ordering::SeqCst);
    }
}

fn scripts(outputs: &Outputs) -> String {
    let themes = outputs.iter().filter(|(out, _)| out.0.starts_with("assets/theme.") && out.0.contains("/js/"));
    let parts: Vec<&[u8]> = themes
        .flat_map(|(out, bytes)| [out.0.split_once("/js/").map_or(&[][..], |(_, name)| name.as_bytes()), bytes])
        .collect();
    hash(&parts)
}
