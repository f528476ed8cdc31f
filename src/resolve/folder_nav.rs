//! `_nav.yaml`: how a folder, and what is in it, stands in the nav.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

use crate::config::NavEntry;
use crate::diagnostics::{self, Diagnostic};
use crate::parse::turns_text;
use crate::schema::{Switch, Text, Whole};
use crate::source::{Source, Span};
use crate::yaml::{self, Spanned};

/// How a folder, and what is in it, stands in the nav.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
#[schemars(title = "_nav.yaml of floom-docs")]
pub struct FolderNav {
    /// The folder's label.
    #[schemars(with = "Option<Text>")]
    pub title: Option<String>,
    /// Lower comes first among the folder's neighbours.
    #[schemars(with = "Option<Whole>")]
    pub order: Option<i64>,
    /// Whether the folder is folded until a reader opens it.
    #[schemars(with = "Option<Switch>")]
    pub collapsed: Option<bool>,
    /// A word beside the label.
    #[schemars(with = "Option<Text>")]
    pub badge: Option<String>,
    /// What stands in the folder, in order; all of it if not given. `...` is all that is not listed, `---Label---` a
    /// heading, `[Label](https://…)` a link out of the site.
    #[schemars(with = "Option<Vec<NavEntry>>")]
    pub items: Option<Vec<Spanned<NavEntry>>>,
}

/// A line of `items`.
#[derive(Debug, PartialEq, Eq)]
pub enum Item<'t> {
    /// `...`: all that is not listed.
    Rest,
    /// `---Label---`: a heading.
    Heading(&'t str),
    /// `[Label](https://…)`: a link out of the site.
    Link(&'t str, &'t str),
    /// A page or a folder, by its name.
    Named(&'t str),
}

/// Reads the files of all folders.
pub fn read(sources: &BTreeMap<String, Source>, problems: &mut Vec<Diagnostic>) -> BTreeMap<String, FolderNav> {
    let mut navs = BTreeMap::new();
    for (folder, source) in sources {
        let is_blank = |line: &str| line.trim().is_empty() || line.trim_start().starts_with('#');
        let text = if source.text.lines().all(is_blank) { "{}" } else { &source.text };
        match yaml::read::<FolderNav>(text) {
            Ok(nav) => drop(navs.insert(folder.clone(), nav)),
            Err(problem) => problems.push(diagnostics::yaml(&source.path, 0, problem)),
        }
    }
    navs
}

/// Files in which other systems order a folder, and which are not read.
const FOREIGN: [&str; 8] =
    ["_nav.yml", ".pages", "_category_.json", "_category_.yml", "_meta.json", "_meta.js", "_meta.ts", "meta.json"];

/// Whether a file orders a folder, here or elsewhere.
pub fn is_nav_file(path: &str) -> bool {
    FOREIGN.contains(&path.rsplit('/').next().unwrap_or(path))
}

/// Warns of nav files of other systems.
pub fn report_foreign<'f>(content: &str, files: impl Iterator<Item = &'f str>, problems: &mut Vec<Diagnostic>) {
    for file in files.filter(|file| FOREIGN.contains(&file.rsplit('/').next().unwrap_or(file))) {
        if file.ends_with("_nav.yml") {
            problems.push(diagnostics::nav_ending().in_file(&crate::source::join(content, file).0));
            continue;
        }
        problems.push(diagnostics::foreign_nav().in_file(&crate::source::join(content, file).0));
    }
}

impl<'t> Item<'t> {
    /// Reads a line.
    pub fn new(line: &'t str) -> Self {
        let heading = line.strip_prefix("---").and_then(|rest| rest.strip_suffix("---"));
        let link = || {
            let (label, url) = line.strip_prefix('[')?.strip_suffix(')')?.split_once("](")?;
            Some(Self::Link(label, url))
        };
        match (line, heading) {
            ("...", _) => Self::Rest,
            (_, Some(label)) => Self::Heading(label.trim()),
            _ if line.starts_with("https://") || line.starts_with("http://") => Self::Link(line, line),
            _ => link().unwrap_or(Self::Named(line)),
        }
    }
}

/// Where an entry stands in its file.
pub fn place(source: &Source, entry: &Spanned<NavEntry>) -> Span {
    yaml::span_of(&source.text, entry)
}

/// Where hidden characters would turn the labels around; YAML may also bring them by `\u202e`.
pub fn report_turns(source: &Source, problems: &mut Vec<Diagnostic>) {
    let found = source.text.char_indices().find(|(_, c)| turns_text(*c));
    problems
        .extend(found.map(|(at, c)| diagnostics::bidi_control(c).at(&source.path, Span::new(at, at + c.len_utf8()))));
}

#[cfg(test)]
mod tests {
    use super::Item;

    #[test]
    fn lines_are_told_apart() {
        assert_eq!(Item::new("..."), Item::Rest);
        assert_eq!(Item::new("---Advanced---"), Item::Heading("Advanced"));
        assert_eq!(Item::new("[Status](https://s.io)"), Item::Link("Status", "https://s.io"));
        assert_eq!(Item::new("start.md"), Item::Named("start.md"));
    }
}
