//! Outputs to disk: the output folder is replaced as a whole or not at all.
#![allow(clippy::disallowed_methods)]

mod moving;

use std::collections::BTreeSet;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use crate::diagnostics::{self, Diagnostic};
use crate::pipeline::Outputs;

pub use moving::relocate;

/// The file that says that a folder is ours to replace: one path a line, of all that was published.
pub const MANIFEST: &str = ".floom-docs";

/// What was written, for the terminal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Published {
    /// Files in the output folder.
    pub files: usize,
    /// Their bytes.
    pub bytes: u64,
}

/// Replaces the output folder by the outputs: they are written beside it first, and take its place by a rename.
pub fn publish(out: &Path, outputs: &Outputs) -> Result<Published, Diagnostic> {
    let shown = out.display().to_string();
    let failed = |action: &str, error: &io::Error| diagnostics::io(&shown, action, error);
    if let Some(file) = foreign_file(out).map_err(|error| failed("read", &error))? {
        return Err(diagnostics::foreign_out(&shown, &file));
    }
    let fresh = beside(out, "new");
    let old = beside(out, "old");
    clear_leftovers(&fresh, &old).map_err(|error| failed("clear what a killed build has left of", &error))?;
    let written = write_all(&fresh, outputs).and_then(|()| swap(out, &fresh, &old));
    if let Err(error) = written {
        // Best effort: what matters is that the old output still stands.
        let _ = fs::remove_dir_all(&fresh);
        return Err(failed("write", &error));
    }
    let bytes = outputs.values().map(|bytes| bytes.len() as u64).sum();
    Ok(Published { files: outputs.len(), bytes })
}

/// Refuses an output folder that is, holds or lies within what the site is made of.
pub fn check_out(root: &Path, content: &str, out: &Path) -> Result<(), Diagnostic> {
    let real = |path: &Path| path.canonicalize().unwrap_or_else(|_| path.to_path_buf());
    let out_parent = out.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let place = if out.exists() { real(out) } else { real(out_parent).join(out.file_name().unwrap_or_default()) };
    let root = real(root);
    let sources = [content, "templates", "theme", ".git"].map(|folder| real(&root.join(folder)));
    let inside_sources = sources.iter().any(|source| place.starts_with(source));
    if inside_sources || root.starts_with(&place) || sources.iter().any(|source| source.starts_with(&place)) {
        return Err(diagnostics::out_over_sources(&out.display().to_string()));
    }
    Ok(())
}

/// Lays down files in a folder that must not hold any yet.
pub fn lay_down(folder: &Path, files: &[(&str, &str)]) -> Result<(), Diagnostic> {
    let shown = folder.display().to_string();
    let failed = |error: io::Error| diagnostics::io(&shown, "write", &error);
    if !is_empty(folder).map_err(failed)? {
        return Err(diagnostics::folder_not_empty(&shown));
    }
    for (path, text) in files {
        write_file(&folder.join(path), text.as_bytes()).map_err(failed)?;
    }
    Ok(())
}

/// Replaces one file outside the site, whole or not at all.
pub fn replace_file(path: &Path, bytes: &[u8]) -> io::Result<()> {
    path.parent().map_or(Ok(()), fs::create_dir_all)?;
    let fresh = beside(path, "new");
    fs::write(&fresh, bytes).and_then(|()| fs::rename(&fresh, path)).inspect_err(|_| {
        let _ = fs::remove_file(&fresh);
    })
}

/// A file in the output folder that no build of ours has written, if there is one.
fn foreign_file(out: &Path) -> io::Result<Option<String>> {
    if is_empty(out)? {
        return Ok(None);
    }
    let manifest = match fs::read_to_string(out.join(MANIFEST)) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
        read => read?,
    };
    let ours: BTreeSet<&str> = manifest.lines().collect();
    for entry in files_below(out)? {
        if entry != MANIFEST && !ours.contains(entry.as_str()) {
            return Ok(Some(entry));
        }
    }
    Ok(if manifest.is_empty() { Some("a folder".to_string()) } else { None })
}

/// The files below a folder by their `/`-separated paths, sorted.
fn files_below(folder: &Path) -> io::Result<BTreeSet<String>> {
    let mut found = BTreeSet::new();
    let mut open = vec![folder.to_path_buf()];
    while let Some(next) = open.pop() {
        for entry in fs::read_dir(&next)? {
            let entry = entry?;
            if entry.file_type()?.is_dir() {
                open.push(entry.path());
                continue;
            }
            let path = entry.path();
            let below = path.strip_prefix(folder).unwrap_or(&path).to_string_lossy();
            found.insert(below.replace(std::path::MAIN_SEPARATOR, "/"));
        }
    }
    Ok(found)
}

fn is_empty(folder: &Path) -> io::Result<bool> {
    match fs::read_dir(folder) {
        Ok(mut entries) => Ok(entries.next().is_none()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(true),
        Err(error) => Err(error),
    }
}

/// A killed build may have had this process's number: what it left must neither be published nor stand in the way.
fn clear_leftovers(fresh: &Path, old: &Path) -> io::Result<()> {
    for folder in [fresh, old] {
        match fs::remove_dir_all(folder) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    Ok(())
}

/// A sibling on the same file system, so that a rename can take its place at once.
fn beside(out: &Path, what: &str) -> PathBuf {
    let name = out.file_name().unwrap_or_default().to_string_lossy();
    out.with_file_name(format!(".{name}.{what}-{}", std::process::id()))
}

fn write_all(folder: &Path, outputs: &Outputs) -> io::Result<()> {
    let paths: Vec<PathBuf> = outputs.keys().map(|path| folder.join(&path.0)).collect();
    let folders: BTreeSet<&Path> = paths.iter().filter_map(|path| path.parent()).collect();
    fs::create_dir_all(folder)?;
    folders.into_iter().try_for_each(fs::create_dir_all)?;
    paths.par_iter().zip(outputs.values().collect::<Vec<_>>()).try_for_each(|(path, bytes)| fs::write(path, bytes))?;
    let manifest: String = outputs.keys().map(|path| format!("{path}\n")).collect();
    fs::write(folder.join(MANIFEST), manifest)
}

fn write_file(path: &Path, bytes: &[u8]) -> io::Result<()> {
    path.parent().map_or(Ok(()), fs::create_dir_all)?;
    fs::File::create_new(path)?.write_all(bytes)
}

fn swap(out: &Path, fresh: &Path, old: &Path) -> io::Result<()> {
    match fs::rename(out, old) {
        Ok(()) => {}
        Err(error) if error.kind() == io::ErrorKind::NotFound => return fs::rename(fresh, out),
        Err(error) => return Err(error),
    }
    fs::rename(fresh, out).inspect_err(|_| {
        let _ = fs::rename(old, out);
    })?;
    fs::remove_dir_all(old)
}
