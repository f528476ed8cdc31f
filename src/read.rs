//! Disk to [`Inputs`]: the one place that reads a site.
#![allow(clippy::disallowed_methods)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Error;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use rayon::prelude::*;

use crate::cards::FontFile;
use crate::config::{self, Config};
use crate::diagnostics::{self, Diagnostic};
use crate::git_dates;
use crate::moves::names::Kind;
use crate::parse::MAX_PAGE_BYTES;
use crate::parse::snippets::{Snippet, Snippets};
use crate::render::embedded;
use crate::resolve::links::PUBLIC;
use crate::resolve::nav::NAV_FILE;
use crate::resolve::routes::address;
use crate::source::names::{self, Flaw};
use crate::source::shard::Shard;
use crate::source::{PagePath, Source, join};
use crate::urls;

mod card_font;
mod snippets;
mod untrusted;
pub mod update;
mod walk;
mod whole;

use walk::{Folder, files, is_content, is_visible, is_visible_name};
use whole::Refusal;

/// A longer file beside the pages is not read, in bytes.
const MAX_FILE_BYTES: usize = 100 * 1024 * 1024;
/// A longer `docs.yaml`, nav file or template is not read, in bytes.
const MAX_TEXT_BYTES: usize = 4 * 1024 * 1024;

/// No file of an output is longer, in bytes: the text of a site for programs is the longest.
const MAX_OUTPUT_BYTES: usize = 16 * 1024 * 1024 * 1024;

pub use untrusted::read_untrusted;

/// All that a build depends on.
#[derive(Clone)]
pub struct Inputs {
    /// `docs.yaml`
    pub config: Config,
    /// Its text.
    pub config_source: Source,
    /// The path of `base_url`: `/docs/`.
    pub base_path: String,
    /// The Markdown files.
    pub pages: BTreeMap<PagePath, Source>,
    /// The other files below the content folder.
    pub assets: BTreeMap<String, Arc<[u8]>>,
    /// The files that pages take in.
    pub snippets: Snippets,
    /// The files below the content folder that are neither pages nor published, by their paths below it.
    pub private: BTreeSet<String>,
    /// The nav files by their folders below the content folder.
    pub folder_navs: BTreeMap<String, Source>,
    /// Templates by name; the site's own replace the embedded ones.
    pub templates: BTreeMap<String, Arc<str>>,
    /// The theme's files by path; the site's own replace the embedded ones.
    pub theme: BTreeMap<String, Arc<[u8]>>,
    /// The font of the pages' cards.
    pub card_font: FontFile,
    /// Git's dates by path below the content folder.
    pub dates: Arc<BTreeMap<String, String>>,
    /// The pages that are rendered, if others render the rest.
    pub shard: Option<Shard>,
    /// The days on which git first saw the files, by the same paths.
    pub added: Arc<BTreeMap<String, String>>,
    /// The commit that is checked out, in short.
    pub commit: Option<String>,
    /// Why there are none, or not all.
    pub date_problems: Vec<Diagnostic>,
    /// The addresses that the site has published, if it keeps a list of them.
    pub urls_lock: Option<Source>,
    /// What was wrong with a file, by its path from the site's root.
    pub problems: BTreeMap<String, Diagnostic>,
}

impl Inputs {
    /// What was wrong on the way.
    pub fn diagnostics(&self) -> impl Iterator<Item = Diagnostic> {
        let no_pages = self.pages.is_empty().then(|| diagnostics::no_pages(&self.config.content.value));
        self.problems.values().chain(&self.date_problems).cloned().chain(no_pages)
    }

    /// The texts that diagnostics point into.
    pub fn sources(&self) -> BTreeMap<String, Arc<str>> {
        let own =
            self.pages.values().chain(self.folder_navs.values()).chain([&self.config_source]).chain(&self.urls_lock);
        let snippets = self.snippets.files.keys().filter_map(|path| Some((path.clone(), self.snippets.text(path)?)));
        let drawings = self.assets.iter().filter_map(|(path, bytes)| Some((path, xml_text(path, bytes)?)));
        let drawings = drawings.map(|(path, text)| (join(&self.config.content.value, path).0, Arc::from(text)));
        drawings.chain(snippets).chain(own.map(|source| (source.path.clone(), source.text.clone()))).collect()
    }
}

