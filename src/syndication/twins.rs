//! The Markdown twin of a page.

use super::{markdown, tree};
use crate::parse::Page;
use crate::render::viewer::Viewer;

/// A page as Markdown: its title, what it is about, and its text with links that are whole and lead to twins.
pub fn twin(viewer: &Viewer, page: &Page) -> String {
    let parts = viewer.twin_sections(page);
    let body = parts.iter().flat_map(|section| [section.prose.as_str(), section.samples.as_str()]);
    let nodes = |html: &str| tree::nodes(html);
    let title = markdown::blocks(&nodes(&format!("<h1>{}</h1>", page.title_html)));
    let lead = page.description.as_deref().map(crate::parse::html::escape);
    let lead = lead.map(|lead| markdown::blocks(&nodes(&format!("<p>{lead}</p>"))));
    let deprecated = page.settings.deprecated.as_ref().map(|instead| {
        let callout = "<div class=\"callout\" data-kind=\"warning\"><p class=\"callout-title\">Deprecated</p>";
        markdown::blocks(&nodes(&format!("{callout}<p>{instead}</p></div>")))
    });
    let body = body.map(|html| markdown::blocks(&nodes(html)));
    let parts = [title].into_iter().chain(lead).chain(deprecated).chain(body);
    let parts: Vec<String> = parts.filter(|part| !part.trim().is_empty()).collect();
    parts.join("\n\n") + "\n"
}
