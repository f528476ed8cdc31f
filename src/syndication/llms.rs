//! `llms.txt` and `llms-full.txt`, as <https://llmstxt.org> describes the first: a list of the site, and all of its text.

use super::Twins;
use crate::render::viewer::Viewer;
use crate::resolve::nav::{NavNode, NavTarget};
use crate::source::{OutPath, PagePath};

/// What stands around a page in the whole text, about.
const SPACE_BYTES: usize = 100;

/// Both files.
pub fn files(viewer: &Viewer, twins: &Twins) -> [(OutPath, String); 2] {
    let head = head(viewer);
    let list = format!("{head}{}", list(viewer));
    [(OutPath("llms.txt".to_string()), list), (OutPath("llms-full.txt".to_string()), full(viewer, head, twins))]
}

fn full(viewer: &Viewer, head: String, twins: &Twins) -> String {
    let mut full = head;
    full.reserve_exact(twins.values().map(|twin| twin.len() + SPACE_BYTES).sum());
    for path in sections(viewer).into_iter().flat_map(|(_, pages)| pages) {
        full.push_str("\n---\n\nSource: ");
        full.push_str(&viewer.twin_url(path));
        full.push_str("\n\n");
        full.push_str(&twins[path]);
    }
    full
}

fn head(viewer: &Viewer) -> String {
    let description = viewer.config.description.as_deref().map(one_line);
    let summary = description.map_or_else(String::new, |description| format!("\n> {description}\n"));
    format!("# {}\n{summary}", one_line(&viewer.config.title))
}

fn list(viewer: &Viewer) -> String {
    let section = |(label, pages): (String, Vec<&PagePath>)| {
        let lines: String = pages.into_iter().map(|path| line(viewer, path)).collect();
        format!("\n## {label}\n\n{lines}")
    };
    sections(viewer).into_iter().map(section).collect()
}

fn line(viewer: &Viewer, path: &PagePath) -> String {
    let page = &viewer.pages[path];
    let about = page.description.as_deref().or(page.summary.as_deref()).map(one_line);
    let about = about.map_or_else(String::new, |about| format!(": {about}"));
    let title = one_line(&page.outline.title).replace(['[', ']'], "");
    format!("- [{title}]({}){about}\n", viewer.twin_url(path))
}

fn one_line(text: &str) -> String {
    let plain = text.replace(|c: char| c.is_control() && !c.is_whitespace(), "");
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The groups at the top of the nav with their pages in reading order; pages that stand there alone come first, those in
/// no nav last. Each page is listed once, and none that asks search engines to leave it out.
fn sections<'v>(viewer: &'v Viewer) -> Vec<(String, Vec<&'v PagePath>)> {
    let mut seen = std::collections::BTreeSet::new();
    let mut is_new = |path: &&PagePath| !viewer.pages[*path].settings.noindex && seen.insert((*path).clone());
    let alone = viewer.site.nav.iter().filter(|node| node.children.is_empty());
    let alone: Vec<&PagePath> = alone.flat_map(pages).filter(&mut is_new).collect();
    let mut sections = vec![("Overview".to_string(), alone)];
    for node in viewer.site.nav.iter().filter(|node| !node.children.is_empty()) {
        sections.push((one_line(&node.label), pages(node).into_iter().filter(&mut is_new).collect()));
    }
    sections.push(("Optional".to_string(), viewer.site.routes.keys().filter(&mut is_new).collect()));
    sections.retain(|(_, pages)| !pages.is_empty());
    sections
}

fn pages(node: &NavNode) -> Vec<&PagePath> {
    let own = match &node.target {
        NavTarget::Page(path, _) => Some(path),
        _ => None,
    };
    own.into_iter().chain(node.children.iter().flat_map(pages)).collect()
}
