//! The files of a folder of the site: which are looked at, and what is wrong with those that are not.

use std::collections::BTreeMap;
use std::io;
use std::path::Path;

use walkdir::{DirEntry, WalkDir};

use super::whole;
use crate::diagnostics::{self, Diagnostic};
use crate::moves::names::Kind;
use crate::resolve::links::PUBLIC;
use crate::source::join;
use crate::source::names::{self, Flaw};

/// A folder of the site.
pub struct Folder<'a> {
    /// Its path below the site's root.
    pub path: &'a str,
    /// Whether a path in it is looked at.
    pub is_wanted: &'a dyn Fn(&str) -> bool,
    /// What is wrong with a path in it that would be published.
    pub flaw: &'a dyn Fn(&str, Kind) -> Option<Flaw>,
}

/// The files of a folder at or below a path in it, by their `/`-separated paths from the folder, sorted. Symbolic links
/// are not followed, since they might lead out of the site.
pub fn files(root: &Path, folder: &Folder, below: &str, problems: &mut BTreeMap<String, Diagnostic>) -> Vec<String> {
    if let Some(link) = whole::link_in(root, &join(folder.path, below).0) {
        problems.insert(link.clone(), diagnostics::symlink().in_file(&link));
        return Vec::new();
    }
    let base = root.join(folder.path);
    let start = if below.is_empty() { base.clone() } else { base.join(below) };
    let mut found = Vec::new();
    let mut walk = WalkDir::new(start).follow_links(false).follow_root_links(false).sort_by_file_name().into_iter();
    while let Some(entry) = walk.next() {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => {
                problems.extend(unreadable(root, folder, error));
                continue;
            }
        };
        let below_base = entry.path().strip_prefix(&base).unwrap_or(entry.path());
        let path = below_base.to_string_lossy().replace(std::path::MAIN_SEPARATOR, "/");
        match look(folder, &entry, &path) {
            Seen::Open => continue,
            Seen::File => found.push(path),
            Seen::Other => {}
            Seen::Wrong(problem) => drop(problems.insert(join(folder.path, &path).0, problem)),
        }
        if entry.file_type().is_dir() {
            walk.skip_current_dir();
        }
    }
    found
}

/// What is to be done with what a folder holds.
enum Seen {
    /// Looked into.
    Open,
    /// Read.
    File,
    /// Passed over.
    Other,
    /// Passed over, and told.
    Wrong(Diagnostic),
}

fn look(folder: &Folder, entry: &DirEntry, path: &str) -> Seen {
    let kind = entry.file_type();
    let shown = || join(folder.path, path).0;
    let is_wanted = entry.depth() == 0 || (folder.is_wanted)(path);
    if !is_wanted || (is_scratch(path) && !kind.is_dir()) {
        return Seen::Other;
    }
    if kind.is_symlink() {
        return Seen::Wrong(diagnostics::symlink().in_file(&shown()));
    }
    let flaw = match entry.file_name().to_str() {
        None => Some(Flaw::NotText),
        Some(_) => (folder.flaw)(path, if kind.is_dir() { Kind::Folder } else { Kind::File }),
    };
    match flaw {
        Some(flaw) => Seen::Wrong(diagnostics::bad_name(path, &flaw).in_file(&names::visible(&shown()))),
        None if kind.is_dir() => Seen::Open,
        None if kind.is_file() => Seen::File,
        None => Seen::Wrong(diagnostics::special_file().in_file(&shown())),
    }
}

/// What is not there any more is no problem.
fn unreadable(root: &Path, folder: &Folder, error: walkdir::Error) -> Option<(String, Diagnostic)> {
    let below_root = error.path().and_then(|path| path.strip_prefix(root).ok()).map(Path::to_string_lossy);
    let shown = below_root.map_or(folder.path.to_string(), |path| path.replace(std::path::MAIN_SEPARATOR, "/"));
    let error = error.into_io_error().unwrap_or_else(|| io::Error::other("it cannot be walked through"));
    let is_gone = error.kind() == io::ErrorKind::NotFound;
    (!is_gone).then(|| (shown.clone(), diagnostics::io(&shown, "read", &error)))
}

/// Whether a path below the content folder is looked at, by its last name. Hidden files are the author's own, but for
/// what hosts ask for in `public/`.
pub fn is_content(path: &str) -> bool {
    is_visible(path) || (is_for_hosts(last(path)) && path.starts_with(PUBLIC))
}

/// Whether a path is looked at, by its last name.
pub fn is_visible(path: &str) -> bool {
    is_visible_name(last(path))
}

fn last(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

fn is_for_hosts(name: &str) -> bool {
    matches!(name, ".nojekyll" | ".well-known" | ".htaccess")
}

/// What editors, version control and desktops leave behind.
const LEFT_BEHIND: [&str; 8] = [".bak", ".orig", ".rej", ".swn", ".swo", ".swp", ".tmp", "~"];

/// Whether a name is neither hidden nor left behind by a program.
pub fn is_visible_name(name: &str) -> bool {
    let lower = name.to_lowercase();
    let is_autosave = name.len() > 1 && name.starts_with('#') && name.ends_with('#');
    let is_desktop = matches!(lower.as_str(), "thumbs.db" | "ehthumbs.db" | "desktop.ini");
    let is_left_behind = is_autosave || is_desktop || LEFT_BEHIND.iter().any(|ending| lower.ends_with(ending));
    !(name.starts_with('.') || is_left_behind || name == "node_modules")
}

/// Vim tries with it whether it may write into a folder.
fn is_scratch(path: &str) -> bool {
    last(path) == "4913"
}
