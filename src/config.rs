//! `docs.yaml`: what a site says of itself.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;
use serde::de::{self, MapAccess, Visitor, value::MapAccessDeserializer};

use crate::cards::Cards;
use crate::diagnostics::{self, Diagnostic};
use crate::parse::limits::Limits;
use crate::render::code_host::CodeHost;
use crate::schema::{Feedback, FolderBelow, Label, Line, SiteUrl, Switch, Text, Times, Title, WebUrl, Whole};
use crate::search::server::SearchServer;
use crate::source::Source;
use crate::yaml::{self, Spanned};

/// The name of the config file at a site's root.
pub const FILE: &str = "docs.yaml";

/// What `feedback` says where it is to be an issue of the repository.
pub const ISSUES: &str = "issues";

/// The settings of a site.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "docs.yaml of floom-docs")]
pub struct Config {
    /// The site's name, at the top of every page and in the browser's tab.
    #[schemars(with = "Title")]
    pub title: String,
    /// A badge beside the title, such as `v0.4`.
    #[schemars(with = "Option<Text>")]
    pub version: Option<String>,
    /// One sentence on the site, for search engines and link previews.
    #[schemars(with = "Option<Text>")]
    pub description: Option<String>,
    /// Where the site is published, such as `https://example.com/docs`; its path begins every link.
    #[serde(default = "default_base_url")]
    #[schemars(with = "SiteUrl", extend("default" = default_base_url().value))]
    pub base_url: Spanned<String>,
    /// The folder of the pages, from the site's root.
    #[serde(default = "default_content")]
    #[schemars(with = "FolderBelow", extend("default" = default_content().value))]
    pub content: Spanned<String>,
    /// Where the content is kept, for edit links.
    pub repository: Option<Repository>,
    /// Where "Give feedback" leads: a URL, or `issues` for a new issue of the repository that says what page it is about.
    #[schemars(with = "Option<Feedback>")]
    pub feedback: Option<Spanned<String>>,
    /// Which sample language is shown first, in order of preference.
    #[serde(default = "default_languages")]
    #[schemars(with = "Vec<Text>")]
    pub languages: Vec<String>,
    /// The entries of the nav, if it is not to follow the folders.
    #[schemars(with = "Option<Vec<NavEntry>>")]
    pub nav: Option<Vec<Spanned<NavEntry>>>,
    /// Addresses from which readers are sent on: to a page by its file or its address, to a place on it, or to a URL.
    #[serde(default)]
    #[schemars(with = "BTreeMap<String, Text>")]
    pub redirects: BTreeMap<String, Spanned<String>>,
    /// Texts for `{{ name }}` in pages.
    #[serde(default)]
    #[schemars(with = "BTreeMap<String, Line>", extend("propertyNames" = { "pattern": "^[A-Za-z_][A-Za-z0-9_.-]*$" }))]
    pub variables: BTreeMap<String, Spanned<String>>,
    /// Whether `$x$` in pages is a formula.
    #[serde(default = "default_math")]
    #[schemars(with = "Switch")]
    pub math: bool,
    /// Whether HTML in pages is kept as it is written.
    #[serde(default)]
    #[schemars(with = "Switch")]
    pub trust_html: bool,
    /// Files that are published though a browser may run them or the host obeys them, from the content folder:
    /// `public/demo/*.html`.
    #[serde(default)]
    #[schemars(with = "Vec<Text>")]
    pub trusted_files: Vec<String>,
    /// How many times the limits of pages and of the nav count, 1 to 16.
    #[serde(default)]
    #[schemars(with = "Times")]
    pub raise_limits: Limits,
    /// How large the search index may be; `false` leaves search out.
    #[serde(default)]
    pub search: Search,
    /// How the picture is drawn that goes with a link to a page; `false` leaves them out.
    #[serde(default)]
    pub cards: Cards,
    /// What readers look for, and the page that each should find among the first three.
    #[serde(default)]
    pub search_tests: Vec<SearchTest>,
}

/// Whether a site has a search.
#[derive(Clone, Debug, JsonSchema)]
#[schemars(untagged)]
pub enum Search {
    /// Whether it has one.
    Switch(#[schemars(with = "Switch")] bool),
    /// It has one.
    Settings(SearchSettings),
}

/// What is asked of the search index.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SearchSettings {
    /// A larger index is told by every build; in KB, without the texts of the excerpts, not compressed.
    #[schemars(with = "Option<Whole>")]
    pub budget_kb: Option<Spanned<u32>>,
    /// A search server that readers' browsers ask first; the index is for when it does not answer.
    pub remote: Option<SearchServer>,
}

/// A query and what it must find.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SearchTest {
    /// What a reader writes.
    #[schemars(with = "Text")]
    pub query: Spanned<String>,
    /// The page's file, from the content folder.
    #[schemars(with = "Text")]
    pub page: Spanned<String>,
}

