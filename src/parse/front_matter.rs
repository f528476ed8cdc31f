//! Front matter: the YAML between two `---` lines at a page's head.

pub mod keys;
mod values;

use std::collections::BTreeMap;
use std::ops::RangeInclusive;
use std::sync::Arc;

use schemars::{JsonSchema, Schema};
use serde::Deserialize;

pub use values::{Deprecated, EditUrl, Layout, Neighbour, Samples, Sidebar};
use values::{LastUpdate, OneOrMany, Search, SidebarValue, Toc};

use crate::diagnostics::{self, Diagnostic};
use crate::parse::bidi;
use crate::parse::settings::MAX_ALIASES;
use crate::schema::{DayOrSwitch, Number, Slug, Switch, Text, Whole, synonyms};
use crate::source::names;
use crate::source::{Source, Span};
use crate::yaml::{self, Spanned};

/// What an author may say of a page; everything is optional.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
#[schemars(title = "Front matter of floom-docs", deny_unknown_fields, transform = with_keys_of_others)]
pub struct FrontMatter {
    /// The page's title; the first heading if not given.
    #[schemars(with = "Option<Text>")]
    pub title: Option<String>,
    /// One sentence, shown under the title and to search engines.
    #[schemars(with = "Option<Text>")]
    pub description: Option<String>,
    /// The last part of the URL, or the whole of it with a leading slash.
    #[schemars(with = "Option<Slug>")]
    pub slug: Option<Spanned<String>>,
    /// Addresses that lead to the page too, such as those it had before.
    #[serde(alias = "redirect_from")]
    #[schemars(with = "Option<OneOrMany>")]
    aliases: Option<Spanned<OneOrMany>>,
    /// A draft is not published.
    #[schemars(with = "Switch")]
    pub draft: bool,
    /// An unlisted page has its address, and stands in no list of pages.
    #[schemars(with = "Switch")]
    pub unlisted: bool,
    /// Search engines are asked to leave the page out.
    #[schemars(with = "Switch")]
    pub noindex: bool,
    /// The date shown as last update, in place of git's.
    #[serde(alias = "lastUpdated")]
    #[schemars(with = "Option<DayOrSwitch>")]
    updated: Option<Spanned<String>>,
    /// The version that brought what the page is about.
    #[schemars(with = "Option<Text>")]
    pub since: Option<String>,
    /// Whether what the page is about should no longer be used, or what to use instead.
    pub deprecated: Option<Deprecated>,
    /// Where code groups stand.
    #[serde(alias = "code")]
    pub samples: Samples,
    /// The sample languages that the page promises, in their order.
    #[serde(alias = "language_tabs")]
    #[schemars(with = "Option<Vec<Text>>")]
    pub languages: Option<Spanned<Vec<String>>>,
    /// What stands in the right column.
    #[serde(alias = "mode", alias = "template")]
    #[schemars(with = "Option<Layout>")]
    layout: Option<Spanned<String>>,
    /// Whether the page lists its headings, and which.
    #[serde(alias = "tableOfContents", alias = "outline")]
    toc: Option<Toc>,
    /// How search finds the page.
    search: Search,
    /// The page's entry in the nav.
    #[schemars(with = "Option<Sidebar>")]
    sidebar: Option<Spanned<SidebarValue>>,
    /// The page before this one; `false` for none.
    #[schemars(with = "Option<Neighbour>")]
    pub prev: Option<Spanned<Neighbour>>,
    /// The page after this one; `false` for none.
    #[schemars(with = "Option<Neighbour>")]
    pub next: Option<Spanned<Neighbour>>,
    /// Where "Edit on GitHub" leads; `false` for nowhere.
    #[serde(alias = "editUrl", alias = "custom_edit_url")]
    #[schemars(with = "Option<EditUrl>")]
    pub edit_url: Option<Spanned<EditUrl>>,
    /// The picture that goes with a link to the page.
    #[schemars(with = "Option<Text>")]
    pub image: Option<Spanned<String>>,
    /// Leaves out "Give feedback".
    #[schemars(with = "Switch")]
    pub hide_feedback: bool,
    /// Publishes the page and all below it in the nav as one document, `print.html`.
    #[schemars(with = "Switch")]
    pub print: bool,
    #[serde(alias = "sidebarTitle", alias = "linkTitle")]
    #[schemars(with = "Option<Text>")]
    sidebar_label: Option<String>,
    #[serde(alias = "weight", alias = "nav_order")]
    #[schemars(with = "Option<Whole>")]
    sidebar_position: Option<i64>,
    #[serde(alias = "nav_exclude")]
    #[schemars(with = "Switch")]
    hidden: bool,
    #[serde(alias = "hideToc")]
    #[schemars(with = "Switch")]
    hide_table_of_contents: bool,
    #[serde(alias = "searchable")]
    #[schemars(with = "Option<Switch>")]
    pagefind: Option<bool>,
    #[schemars(with = "Option<Number>")]
    boost: Option<f64>,
    last_update: Option<LastUpdate>,
}

