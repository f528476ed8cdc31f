//! Front matter: the YAML between two `---` lines at a page's head.

mod keys;

use std::collections::BTreeMap;

use serde::Deserialize;
use serde::de::value::MapAccessDeserializer;
use serde::de::{self, MapAccess, Visitor};

use crate::diagnostics::{self, Diagnostic};
use crate::source::{Source, Span};
use crate::yaml::{self, Spanned};

/// What an author may say of a page; everything is optional.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct FrontMatter {
    /// The page's title; the first heading if not given.
    pub title: Option<String>,
    /// One sentence, shown under the title and to search engines.
    pub description: Option<String>,
    /// The last part of the URL, or the whole of it with a leading slash.
    pub slug: Option<Spanned<String>>,
    /// A draft is not published.
    pub draft: bool,
    /// The date shown as last update, in place of git's.
    #[serde(alias = "lastUpdated")]
    updated: Option<Spanned<String>>,
    /// Where code groups stand.
    pub samples: Samples,
    /// Whether the page lists its headings.
    toc: Option<bool>,
    /// The page's entry in the nav.
    sidebar: Option<Spanned<SidebarValue>>,
    /// Where "Edit on GitHub" leads; `false` for nowhere.
    #[serde(alias = "editUrl", alias = "custom_edit_url")]
    pub edit_url: Option<Spanned<EditUrl>>,
    #[serde(alias = "sidebarTitle", alias = "linkTitle")]
    sidebar_label: Option<String>,
    #[serde(alias = "weight", alias = "nav_order")]
    sidebar_position: Option<i64>,
    #[serde(alias = "hideToc")]
    hide_table_of_contents: bool,
    last_update: Option<LastUpdate>,
}

/// Docusaurus's form of `updated`; who has done it is not shown.
#[derive(Clone, Debug, Deserialize)]
struct LastUpdate {
    date: Option<Spanned<String>>,
}

/// Where a page's code groups stand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Samples {
    /// Where they are written.
    #[default]
    Inline,
    /// In the right column, beside their section.
    Right,
}

/// A page's entry in the nav: a mapping, or the switch that VitePress writes, which means nothing here.
#[derive(Clone, Debug)]
pub enum SidebarValue {
    /// `sidebar: false`
    Switch,
    /// The entry.
    Entry(Sidebar),
}

/// A page's entry in the nav.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Sidebar {
    /// The text of the entry; the title if not given.
    pub label: Option<String>,
    /// Lower comes first.
    pub order: Option<i64>,
    /// A hidden page has its URL, but no entry.
    pub hidden: bool,
    /// A word beside the label, such as `New`.
    pub badge: Option<String>,
}

/// A page's own edit link.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
pub enum EditUrl {
    /// `false`: none.
    Switch(bool),
    /// Another place.
    Url(String),
}

impl FrontMatter {
    /// The page's title, if it says anything.
    pub fn title(&self) -> Option<String> {
        self.title.clone().filter(|title| !title.trim().is_empty())
    }

    /// Whether the page lists its headings.
    pub fn toc(&self) -> bool {
        self.toc.unwrap_or(!self.hide_table_of_contents)
    }

    /// The date that the author wrote.
    pub fn updated(&self) -> Option<&Spanned<String>> {
        self.updated.as_ref().or_else(|| self.last_update.as_ref()?.date.as_ref())
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
            ..entry
        }
    }
}

impl<'de> Deserialize<'de> for SidebarValue {
    fn deserialize<D: de::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct ValueVisitor;
        impl<'de> Visitor<'de> for ValueVisitor {
            type Value = SidebarValue;
            fn expecting(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
                f.write_str("a mapping of `label`, `order`, `hidden` and `badge`")
            }
            fn visit_bool<E: de::Error>(self, _: bool) -> Result<SidebarValue, E> {
                Ok(SidebarValue::Switch)
            }
            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<SidebarValue, A::Error> {
                Sidebar::deserialize(MapAccessDeserializer::new(map)).map(SidebarValue::Entry)
            }
        }
        deserializer.deserialize_any(ValueVisitor)
    }
}

