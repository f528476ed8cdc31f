//! Disk to [`Inputs`]: the one place that reads a site.
#![allow(clippy::disallowed_methods)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use walkdir::{DirEntry, WalkDir};

use crate::config::{self, Config};
use crate::diagnostics::{self, Diagnostic};
use crate::git_dates;
use crate::moves::names::Kind;
use crate::parse::snippets::{Snippet, Snippets};
use crate::render::embedded;
use crate::resolve::links::PUBLIC;
use crate::resolve::nav::NAV_FILE;
use crate::source::{PagePath, Source, join};

mod snippets;
pub mod update;

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
    /// Git's dates by path below the content folder.
    pub dates: Arc<BTreeMap<String, String>>,
    /// Why there are none, or not all.
    pub date_problems: Vec<Diagnostic>,
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
        let own = self.pages.values().chain(self.folder_navs.values()).chain([&self.config_source]);
        let snippets = self.snippets.files.keys().filter_map(|path| Some((path.clone(), self.snippets.text(path)?)));
        let drawings = self.assets.iter().filter_map(|(path, bytes)| Some((path, xml_text(path, bytes)?)));
        let drawings = drawings.map(|(path, text)| (join(&self.config.content.value, path).0, Arc::from(text)));
        drawings.chain(snippets).chain(own.map(|source| (source.path.clone(), source.text.clone()))).collect()
    }
}

impl Inputs {
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
    let mut inputs = Inputs {
        base_path: config.base_path(),
        pages: BTreeMap::new(),
        assets: BTreeMap::new(),
        snippets: Snippets::default(),
        private: BTreeSet::new(),
        folder_navs: BTreeMap::new(),
        templates: embedded::templates(),
        theme: embedded::theme(),
        dates: Arc::default(),
        date_problems: Vec::new(),
        problems: BTreeMap::new(),
        config,
        config_source,
    };
    read_content(root, "", &mut inputs);
    read_snippets(root, &mut inputs);
    read_overrides(root, &mut inputs);
    dates(root, &inputs.config.content.value).put_into(&mut inputs);
    Ok(inputs)
}

/// The config of the site in a folder, with its text.
fn config(root: &Path, base_url: Option<&str>) -> Result<(Config, Source), Unreadable> {
    let config_source = read_config(root)?;
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
    let text = fs::read_to_string(root.join(config::FILE)).map_err(|error| {
        let problem = match error.kind() {
            std::io::ErrorKind::NotFound => diagnostics::no_config(&root.display().to_string()),
            _ => diagnostics::io(config::FILE, "read", &error),
        };
        Unreadable { diagnostics: vec![problem], sources: BTreeMap::new() }
    })?;
    Ok(Source { path: config::FILE.to_string(), text: text.into() })
}

/// Reads what lies at a path below the content folder, a file or a folder.
fn read_content(root: &Path, below: &str, inputs: &mut Inputs) {
    let content = inputs.config.content.value.clone();
    let folder = Folder { path: root.join(&content), shown: &content };
    let public = folder.path.join(PUBLIC);
    for (path, file) in files(&folder, below, &|entry| is_content(entry, &public), &mut inputs.problems) {
        let shown = join(&content, &path).0;
        if role(&path) == Role::Private {
            inputs.private.insert(path);
            continue;
        }
        let bytes = match fs::read(&file) {
            Ok(bytes) => bytes,
            Err(error) => {
                let problem = diagnostics::io(&shown, "read", &error);
                inputs.problems.insert(shown, problem);
                continue;
            }
        };
        let role = role(&path);
        if role == Role::Asset {
            inputs.assets.insert(path, bytes.into());
            continue;
        }
        let Ok(text) = String::from_utf8(bytes) else {
            let problem = diagnostics::not_utf8().in_file(&shown);
            inputs.problems.insert(shown, problem);
            continue;
        };
        let source = Source { path: shown, text: with_line_feeds(text).into() };
        match role {
            Role::Nav => drop(inputs.folder_navs.insert(PagePath(path).folder().to_string(), source)),
            _ => drop(inputs.pages.insert(PagePath(path), source)),
        }
    }
}

fn read_snippets(root: &Path, inputs: &mut Inputs) {
    let variables = inputs.config.variables();
    inputs.snippets = snippets::read(root, &inputs.config.content.value, &variables, inputs.pages.values());
}

