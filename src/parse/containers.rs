//! `:::` containers: found line by line, then hidden from the Markdown parser as HTML blocks of the very same length.
//!
//! A line that begins with `:::` becomes one that begins with `<?>`. CommonMark reads that as a whole HTML block which
//! may interrupt a paragraph, so no offset moves and nesting in lists and quotes is the parser's. Where such a line
//! turns out to be code or text after all, [`Marks::restore`] gives its colons back.

use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::source::{Span, bytes};

/// Stands for a colon that begins no definition; content has no control characters.
const HIDDEN_COLON: char = '\u{1a}';

/// A text with its hidden colons.
pub fn with_colons(text: &str) -> String {
    text.replace(HIDDEN_COLON, ":")
}

/// Whether a text has hidden colons.
pub fn has_hidden_colons(text: &str) -> bool {
    text.contains(HIDDEN_COLON)
}

/// The `:::` lines of a text.
#[derive(Debug, Default)]
pub struct Marks {
    by_offset: BTreeMap<usize, Mark>,
    /// Lines that begin as a container would, but with two colons.
    two_colons: BTreeMap<usize, String>,
    /// Where the last closing line stands, by the number of its colons.
    last_close: BTreeMap<usize, usize>,
}

/// One `:::` line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// The colons and what follows them, to the end of the line.
    pub span: Span,
    /// How many colons.
    pub colons: usize,
    /// `note`; empty for a closing line.
    pub name: String,
    /// What follows the name: `[Title]` or `Title`, without brackets.
    pub title: Option<String>,
    /// `{since="0.4"}` taken apart.
    pub attributes: Vec<(String, String)>,
}

/// Finds the `:::` lines and hides them.
pub fn hide(text: &str) -> (Cow<'_, str>, Marks) {
    let mut hidden = String::new();
    let mut marks = Marks::default();
    let mut done = 0;
    // Nothing in front of a line's first colon holds one, so a line is looked at once.
    while let Some(start) = bytes::find(&text[done..], b':').map(|at| done + at) {
        let line_start = text[done..start].rfind('\n').map_or(done, |at| done + at + 1);
        done = bytes::find(&text[start..], b'\n').map_or(text.len(), |at| start + at + 1);
        let line = &text[line_start..done];
        if line[..start - line_start].ends_with(char::is_alphanumeric) || !without_block_markers(line).starts_with(':')
        {
            continue;
        }
        let rest = text[start..done].trim_end();
        if rest.starts_with(":::") {
            hidden.push_str(&text[hidden.len()..start]);
            hidden.push_str("<?>");
            marks.insert(mark(rest, start));
        } else if rest.strip_prefix(':').is_some_and(|rest| rest.starts_with(|c: char| c.is_alphanumeric() || c == ':'))
        {
            // The parser would take any line with a colon for a definition: `:warning:` is text.
            hidden.push_str(&text[hidden.len()..start]);
            hidden.push(HIDDEN_COLON);
            marks.two_colons.extend(two_colons(rest).map(|name| (start, name.to_string())));
        }
    }
    if hidden.is_empty() {
        return (text.into(), marks);
    }
    hidden.push_str(&text[hidden.len()..]);
    (hidden.into(), marks)
}

/// What follows the indentation, the `>` of quotes and the bullets or numbers of list items.
fn without_block_markers(line: &str) -> &str {
    let mut rest = line.trim_start_matches([' ', '\t', '>']);
    // A line of a million bullets must not become a million calls.
    while let Some(after) = without_bullet(rest) {
        rest = after.trim_start_matches([' ', '\t', '>']);
    }
    rest
}

/// What follows a bullet or number and the space that it must have.
fn without_bullet(line: &str) -> Option<&str> {
    let number = line.trim_start_matches(|c: char| c.is_ascii_digit());
    let is_number = (1..10).contains(&(line.len() - number.len()));
    let markers: &[char] = if is_number { &['.', ')'] } else { &['-', '*', '+'] };
    number.strip_prefix(markers).filter(|after| after.starts_with([' ', '\t']))
}

/// The name behind two colons, if it is a container's.
fn two_colons(line: &str) -> Option<&str> {
    let name = line.strip_prefix("::")?.trim_start();
    let end = name.find(|c: char| !(c.is_ascii_alphabetic() || c == '-')).unwrap_or(name.len());
    Some(&name[..end]).filter(|name| crate::parse::callout::is_container(name))
}

