//! Holds twins against their pages: the page as a browser's tokeniser reads it, the twin as CommonMark.

use std::path::Path;

use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag, TagEnd};

use super::site;
use super::tokens::{Token, tokens};

/// What a page must not lose.
#[derive(Debug, Default, PartialEq, Eq)]
struct Parts {
    headings: Vec<String>,
    code: Vec<String>,
    cells: Vec<String>,
}

/// Builds a site and compares all of its pages with their twins; gives how many.
pub fn hold(site: &Path, out: &Path) -> usize {
    let files = site::built(site, out);
    let mut count = 0;
    for (path, bytes) in &files {
        let Some(folder) = path.strip_suffix("index.html") else { continue };
        let twin =
            if folder.is_empty() { "index.md".to_string() } else { format!("{}.md", folder.trim_end_matches('/')) };
        let Some(twin) = files.get(&twin) else { continue };
        let (page, twin) = (of_html(&String::from_utf8_lossy(bytes)), of_markdown(&String::from_utf8_lossy(twin)));
        assert_eq!(page.headings, twin.headings, "{path}");
        assert_eq!(page.code, twin.code, "{path}");
        assert_eq!(page.cells, twin.cells, "{path}");
        count += 1;
    }
    count
}

/// Where the links and images of a text lead.
pub fn links(text: &str) -> Vec<String> {
    let destination = |event| match event {
        Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) => Some(dest_url.into_string()),
        _ => None,
    };
    parser(text).filter_map(destination).collect()
}

fn parser(text: &str) -> Parser<'_> {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_GFM
        | Options::ENABLE_MATH
        | Options::ENABLE_DEFINITION_LIST;
    Parser::new_ext(text, options)
}

fn words(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn of_markdown(text: &str) -> Parts {
    let mut parts = Parts::default();
    let mut read = String::new();
    for event in parser(text) {
        match event {
            Event::Start(
                Tag::Heading { .. }
                | Tag::TableCell
                | Tag::CodeBlock(CodeBlockKind::Fenced(_) | CodeBlockKind::Indented),
            ) => {
                read.clear();
            }
            Event::End(TagEnd::Heading(_)) => parts.headings.push(words(&read)),
            Event::End(TagEnd::TableCell) => parts.cells.push(words(&read)),
            Event::End(TagEnd::CodeBlock) => parts.code.push(read.trim_end_matches('\n').to_string()),
            Event::Text(text) | Event::Code(text) => read.push_str(&text),
            Event::SoftBreak | Event::HardBreak => read.push(' '),
            Event::InlineHtml(html) if html.starts_with("<br") => read.push(' '),
            Event::FootnoteReference(number) => read.push_str(&number),
            _ => {}
        }
    }
    parts
}

fn of_html(html: &str) -> Parts {
    let article = html.split("<article class=\"article\">").nth(1).unwrap().split("</article>").next().unwrap();
    let mut parts = Parts::default();
    let mut read = String::new();
    let mut hidden: Vec<String> = Vec::new();
    let mut in_figure = false;
    for token in tokens(article) {
        let is_hidden = hides(&token) && hidden.is_empty();
        match &token {
            Token::Open { name, .. } if is_hidden || hidden.last() == Some(name) => hidden.push(name.clone()),
            Token::Close(name) if hidden.last() == Some(name) => drop(hidden.pop()),
            _ if !hidden.is_empty() => {}
            Token::Open { name, .. } => match name.as_str() {
                "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "td" | "th" => read.clear(),
                "figure" => {
                    in_figure = token.attribute("class") == Some("code");
                    read.clear();
                }
                "figcaption" if in_figure => hidden.push(name.clone()),
                "pre" if !in_figure => read.clear(),
                "br" | "li" | "p" => read.push(' '),
                "img" => read.push_str(token.attribute("alt").unwrap_or("")),
                _ => {}
            },
            Token::Close(name) => match name.as_str() {
                "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => parts.headings.push(words(&read)),
                "td" | "th" => parts.cells.push(words(&read)),
                "figure" if in_figure => {
                    parts.code.push(read.trim_end_matches('\n').to_string());
                    in_figure = false;
                }
                "pre" if !in_figure => parts.code.push(read.trim_end_matches('\n').to_string()),
                _ => {}
            },
            Token::Text(text) => read.push_str(text),
            _ => {}
        }
    }
    parts
}

/// What is on a page and is no part of its text.
fn hides(token: &Token) -> bool {
    let class = token.attribute("class").unwrap_or("");
    let is_added = ["anchor", "footnote-back", "tab-label"].contains(&class);
    is_added || token.opens("button") || token.opens("math") || token.opens("summary")
}
