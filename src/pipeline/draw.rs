//! Views to HTML: what a change may have reached is viewed anew, and what is another view is drawn anew.

use std::collections::BTreeSet;
use std::hash::{Hash, Hasher};
use std::mem;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use rayon::prelude::*;

use super::changes::{Changes, Reach};
use super::claims::Claim;
use super::touched::{changed_entries, touched};
use super::{Progress, State};
use crate::diagnostics::Diagnostic;
use crate::read::Inputs;
use crate::render::assets::{self, Asset};
use crate::render::nav::Scope;
use crate::render::policy;
use crate::render::templates::Templates;
use crate::render::view::{PageView, ThemeView};
use crate::render::viewer::{self, Viewer};
use crate::resolve::links::{PUBLIC, Targets};
use crate::resolve::places::{Branch, Extent};
use crate::resolve::routes::{NOT_FOUND, SEARCH_ROUTE};
use crate::resolve::{Site, nav, redirects};
use crate::source::{OutPath, PagePath, Route};

/// The 128 bits that stand for a view and the templates that draw it.
pub(super) type ViewHash = [u8; 16];

/// A page as it was drawn last.
#[derive(Clone)]
pub(super) struct Drawn {
    pub(super) out: OutPath,
    hash: ViewHash,
    /// The files beside the pages that it shows or links to.
    shown: BTreeSet<String>,
    /// The hosts of the images that it shows.
    image_hosts: BTreeSet<String>,
    /// Links that lead nowhere, and why it could not be drawn.
    pub(super) problems: Vec<Diagnostic>,
    has_failed: bool,
}

/// A page viewed anew; the HTML is none if it is what it was.
struct Fresh {
    drawn: Drawn,
    html: Option<Arc<[u8]>>,
}

/// Draws what the changes have reached; says how many pages that was.
pub(super) fn draw(
    state: &mut State,
    inputs: &Inputs,
    changes: &Changes,
    before: &Site,
    progress: &Progress,
) -> Result<usize, Diagnostic> {
    let templates = state.templates.clone();
    let templates = match templates.as_deref() {
        Some(Ok(templates)) => templates,
        Some(Err(problem)) => return Err(problem.clone()),
        None => return Ok(0),
    };
    if let Some(problem) = nav::excess(&inputs.config, &state.site.nav) {
        return Err(problem);
    }
    if changes.reach == Reach::Everything {
        put_theme(state, inputs);
    }
    let branches = draw_nav(state, inputs, changes, templates)?;
    let home = viewer::home_crumb(&state.site, &state.pages, &inputs.base_path);
    let is_all = changes.reach == Reach::Everything || home != state.home;
    let pages = match is_all {
        true => state.site.routes.keys().cloned().collect(),
        false => touched(state, changes, before, &branches),
    };
    state.home = home;
    progress.rendered.fetch_add(state.site.routes.len() - pages.len(), Ordering::Relaxed);
    let viewer = viewer(state, inputs);
    let fresh: Vec<_> = pages
        .par_iter()
        .map(|path| {
            let viewed = viewer.view(&state.pages[path], state.nav.for_page(&state.site, Some(path)));
            let out = state.site.routes[path].out_path();
            let mut fresh = match inputs.shard.is_none_or(|shard| shard.has(path)) {
                true => fresh(state, templates, "page.html", out, &viewed.view, state.drawn.get(path)),
                false => elsewhere(out),
            };
            fresh.drawn.shown = viewed.assets;
            fresh.drawn.image_hosts = viewed.image_hosts;
            fresh.drawn.problems.extend(viewed.diagnostics);
            progress.rendered.fetch_add(1, Ordering::Relaxed);
            (path.clone(), fresh)
        })
        .collect();
    let built_in = built_in(state, templates, &viewer, changes, is_all);
    let mut rendered = 0;
    drop_pages(state, inputs, changes);
    for (path, fresh) in fresh {
        rendered += keep_page(state, inputs, path, fresh);
    }
    rendered += keep_built_in(state, built_in);
    for path in files_to_put(state, changes) {
        put_file(state, inputs, &path);
    }
    put_headers(state, inputs);
    Ok(rendered)
}