/// What other systems call the same, and `extra`, which is every author's own.
fn with_keys_of_others(schema: &mut Schema) {
    for (alias, field) in keys::ALIASES {
        synonyms::add(schema, alias, field);
    }
    for (synonym, own) in keys::SYNONYMS {
        synonyms::mark(schema, synonym, own);
    }
    synonyms::open(schema, "extra", "Data of your own, for other tools; it is not read.");
}

impl FrontMatter {
    /// The page's title, if it says anything.
    pub fn title(&self) -> Option<String> {
        self.title.clone().filter(|title| !title.trim().is_empty())
    }

    /// Takes the characters that turn text around out of all that readers see; gives the first.
    pub fn take_turns(&mut self) -> Option<char> {
        let mut texts: Vec<&mut String> = Vec::new();
        texts.extend(
            [&mut self.title, &mut self.description, &mut self.since, &mut self.sidebar_label].into_iter().flatten(),
        );
        if let Some(SidebarValue::Entry(entry)) = self.sidebar.as_mut().map(|sidebar| &mut sidebar.value) {
            texts.extend([&mut entry.label, &mut entry.badge].into_iter().flatten());
        }
        if let Some(Deprecated::Instead(text)) = &mut self.deprecated {
            texts.push(text);
        }
        for neighbour in [&mut self.prev, &mut self.next].into_iter().flatten() {
            if let Neighbour::Labelled { label, .. } = &mut neighbour.value {
                texts.extend(label);
            }
        }
        texts.retain(|text| text.contains(bidi::is_scoped));
        let first = texts.first().and_then(|text| text.chars().find(|c| bidi::is_scoped(*c)));
        texts.into_iter().for_each(|text| *text = text.replace(bidi::is_scoped, ""));
        first
    }

    /// The levels of the headings that the page lists; none if it lists none.
    pub fn toc(&self) -> Option<RangeInclusive<u8>> {
        match &self.toc {
            None if self.hide_table_of_contents => None,
            None => Some(2..=3),
            Some(toc) => toc.levels(),
        }
    }

    /// Addresses that lead to the page too, each with its place in the YAML.
    pub fn aliases(&self, yaml: &str) -> Vec<(&str, Span)> {
        match self.aliases.as_ref().map(|aliases| (aliases, &aliases.value)) {
            None => Vec::new(),
            Some((place, OneOrMany::One(one))) => vec![(one, yaml::span_of(yaml, place))],
            Some((_, OneOrMany::Many(many))) => {
                many.iter().map(|alias| (alias.value.as_str(), yaml::span_of(yaml, alias))).collect()
            }
        }
    }

    /// How search finds the page, in permille of a plain page; none if it does not.
    pub fn search_boost(&self) -> Option<u32> {
        let is_out = self.search.exclude || self.pagefind == Some(false) || self.unlisted;
        let boost = self.search.boost.or(self.boost).unwrap_or(1.0).clamp(0.01, 100.0);
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it is between 10 and 100,000")]
        (!is_out).then_some((boost * 1000.0).round() as u32)
    }

    /// What stands in the right column.
    pub fn layout(&self) -> Option<Layout> {
        self.layout.as_ref().and_then(|layout| Layout::named(&layout.value))
    }