impl Inputs {
    /// The paths from the site's root of files that are read wherever they lie.
    pub fn looked_for(&self) -> impl Iterator<Item = String> {
        self.snippets.looked_for.iter().cloned().chain(self.config.cards.font_path())
    }

    /// Puts new texts in place of those of pages and of the files that they take in, by their paths.
    pub fn replace_texts(&mut self, texts: &BTreeMap<String, String>) {
        for page in self.pages.values_mut() {
            if let Some(text) = texts.get(&page.path) {
                page.text = text.as_str().into();
            }
        }
        for (path, snippet) in &mut self.snippets.files {
            if let (Some(text), Snippet::Text(old)) = (texts.get(path), snippet) {
                *old = text.as_str().into();
            }
        }
    }
}

/// The text of a file in which something is told at its place.
fn xml_text<'b>(path: &str, bytes: &'b [u8]) -> Option<&'b str> {
    let is_xml = [".svg", ".xml", ".rss", ".atom"].iter().any(|ending| path.to_ascii_lowercase().ends_with(ending));
    std::str::from_utf8(bytes).ok().filter(|_| is_xml)
}

/// A `docs.yaml` that cannot be read, with its text to point into.
pub struct Unreadable {
    /// What is wrong.
    pub diagnostics: Vec<Diagnostic>,
    /// The texts that they point into.
    pub sources: BTreeMap<String, Arc<str>>,
}

/// Reads the site in a folder.
pub fn read(root: &Path, base_url: Option<&str>) -> Result<Inputs, Unreadable> {
    let (config, config_source) = config(root, base_url)?;
    let mut inputs = nothing_read(config, config_source);
    read_content(root, "", &mut inputs);
    read_snippets(root, &mut inputs);
    read_overrides(root, &mut inputs);
    card_font::read(root, &mut inputs);
    read_urls_lock(root, &mut inputs);
    inputs.commit = short_commit(root);
    dates(root, &inputs.config.content.value).put_into(&mut inputs);
    Ok(inputs)
}

fn nothing_read(config: Config, config_source: Source) -> Inputs {
    Inputs {
        base_path: config.base_path(),
        pages: BTreeMap::new(),
        assets: BTreeMap::new(),
        snippets: Snippets::default(),
        private: BTreeSet::new(),
        folder_navs: BTreeMap::new(),
        templates: embedded::templates(),
        theme: embedded::theme(),
        card_font: FontFile::default(),
        dates: Arc::default(),
        shard: None,
        added: Arc::default(),
        commit: None,
        date_problems: Vec::new(),
        urls_lock: None,
        problems: BTreeMap::new(),
        config,
        config_source,
    }
}

/// The config of the site in a folder, with its text.
fn config(root: &Path, base_url: Option<&str>) -> Result<(Config, Source), Unreadable> {
    parsed(read_config(root)?, base_url)
}

fn parsed(config_source: Source, base_url: Option<&str>) -> Result<(Config, Source), Unreadable> {
    let unreadable = |mut diagnostics: Vec<Diagnostic>| {
        diagnostics.sort();
        let sources = BTreeMap::from([(config_source.path.clone(), config_source.text.clone())]);
        Unreadable { diagnostics, sources }
    };
    let mut config = config::parse(&config_source).map_err(unreadable)?;
    if let Some(url) = base_url {
        if !config::is_site_url(url) {
            return Err(unreadable(vec![diagnostics::bad_base_url(url)]));
        }
        config.base_url.value = url.to_string();
    }
    Ok((config, config_source))
}

/// The text of a file outside the site; empty if there is none.
pub fn text_if_any(path: &Path) -> std::io::Result<String> {
    match fs::read_to_string(path) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(String::new()),
        read => read,
    }
}

/// The folder of a site without symbolic links, as the watcher names it.
pub fn root(site: &Path) -> PathBuf {
    site.canonicalize().unwrap_or_else(|_| site.to_path_buf())
}