fn draw_nav(
    state: &mut State,
    inputs: &Inputs,
    changes: &Changes,
    templates: &Templates,
) -> Result<BTreeSet<Branch>, Diagnostic> {
    let groups: BTreeSet<Branch>;
    let scope = match changes.reach {
        Reach::Body => return Ok(BTreeSet::new()),
        Reach::Title if state.site.nav_extent == Extent::Branch => {
            let entries = changed_entries(state, changes);
            groups = entries.iter().filter_map(|at| Some(at.split_last()?.1.to_vec())).collect();
            Scope::Below(&groups)
        }
        Reach::Title | Reach::Tree => Scope::Whole,
        Reach::Everything => Scope::Redrawn,
    };
    let mut nav = mem::take(&mut state.nav);
    let changed = nav.update(templates, &state.site, &inputs.base_path, scope);
    state.nav = nav;
    changed
}

fn viewer<'a>(state: &'a State, inputs: &'a Inputs) -> Viewer<'a> {
    let base_path = &inputs.base_path;
    let site = state.site.as_ref();
    Viewer {
        config: &inputs.config,
        site,
        pages: &state.pages,
        targets: Targets {
            base_path,
            routes: &site.routes,
            by_route: &site.by_route,
            pages: &state.pages,
            assets: &state.file_names,
            redirects: &site.redirects,
            content: &inputs.config.content.value,
        },
        assets: &state.files,
        dates: &inputs.dates,
        added: &inputs.added,
        commit: inputs.commit.as_deref(),
        theme_view: ThemeView { url: format!("{base_path}{}", state.theme.url) },
        site_view: viewer::site_view(&inputs.config),
        card_style: state.card_style.as_ref(),
    }
}

impl State {
    /// What views of the last build are made of.
    pub fn viewer<'a>(&'a self, inputs: &'a Inputs) -> Viewer<'a> {
        viewer(self, inputs)
    }
}

/// Draws a view if it is another than it was, by other templates or for another file.
fn fresh(
    state: &State,
    templates: &Templates,
    template: &str,
    out: OutPath,
    view: &PageView,
    old: Option<&Drawn>,
) -> Fresh {
    let hash = hash_of(&(state.templates_hash, template, view));
    #[cfg(test)]
    let (hash, old) = super::equality::with_flaw(state, template, view, old).unwrap_or((hash, old));
    let drawn = |problems: Vec<Diagnostic>, has_failed| Drawn {
        out: out.clone(),
        hash,
        shown: BTreeSet::new(),
        image_hosts: BTreeSet::new(),
        problems,
        has_failed,
    };
    if old.is_some_and(|old| old.hash == hash && !old.has_failed) {
        return Fresh { drawn: drawn(Vec::new(), false), html: None };
    }
    match templates.render(template, view) {
        Ok(html) => Fresh { drawn: drawn(Vec::new(), false), html: Some(html.into_bytes().into()) },
        Err(problem) => Fresh { drawn: drawn(vec![problem], true), html: None },
    }
}

/// A page that another machine draws: its files and its links are looked at here too.
fn elsewhere(out: OutPath) -> Fresh {
    let (hash, shown, image_hosts) = (ViewHash::default(), BTreeSet::new(), BTreeSet::new());
    let drawn = Drawn { out, hash, shown, image_hosts, problems: Vec::new(), has_failed: false };
    Fresh { drawn, html: None }
}

/// The page for what is not found, and the old addresses of pages.
fn built_in(
    state: &State,
    templates: &Templates,
    viewer: &Viewer,
    changes: &Changes,
    is_all: bool,
) -> Vec<(Claim, Fresh)> {
    let nav = state.nav.for_page(&state.site, None);
    let view = viewer.built_in("Page not found", &Route("/404.html".to_string()), nav, Vec::new());
    let out = OutPath(NOT_FOUND.to_string());
    let not_found = fresh(state, templates, "not_found.html", out, &view, state.built_in.get(&Claim::NotFound));
    let is_touched = |page: &PagePath| is_all || changes.reach == Reach::Tree || changes.pages.contains_key(page);
    let redirects = state.site.redirects.iter().filter(|(_, page)| is_touched(page));
    let redirects = redirects.map(|(address, page)| (address, viewer.redirect(address, page)));
    let is_any = is_all || changes.reach == Reach::Tree;
    let elsewhere = state.site.site_redirects.elsewhere.iter().filter(|_| is_any);
    let elsewhere = elsewhere.map(|(address, url)| (address, viewer.redirect_elsewhere(url)));
    let drawn = redirects.chain(elsewhere).map(|(address, view)| {
        let claim = Claim::Redirect(address.clone());
        let out = redirects::out_path(address);
        let fresh = fresh(state, templates, "redirect.html", out, &view, state.built_in.get(&claim));
        (claim, fresh)
    });
    drawn.chain([(Claim::NotFound, not_found)]).collect()
}