    /// The date that the author wrote.
    pub fn updated(&self) -> Option<&Spanned<String>> {
        // VitePress and Starlight switch the date on and off by the same key.
        let is_date = |date: &&Spanned<String>| !matches!(date.value.as_str(), "true" | "false");
        self.updated.as_ref().filter(is_date).or_else(|| self.last_update.as_ref()?.date.as_ref())
    }

    /// The page's entry in the nav.
    pub fn sidebar(&self) -> Sidebar {
        let entry = match self.sidebar.as_ref().map(|sidebar| &sidebar.value) {
            Some(SidebarValue::Entry(entry)) => entry.clone(),
            _ => Sidebar::default(),
        };
        let says_something = |label: &String| !label.trim().is_empty();
        Sidebar {
            label: entry.label.or_else(|| self.sidebar_label.clone()).filter(says_something),
            order: entry.order.or(self.sidebar_position),
            hidden: entry.hidden || self.hidden || self.unlisted,
            ..entry
        }
    }
}

/// The front matter of a page, with its place.
pub struct Front {
    /// What it says.
    pub matter: FrontMatter,
    /// The page's text.
    pub text: Arc<str>,
    /// Where the YAML begins.
    pub start: usize,
    /// Where it ends.
    pub end: usize,
    /// The offset at which the Markdown begins.
    pub body: usize,
}

impl Front {
    /// The YAML.
    pub fn yaml(&self) -> &str {
        &self.text[self.start..self.end]
    }

    /// Where a value stands in the page.
    pub fn span<T>(&self, value: &Spanned<T>) -> Span {
        yaml::span_of(self.yaml(), value).shifted(self.start)
    }

    /// Where a key stands in the page.
    pub fn key_span(&self, name: &str) -> Span {
        let keys = yaml::keys(self.yaml()).unwrap_or_default();
        let span = keys.iter().find(|key| key.name == name).map_or(Span::new(0, 0), |key| key.span);
        span.shifted(self.start)
    }
}

/// Cuts the front matter off a page.
pub fn read(source: &Source, problems: &mut Vec<Diagnostic>) -> Front {
    let Some((yaml, body)) = cut(&source.text) else {
        report_open(source, problems);
        let body = byte_order_mark(&source.text);
        return Front { matter: FrontMatter::default(), text: source.text.clone(), start: body, end: body, body };
    };
    let text = &source.text[yaml.start..yaml.end];
    let read = check_keys(source, yaml.start, text, problems).and_then(|()| yaml::read::<FrontMatter>(text));
    let matter = read.unwrap_or_else(|problem| {
        problems.push(diagnostics::yaml(&source.path, yaml.start, problem));
        FrontMatter::default()
    });
    check_values(source, yaml.start, text, &matter, problems);
    Front { matter, text: source.text.clone(), start: yaml.start, end: yaml.end, body }
}

/// The offset at which the Markdown begins.
pub fn body(text: &str) -> usize {
    cut(text).map_or_else(|| byte_order_mark(text), |(_, body)| body)
}

/// The span of the YAML between the fences, and the offset behind the closing one.
pub fn cut(text: &str) -> Option<(Span, usize)> {
    let start = byte_order_mark(text);
    let mut lines = text[start..].split_inclusive('\n');
    let first = lines.next()?;
    if first.trim_end() != "---" {
        return None;
    }
    let yaml = start + first.len();
    let mut at = yaml;
    for line in lines {
        if matches!(line.trim_end(), "---" | "...") {
            return Some((Span::new(yaml, at), at + line.len()));
        }
        at += line.len();
    }
    None
}