/// A file of the search index in an output folder.
pub fn index_file(out: &Path, name: &str) -> Result<Vec<u8>, Diagnostic> {
    let folder = out.join(crate::search::FOLDER);
    fs::read(folder.join(name)).map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound if name == "manifest.json" => {
            diagnostics::no_search_index(&out.display().to_string())
        }
        _ => diagnostics::torn_search_index(name),
    })
}

/// A file that a build has written, by its path in the output folder.
pub fn output_file(out: &Path, path: &str) -> std::io::Result<Vec<u8>> {
    whole::read(out, path, MAX_OUTPUT_BYTES).map_err(|refusal| match refusal {
        Refusal::System(error) => error,
        Refusal::Absent => std::io::ErrorKind::NotFound.into(),
        _ => Error::other("it is not the file that a build has written"),
    })
}

/// What a path may mean that an author has written: from the current folder, from the site's root, from the content
/// folder. Each is relative to the site's root; none if it lies elsewhere.
pub fn readings(root: &Path, content: &str, written: &Path) -> [Option<String>; 3] {
    let real_root = real(root);
    let current = std::env::current_dir().unwrap_or_default();
    let below_root = |folder: &Path| {
        let path = real(&folder.join(written));
        let below = path.strip_prefix(&real_root).ok()?.to_string_lossy();
        Some(below.replace(std::path::MAIN_SEPARATOR, "/"))
    };
    let is_bound = written.is_absolute();
    let from = |folder: &Path| if is_bound { None } else { below_root(folder) };
    [below_root(&current), from(&real_root), from(&real_root.join(content))]
}

/// The path without `..` and symbolic links, though what it names need not be there.
fn real(path: &Path) -> PathBuf {
    if let Ok(real) = path.canonicalize() {
        return real;
    }
    let (Some(folder), last) = (path.parent(), path.components().next_back()) else { return path.to_path_buf() };
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    match last {
        Some(Component::ParentDir) => real(folder).parent().map_or_else(PathBuf::new, Path::to_path_buf),
        Some(Component::Normal(name)) => real(folder).join(name),
        _ => real(folder),
    }
}

/// What the disk has at a path.
pub fn kind(path: &Path) -> Option<Kind> {
    let metadata = fs::symlink_metadata(path).ok()?;
    Some(if metadata.is_dir() { Kind::Folder } else { Kind::File })
}

/// Whether a file below the content folder is read as a page.
pub fn is_page(path: &str) -> bool {
    role(path) == Role::Page && path.split('/').all(is_visible_name)
}

fn read_config(root: &Path) -> Result<Source, Unreadable> {
    let refused = |problem| Unreadable { diagnostics: vec![problem], sources: BTreeMap::new() };
    let bytes = whole::read(root, config::FILE, MAX_TEXT_BYTES).map_err(|refusal| {
        refused(match refusal {
            Refusal::Absent => diagnostics::no_config(&root.display().to_string()),
            // Without it there is nothing to build, so that this is no warning.
            Refusal::Link(_) => diagnostics::io(config::FILE, "read", &Error::other("it is a symbolic link")),
            Refusal::Special => diagnostics::io(config::FILE, "read", &Error::other("it is no plain file")),
            refusal => refusal.told(config::FILE, MAX_TEXT_BYTES),
        })
    })?;
    let text = String::from_utf8(bytes).map_err(|_| {
        refused(diagnostics::io(config::FILE, "read", &Error::other("stream did not contain valid UTF-8")))
    })?;
    Ok(Source { path: config::FILE.to_string(), text: text.into() })
}