/// A repository on a code host.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Repository {
    /// Its address: `https://github.com/owner/name`.
    #[schemars(with = "WebUrl")]
    pub url: Spanned<String>,
    /// The branch that edits go to.
    #[serde(default = "default_branch")]
    #[schemars(with = "Text")]
    pub branch: String,
    /// What kind of site keeps it, where the name of its host does not say so.
    pub host: Option<CodeHost>,
    /// The content folder within the repository; that of `content` if not given.
    #[schemars(with = "Option<Text>")]
    pub path: Option<String>,
}

/// An entry of the nav.
#[derive(Clone, Debug, JsonSchema)]
#[schemars(untagged)]
pub enum NavEntry {
    /// A page, such as `protocol/run-operation.md`.
    Page(String),
    /// A page or a link under a label of its own, or a group.
    Group(NavGroup),
}

/// The long form of a nav entry.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(extend("anyOf" = [
    { "required": ["page"] },
    { "required": ["label", "url"] },
    { "required": ["label", "items"], "properties": { "items": { "minItems": 1 } } },
]))]
pub struct NavGroup {
    /// The text of the entry; the page's own if not given.
    #[schemars(with = "Option<Label>")]
    pub label: Option<String>,
    /// A page, from the content folder.
    #[schemars(with = "Option<Text>")]
    pub page: Option<Spanned<String>>,
    /// A link out of the site.
    #[schemars(with = "Option<Text>")]
    pub url: Option<String>,
    /// Whether the entries are folded until a reader opens them.
    #[schemars(with = "Option<Switch>")]
    pub collapsed: Option<bool>,
    /// Entries below this one.
    #[serde(default)]
    #[schemars(with = "Vec<NavEntry>")]
    pub items: Vec<Spanned<NavEntry>>,
}

impl Config {
    /// The path of `base_url` with a slash at both ends: `/docs/`.
    pub fn base_path(&self) -> String {
        let rest = self.base_url.value.split_once("://").map_or("", |(_, rest)| rest);
        let path = rest.split_once('/').map_or("", |(_, path)| path).trim_matches('/');
        if path.is_empty() { "/".to_string() } else { format!("/{path}/") }
    }

    /// What `{{ name }}` stands for in pages; the site's `version` is one of them.
    pub fn variables(&self) -> BTreeMap<String, String> {
        let version = self.version.clone().map(|version| ("version".to_string(), version));
        let written = self.variables.iter().map(|(name, value)| (name.clone(), value.value.clone()));
        version.into_iter().chain(written).collect()
    }

    /// Whether a file may be published though a browser runs it or the host obeys it, by its path below the content.
    pub fn trusts(&self, path: &str) -> bool {
        self.trust_html || crate::render::active::is_trusted(path, self.trusted_files.iter().map(String::as_str))
    }

    /// Whether the search index is held against something.
    pub fn asks_of_search(&self) -> bool {
        self.search.settings().is_some_and(|settings| settings.budget_kb.is_some() || !self.search_tests.is_empty())
    }

    /// Whether feedback is an issue of the repository.
    fn asks_for_issues(&self, feedback: &Spanned<String>) -> bool {
        feedback.value == ISSUES && self.repository.is_some()
    }

    /// Scheme and host of `base_url`: `https://floom.dev`.
    pub fn origin(&self) -> &str {
        let url = self.base_url.value.as_str();
        let host = url.find("://").map_or(0, |at| at + 3);
        url[host..].find('/').map_or(url, |slash| &url[..host + slash])
    }
}

/// Reads `docs.yaml`.
pub fn parse(source: &Source) -> Result<Config, Vec<Diagnostic>> {
    let is_blank = |line: &str| line.trim().is_empty() || line.trim_start().starts_with('#');
    let text = if source.text.lines().all(is_blank) { "{}" } else { &source.text };
    let mut config: Config = yaml::read(text).map_err(|problem| unreadable(source, problem))?;
    let problems = check(source, &config);
    for text in [Some(&mut config.title), config.version.as_mut(), config.description.as_mut()].into_iter().flatten() {
        *text = crate::parse::without_turns(text).into_owned();
    }
    config.content.value = crate::source::join("", &config.content.value).0;
    if problems.is_empty() { Ok(config) } else { Err(problems) }
}

/// The problem that ended the reading; of unknown keys at the top, all.
fn unreadable(source: &Source, problem: yaml::Problem) -> Vec<Diagnostic> {
    let keys = yaml::keys(&source.text).unwrap_or_default();
    let is_at_top = keys.iter().any(|key| key.span == problem.span);
    let Some((_, known)) = problem.unknown_key.as_ref().filter(|_| is_at_top) else {
        // What was read in the place of an empty file is longer than that.
        let problem = yaml::Problem { span: problem.span.within(&source.text), ..problem };
        return vec![diagnostics::yaml(&source.path, 0, problem)];
    };
    let known: Vec<&str> = known.iter().map(String::as_str).collect();
    let unknown = keys.iter().filter(|key| !known.contains(&key.name.as_str()));
    unknown.map(|key| diagnostics::unknown_key(&key.name, &known).at(&source.path, key.span)).collect()
}