/// Old Macs end lines by a carriage return alone; no offset moves.
fn with_line_feeds(text: String) -> String {
    if !text.contains('\r') {
        return text;
    }
    let is_alone = |at: usize| !text[at + 1..].starts_with('\n');
    text.char_indices().map(|(at, c)| if c == '\r' && is_alone(at) { '\n' } else { c }).collect()
}

fn read_overrides(root: &Path, inputs: &mut Inputs) {
    let folder = |name| Folder { path: root.join(name), shown: name };
    for (path, file) in files(&folder("templates"), "", &is_visible, &mut inputs.problems) {
        match fs::read_to_string(&file) {
            Ok(text) => drop(inputs.templates.insert(path, text.into())),
            Err(error) => note_unreadable("templates", &path, &error, inputs),
        }
    }
    for (path, file) in files(&folder("theme"), "", &is_visible, &mut inputs.problems) {
        match fs::read(&file) {
            Ok(bytes) => drop(inputs.theme.insert(path, bytes.into())),
            Err(error) => note_unreadable("theme", &path, &error, inputs),
        }
    }
}

fn note_unreadable(folder: &str, path: &str, error: &std::io::Error, inputs: &mut Inputs) {
    let shown = join(folder, path).0;
    inputs.problems.insert(shown.clone(), diagnostics::io(&shown, "read", error));
}

/// What git says of a content folder.
pub struct Dates {
    dates: Arc<BTreeMap<String, String>>,
    problems: Vec<Diagnostic>,
}

impl Dates {
    /// Makes them those of a site.
    pub fn put_into(self, inputs: &mut Inputs) {
        inputs.dates = self.dates;
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
    Dates { dates: Arc::new(found.dates), problems }
}

/// A folder of the site, and how diagnostics name it.
struct Folder<'a> {
    path: PathBuf,
    shown: &'a str,
}

/// The files of a folder at or below a path in it, by their `/`-separated paths from the folder. Symbolic links are not
/// followed, since they might lead out of the site.
fn files(
    folder: &Folder,
    below: &str,
    is_wanted: &dyn Fn(&DirEntry) -> bool,
    problems: &mut BTreeMap<String, Diagnostic>,
) -> Vec<(String, PathBuf)> {
    let Folder { path: folder, shown } = folder;
    let mut found = Vec::new();
    // An empty path would add a slash, behind which a symbolic link is followed.
    let start = if below.is_empty() { folder.clone() } else { folder.join(below) };
    let walk = WalkDir::new(start).follow_links(false).follow_root_links(false).sort_by_file_name().into_iter();
    for entry in walk.filter_entry(|entry| entry.depth() == 0 || is_wanted(entry)) {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) if error.io_error().is_some_and(|error| error.kind() == std::io::ErrorKind::NotFound) => {
                continue;
            }
            Err(error) => {
                problems.insert(join(shown, below).0, diagnostics::io(shown, "read", &error.into()));
                continue;
            }
        };
        let path = entry.path().strip_prefix(folder).unwrap_or(entry.path());
        let path = path.to_string_lossy().replace(std::path::MAIN_SEPARATOR, "/");
        if entry.path_is_symlink() {
            let file = join(shown, &path).0;
            problems.insert(file.clone(), diagnostics::symlink().in_file(&file));
        } else if entry.file_type().is_file() {
            found.push((path, entry.into_path()));
        }
    }
    found
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

/// Hidden files are the author's own, but for what hosts ask for in `public/`.
fn is_content(entry: &DirEntry, public: &Path) -> bool {
    let name = entry.file_name().to_string_lossy();
    is_visible(entry) || (is_for_hosts(&name) && entry.path().starts_with(public))
}

fn is_for_hosts(name: &str) -> bool {
    matches!(name, ".nojekyll" | ".well-known" | ".htaccess")
}

fn is_visible(entry: &DirEntry) -> bool {
    is_visible_name(&entry.file_name().to_string_lossy())
}

fn is_visible_name(name: &str) -> bool {
    let is_backup = name.ends_with('~') || name.ends_with(".swp") || name.ends_with(".bak");
    !(name.starts_with('.') || is_backup || name == "node_modules")
}