/// Reads what lies at a path below the content folder, a file or a folder.
fn read_content(root: &Path, below: &str, inputs: &mut Inputs) {
    let content = inputs.config.content.value.clone();
    let folder = Folder { path: &content, is_wanted: &is_content, flaw: &flaw };
    let mut paths = files(root, &folder, below, &mut inputs.problems);
    inputs.private.extend(paths.extract_if(.., |path| role(path) == Role::Private));
    let config = &inputs.config;
    let read: Vec<Read> = paths.into_par_iter().map(|path| read_file(root, path, config)).collect();
    for (found, problem) in read {
        inputs.problems.extend(problem);
        match found {
            Some(Found::Page(path, source)) => drop(inputs.pages.insert(path, source)),
            Some(Found::Nav(folder, source)) => drop(inputs.folder_navs.insert(folder, source)),
            Some(Found::Asset(path, bytes)) => drop(inputs.assets.insert(path, bytes)),
            None => {}
        }
    }
}

/// A file below the content folder.
enum Found {
    Page(PagePath, Source),
    Nav(String, Source),
    Asset(String, Arc<[u8]>),
}

/// What was found by a name, and what is wrong with it, by its path from the site's root.
type Read = (Option<Found>, Option<(String, Diagnostic)>);

fn read_file(root: &Path, path: String, config: &Config) -> Read {
    let role = role(&path);
    let shown = join(&config.content.value, &path).0;
    let limit = match role {
        Role::Page => config.raise_limits.raised(MAX_PAGE_BYTES),
        Role::Nav => MAX_TEXT_BYTES,
        _ => MAX_FILE_BYTES,
    };
    let (bytes, problem) = match whole::read(root, &shown, limit) {
        Ok(bytes) => (bytes, None),
        // It was there a moment ago.
        Err(Refusal::Absent) => return (None, None),
        // Links to the page are not wrong.
        Err(Refusal::TooLong(bytes)) if role == Role::Page => {
            (Vec::new(), Some(diagnostics::page_too_long(bytes, limit).in_file(&shown)))
        }
        Err(refusal) => return (None, Some((shown.clone(), refusal.told(&shown, limit)))),
    };
    let problem = problem.map(|problem| (shown.clone(), problem));
    if role == Role::Asset {
        return (Some(Found::Asset(path, bytes.into())), problem);
    }
    let Ok(text) = String::from_utf8(bytes) else {
        return (None, Some((shown.clone(), diagnostics::not_utf8().in_file(&shown))));
    };
    let source = Source { path: shown, text: with_line_feeds(text).into() };
    let found = match role {
        Role::Nav => Found::Nav(PagePath(path).folder().to_string(), source),
        _ => Found::Page(PagePath(path), source),
    };
    (Some(found), problem)
}

/// What is wrong with the name of a file or folder below the content folder, as it stands and without its order prefix.
pub fn flaw(path: &str, kind: Kind) -> Option<Flaw> {
    let is_public = path.starts_with(PUBLIC);
    let is_own = match kind {
        Kind::Folder => !is_public && path.split('/').any(|folder| folder.starts_with('_')),
        Kind::File => matches!(role(path), Role::Private | Role::Nav),
    };
    if is_own || path.is_empty() {
        return None;
    }
    let address = match kind {
        _ if is_public => String::new(),
        Kind::Folder => address(&PagePath(format!("{path}/index.md"))),
        Kind::File if role(path) == Role::Page => address(&PagePath(path.to_string())),
        Kind::File => String::new(),
    };
    let published = path.strip_prefix(PUBLIC).unwrap_or(path);
    names::flaw(published)
        .or_else(|| Some(address).filter(|address| !address.is_empty()).and_then(|at| names::flaw(&at)))
}

fn read_snippets(root: &Path, inputs: &mut Inputs) {
    let variables = inputs.config.variables();
    let Config { content, raise_limits, .. } = &inputs.config;
    inputs.snippets = snippets::read(root, &content.value, &variables, *raise_limits, inputs.pages.values());
}

/// Old Macs end lines by a carriage return alone; no offset moves.
fn with_line_feeds(text: String) -> String {
    if !text.contains('\r') {
        return text;
    }
    let is_alone = |at: usize| !text[at + 1..].starts_with('\n');
    text.char_indices().map(|(at, c)| if c == '\r' && is_alone(at) { '\n' } else { c }).collect()
}

/// Ten digits tell more commits apart than there are.
fn short_commit(root: &Path) -> Option<String> {
    git_dates::head(root)?.get(..10).map(str::to_string)
}

