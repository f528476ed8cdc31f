//! Brings [`Inputs`] in line with the disk where something may have changed, without reading the rest.
#![allow(clippy::disallowed_methods)]

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Bound;
use std::path::Path;

use super::{
    Inputs, Unreadable, card_font, embedded, flaw, is_content, read, read_content, read_overrides, read_snippets,
};
use crate::config;
use crate::moves::names::Kind;
use crate::parse::filled_variables;
use crate::parse::snippets;
use crate::source::{PagePath, join};

/// Looks again at some paths, relative to the site's root; the empty one is the whole site. Dates are not asked for.
/// A config that cannot be read leaves the old one in force.
pub fn update(
    root: &Path,
    base_url: Option<&str>,
    inputs: &mut Inputs,
    paths: &BTreeSet<String>,
) -> Result<(), Unreadable> {
    let paths = &outermost(&paths.iter().map(|path| named_part(path).to_string()).collect());
    let named_before = names_in_pages(inputs, paths);
    let known_before = known(inputs, paths);
    let font_before = inputs.config.cards.font_path();
    let content = join("", &inputs.config.content.value).0;
    for path in paths {
        match below(&content, path) {
            Some(below) => refresh(root, below, inputs),
            None if is_below(path, &content) => refresh(root, "", inputs),
            None => {}
        }
    }
    if paths.iter().any(|path| ["templates", "theme"].iter().any(|folder| touches(path, folder))) {
        refresh_overrides(root, inputs);
    }
    let config = match paths.iter().any(|path| touches(path, config::FILE)) {
        true => refresh_config(root, base_url, inputs),
        false => Ok(Reread::Same),
    };
    let is_stale = named_before != names_in_pages(inputs, paths)
        || matches!(config, Ok(Reread::Other))
        || !inputs.snippets.neighbours.is_empty()
            && known_before.is_none_or(|before| known(inputs, paths) != Some(before))
        || paths.iter().any(|path| is_looked_for(inputs, path));
    if is_stale {
        read_snippets(root, inputs);
    }
    let is_other_config = matches!(config, Ok(Reread::Other));
    if is_other_config
        || inputs.config.cards.font_path().is_some_and(|font| paths.iter().any(|path| touches(path, &font)))
    {
        refresh_card_font(root, font_before, inputs);
    }
    config.map(drop)
}

/// The files of the content at and below some paths; none if one lies elsewhere, where names are not
/// kept. What is offered in place of a missing file comes from the names of those that are there.
fn known(inputs: &Inputs, paths: &[String]) -> Option<BTreeSet<String>> {
    let content = join("", &inputs.config.content.value).0;
    let mut found = BTreeSet::new();
    for path in paths {
        let below = below(&content, path)?;
        let pages = inputs.pages.range(PagePath(below.to_string())..).map(|(page, _)| &page.0);
        let assets = inputs.assets.range(below.to_string()..).map(|(path, _)| path);
        for names in [&mut pages.into_iter() as &mut dyn Iterator<Item = &String>, &mut assets.into_iter()] {
            let names = names.take_while(|name| name.starts_with(below)).filter(|name| is_below(below, name));
            found.extend(names.cloned());
        }
        let private = inputs.private.range(below.to_string()..).take_while(|name| name.starts_with(below));
        found.extend(private.cloned());
    }
    Some(found)
}

/// The part of a path above a name that is no text: by what the watcher makes of such a name nothing is found.
fn named_part(path: &str) -> &str {
    let Some(end) = path.find('\u{fffd}') else { return path };
    path[..end].rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// The paths that lie below no other.
fn outermost(paths: &BTreeSet<String>) -> Vec<String> {
    let is_covered = |path: &str| {
        let mut folders = path.match_indices('/').map(|(at, _)| &path[..at]);
        !path.is_empty() && (paths.contains("") || folders.any(|folder| paths.contains(folder)))
    };
    paths.iter().filter(|path| !is_covered(path)).cloned().collect()
}

/// The rest of a path behind a folder that holds it; empty for the folder itself.
fn below<'p>(folder: &str, path: &'p str) -> Option<&'p str> {
    if folder.is_empty() {
        return Some(path);
    }
    let rest = path.strip_prefix(folder)?;
    if rest.is_empty() { Some(rest) } else { rest.strip_prefix('/') }
}

fn is_below(folder: &str, path: &str) -> bool {
    folder.is_empty() || below(folder, path).is_some()
}

/// Whether a change at a path may be one of a file or folder.
fn touches(path: &str, file: &str) -> bool {
    is_below(path, file) || is_below(file, path)
}

fn is_looked_for(inputs: &Inputs, path: &str) -> bool {
    let looked_for = &inputs.snippets.looked_for;
    let within = format!("{path}/");
    path.is_empty()
        || looked_for.contains(path)
        || looked_for.range(within.clone()..).next().is_some_and(|file| file.starts_with(&within))
}