/// Takes out the pages and old addresses that are no more.
fn drop_pages(state: &mut State, inputs: &Inputs, changes: &Changes) {
    if changes.reach < Reach::Tree {
        return;
    }
    let gone: Vec<PagePath> =
        state.drawn.keys().filter(|path| !state.site.routes.contains_key(*path)).cloned().collect();
    for path in gone {
        let Some(old) = state.drawn.remove(&path) else { continue };
        state.telling.remove(&path);
        count_shown(state, inputs, &old.shown, &BTreeSet::new());
        count_hosts(state, &old.image_hosts, &BTreeSet::new());
        #[cfg(test)]
        if state.flaw == Some(super::equality::Flaw::KeptDeletedPage) {
            continue;
        }
        state.claims.withdraw(&old.out, &Claim::Page(path));
    }
    let is_gone = |claim: &Claim| matches!(claim, Claim::Redirect(address) if !state.site.is_old_address(address));
    let gone: Vec<Claim> = state.built_in.keys().filter(|claim| is_gone(claim)).cloned().collect();
    for claim in gone {
        if let Some(old) = state.built_in.remove(&claim) {
            state.claims.withdraw(&old.out, &claim);
        }
    }
    put_lists(state);
    put_prints(state);
}

/// Claims a file for each section that is wanted as one document, and gives up those of the others.
fn put_prints(state: &mut State) {
    let wanted = state.site.routes.iter().filter(|(path, _)| state.pages[*path].settings.print);
    let wanted = wanted.map(|(path, route)| (path.clone(), route.print_path())).collect();
    let old = mem::replace(&mut state.prints, wanted);
    for (path, out) in old.iter().filter(|(path, out)| state.prints.get(*path) != Some(*out)) {
        state.claims.withdraw(out, &Claim::Print(path.clone()));
    }
    for (path, out) in state.prints.iter().filter(|(path, out)| old.get(*path) != Some(*out)) {
        state.claims.set(out, Claim::Print(path.clone()), None);
    }
}

/// Every page links to the site's root: where nothing leads on from there, the list of all stands there.
fn put_lists(state: &mut State) {
    let search = Route(SEARCH_ROUTE.to_string()).out_path();
    state.claims.set(&search, Claim::List, None);
    let root = Route("/".to_string()).out_path();
    match state.site.by_route.contains_key("") || state.site.is_old_address("") {
        true => state.claims.withdraw(&root, &Claim::RootList),
        false => state.claims.set(&root, Claim::RootList, None),
    }
}

fn keep_page(state: &mut State, inputs: &Inputs, path: PagePath, fresh: Fresh) -> usize {
    let claim = Claim::Page(path.clone());
    let old = state.drawn.get(&path);
    let (old_shown, old_hosts) = old.map(|old| (old.shown.clone(), old.image_hosts.clone())).unwrap_or_default();
    let old_out = old.map(|old| old.out.clone());
    if let Some(old_out) = old_out.filter(|old| *old != fresh.drawn.out || fresh.drawn.has_failed) {
        state.claims.withdraw(&old_out, &claim);
    }
    count_shown(state, inputs, &old_shown, &fresh.drawn.shown);
    count_hosts(state, &old_hosts, &fresh.drawn.image_hosts);
    let rendered = usize::from(fresh.html.is_some());
    if let Some(html) = fresh.html {
        state.claims.set(&fresh.drawn.out, claim, Some(html));
    }
    match fresh.drawn.problems.is_empty() && state.pages[&path].diagnostics.is_empty() {
        true => drop(state.telling.remove(&path)),
        false => drop(state.telling.insert(path.clone())),
    }
    state.drawn.insert(path, fresh.drawn);
    rendered
}