/// Cuts the front matter off a page: its values and the offset at which the Markdown begins.
pub fn read(source: &Source, problems: &mut Vec<Diagnostic>) -> (FrontMatter, usize) {
    let Some((yaml, body)) = cut(&source.text) else {
        report_open(source, problems);
        return (FrontMatter::default(), byte_order_mark(&source.text));
    };
    let text = &source.text[yaml.start..yaml.end];
    let front = check_keys(source, yaml.start, text, problems).and_then(|()| yaml::read::<FrontMatter>(text));
    let front = front.unwrap_or_else(|problem| {
        problems.push(diagnostics::yaml(&source.path, yaml.start, problem));
        FrontMatter::default()
    });
    check_values(source, yaml.start, text, &front, problems);
    (front, body)
}

/// The offset at which the Markdown begins.
pub fn body(text: &str) -> usize {
    cut(text).map_or_else(|| byte_order_mark(text), |(_, body)| body)
}

/// The span of the YAML between the fences, and the offset behind the closing one.
fn cut(text: &str) -> Option<(Span, usize)> {
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
    let start = byte_order_mark(&source.text);
    let mut lines = source.text[start..].lines();
    let is_fence = lines.next().is_some_and(|line| line.trim_end() == "---");
    let key = lines.next().and_then(|line| line.split_once(':')).map_or("", |(key, _)| key);
    if is_fence && (keys::meaning(key).is_some() || keys::FOREIGN.iter().any(|(name, _)| *name == key)) {
        problems.push(diagnostics::front_matter_open().at(&source.path, Span::new(start, start + 3)));
    }
}

fn byte_order_mark(text: &str) -> usize {
    if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 }
}

/// Reports every unknown key, not the first alone.
fn check_keys(source: &Source, offset: usize, text: &str, problems: &mut Vec<Diagnostic>) -> Result<(), yaml::Problem> {
    let keys = yaml::keys(text)?;
    for key in &keys {
        let span = key.span.shifted(offset);
        if let Some((name, help)) = keys::FOREIGN.iter().find(|(name, _)| *name == key.name) {
            problems.push(diagnostics::foreign_key(name, help).at(&source.path, span));
        } else if keys::meaning(&key.name).is_none() {
            problems.push(diagnostics::unknown_key(&key.name, &keys::OWN).at(&source.path, span));
        }
    }
    said_twice(&keys).map_or(Ok(()), Err)
}

/// Two keys that say the same: neither can be meant to win.
fn said_twice(keys: &[yaml::Key]) -> Option<yaml::Problem> {
    let mut said: BTreeMap<&str, &str> = BTreeMap::new();
    for key in keys {
        let other = keys::meaning(&key.name).and_then(|meaning| said.insert(meaning, &key.name));
        if let Some(other) = other.filter(|other| *other != key.name) {
            let message = format!("`{}` says the same as `{other}` above", key.name);
            return Some(yaml::Problem { span: key.span, message, unknown_key: None });
        }
    }
    None
}

fn check_values(source: &Source, offset: usize, text: &str, front: &FrontMatter, problems: &mut Vec<Diagnostic>) {
    if let Some(date) = front.updated().filter(|date| !is_date(&date.value)) {
        let span = yaml::span_of(text, date).shifted(offset);
        problems.push(diagnostics::not_a_date(&date.value).at(&source.path, span));
    }
    if let Some(sidebar) = front.sidebar.as_ref().filter(|sidebar| matches!(sidebar.value, SidebarValue::Switch)) {
        let span = yaml::span_of(text, sidebar).shifted(offset);
        let help = "the nav is on every page; `sidebar: { hidden: true }` leaves this page out of it";
        problems.push(diagnostics::foreign_key("sidebar: false", help).at(&source.path, span));
    }
    if let Some(url) = &front.edit_url
        && let EditUrl::Url(text_url) = &url.value
        && !crate::config::is_web_url(text_url)
    {
        let span = yaml::span_of(text, url).shifted(offset);
        problems.push(diagnostics::not_a_web_url(text_url).at(&source.path, span));
    }
    if let Some(slug) = front.slug.as_ref().filter(|slug| !is_slug(&slug.value)) {
        let span = yaml::span_of(text, slug).shifted(offset);
        problems.push(diagnostics::bad_slug(&slug.value).at(&source.path, span));
    }
}

fn is_date(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let number = |part: &str, digits: usize| (part.len() == digits).then(|| part.parse::<u32>().ok()).flatten();
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

/// A slug becomes a path of the output: no step up, no character that a URL or a file system reads otherwise.
fn is_slug(slug: &str) -> bool {
    let part_is_fine = |part: &str| {
        !matches!(part, "" | "." | "..")
            && part.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | '~'))
    };
    let path = slug.trim_matches('/');
    slug == "/" || path.split('/').all(part_is_fine)
}