/// The files that the pages at some paths name: where these stay the same, no other file is to be read.
fn names_in_pages(inputs: &Inputs, paths: &[String]) -> BTreeSet<(String, String)> {
    let variables = inputs.config.variables();
    let mut named = BTreeSet::new();
    let content = join("", &inputs.config.content.value).0;
    for path in paths {
        let Some(below) = below(&content, path) else { continue };
        let pages = inputs.pages.range(PagePath(below.to_string())..);
        let pages =
            pages.take_while(|(page, _)| page.0.starts_with(below)).filter(|(page, _)| is_below(below, &page.0));
        for (page, source) in pages.filter(|(_, source)| source.text.contains("file=")) {
            let text = filled_variables(&source.text, &variables, inputs.config.raise_limits);
            named.extend(snippets::names(&text).map(|name| (page.0.clone(), name.to_string())));
        }
    }
    named
}

/// Takes out what was known at and below a path, and reads what is there now; a text that is the same stays the same.
fn refresh(root: &Path, below: &str, inputs: &mut Inputs) {
    let below = &visible_part(root, below, inputs);
    let content = inputs.config.content.value.clone();
    let in_site = join(&content, below).0;
    let old_pages = take_below(&mut inputs.pages, below, |page| &page.0);
    let old_assets = take_below(&mut inputs.assets, below, |path| path);
    take_below(&mut inputs.problems, &in_site, |path| path);
    if below.is_empty() {
        // A folder above the content may have been a link.
        content.match_indices('/').for_each(|(end, _)| drop(inputs.problems.remove(&content[..end])));
    }
    take_below(&mut inputs.folder_navs, below, |path| path);
    let folder = below.rsplit_once('/').map_or("", |(folder, _)| folder);
    if below.rsplit('/').next() == Some(crate::resolve::nav::NAV_FILE) {
        inputs.folder_navs.remove(folder);
    }
    inputs.private.retain(|path| !is_below(below, path));
    if ends(below).all(|end| end == 0 || is_content(&below[..end])) {
        read_content(root, below, inputs);
    }
    for (path, old) in old_pages {
        if let Some(source) = inputs.pages.get_mut(&path).filter(|source| source.text == old.text) {
            source.text = old.text;
        }
    }
    for (path, old) in old_assets {
        if let Some(bytes) = inputs.assets.get_mut(&path).filter(|bytes| **bytes == old) {
            *bytes = old;
        }
    }
}

/// Where the parts of a path end.
fn ends(path: &str) -> impl Iterator<Item = usize> {
    path.match_indices('/').map(|(at, _)| at).chain([path.len()])
}

/// A path up to the first part of it that is a symbolic link, is not there or must not be looked into for its name.
fn visible_part(root: &Path, below: &str, inputs: &Inputs) -> String {
    let content = root.join(&inputs.config.content.value);
    let is_folder = |part: &str| content.join(part).symlink_metadata().is_ok_and(|data| data.is_dir());
    let is_open = |part: &str| is_folder(part) && flaw(part, Kind::Folder).is_none();
    let end = ends(below).find(|end| !is_open(&below[..*end])).unwrap_or(below.len());
    below[..end].to_string()
}

fn take_below<K: Ord + Clone + From<String>, V>(
    map: &mut BTreeMap<K, V>,
    path: &str,
    text: impl Fn(&K) -> &String,
) -> Vec<(K, V)> {
    let start = Bound::Included(K::from(path.to_string()));
    let keys = map.range((start, Bound::Unbounded)).map(|(key, _)| key);
    let keys = keys.take_while(|key| text(key).starts_with(path)).filter(|key| is_below(path, text(key)));
    let keys: Vec<K> = keys.cloned().collect();
    keys.into_iter().filter_map(|key| map.remove_entry(&key)).collect()
}

fn refresh_overrides(root: &Path, inputs: &mut Inputs) {
    inputs.templates = embedded::templates();
    inputs.theme = embedded::theme();
    for folder in ["templates", "theme"] {
        take_below(&mut inputs.problems, folder, |path| path);
    }
    read_overrides(root, inputs);
}

/// What was told of the old font is forgotten, and the same bytes stay the same.
fn refresh_card_font(root: &Path, before: Option<String>, inputs: &mut Inputs) {
    before.iter().for_each(|path| drop(inputs.problems.remove(path)));
    let old = inputs.card_font.clone();
    card_font::read(root, inputs);
    if inputs.card_font == old {
        inputs.card_font = old;
    }
}

/// What has become of the config.
enum Reread {
    Same,
    Other,
}

fn refresh_config(root: &Path, base_url: Option<&str>, inputs: &mut Inputs) -> Result<Reread, Unreadable> {
    let (config, source) = super::config(root, base_url)?;
    if source.text == inputs.config_source.text {
        return Ok(Reread::Same);
    }
    if config.content.value != inputs.config.content.value {
        *inputs = read(root, base_url)?;
        return Ok(Reread::Other);
    }
    inputs.base_path = config.base_path();
    inputs.config = config;
    inputs.config_source = source;
    Ok(Reread::Other)
}