fn keep_built_in(state: &mut State, fresh: Vec<(Claim, Fresh)>) -> usize {
    let mut rendered = 0;
    for (claim, fresh) in fresh {
        let old = state.built_in.get(&claim).map(|old| old.out.clone());
        if let Some(old) = old.filter(|old| *old != fresh.drawn.out || fresh.drawn.has_failed) {
            state.claims.withdraw(&old, &claim);
        }
        if let Some(html) = fresh.html {
            rendered += 1;
            state.claims.set(&fresh.drawn.out, claim.clone(), Some(html));
        }
        state.built_in.insert(claim, fresh.drawn);
    }
    rendered
}

/// A file beside the pages is published as long as a page shows it.
fn count_shown(state: &mut State, inputs: &Inputs, old: &BTreeSet<String>, new: &BTreeSet<String>) {
    for path in new.difference(old) {
        *state.shown.entry(path.clone()).or_default() += 1;
        put_file(state, inputs, path);
    }
    for path in old.difference(new) {
        let count = state.shown.entry(path.clone()).or_default();
        *count = count.saturating_sub(1);
        if *count == 0 {
            state.shown.remove(path);
            put_file(state, inputs, path);
        }
    }
}

fn count_hosts(state: &mut State, old: &BTreeSet<String>, new: &BTreeSet<String>) {
    for host in new.difference(old) {
        *state.image_hosts.entry(host.clone()).or_default() += 1;
    }
    for host in old.difference(new) {
        let count = state.image_hosts.entry(host.clone()).or_default();
        *count = count.saturating_sub(1);
        if *count == 0 {
            state.image_hosts.remove(host);
        }
    }
}

fn put_headers(state: &mut State, inputs: &Inputs) {
    let search_host = inputs.config.search.server().and_then(|server| server.host());
    let headers = policy::headers(&inputs.base_path, &state.image_hosts, search_host.as_deref());
    if headers != state.headers {
        let out = OutPath("_headers".to_string());
        state.claims.set(&out, Claim::Headers, Some(headers.as_bytes().into()));
        state.headers = headers;
    }
}

/// A build that failed has left undone what its own changes asked for.
fn files_to_put(state: &State, changes: &Changes) -> BTreeSet<String> {
    match changes.reach {
        Reach::Everything => state.files.keys().chain(state.published_files.keys()).cloned().collect(),
        _ => changes.files.clone(),
    }
}

/// Publishes a file that is public or shown, and takes it back otherwise.
fn put_file(state: &mut State, inputs: &Inputs, path: &str) {
    let claim = Claim::File(path.to_string());
    let is_published = path.starts_with(PUBLIC) || state.shown.contains_key(path);
    let may_be = |asset: &&Asset| is_published && (asset.active.is_none() || inputs.config.trusts(path));
    let out = state.files.get(path).map(|(_, asset)| asset).filter(may_be).map(|asset| asset.out.clone());
    let old = state.published_files.get(path).cloned();
    if let Some(old) = old.filter(|old| Some(old) != out.as_ref()) {
        state.claims.withdraw(&old, &claim);
        state.published_files.remove(path);
    }
    if let (Some(out), Some(bytes)) = (out, inputs.assets.get(path)) {
        state.claims.set(&out, claim, Some(bytes.clone()));
        state.published_files.insert(path.to_string(), out);
    }
}

fn put_theme(state: &mut State, inputs: &Inputs) {
    let theme = assets::bundle_theme(&inputs.theme);
    let old = mem::replace(&mut state.theme, theme);
    for out in old.outputs.keys().filter(|out| !state.theme.outputs.contains_key(*out)) {
        state.claims.withdraw(out, &Claim::Theme);
    }
    for (out, bytes) in &state.theme.outputs {
        state.claims.set(out, Claim::Theme, Some(bytes.clone()));
    }
}

/// The 128 bits that stand for a value.
pub fn hash_of(value: &impl Hash) -> ViewHash {
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
