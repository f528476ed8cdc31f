//! The Markdown twin of a page.

use super::markdown::{push_apart, push_blocks};
use super::tree::Tree;
use crate::parse::Page;
use crate::parse::html::escape;
use crate::render::viewer::Viewer;

/// A page as Markdown: its title, what it is about, and its text with links that are whole and lead to twins.
pub fn twin(viewer: &Viewer, page: &Page) -> String {
    let urls = viewer.whole_urls(page);
    let length: usize = page.sections.iter().map(|section| section.prose.len() + section.samples.len()).sum();
    let mut text = String::with_capacity(length / 2);
    let mut push = |html: &str| {
        push_apart(&mut text, 0, |text| {
            let start = text.len();
            push_blocks(text, Tree::new(html, &urls).nodes());
            if text[start..].trim().is_empty() {
                text.truncate(start);
            }
        });
    };
    push(&format!("<h1>{}</h1>", page.title_html));
    if let Some(lead) = &page.description {
        push(&format!("<p>{}</p>", escape(lead)));
    }
    if let Some(instead) = &page.settings.deprecated {
        let callout = "<div class=\"callout\" data-kind=\"warning\"><p class=\"callout-title\">Deprecated</p>";
        push(&format!("{callout}<p>{instead}</p></div>"));
    }
    for section in &page.sections {
        push(&section.prose);
        push(&section.samples);
    }
    text.push('\n');
    text
}
