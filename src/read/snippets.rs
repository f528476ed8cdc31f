//! The files that pages name: found beside them, in the content folder or at the site's root, and nowhere else.
#![allow(clippy::disallowed_methods)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::sync::Arc;

use rayon::prelude::*;

use super::whole::{self, Refusal};
use crate::parse::filled_variables;
use crate::parse::limits::Limits;
use crate::parse::snippets::{self, MAX_SNIPPET_BYTES, Snippet, Snippets};
use crate::source::Source;

/// More names are not offered as what an author may have meant.
const MAX_NEIGHBOURS: usize = 1_000;
/// Folders within folders that are looked into where the one that is named is missing.
const MAX_DEPTH: usize = 3;

/// Reads every file that the pages name, and those that included Markdown names in turn.
pub fn read<'a>(
    root: &Path,
    content: &str,
    variables: &BTreeMap<String, String>,
    limits: Limits,
    pages: impl Iterator<Item = &'a Source>,
) -> Snippets {
    let mut found = Snippets::default();
    let pages: Vec<&Source> = pages.collect();
    let naming = pages.into_par_iter().filter(|page| page.text.contains("file="));
    let mut open: Vec<(String, Arc<str>)> = naming.map(|page| (page.path.clone(), page.text.clone())).collect();
    let mut absent = BTreeSet::new();
    let mut looked_into = BTreeSet::new();
    while let Some((from, text)) = open.pop() {
        for name in snippets::names(&filled_variables(&text, variables, limits)) {
            let candidates = snippets::candidates(&from, content, name).unwrap_or_default();
            found.looked_for.extend(candidates.iter().cloned());
            if candidates.iter().any(|path| found.files.contains_key(path)) {
                continue;
            }
            let mut read = |path: &String| {
                let file = if absent.contains(path) { None } else { read_file(root, path) };
                if file.is_none() {
                    absent.insert(path.clone());
                }
                file
            };
            match candidates.iter().find_map(|path| Some((path, read(path)?))) {
                Some((path, snippet)) => {
                    if let Snippet::Text(text) = &snippet {
                        open.push((path.clone(), text.clone()));
                    }
                    found.files.insert(path.clone(), snippet);
                }
                None => {
                    let is_new = |path: &&String| looked_into.insert((*path).clone());
                    candidates.iter().filter(is_new).for_each(|path| look_around(root, path, &mut found));
                }
            }
        }
    }
    found
}

/// None if there is no such file.
fn read_file(root: &Path, path: &str) -> Option<Snippet> {
    Some(match whole::read(root, path, MAX_SNIPPET_BYTES).map(String::from_utf8) {
        Ok(Ok(text)) => Snippet::Text(text.into()),
        Ok(Err(_)) => Snippet::Unreadable("it is not UTF-8 text"),
        Err(Refusal::Absent | Refusal::Folder) => return None,
        Err(Refusal::Link(_)) => Snippet::Unreadable("symbolic links are not followed"),
        Err(Refusal::Special) => Snippet::Unreadable("it is no plain file"),
        Err(Refusal::TooLong(_)) => Snippet::Unreadable("it is over 4 MiB"),
        Err(Refusal::Changing) => Snippet::Unreadable("it is written all the while"),
        Err(Refusal::System(_)) => Snippet::Unreadable("the system does not let it be read"),
    })
}

/// Notes the names beside a file that is missing; where its folder is missing too, those around the folder.
fn look_around(root: &Path, path: &str, found: &mut Snippets) {
    if found.neighbours.len() >= MAX_NEIGHBOURS {
        return;
    }
    let mut folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
    let mut depth = 1;
    while !folder.is_empty() && !root.join(folder).is_dir() {
        folder = folder.rsplit_once('/').map_or("", |(above, _)| above);
        depth = MAX_DEPTH;
    }
    if whole::link_in(root, folder).is_none() {
        note_names(root, folder, depth, &mut found.neighbours);
    }
}

fn note_names(root: &Path, folder: &str, depth: usize, names: &mut BTreeSet<String>) {
    if names.len() >= MAX_NEIGHBOURS {
        return;
    }
    let Ok(entries) = fs::read_dir(root.join(folder)) else { return };
    let mut entries: Vec<fs::DirEntry> = entries.filter_map(Result::ok).collect();
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let name = entry.file_name().to_string_lossy().into_owned();
        let is_visible = !(name.starts_with('.') || matches!(name.as_str(), "node_modules" | "target" | "dist"));
        let path = crate::source::join(folder, &name).0;
        match entry.file_type() {
            Ok(kind) if kind.is_file() && is_visible && names.len() < MAX_NEIGHBOURS => drop(names.insert(path)),
            Ok(kind) if kind.is_dir() && is_visible && depth > 1 => note_names(root, &path, depth - 1, names),
            _ => {}
        }
    }
}
