//! A site whose pages come from a stranger: what decides how they are built comes from the owners' commit.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

use super::{
    Inputs, Unreadable, card_font, dates, is_visible_name, nothing_read, parsed, read_config, read_content,
    read_overrides, read_snippets, short_commit,
};
use crate::config;
use crate::diagnostics::{self, Diagnostic};
use crate::git_dates::base::{self, Base, NoBase};
use crate::render::active;
use crate::source::{Source, join};
use crate::urls;

/// The folders whose files are code of the site.
const CODE: [&str; 2] = ["templates", "theme"];

/// Reads the pages in a folder, with the config, the templates and the theme of a commit, the one that `origin` has if
/// none is named. HTML in pages is not trusted, whatever the config says, and files that do something are those of the
/// commit.
pub fn read_untrusted(root: &Path, base_url: Option<&str>, commit: Option<&str>) -> Result<Inputs, Unreadable> {
    let base = base::find(root, commit).map_err(no_base)?;
    let code = base.files(&[config::FILE, urls::LOCK, CODE[0], CODE[1]], |_| true).map_err(no_base)?;
    let (config, config_source) = parsed(config_of(&base, &code)?, base_url)?;
    let mut inputs = nothing_read(config, config_source);
    read_content(root, "", &mut inputs);
    let active = take_active(&base, &mut inputs).map_err(no_base)?;
    read_snippets(root, &mut inputs);
    take_code(&code, &mut inputs);
    card_font::read(root, &mut inputs);
    let lock = code.get(urls::LOCK).and_then(|bytes| String::from_utf8(bytes.clone()).ok());
    inputs.urls_lock = lock.map(|text| Source { path: urls::LOCK.to_string(), text: text.into() });
    inputs.commit = short_commit(root);
    dates(root, &inputs.config.content.value).put_into(&mut inputs);
    let changed: Vec<String> = changed(root, &inputs).into_iter().chain(active).collect();
    if !changed.is_empty() {
        inputs.problems.insert(config::FILE.to_string(), diagnostics::not_previewed(&changed, &base.name));
    }
    Ok(inputs)
}

fn no_base(why: NoBase) -> Unreadable {
    told(diagnostics::no_base_commit(&why.0))
}

fn told(problem: Diagnostic) -> Unreadable {
    Unreadable { diagnostics: vec![problem], sources: BTreeMap::new() }
}

fn config_of(base: &Base, code: &BTreeMap<String, Vec<u8>>) -> Result<Source, Unreadable> {
    let bytes = code.get(config::FILE).cloned();
    let bytes = bytes.ok_or_else(|| {
        told(diagnostics::no_base_commit(&format!("`{}` has no {} in this folder", base.name, config::FILE)))
    })?;
    let text = String::from_utf8(bytes).map_err(|_| told(diagnostics::not_utf8().in_file(config::FILE)))?;
    Ok(Source { path: config::FILE.to_string(), text: text.into() })
}

/// Puts the commit's bytes in place of the files that the config trusts and a browser runs or a host obeys: trusted is
/// what the owners have read. Gives the paths of those that stood otherwise in the folder.
fn take_active(base: &Base, inputs: &mut Inputs) -> Result<Vec<String>, NoBase> {
    let content = inputs.config.content.value.clone();
    let does_something = |(path, bytes): &(&String, &Arc<[u8]>)| active::judge(path, bytes).is_some();
    let trusted = inputs.assets.iter().filter(|(path, _)| inputs.config.trusts(path)).filter(does_something);
    let asked: BTreeMap<String, String> = trusted.map(|(path, _)| (join(&content, path).0, path.clone())).collect();
    let known =
        if asked.is_empty() { BTreeMap::new() } else { base.files(&[&content], |path| asked.contains_key(path))? };
    inputs.config.trust_html = false;
    inputs.config.trusted_files = known.keys().map(|shown| asked[shown].clone()).collect();
    let mut changed = Vec::new();
    for (shown, bytes) in known {
        let own = inputs.assets.insert(asked[&shown].clone(), bytes.as_slice().into());
        if own.is_none_or(|own| *own != *bytes) {
            changed.push(shown);
        }
    }
    Ok(changed)
}

fn take_code(code: &BTreeMap<String, Vec<u8>>, inputs: &mut Inputs) {
    for (path, bytes) in code {
        let Some((folder, below)) = path.split_once('/') else { continue };
        if !below.split('/').all(is_visible_name) {
            continue;
        }
        match (folder, std::str::from_utf8(bytes)) {
            ("templates", Ok(text)) => drop(inputs.templates.insert(below.to_string(), text.into())),
            ("templates", Err(_)) => drop(inputs.problems.insert(path.clone(), diagnostics::not_utf8().in_file(path))),
            _ => drop(inputs.theme.insert(below.to_string(), Arc::from(bytes.as_slice()))),
        }
    }
}

/// The files of config, templates and theme that stand otherwise in the folder than they were taken, sorted.
fn changed(root: &Path, taken: &Inputs) -> Vec<String> {
    let mut own = nothing_read(taken.config.clone(), taken.config_source.clone());
    read_overrides(root, &mut own);
    let has_own_config = read_config(root).is_ok_and(|own| own.text == taken.config_source.text);
    let config = (!has_own_config).then(|| config::FILE.to_string());
    let templates = differing(&own.templates, &taken.templates).map(|path| format!("templates/{path}"));
    let theme = differing(&own.theme, &taken.theme).map(|path| format!("theme/{path}"));
    config.into_iter().chain(templates).chain(theme).collect()
}

/// The paths under which two maps have not the same, sorted.
fn differing<'a, T: PartialEq>(
    one: &'a BTreeMap<String, T>,
    other: &'a BTreeMap<String, T>,
) -> impl Iterator<Item = &'a String> {
    let paths: BTreeSet<&String> = one.keys().chain(other.keys()).collect();
    paths.into_iter().filter(move |path| one.get(*path) != other.get(*path))
}