fn mark(line: &str, start: usize) -> Mark {
    let colons = line.len() - line.trim_start_matches(':').len();
    let rest = line[colons..].trim();
    let name_end = rest.find(|c: char| c.is_whitespace() || matches!(c, '[' | '{')).unwrap_or(rest.len());
    let (name, rest) = rest.split_at(name_end);
    let (title, attributes) = title_and_attributes(rest.trim());
    Mark { span: Span::new(start, start + line.len()), colons, name: name.to_string(), title, attributes }
}

fn title_and_attributes(rest: &str) -> (Option<String>, Vec<(String, String)>) {
    let (title, attributes) = match rest.rfind('{') {
        Some(open) if rest.ends_with('}') => (rest[..open].trim(), attributes(&rest[open + 1..rest.len() - 1])),
        _ => (rest, Vec::new()),
    };
    let title = title.strip_prefix('[').and_then(|title| title.strip_suffix(']')).unwrap_or(title).trim();
    ((!title.is_empty()).then(|| title.to_string()), attributes)
}

fn attributes(text: &str) -> Vec<(String, String)> {
    let mut quote = None;
    let is_gap = |c: char| {
        match quote {
            Some(open) if open == c => quote = None,
            None if matches!(c, '"' | '\'') => quote = Some(c),
            _ => {}
        }
        quote.is_none() && c.is_whitespace()
    };
    text.split(is_gap)
        .filter(|word| !word.is_empty())
        .map(|word| word.split_once('=').unwrap_or((word, "")))
        .map(|(key, value)| (key.to_string(), value.trim_matches(['"', '\'']).to_string()))
        .collect()
}

impl Marks {
    fn insert(&mut self, mark: Mark) {
        if mark.closes() {
            self.last_close.insert(mark.colons, mark.span.start);
        }
        self.by_offset.insert(mark.span.start, mark);
    }

    /// The mark that begins a range, behind the indentation; indentation alone may be a range of its own.
    pub fn on_line(&self, text: &str, range: &std::ops::Range<usize>) -> Option<&Mark> {
        let rest = &text[range.start..];
        let at = range.start + rest.len() - rest.trim_start_matches([' ', '\t']).len();
        self.by_offset.get(&at).filter(|_| at < range.end)
    }

    /// The lines with two colons in a range, each with the name behind them.
    pub fn with_two_colons(&self, range: &std::ops::Range<usize>) -> impl Iterator<Item = (usize, &str)> {
        self.two_colons.range(range.clone()).map(|(at, name)| (*at, name.as_str()))
    }

    /// Whether a closing line with so many colons stands behind an offset.
    pub fn closes_behind(&self, offset: usize, colons: usize) -> bool {
        self.last_close.get(&colons).is_some_and(|last| *last >= offset)
    }

    /// Whether a range holds hidden colons, so that its text must be taken from the source again.
    pub fn touches(&self, range: &std::ops::Range<usize>) -> bool {
        self.by_offset.range(range.start.saturating_sub(2)..range.end).next().is_some()
    }
}

impl Mark {
    /// The title, in brackets or behind the name, or as an attribute.
    pub fn title(&self) -> Option<&str> {
        let title = self.title.as_deref().or_else(|| self.attribute("title"))?;
        let quoted = title.strip_prefix('"').and_then(|title| title.strip_suffix('"'));
        Some(quoted.unwrap_or(title))
    }

    /// The value of an attribute.
    pub fn attribute(&self, key: &str) -> Option<&str> {
        self.attributes.iter().find(|(name, _)| name == key).map(|(_, value)| value.as_str())
    }

    /// Whether the line closes a container.
    pub fn closes(&self) -> bool {
        self.name.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn first(line: &str) -> Mark {
        hide(line).1.by_offset.into_values().next().expect("the line is a mark")
    }

    #[test]
    fn the_forms_of_all_systems_are_one() {
        for line in [":::note[A title]", "::: note A title", ":::note A title"] {
            let mark = first(line);
            assert_eq!((mark.name.as_str(), mark.title.as_deref()), ("note", Some("A title")), "{line}");
        }
        assert_eq!(first(":::new{since=\"0.4\"}").attribute("since"), Some("0.4"));
        assert!(first("::::").closes());
    }

    #[test]
    fn hiding_moves_no_offset() {
        let text = "a\n> ::: tip\n> b\n:::\n";
        let (hidden, _) = hide(text);
        assert_eq!(hidden, "a\n> <?> tip\n> b\n<?>\n");
    }
}