/// A page may begin with a rule; one that goes on with a key has meant front matter.
fn report_open(source: &Source, problems: &mut Vec<Diagnostic>) {
    let text = &source.text;
    let start = text.len() - text[byte_order_mark(text)..].trim_start().len();
    if text[start..].starts_with("+++\n") || text[start..].starts_with("+++\r\n") {
        problems.push(diagnostics::toml_front_matter().at(&source.path, Span::new(start, start + 3)));
    }
    report_unopened(source, start, problems);
    let mut lines = text[start..].lines();
    let is_fence = lines.next().is_some_and(|line| line.trim_end() == "---");
    let key = lines.next().and_then(|line| line.split_once(':')).map_or("", |(key, _)| key);
    let is_key = keys::meaning(key).is_some() || keys::FOREIGN.iter().any(|(name, _)| *name == key);
    if is_fence && is_key {
        let is_first = start == byte_order_mark(text);
        let problem = if is_first { diagnostics::front_matter_open() } else { diagnostics::front_matter_not_first() };
        problems.push(problem.at(&source.path, Span::new(start, start + 3)));
    }
}

/// Keys at the very top, down to a `---`: the first line is missing.
fn report_unopened(source: &Source, start: usize, problems: &mut Vec<Diagnostic>) {
    let text = &source.text[start..];
    let is_key_line = |line: &str| {
        let key = line.split_once(':').map_or("", |(key, _)| key);
        keys::meaning(key).is_some() || line.starts_with([' ', '\t', '-', '#'])
    };
    let mut lines = text.lines();
    let first = lines.next().unwrap_or("");
    let begins = first.split_once(": ").is_some_and(|(key, _)| keys::meaning(key).is_some());
    let closes = lines.find(|line| !is_key_line(line) || line.trim_end() == "---");
    if begins && closes.is_some_and(|line| line.trim_end() == "---") {
        problems.push(diagnostics::front_matter_unopened().at(&source.path, Span::new(start, start + first.len())));
    }
}

fn byte_order_mark(text: &str) -> usize {
    if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 }
}

/// Reports every unknown key, not the first alone.
fn check_keys(source: &Source, offset: usize, text: &str, problems: &mut Vec<Diagnostic>) -> Result<(), yaml::Problem> {
    let keys = yaml::keys(text)?;
    for (at, key) in keys.iter().enumerate() {
        if let Some(parent) = left_the_mapping(&keys[..at], &key.name) {
            if parent == at - 1 {
                let problem = diagnostics::key_not_indented(&key.name, &keys[parent].name);
                problems.push(problem.at(&source.path, key.span.shifted(offset)));
            }
            continue;
        }
        let span = key.span.shifted(offset);
        if let Some((name, help)) = keys::FOREIGN.iter().find(|(name, _)| *name == key.name) {
            problems.push(diagnostics::foreign_key(name, help).at(&source.path, span));
        } else if keys::meaning(&key.name).is_none() {
            problems.push(diagnostics::unknown_key(&key.name, &keys::OWN).at(&source.path, span));
        }
    }
    said_twice(&keys).map_or(Ok(()), Err)
}

/// The place of `sidebar:` or `search:` among the keys above, if only keys that belong below it stand between.
fn left_the_mapping(above: &[yaml::Key], key: &str) -> Option<usize> {
    let belongs = |parent: &str, key: &str| match parent {
        "sidebar" => matches!(key, "label" | "order" | "badge"),
        "search" => matches!(key, "exclude"),
        _ => false,
    };
    let parent = above.iter().rposition(|above| matches!(above.name.as_str(), "sidebar" | "search"))?;
    let name = &above[parent].name;
    (belongs(name, key) && above[parent + 1..].iter().all(|between| belongs(name, &between.name))).then_some(parent)
}

/// Two keys that say the same: neither can be meant to win.
fn said_twice(keys: &[yaml::Key]) -> Option<yaml::Problem> {
    let mut said: BTreeMap<&str, &str> = BTreeMap::new();
    for key in keys {
        let other = keys::meaning(&key.name).and_then(|meaning| said.insert(meaning, &key.name));
        if let Some(other) = other.filter(|other| *other != key.name) {
            let message = format!("`{}` says the same as `{other}` above", key.name);
            return Some(yaml::Problem { span: key.span, message, unknown_key: None, help: None });
        }
    }
    None
}

