//! Where the output goes: never into or over what the site is made of, by whatever spelling.
#![allow(clippy::disallowed_methods)]

use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};

use super::system;
use crate::diagnostics::{self, Diagnostic};

/// An output folder that may be replaced, as far as its place goes.
pub struct Place {
    /// Its path from the root of the file system, with no link in it.
    pub real: PathBuf,
    /// Its path as it was written, for messages.
    pub shown: String,
}

impl Place {
    /// Looks at where a path leads. The folders above the output may be links, since the author has named them; the
    /// output itself may not, since a repository can hold `dist` as a link to anywhere.
    pub fn find(root: &Path, content: &str, out: &Path) -> Result<Self, Diagnostic> {
        let shown = out.display().to_string();
        let failed = |error| diagnostics::io(&shown, "read", &error);
        let real = real(out).map_err(failed)?;
        if is_link(&real) {
            return Err(diagnostics::out_is_link(&shown));
        }
        let sources = sources(root, content).map_err(failed)?;
        let is_source = |folder: &Path| sources.iter().any(|source| same(source, folder));
        let is_inside = real.ancestors().any(is_source) || real.components().any(|part| part.as_os_str() == ".git");
        let holds = |folder: &Path| folder.ancestors().any(|above| same(above, &real));
        if is_inside || sources.iter().any(|source| holds(source)) {
            return Err(diagnostics::out_over_sources(&shown));
        }
        if home().is_some_and(|home| holds(&home)) {
            return Err(diagnostics::out_over_home(&shown));
        }
        Ok(Self { real, shown })
    }

    /// The folder that holds the output.
    pub fn parent(&self) -> &Path {
        self.real.parent().unwrap_or(&self.real)
    }

    /// Whether neither of two places lies in the other.
    pub fn is_apart_from(&self, other: &Self) -> bool {
        let holds = |one: &Self, other: &Self| other.real.ancestors().any(|above| same(above, &one.real));
        !holds(self, other) && !holds(other, self)
    }

    /// How a path beside the output is written in messages.
    pub fn shown_beside(&self, path: &Path) -> String {
        let name = path.file_name().unwrap_or_default();
        Path::new(&self.shown).with_file_name(name).display().to_string()
    }
}

fn sources(root: &Path, content: &str) -> io::Result<Vec<PathBuf>> {
    [content, "templates", "theme", ".git"].iter().map(|folder| resolved(real(&root.join(folder))?)).collect()
}

/// A path without links and without `..`, but for a link that it ends in. What does not exist is taken by its words, as
/// it would be made.
fn real(path: &Path) -> io::Result<PathBuf> {
    let whole = std::env::current_dir()?.join(path);
    let mut real = PathBuf::new();
    let mut components = whole.components().peekable();
    while let Some(component) = components.next() {
        match component {
            Component::CurDir => {}
            Component::ParentDir => drop(real.pop()),
            Component::Normal(name) => {
                real.push(name);
                let is_last = components.peek().is_none();
                real = if is_last && is_link(&real) { real } else { resolved(real)? };
            }
            beginning => real.push(beginning),
        }
    }
    Ok(real)
}

fn resolved(path: PathBuf) -> io::Result<PathBuf> {
    match path.canonicalize() {
        Err(error) if error.kind() == io::ErrorKind::NotFound && !is_link(&path) => Ok(path),
        resolved => resolved,
    }
}

fn is_link(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok_and(|found| found.is_symlink())
}

/// Folders are compared by what the system knows them by, since a file system may not tell `content` from `Content`.
fn same(one: &Path, other: &Path) -> bool {
    let has_cases = !cfg!(any(windows, target_vendor = "apple"));
    let is_same_path = one == other || !has_cases && one.as_os_str().eq_ignore_ascii_case(other);
    is_same_path || system::identity(one).is_some_and(|known| Some(known) == system::identity(other))
}

fn home() -> Option<PathBuf> {
    let name = if cfg!(windows) { "USERPROFILE" } else { "HOME" };
    std::env::var_os(name).map(PathBuf::from).filter(|home| home.is_absolute())?.canonicalize().ok()
}