fn check(source: &Source, config: &Config) -> Vec<Diagnostic> {
    let mut problems = Vec::new();
    if config.title.trim().is_empty() {
        problems.push(diagnostics::empty_title().in_file(&source.path));
    }
    let base_url = &config.base_url;
    if is_web_url(&base_url.value) && !is_site_url(&base_url.value) {
        let span = yaml::span_of(&source.text, base_url);
        problems.push(diagnostics::not_a_site_url(&base_url.value).at(&source.path, span));
    }
    let mut urls = vec![base_url];
    urls.extend(config.feedback.as_ref().filter(|feedback| !config.asks_for_issues(feedback)));
    urls.extend(config.repository.as_ref().map(|repository| &repository.url));
    let server = config.search.server();
    urls.extend(server.as_ref().map(|server| &server.url));
    problems.extend(server.as_ref().and_then(|server| {
        let problem = server.problem()?;
        Some(problem.at(&source.path, yaml::span_of(&source.text, &server.url)))
    }));
    for url in urls {
        if !is_web_url(&url.value) {
            problems.push(diagnostics::not_a_web_url(&url.value).at(&source.path, yaml::span_of(&source.text, url)));
        }
    }
    for (name, value) in &config.variables {
        if !crate::parse::is_variable_name(name) || value.value.contains(['\n', '\r']) {
            let span = yaml::span_of(&source.text, value);
            problems.push(diagnostics::bad_variable(name).at(&source.path, span));
        }
    }
    if leads_out(&config.content.value) {
        let span = yaml::span_of(&source.text, &config.content);
        problems.push(diagnostics::content_outside_site(&config.content.value).at(&source.path, span));
    }
    problems
}

/// Whether a path leads out of the folder that it is written in, on this system or on Windows.
fn leads_out(path: &str) -> bool {
    let is_bound = path.starts_with('/') || path.contains(['\\', ':']);
    is_bound || crate::source::join("", path).1 > 0
}

/// Whether a text is an `http` or `https` URL with a host and nothing that could break out of an attribute.
pub fn is_web_url(url: &str) -> bool {
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
    rest.is_some_and(|rest| !rest.is_empty() && !rest.starts_with('/'))
        && !url.chars().any(|c| c.is_whitespace() || c.is_control() || matches!(c, '"' | '<' | '>' | '\\'))
}

/// Whether a URL is scheme, host and path alone, so that paths can be written behind it.
pub fn is_site_url(url: &str) -> bool {
    is_web_url(url) && !url.contains(['?', '#']) && !url.split('/').any(|part| matches!(part, "." | ".."))
}

impl Default for Search {
    fn default() -> Self {
        Self::Settings(SearchSettings::default())
    }
}

impl Search {
    /// What is asked of the index; none if there is to be no search.
    pub fn settings(&self) -> Option<SearchSettings> {
        match self {
            Self::Switch(true) => Some(SearchSettings::default()),
            Self::Switch(false) => None,
            Self::Settings(settings) => Some(settings.clone()),
        }
    }

    /// The search server that is asked first, if there is one.
    pub fn server(&self) -> Option<SearchServer> {
        self.settings()?.remote
    }
}

impl<'de> Deserialize<'de> for Search {
    fn deserialize<D: de::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct SearchVisitor;
        impl<'de> Visitor<'de> for SearchVisitor {
            type Value = Search;
            fn expecting(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
                f.write_str("`false`, or a mapping with `budget_kb` or `remote`")
            }
            fn visit_bool<E: de::Error>(self, is_on: bool) -> Result<Search, E> {
                Ok(Search::Switch(is_on))
            }
            fn visit_str<E: de::Error>(self, text: &str) -> Result<Search, E> {
                match text.to_ascii_lowercase().as_str() {
                    "true" => Ok(Search::Switch(true)),
                    "false" => Ok(Search::Switch(false)),
                    _ => Err(E::invalid_value(de::Unexpected::Str(text), &self)),
                }
            }
            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Search, A::Error> {
                SearchSettings::deserialize(MapAccessDeserializer::new(map)).map(Search::Settings)
            }
        }
        deserializer.deserialize_any(SearchVisitor)
    }
}

impl<'de> Deserialize<'de> for NavEntry {
    fn deserialize<D: de::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct EntryVisitor;
        impl<'de> Visitor<'de> for EntryVisitor {
            type Value = NavEntry;
            fn expecting(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
                f.write_str("a page's path, or a mapping of `label`, `page`, `url` and `items`")
            }
            fn visit_str<E: de::Error>(self, path: &str) -> Result<NavEntry, E> {
                Ok(NavEntry::Page(path.to_string()))
            }
            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<NavEntry, A::Error> {
                NavGroup::deserialize(MapAccessDeserializer::new(map)).map(NavEntry::Group)
            }
        }
        deserializer.deserialize_any(EntryVisitor)
    }
}

fn default_base_url() -> Spanned<String> {
    yaml::unplaced("http://localhost/")
}

fn default_content() -> Spanned<String> {
    yaml::unplaced("content")
}

fn default_math() -> bool {
    true
}

fn default_branch() -> String {
    "main".to_string()
}

fn default_languages() -> Vec<String> {
    ["python", "curl", "js"].map(String::from).to_vec()
}
