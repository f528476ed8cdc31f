//! The main flow: `parse -> resolve -> render` over what was read, giving what is to be written.

use std::collections::{BTreeMap, BTreeSet};
use std::hash::{Hash, Hasher};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use rayon::prelude::*;

use crate::diagnostics::{self, Diagnostic};
use crate::parse::snippets::Snippet;
use crate::parse::{self, Math, Options, Page};
use crate::read::Inputs;
use crate::render::assets::{self, Asset, Theme};
use crate::render::nav::NavHtml;
use crate::render::templates::Templates;
use crate::render::view::{PageView, ThemeView};
use crate::render::viewer::{self, Viewer};
use crate::resolve::links::{self, ExternalLink, PUBLIC, Targets};
use crate::resolve::routes::{SEARCH_ROUTE, source_path};
use crate::resolve::{self, Site, folder_nav, redirects};
use crate::source::{OutPath, PagePath, Route, Source, Span};

/// The files of the output.
pub type Outputs = BTreeMap<OutPath, Arc<[u8]>>;

/// What is kept from one build to the next; empty for a full build.
#[derive(Default)]
pub struct State {
    pages: BTreeMap<PagePath, (Source, Arc<Options>, Arc<Page>)>,
    rendered: BTreeMap<OutPath, (ViewHash, Arc<[u8]>)>,
    site: Site,
}

impl State {
    /// The pages of the last build.
    pub fn pages(&self) -> BTreeMap<PagePath, &Page> {
        self.pages.iter().map(|(path, (_, _, page))| (path.clone(), page.as_ref())).collect()
    }

    /// What the pages of the last build are together.
    pub fn site(&self) -> &Site {
        &self.site
    }
}

/// What a build gives.
pub struct Built {
    /// The files to be published, if there is no error.
    pub outputs: Outputs,
    /// All problems, sorted by file and place.
    pub diagnostics: Vec<Diagnostic>,
    /// What `check` tells besides, sorted.
    pub lints: Vec<Diagnostic>,
    /// What was done.
    pub counts: Counts,
    /// The links out of the site.
    pub external: Vec<ExternalLink>,
}

/// What a build did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Pages of the site.
    pub pages: usize,
    /// Pages parsed in this build.
    pub parsed: usize,
    /// Pages rendered in this build.
    pub rendered: usize,
}

/// How far a build has come, to be watched from another thread.
#[derive(Debug, Default)]
pub struct Progress {
    /// Pages parsed so far.
    pub parsed: AtomicUsize,
    /// Pages rendered so far.
    pub rendered: AtomicUsize,
    /// Pages in all.
    pub pages: AtomicUsize,
    /// External links asked so far.
    pub asked: AtomicUsize,
    /// External links to ask in all.
    pub links: AtomicUsize,
}

/// Brings the state up to the inputs. A full build is this on an empty state.
pub fn apply(state: &mut State, inputs: &Inputs, progress: &Progress) -> Built {
    let parsed = parse_pages(state, inputs, progress);
    let pages: BTreeMap<PagePath, &Page> =
        state.pages.iter().map(|(path, (_, _, page))| (path.clone(), page.as_ref())).collect();
    let others = inputs.private.iter().chain(inputs.assets.keys()).map(String::as_str);
    let site = resolve::resolve(&inputs.config, &inputs.config_source, &inputs.folder_navs, others, &pages);
    let external = links::external(&inputs.config.content.value, &site.routes, &pages);
    let counts = Counts { pages: site.routes.len(), parsed, rendered: 0 };
    let mut built = Built { outputs: Outputs::new(), diagnostics: Vec::new(), lints: Vec::new(), counts, external };
    built.diagnostics.extend(inputs.diagnostics.iter().chain(&site.diagnostics).cloned());
    for page in pages.values() {
        built.diagnostics.extend(page.diagnostics.iter().cloned());
        built.lints.extend(page.lints.iter().cloned());
    }
    // A file that a slip in its name has left out is told where the slip is.
    if built.diagnostics.iter().all(|problem| problem.code != "missing-snippet") {
        built.lints.extend(unused_snippets(inputs, &pages));
    }
    built.outputs = render(&site, &pages, inputs, &mut state.rendered, progress, &mut built);
    for told in [&mut built.diagnostics, &mut built.lints] {
        told.sort();
        told.dedup();
    }
    state.site = site;
    built
}

/// The author's own files, in folders and under names that begin with `_`, which no page takes in.
fn unused_snippets(inputs: &Inputs, pages: &BTreeMap<PagePath, &Page>) -> Vec<Diagnostic> {
    let used: BTreeSet<&String> = pages.values().flat_map(|page| page.snippets.keys()).collect();
    let content = &inputs.config.content.value;
    let own = inputs.private.iter().filter(|path| !folder_nav::is_nav_file(path));
    let files = own.map(|path| source_path(content, &PagePath(path.clone())));
    files.filter(|file| !used.contains(file)).map(|file| diagnostics::unused_snippet().in_file(&file)).collect()
}

