//! Markdown that was nearly written: what stays text, and was hardly meant as text.

use crate::diagnostics::{self, Diagnostic};
use crate::source::Span;

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
    let line = text.lines().next().unwrap_or("");
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
    for (at, between) in text.match_indices("] (") {
        let open = text[..at].rfind('[');
        let target = text[at + between.len()..].split(')').next().unwrap_or("");
        let end = at + between.len() + target.len() + 1;
        if let Some(open) = open.filter(|_| is_target(target) && end <= text.len()) {
            found.push((Span::new(open, end), diagnostics::link_with_space(&text[open + 1..at], target)));
        }
    }
    for (at, between) in text.match_indices("](") {
        let open = text[..at].rfind('[');
        let target = text[at + between.len()..].split(')').next().unwrap_or("");
        let end = at + between.len() + target.len() + 1;
        let is_path = [".md", ".mdx", ".png", ".jpg", ".svg", ".webp"].iter().any(|ending| target.ends_with(ending));
        if let Some(open) = open.filter(|_| is_path && target.contains(' ') && end <= text.len()) {
            found.push((Span::new(open, end), diagnostics::link_to_spaces(&text[open + 1..at], target)));
        }
    }
    for (at, between) in text.match_indices(")[") {
        let open = text[..at].rfind('(');
        let target = text[at + between.len()..].split(']').next().unwrap_or("");
        let end = at + between.len() + target.len() + 1;
        if let Some(open) = open.filter(|_| is_target(target) && end <= text.len()) {
            found.push((Span::new(open, end), diagnostics::link_reversed(&text[open + 1..at], target)));
        }
    }
    found
}

fn is_target(text: &str) -> bool {
    let is_path = text.split(['#', '?']).next().is_some_and(|path| path.ends_with(".md") || path.ends_with(".html"));
    let is_plain = !text.is_empty() && !text.contains(char::is_whitespace);
    is_plain && (is_path || text.starts_with("http://") || text.starts_with("https://") || text.starts_with("../"))
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
        for text in ["#hashtag and #Others", "#1 is best", "a [b] (see below)", "f(x)[0]"] {
            assert_eq!(codes(text), Vec::<&str>::new(), "{text}");
        }
    }
}
