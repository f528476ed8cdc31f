//! What stands in a line: text, emphasis, code, links, images.

use super::super::tree::{Element, Node, Nodes};
use super::text::{destination, escaped, push_words, shortest_free, words};
use super::{is_hidden, is_inline, push_blocks};
use crate::parse::tags::decoded;

/// Elements for which Markdown has no sign, and which are written as they are.
const KEPT: [&str; 3] = ["kbd", "sub", "sup"];

/// Nodes as text in a line.
pub fn inline(nodes: Nodes) -> String {
    let mut text = String::new();
    for node in nodes {
        match node {
            Node::Text(part) => push_words(&mut text, &decoded(part)),
            Node::Element(element) if is_hidden(&element) => {}
            Node::Element(element) => push_inline(&mut text, element),
        }
    }
    text
}

fn push_inline(text: &mut String, element: Element) {
    let children = element.children;
    match element.name {
        "br" => {
            text.truncate(text.trim_end_matches(' ').len());
            text.push_str("\\\n");
        }
        "code" => push_code_span(text, &element.text()),
        "strong" | "b" => push_wrapped(text, "**", &inline(children)),
        "em" | "i" => push_wrapped(text, "*", &inline(children)),
        "del" | "s" => push_wrapped(text, "~~", &inline(children)),
        "a" => push_link(text, element),
        "img" => push_image(text, element),
        "input" => text.push_str(if element.has("checked") { "[x] " } else { "[ ] " }),
        "sup" if element.is("footnote-ref") => {
            text.push_str(&format!("[^{}]", element.text().trim_matches(['[', ']'])))
        }
        "math" => match element.attribute("alttext") {
            Some(tex) => text.push_str(&format!("${}$", tex.trim())),
            None => push_words(text, &element.text()),
        },
        "audio" | "video" | "iframe" => push_embedded(text, element),
        name if KEPT.contains(&name) => text.push_str(&format!("<{name}>{}</{name}>", inline(children))),
        _ if element.elements().any(|inner| !is_inline(&inner)) => push_blocks(text, children),
        _ => push_plain(text, children),
    }
}

/// What stands in an element that says nothing by itself.
fn push_plain(text: &mut String, children: Nodes) {
    let inner = inline(children);
    let first = children.into_iter().next();
    let starts_blank = matches!(first, Some(Node::Text(first)) if decoded(first).starts_with(char::is_whitespace));
    if starts_blank && !text.ends_with(' ') && !text.is_empty() {
        text.push(' ');
    }
    text.push_str(inner.trim_start());
}

/// Signs stand at words: blanks within them are put around.
fn push_wrapped(text: &mut String, sign: &str, inner: &str) {
    let bare = inner.trim();
    if bare.is_empty() {
        return text.push_str(inner);
    }
    if inner.starts_with(' ') && !text.ends_with(' ') && !text.is_empty() {
        text.push(' ');
    }
    text.push_str(sign);
    text.push_str(bare);
    text.push_str(sign);
    if inner.ends_with(' ') {
        text.push(' ');
    }
}

fn push_code_span(text: &mut String, code: &str) {
    if code.is_empty() {
        return;
    }
    let sign = "`".repeat(shortest_free(code));
    let is_padded = code.starts_with([' ', '\n', '\r']) && code.ends_with([' ', '\n', '\r']);
    let space = if code.starts_with('`') || code.ends_with('`') || is_padded { " " } else { "" };
    text.push_str(&sign);
    text.push_str(space);
    text.extend(code.split_inclusive(['\n', '\r']).flat_map(without_line_end));
    text.push_str(space);
    text.push_str(&sign);
}

/// A line with a space for its end.
fn without_line_end(line: &str) -> [&str; 2] {
    line.strip_suffix(['\n', '\r']).map_or([line, ""], |line| [line, " "])
}

fn push_link(text: &mut String, element: Element) {
    let label = inline(element.children);
    let bare = label.trim();
    match element.attribute("href") {
        Some(url) if is_its_label(&url, bare) => {
            text.push('<');
            text.push_str(&url);
            text.push('>');
        }
        Some(url) if !bare.is_empty() => {
            text.push('[');
            text.push_str(&bare.replace('\n', " "));
            text.push_str("](");
            text.push_str(&destination(&url));
            push_title(text, element);
            text.push(')');
        }
        _ => text.push_str(&label),
    }
}

/// Whether a URL may stand for a link that shows nothing else.
fn is_its_label(url: &str, label: &str) -> bool {
    // What is escaped is never shorter.
    label.len() >= url.len() && url.contains("://") && !url.contains([' ', '<', '>']) && label == escaped(url)
}

fn push_image(text: &mut String, element: Element) {
    let alt = escaped(&words(&element.attribute("alt").unwrap_or_default()));
    let url = element.attribute("src").unwrap_or_default();
    text.push_str(&format!("![{alt}]({}", destination(&url)));
    push_title(text, element);
    text.push(')');
}

fn push_title(text: &mut String, element: Element) {
    if let Some(title) = element.attribute("title").filter(|title| !title.trim().is_empty()) {
        let title = words(&title).replace('\\', "\\\\").replace('"', "\\\"");
        text.push_str(&format!(" \"{title}\""));
    }
}

fn push_embedded(text: &mut String, element: Element) {
    let source = element.all(|inner| inner.name == "source").into_iter().find_map(|inner| inner.attribute("src"));
    if let Some(url) = element.attribute("src").or(source) {
        let label = element.attribute("title").unwrap_or_else(|| element.name.into());
        text.push_str(&format!("[{}]({})", escaped(&label), destination(&url)));
    }
}