fn parse_pages(state: &mut State, inputs: &Inputs, progress: &Progress) -> usize {
    let options = Arc::new(options(inputs));
    progress.pages.store(inputs.pages.len(), Ordering::Relaxed);
    let known = |path: &PagePath, source: &Source| {
        let (old, old_options, page) = state.pages.get(path)?;
        let is_current =
            |(path, snippet): (&String, &Option<Snippet>)| inputs.snippets.files.get(path) == snippet.as_ref();
        let is_same = old.text == source.text && *old_options == options && page.snippets.iter().all(is_current);
        is_same.then(|| page.clone())
    };
    let parsed: Vec<_> = inputs
        .pages
        .par_iter()
        .map(|(path, source)| {
            let old = known(path, source);
            let fresh = usize::from(old.is_none());
            let page = old.unwrap_or_else(|| Arc::new(parse::parse(path, source, &options, &inputs.snippets)));
            progress.parsed.fetch_add(1, Ordering::Relaxed);
            (fresh, (path.clone(), (source.clone(), options.clone(), page)))
        })
        .collect();
    let count = parsed.iter().map(|(fresh, _)| fresh).sum();
    state.pages = parsed.into_iter().map(|(_, page)| page).collect();
    count
}

fn options(inputs: &Inputs) -> Options {
    Options {
        languages: inputs.config.languages.clone(),
        trust_html: inputs.config.trust_html,
        math: if inputs.config.math { Math::Tex } else { Math::Off },
        content: inputs.config.content.value.clone(),
        variables: inputs.config.variables(),
    }
}

/// The 128 bits that stand for a view and the templates that draw it.
type ViewHash = [u8; 16];

fn render(
    site: &Site,
    pages: &BTreeMap<PagePath, &Page>,
    inputs: &Inputs,
    rendered: &mut BTreeMap<OutPath, (ViewHash, Arc<[u8]>)>,
    progress: &Progress,
    built: &mut Built,
) -> Outputs {
    let problems = &mut built.diagnostics;
    let files = assets::name_assets(&inputs.assets);
    let file_names: BTreeSet<String> = files.keys().cloned().collect();
    let theme = assets::bundle_theme(&inputs.theme);
    let viewer = viewer(site, pages, inputs, &files, &file_names, &theme);
    let base_path = viewer.site_view.base_path.clone();
    let templates = Templates::new(&inputs.templates);
    let drawn = templates.and_then(|templates| Ok((NavHtml::new(&templates, &site.nav, &base_path)?, templates)));
    let (nav, templates) = match drawn {
        Ok(drawn) => drawn,
        Err(problem) => {
            problems.push(problem);
            return Outputs::new();
        }
    };
    let draw = Draw { templates: &templates, hash: hash_of(&inputs.templates), old: rendered };
    let drawn: Vec<_> = site
        .routes
        .par_iter()
        .map(|(path, route)| {
            let viewed = viewer.view(pages[path], nav.for_page(Some(path)));
            let out = draw.page("page.html", route.out_path(), &viewed.view);
            progress.rendered.fetch_add(1, Ordering::Relaxed);
            (out, viewed.assets, viewed.diagnostics)
        })
        .collect();
    let mut shown = BTreeSet::new();
    let mut results = Vec::new();
    for (out, assets, diagnostics) in drawn {
        results.push(out);
        shown.extend(assets);
        problems.extend(diagnostics);
    }
    results.extend(built_in_pages(&viewer, &nav, &draw));
    let mut kept = BTreeMap::new();
    for result in results {
        match result {
            Ok(drawn) => {
                built.counts.rendered += usize::from(drawn.fresh);
                kept.insert(drawn.out, (drawn.hash, drawn.bytes));
            }
            Err(problem) => problems.push(problem),
        }
    }
    let mut outputs: Outputs = kept.iter().map(|(out, (_, bytes))| (out.clone(), bytes.clone())).collect();
    outputs.extend(theme.outputs);
    add_files(&mut outputs, &files, &shown, inputs, problems);
    let content = &inputs.config.content.value;
    let taken: BTreeSet<&String> = pages.values().flat_map(|page| page.snippets.keys()).collect();
    let is_taken = |path: &String| taken.contains(&source_path(content, &PagePath(path.clone())));
    let is_unused = |path: &&String| {
        !(path.starts_with(PUBLIC) || shown.contains(*path) || is_taken(path) || folder_nav::is_nav_file(path))
    };
    let unused = files.keys().filter(is_unused);
    let in_file = |path: &String| diagnostics::unused_asset().in_file(&source_path(content, &PagePath(path.clone())));
    built.lints.extend(unused.map(in_file));
    report_files_as_folders(&outputs, problems);
    *rendered = kept;
    outputs
}

