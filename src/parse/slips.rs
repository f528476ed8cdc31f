//! Markdown that was nearly written: what stays text, and was hardly meant as text.

use crate::diagnostics::{self, Diagnostic};
use crate::source::{Span, bytes};

/// The slips in a piece of text, each with its place in it; `begins` says that it is the beginning of a paragraph.
pub fn in_text(text: &str, place: Place) -> Vec<(Span, Diagnostic)> {
    let mut found = Vec::new();
    if place == Place::ParagraphStart {
        found.extend(heading(text));
    }
    found.extend(links(text));
    found
}

/// Where a text stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// At the beginning of a paragraph.
    ParagraphStart,
    /// Anywhere else.
    Inside,
}

/// `##Heading`
fn heading(text: &str) -> Option<(Span, Diagnostic)> {
    let line = text.lines().next().filter(|line| line.starts_with('#'))?;
    let words = line.trim_start_matches('#');
    let marks = line.len() - words.len();
    let is_slip =
        (1..=6).contains(&marks) && words.starts_with(|c: char| c.is_alphabetic()) && !is_hash_word(marks, words);
    is_slip.then(|| (Span::new(0, line.len()), diagnostics::heading_without_space(&line[..marks], words)))
}

/// `#topic` in a line of text is a word, not a heading.
fn is_hash_word(marks: usize, words: &str) -> bool {
    marks == 1 && words.starts_with(char::is_lowercase)
}

/// `[text] (page.md)` and `(text)[page.md]`
fn links(text: &str) -> Vec<(Span, Diagnostic)> {
    let mut found = Vec::new();
    // All of them hold one.
    if bytes::find(text, b'[').is_none() {
        return found;
    }
    for (span, label, target) in pairs(text, ['[', ')'], "] (") {
        found.push((span, diagnostics::link_with_space(label, target)));
    }
    for (span, name) in undefined(text) {
        found.push((span, diagnostics::undefined_reference(name)));
    }
    for (span, label, target) in spaced_targets(text) {
        found.push((span, diagnostics::link_to_spaces(label, target)));
    }
    for (span, label, target) in pairs(text, ['(', ']'], ")[") {
        found.push((span, diagnostics::link_reversed(label, target)));
    }
    found
}

/// Label and target with `between` between them. What is read for one is not read again for the next.
fn pairs<'t>(
    text: &'t str,
    [open, close]: [char; 2],
    between: &'t str,
) -> impl Iterator<Item = (Span, &'t str, &'t str)> {
    let mut from = 0;
    text.match_indices(between).filter_map(move |(at, _)| {
        let label = text[from..at].rfind(open).map(|opening| from + opening + 1);
        from = at + between.len();
        let label = label?;
        let rest = &text[from..];
        let target = &rest[..rest.find(|c: char| c == close || c == '[' || c.is_whitespace())?];
        let is_link = rest[target.len()..].starts_with(close) && is_target(target);
        is_link.then(|| (Span::new(label - 1, from + target.len() + 1), &text[label..at], target))
    })
}

/// `[text][name]`, which stays text where nothing defines the name; `matrix[0][1]` is none.
fn undefined(text: &str) -> impl Iterator<Item = (Span, &str)> {
    let mut from = 0;
    text.match_indices("][").filter_map(move |(at, between)| {
        let open = text[from..at].rfind('[').map(|open| from + open);
        from = at + between.len();
        let open = open?;
        let is_word = text[..open].ends_with(|c: char| c.is_alphanumeric() || matches!(c, ']' | ')' | '!'));
        let rest = &text[from..];
        let name = &rest[..rest.find([']', '[', '\n'])?];
        let is_name = name.chars().any(char::is_alphabetic) && rest[name.len()..].starts_with(']');
        (is_name && !is_word && at > open + 1).then(|| (Span::new(open, from + name.len() + 1), name))
    })
}

/// `[text](my page.md)`: label and target, each read once.
fn spaced_targets(text: &str) -> impl Iterator<Item = (Span, &str, &str)> {
    let mut from = 0;
    text.match_indices("](").filter_map(move |(at, between)| {
        let label = text[from..at].rfind('[').map(|opening| from + opening + 1);
        from = at + between.len();
        let label = label?;
        let rest = &text[from..];
        let target = &rest[..rest.find([')', '[', '('])?];
        let is_file = [".md", ".mdx", ".png", ".jpg", ".svg", ".webp"].iter().any(|ending| target.ends_with(ending));
        let is_link = rest[target.len()..].starts_with(')') && is_file && target.contains(' ');
        is_link.then(|| (Span::new(label - 1, from + target.len() + 1), &text[label..at], target))
    })
}

fn is_target(text: &str) -> bool {
    let is_path = text.split(['#', '?']).next().is_some_and(|path| path.ends_with(".md") || path.ends_with(".html"));
    is_path || ["http://", "https://", "../"].iter().any(|start| text.starts_with(start))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes(text: &str) -> Vec<&'static str> {
        in_text(text, Place::ParagraphStart).iter().map(|(_, problem)| problem.code).collect()
    }

    #[test]
    fn slips_are_told_and_text_is_left_alone() {
        assert_eq!(codes("##Heading"), ["heading-without-space"]);
        assert_eq!(codes("#Start here"), ["heading-without-space"]);
        assert_eq!(codes("See [the page] (a/b.md#c) now"), ["link-form"]);
        assert_eq!(codes("See (the page)[https://a.b]"), ["link-form"]);
        assert_eq!(codes("See [the page](my page.md)"), ["link-form"]);
        assert_eq!(codes("See [the page][nope] now"), ["link-form"]);
        for text in [
            "#hashtag and #Others",
            "#1 is best",
            "a [b] (see below)",
            "f(x)[0]",
            "matrix[0][1]",
            "a[b][c]",
            "[0][1]",
            "[][a]",
        ] {
            assert_eq!(codes(text), Vec::<&str>::new(), "{text}");
        }
    }
}