fn check_values(source: &Source, offset: usize, text: &str, front: &FrontMatter, problems: &mut Vec<Diagnostic>) {
    if let Some((_, span)) = front.aliases(text).get(MAX_ALIASES) {
        problems.push(diagnostics::too_many_aliases(MAX_ALIASES).at(&source.path, span.shifted(offset)));
    }
    if let Some(date) = front.updated().filter(|date| !is_date(&date.value)) {
        let span = yaml::span_of(text, date).shifted(offset);
        problems.push(diagnostics::not_a_date(&date.value).at(&source.path, span));
    }
    if let Some(sidebar) = front.sidebar.as_ref().filter(|sidebar| matches!(sidebar.value, SidebarValue::Switch)) {
        let span = yaml::span_of(text, sidebar).shifted(offset);
        let help = "the nav is on every page; `sidebar: { hidden: true }` leaves this page out of it";
        problems.push(diagnostics::foreign_key("sidebar: false", help).at(&source.path, span));
    }
    if let Some(layout) = front.layout.as_ref().filter(|layout| Layout::named(&layout.value).is_none()) {
        let span = yaml::span_of(text, layout).shifted(offset);
        problems.push(diagnostics::unknown_layout(&layout.value, &Layout::NAMES).at(&source.path, span));
    }
    for (alias, span) in front.aliases(text) {
        problems.extend(alias_problem(alias).map(|problem| problem.at(&source.path, span.shifted(offset))));
    }
    if let Some(url) = &front.edit_url
        && let EditUrl::Url(text_url) = &url.value
        && !crate::config::is_web_url(text_url)
    {
        let span = yaml::span_of(text, url).shifted(offset);
        problems.push(diagnostics::not_a_web_url(text_url).at(&source.path, span));
    }
    if let Some(slug) = &front.slug {
        let span = yaml::span_of(text, slug).shifted(offset);
        problems.extend(slug_problem(&slug.value).map(|problem| problem.at(&source.path, span)));
    }
}

fn is_date(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let is_number = |part: &str, digits: usize| part.len() == digits && part.bytes().all(|byte| byte.is_ascii_digit());
    let number = |part: &str, digits: usize| is_number(part, digits).then(|| part.parse::<u32>().ok()).flatten();
    let [year, month, day] = parts[..] else { return false };
    let (Some(year), Some(month), Some(day)) = (number(year, 4), number(month, 2), number(day, 2)) else {
        return false;
    };
    let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        2 => 28 + u32::from(is_leap),
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    };
    (1..=12).contains(&month) && (1..=days).contains(&day)
}

/// Whether a slug becomes a path of the output: no step up, no character that a URL or a file system reads otherwise.
pub fn is_slug(slug: &str) -> bool {
    slug_problem(slug).is_none()
}

/// Whether an old address may be one.
pub fn is_address(alias: &str) -> bool {
    alias_problem(alias).is_none()
}

fn slug_problem(slug: &str) -> Option<Diagnostic> {
    let has_form = is_path_of(slug, |c| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | '~'));
    if has_form { bad_address(slug) } else { Some(diagnostics::bad_slug(slug)) }
}

/// An old address may have what the name of a page's file could have, since that had made it.
fn alias_problem(alias: &str) -> Option<Diagnostic> {
    let is_fine = |c: char| !matches!(c, '?' | '#' | '%' | '\\' | ':' | '*' | '"' | '<' | '>' | '|');
    let has_form = is_path_of(alias, |c| !c.is_control() && is_fine(c));
    if has_form { bad_address(alias) } else { Some(diagnostics::bad_alias(alias)) }
}

fn is_path_of(path: &str, is_fine: impl Fn(char) -> bool) -> bool {
    let part_is_fine = |part: &str| !matches!(part, "" | "." | "..") && part.chars().all(&is_fine);
    path == "/" || without_ends(path).split('/').all(part_is_fine)
}

/// A path without one slash at each end: a second one would begin the name of a host.
fn without_ends(path: &str) -> &str {
    let path = path.strip_prefix('/').unwrap_or(path);
    path.strip_suffix('/').unwrap_or(path)
}

/// What is wrong with an address as the name of a folder.
fn bad_address(address: &str) -> Option<Diagnostic> {
    let flaw = names::flaw(without_ends(address)).filter(|_| address != "/")?;
    Some(diagnostics::bad_name(address, &flaw))
}