fn viewer<'a>(
    site: &'a Site,
    pages: &'a BTreeMap<PagePath, &'a Page>,
    inputs: &'a Inputs,
    files: &'a BTreeMap<String, Asset>,
    file_names: &'a BTreeSet<String>,
    theme: &Theme,
) -> Viewer<'a> {
    let site_view = viewer::site_view(&inputs.config);
    let base_path = &inputs.base_path;
    let home = viewer::home_crumb(site, pages, base_path);
    Viewer {
        config: &inputs.config,
        site,
        pages,
        targets: Targets {
            base_path,
            routes: &site.routes,
            by_route: &site.by_route,
            pages,
            assets: file_names,
            redirects: &site.redirects,
            content: &inputs.config.content.value,
        },
        assets: files,
        dates: &inputs.dates,
        theme_view: ThemeView { url: format!("{base_path}{}", theme.url) },
        trails: viewer::trails(&site.nav, base_path, home.as_ref()),
        site_view,
    }
}

/// The list of all sections, and the page for what is not found.
fn built_in_pages(viewer: &Viewer, nav: &NavHtml, draw: &Draw) -> Vec<Result<Drawn, Diagnostic>> {
    let search = Route(SEARCH_ROUTE.to_string());
    let list = viewer.built_in("All pages", &search, nav.for_page(None), viewer.entries());
    let not_found = viewer.built_in("Page not found", &Route("/404.html".to_string()), nav.for_page(None), Vec::new());
    let mut pages = vec![
        draw.page("index_of_sections.html", search.out_path(), &list),
        draw.page("not_found.html", OutPath("404.html".to_string()), &not_found),
    ];
    let redirects = viewer.site.redirects.iter();
    pages.extend(redirects.map(|(address, page)| {
        let view = viewer.redirect(page);
        draw.page("redirect.html", redirects::out_path(address), &view)
    }));
    // Every page links to the site's root: where nothing leads on from there, the list of all stands there.
    if !viewer.site.by_route.contains_key("") && !viewer.site.redirects.contains_key("") {
        let root = Route("/".to_string());
        let list = viewer.built_in(&viewer.config.title, &root, nav.for_page(None), viewer.entries());
        pages.push(draw.page("index_of_sections.html", root.out_path(), &list));
    }
    pages
}

/// The files that pages show, and all that are public.
fn add_files(
    outputs: &mut Outputs,
    files: &BTreeMap<String, Asset>,
    shown: &BTreeSet<String>,
    inputs: &Inputs,
    problems: &mut Vec<Diagnostic>,
) {
    for (path, asset) in files.iter().filter(|(path, _)| path.starts_with(PUBLIC) || shown.contains(*path)) {
        let bytes = &inputs.assets[path];
        let taken = outputs.insert(asset.out.clone(), bytes.clone());
        if taken.is_some_and(|taken| taken != *bytes) {
            let file = source_path(&inputs.config.content.value, &PagePath(path.clone()));
            problems
                .push(diagnostics::route_clash(&format!("/{}", asset.out), "another file").at(&file, Span::new(0, 0)));
        }
    }
}

/// A file cannot stand where another output needs a folder.
fn report_files_as_folders(outputs: &Outputs, problems: &mut Vec<Diagnostic>) {
    let folders: BTreeSet<&str> =
        outputs.keys().flat_map(|out| out.0.match_indices('/').map(|(at, _)| &out.0[..at])).collect();
    let clashes = outputs.keys().filter(|out| folders.contains(out.0.as_str()));
    problems.extend(clashes.map(|out| diagnostics::file_and_folder(&out.0)));
}

/// Draws what has changed since the last build.
struct Draw<'a> {
    templates: &'a Templates,
    hash: ViewHash,
    old: &'a BTreeMap<OutPath, (ViewHash, Arc<[u8]>)>,
}

struct Drawn {
    out: OutPath,
    hash: ViewHash,
    bytes: Arc<[u8]>,
    fresh: bool,
}

impl Draw<'_> {
    fn page(&self, template: &str, out: OutPath, view: &PageView) -> Result<Drawn, Diagnostic> {
        let hash = hash_of(&(self.hash, template, view));
        if let Some((_, bytes)) = self.old.get(&out).filter(|(old, _)| *old == hash) {
            return Ok(Drawn { bytes: bytes.clone(), out, hash, fresh: false });
        }
        let html = self.templates.render(template, view)?;
        Ok(Drawn { out, hash, bytes: html.into_bytes().into(), fresh: true })
    }
}

fn hash_of(value: &impl Hash) -> ViewHash {
    let mut hasher = Blake(blake3::Hasher::new());
    value.hash(&mut hasher);
    let mut hash = ViewHash::default();
    hash.copy_from_slice(&hasher.0.finalize().as_bytes()[..16]);
    hash
}

struct Blake(blake3::Hasher);

impl Hasher for Blake {
    fn finish(&self) -> u64 {
        u64::from_le_bytes(*self.0.finalize().as_bytes().first_chunk().expect("a hash has 32 bytes"))
    }

    fn write(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }
}
