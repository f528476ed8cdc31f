//! OLD and NEW as an author writes them: which page or folder is meant, and where it is to go.

use std::collections::BTreeSet;

use crate::diagnostics::{self, Diagnostic};
use crate::moves::relocation::{Relocation, below};
use crate::read::{self, Inputs};
use crate::source::join;
use crate::source::names::folded;

/// A path as written, and what it may mean: from the current folder, from the site's root, from the content folder. Each
/// is relative to the site's root, and none if it leads out of the site.
#[derive(Clone, Debug)]
pub struct Written {
    /// As written.
    pub text: String,
    /// Its readings.
    pub readings: [Option<String>; 3],
}

/// What the disk has at a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A file.
    File,
    /// A folder.
    Folder,
}

/// Finds out what is to move, and where to.
pub fn relocation(
    inputs: &Inputs,
    old: &Written,
    new: &Written,
    on_disk: &dyn Fn(&str) -> Option<Kind>,
) -> Result<Relocation, Diagnostic> {
    let content = inputs.config.content.value.as_str();
    let folders = folders(inputs);
    let is_page = |path: &str| inputs.pages.keys().any(|page| page.0 == path);
    let is_known = |path: &&str| is_page(path) || folders.contains(*path);
    let inside = |reading: &Option<String>| below(content, reading.as_deref()?).map(str::to_string);
    let found: [Option<String>; 3] =
        [0, 1, 2].map(|at| inside(&old.readings[at]).filter(|path| is_known(&path.as_str())));
    let distinct: BTreeSet<&String> = found.iter().flatten().collect();
    let from = match distinct.into_iter().collect::<Vec<_>>()[..] {
        [] => return Err(nothing_found(inputs, &folders, old)),
        [from] => from.clone(),
        [one, other, ..] => {
            let [one, other] = [one, other].map(|path| join(content, path).0);
            return Err(diagnostics::ambiguous_page(&old.text, &one, &other));
        }
    };
    let is_folder = !is_page(&from);
    let same_reading = [0, 1, 2].map(|at| found[at].as_ref().and(new.readings[at].as_ref()));
    let to = target(content, &same_reading, new, on_disk)?;
    let shown = |path: &str| join(content, path).0;
    let into = new.text.ends_with('/') || on_disk(&shown(&to)) == Some(Kind::Folder);
    let is_same_folder = is_folder && to == from;
    let to = match (into && !is_same_folder, is_folder) {
        (true, _) => join(&to, from.rsplit('/').next().unwrap_or(&from)).0,
        (false, false) if !to.to_ascii_lowercase().ends_with(".md") => format!("{to}.md"),
        (false, _) => to,
    };
    let relocation = Relocation { content: content.to_string(), from, to, is_folder };
    check(inputs, &relocation, on_disk)?;
    Ok(relocation)
}

/// NEW below the content folder: read as OLD was, else where its folder is there.
fn target(
    content: &str,
    same_reading: &[Option<&String>; 3],
    new: &Written,
    on_disk: &dyn Fn(&str) -> Option<Kind>,
) -> Result<String, Diagnostic> {
    let inside = |path: &&String| below(content, path).is_some() || path.as_str() == content;
    let folder = |path: &str| path.rsplit_once('/').map_or(String::new(), |(folder, _)| folder.to_string());
    let is_there = |path: &&String| on_disk(&folder(path)) == Some(Kind::Folder) || on_disk(path).is_some();
    let same = same_reading.iter().flatten().copied().find(inside);
    let other = || new.readings.iter().flatten().filter(inside).find(is_there);
    let path = same.or_else(other).ok_or_else(|| diagnostics::target_outside_content(&new.text, content))?;
    Ok(below(content, path).unwrap_or_default().to_string())
}

fn check(inputs: &Inputs, relocation: &Relocation, on_disk: &dyn Fn(&str) -> Option<Kind>) -> Result<(), Diagnostic> {
    let Relocation { content, from, to, is_folder } = relocation;
    let shown = |path: &str| join(content, path).0;
    if from == to {
        return Err(diagnostics::target_is_itself(&shown(from)));
    }
    if *is_folder && below(from, to).is_some() {
        return Err(diagnostics::target_in_itself(&shown(from), &shown(to)));
    }
    // Where letters are not told apart, the page itself stands at its own name in other letters.
    let is_itself = folded(from) == folded(to);
    let is_known = inputs.pages.keys().any(|page| page.0 == *to);
    if (on_disk(&shown(to)).is_some() && !is_itself) || is_known {
        return Err(diagnostics::target_exists(&shown(to)));
    }
    if let Some(flaw) = read::flaw(to, if *is_folder { Kind::Folder } else { Kind::File }) {
        return Err(diagnostics::bad_name(&shown(to), &flaw));
    }
    let lost = inputs.pages.keys().find(|page| relocation.moves(page) && !read::is_page(&relocation.of(&page.0)));
    match lost {
        Some(page) => Err(diagnostics::no_page_there(&shown(&relocation.of(&page.0)))),
        None => Ok(()),
    }
}

/// The folders below the content folder that hold a page.
fn folders(inputs: &Inputs) -> BTreeSet<String> {
    let paths = inputs.pages.keys();
    paths.flat_map(|path| path.0.match_indices('/').map(|(at, _)| path.0[..at].to_string())).collect()
}

fn nothing_found(inputs: &Inputs, folders: &BTreeSet<String>, old: &Written) -> Diagnostic {
    let content = inputs.config.content.value.as_str();
    let known = || inputs.pages.keys().map(|page| page.0.as_str()).chain(folders.iter().map(String::as_str));
    let mut paths = old.readings.iter().flatten().filter_map(|path| below(content, path));
    let near = paths.find_map(|path| diagnostics::nearest_path(path, known()));
    diagnostics::no_such_page(&old.text, near.map(|near| join(content, near).0).as_deref())
}
