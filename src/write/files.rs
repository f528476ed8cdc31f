//! Single files to disk.
#![allow(clippy::disallowed_methods)]

use std::fs::{self, Permissions};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

use super::{beside, create, signals};
use crate::diagnostics::{self, Diagnostic};

/// Lays down files in a folder that must not hold any yet: all of them, or none.
pub fn lay_down(folder: &Path, files: &[(&str, &str)]) -> Result<(), Diagnostic> {
    let shown = folder.display().to_string();
    let is_empty = is_empty(folder).map_err(|error| diagnostics::io(&shown, "write", &error))?;
    if !is_empty {
        return Err(diagnostics::folder_not_empty(&shown));
    }
    signals::watch();
    signals::held(|_| {
        let mut made = Vec::new();
        let laid = files.iter().try_for_each(|(path, text)| {
            let told = |error| diagnostics::not_written(&folder.join(path).display().to_string(), &error);
            lay(&folder.join(path), text, &mut made).map_err(told)
        });
        laid.inspect_err(|_| take_back(&made))
    })
}

/// Makes a file and the folders that it takes; `made` is told of each before it is there.
fn lay(path: &Path, text: &str, made: &mut Vec<PathBuf>) -> io::Result<()> {
    let missing: Vec<&Path> = path.ancestors().skip(1).take_while(|folder| !is_there(folder)).collect();
    for folder in missing.into_iter().rev() {
        fs::create_dir(folder)?;
        made.push(folder.to_path_buf());
    }
    let mut file = fs::File::create_new(path)?;
    made.push(path.to_path_buf());
    file.write_all(text.as_bytes())
}

fn is_there(folder: &Path) -> bool {
    folder.as_os_str().is_empty() || fs::symlink_metadata(folder).is_ok()
}

/// Best effort, after an error that is told.
fn take_back(made: &[PathBuf]) {
    for path in made.iter().rev() {
        let _ = fs::remove_file(path).or_else(|_| fs::remove_dir(path));
    }
}

fn is_empty(folder: &Path) -> io::Result<bool> {
    match fs::read_dir(folder) {
        Ok(mut entries) => Ok(entries.next().is_none()),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(true),
        Err(error) => Err(error),
    }
}

/// Replaces one file outside the site, whole or not at all.
pub fn replace_file(path: &Path, bytes: &[u8]) -> io::Result<()> {
    path.parent().map_or(Ok(()), fs::create_dir_all)?;
    signals::watch();
    signals::held(|_| replace(path, bytes, None))
}

/// Replaces a file by one that is on the disk as a whole.
pub fn replace(path: &Path, bytes: &[u8], permissions: Option<Permissions>) -> io::Result<()> {
    let fresh = beside(path, "new");
    // Of a killed process that had this one's number; a link that was put there is removed and not followed.
    if fs::symlink_metadata(&fresh).is_ok() {
        fs::remove_file(&fresh)?;
    }
    let write = || {
        create(&fresh, bytes)?;
        permissions.map_or(Ok(()), |permissions| fs::set_permissions(&fresh, permissions))?;
        fs::File::open(&fresh)?.sync_all()?;
        fs::rename(&fresh, path)
    };
    write().inspect_err(|_| {
        let _ = fs::remove_file(&fresh);
    })
}
