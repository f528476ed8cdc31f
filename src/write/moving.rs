//! A planned move to disk: every new text is made before anything is touched.
#![allow(clippy::disallowed_methods)]

use std::fs;
use std::io;
use std::path::Path;

use crate::diagnostics::{self, Diagnostic};
use crate::git_dates::{self, Moved};
use crate::moves::{Plan, replaced};

use super::{files, signals};

/// A file with its new bytes.
struct Fresh {
    shown: String,
    bytes: Vec<u8>,
}

/// Renames, then writes what changes; what is to be told beside that. No signal comes in between.
pub fn relocate(root: &Path, plan: &Plan) -> Result<Vec<String>, Diagnostic> {
    let fresh = fresh(root, plan)?;
    signals::watch();
    signals::held(|_| carry_out(root, plan, &fresh))
}

fn carry_out(root: &Path, plan: &Plan, fresh: &[Fresh]) -> Result<Vec<String>, Diagnostic> {
    let [from, to] = [&plan.from, &plan.to].map(|path| root.join(path));
    let failed = |error: io::Error| diagnostics::io(&plan.to, "move to", &error);
    if let Some(folder) = to.parent() {
        fs::create_dir_all(folder).map_err(failed)?;
    }
    let notes = rename(root, plan, &from, &to).map_err(failed)?;
    let mut done = vec![format!("moved {} to {}", plan.from, plan.to)];
    for (at, file) in fresh.iter().enumerate() {
        if let Err(error) = replace(&root.join(&file.shown), &file.bytes) {
            let left: Vec<String> = fresh[at..].iter().map(|file| format!("rewrite {}", file.shown)).collect();
            return Err(diagnostics::move_half_done(&done, &left, &file.shown, &error));
        }
        done.push(format!("rewrote {}", file.shown));
    }
    Ok(notes)
}

fn fresh(root: &Path, plan: &Plan) -> Result<Vec<Fresh>, Diagnostic> {
    let files = plan.edits.iter().map(|(file, replacements)| {
        let old = fs::read(root.join(file)).map_err(|error| diagnostics::io(file, "read", &error))?;
        let bytes = replaced(&old, replacements).ok_or_else(|| diagnostics::move_not_written(file))?;
        Ok(Fresh { shown: plan.files[file].clone(), bytes })
    });
    files.collect()
}

/// On the disk, and in git's index where it knows the files, so that the next commit has them as renamed.
fn rename(root: &Path, plan: &Plan, from: &Path, to: &Path) -> io::Result<Vec<String>> {
    fs::rename(from, to)?;
    Ok(match git_dates::rename(root, &plan.from, &plan.to) {
        Moved::Yes | Moved::Untracked => Vec::new(),
        Moved::Failed(reason) => vec![format!("the files were moved, but git could not be told: {reason}")],
    })
}

/// Replaces a file, whole or not at all, and keeps who may read it.
fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let real = path.canonicalize()?;
    let permissions = fs::metadata(&real)?.permissions();
    files::replace(&real, bytes, Some(permissions))
}