fn read_urls_lock(root: &Path, inputs: &mut Inputs) {
    match whole::read(root, urls::LOCK, MAX_FILE_BYTES).map(String::from_utf8) {
        Ok(Ok(text)) => inputs.urls_lock = Some(Source { path: urls::LOCK.to_string(), text: text.into() }),
        Ok(Err(_)) => drop(inputs.problems.insert(urls::LOCK.to_string(), diagnostics::not_utf8().in_file(urls::LOCK))),
        Err(Refusal::Absent) => {}
        Err(refusal) => drop(inputs.problems.insert(urls::LOCK.to_string(), refusal.told(urls::LOCK, MAX_FILE_BYTES))),
    }
}

fn read_overrides(root: &Path, inputs: &mut Inputs) {
    let templates = Folder { path: "templates", is_wanted: &is_visible, flaw: &|_, _| None };
    for path in files(root, &templates, "", &mut inputs.problems) {
        let read = override_of(root, &templates, &path, MAX_TEXT_BYTES, inputs);
        let shown = join(templates.path, &path).0;
        match read.map(String::from_utf8) {
            Some(Ok(text)) => drop(inputs.templates.insert(path, text.into())),
            Some(Err(_)) => {
                let problem = diagnostics::io(&shown, "read", &Error::other("stream did not contain valid UTF-8"));
                inputs.problems.insert(shown, problem);
            }
            None => {}
        }
    }
    let flaw = |path: &str, _| Some(path).filter(|path| !path.is_empty()).and_then(names::flaw);
    let theme = Folder { path: "theme", is_wanted: &is_visible, flaw: &flaw };
    for path in files(root, &theme, "", &mut inputs.problems) {
        if let Some(bytes) = override_of(root, &theme, &path, MAX_FILE_BYTES, inputs) {
            inputs.theme.insert(path, bytes.into());
        }
    }
}

fn override_of(root: &Path, folder: &Folder, path: &str, limit: usize, inputs: &mut Inputs) -> Option<Vec<u8>> {
    let shown = join(folder.path, path).0;
    let read = whole::read(root, &shown, limit);
    read.map_err(|refusal| inputs.problems.insert(shown.clone(), refusal.told(&shown, limit))).ok()
}

/// What git says of a content folder.
pub struct Dates {
    dates: Arc<BTreeMap<String, String>>,
    added: Arc<BTreeMap<String, String>>,
    problems: Vec<Diagnostic>,
}

impl Dates {
    /// Makes them those of a site.
    pub fn put_into(self, inputs: &mut Inputs) {
        inputs.dates = self.dates;
        inputs.added = self.added;
        inputs.date_problems = self.problems;
    }
}

/// Asks git for the dates of a site's pages.
pub fn dates(root: &Path, content: &str) -> Dates {
    let found = git_dates::read(&root.join(content));
    let mut problems: Vec<_> = found.problem.as_deref().map(diagnostics::git).into_iter().collect();
    if found.shallow_without_date > 0 {
        problems.push(diagnostics::shallow_clone(found.shallow_without_date));
    }
    Dates { dates: Arc::new(found.dates), added: Arc::new(found.added), problems }
}

/// What a file below the content folder is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Role {
    Page,
    Asset,
    /// `_nav.yaml`
    Nav,
    /// A file or folder whose name begins with `_`: the author's own.
    Private,
}

fn role(path: &str) -> Role {
    let is_public = path.starts_with(PUBLIC);
    let (folders, name) = path.rsplit_once('/').unwrap_or(("", path));
    let in_private = folders.split('/').any(|folder| folder.starts_with('_'));
    match name {
        _ if is_public => Role::Asset,
        _ if in_private => Role::Private,
        NAV_FILE => Role::Nav,
        "_index.md" => Role::Page,
        name if name.starts_with('_') => Role::Private,
        name if is_markdown(name) => Role::Page,
        _ => Role::Asset,
    }
}

fn is_markdown(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    [".md", ".mdx", ".markdown"].iter().any(|ending| name.ends_with(ending))
}
