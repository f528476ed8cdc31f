//! Words of code that stand out: `"text"`, `/re/`, `ins="text"` on a fence. The one file that names the regex crate.

use std::ops::Range;

use regex::{Regex, RegexBuilder};

/// A pattern may not grow to more than this when it is compiled, in bytes.
const MAX_REGEX_BYTES: usize = 256 * 1024;

/// Text that stands out wherever it occurs in a line.
#[derive(Clone, Debug)]
pub struct WordMark {
    class: &'static str,
    pattern: Regex,
}

impl PartialEq for WordMark {
    fn eq(&self, other: &Self) -> bool {
        self.class == other.class && self.pattern.as_str() == other.pattern.as_str()
    }
}

impl Eq for WordMark {}

impl WordMark {
    /// Whether a word of an info string is such a pattern.
    pub fn is_written(word: &str) -> bool {
        split(word).is_some()
    }

    /// A text as it stands.
    pub fn of_text(text: &str) -> Self {
        let pattern = Regex::new(&regex::escape(text)).expect("an escaped text is a pattern");
        Self { class: "word-mark", pattern }
    }

    /// Reads `"text"`, `'text'`, `/re/`, or one of them behind `ins=`, `del=` or `mark=`; else says why not.
    pub fn read(word: &str) -> Result<Self, String> {
        let (class, quote, inner) = split(word).ok_or("a quote is missing")?;
        let source = match quote {
            '/' => inner.replace("\\/", "/"),
            quote => regex::escape(&inner.replace(&format!("\\{quote}"), &quote.to_string())),
        };
        let pattern = RegexBuilder::new(&source).size_limit(MAX_REGEX_BYTES).build();
        pattern.map(|pattern| Self { class, pattern }).map_err(|error| {
            let message = error.to_string();
            message.lines().next_back().unwrap_or("").trim_start_matches("error: ").to_string()
        })
    }
}

fn split(word: &str) -> Option<(&'static str, char, &str)> {
    let (key, value) = match word.split_once('=') {
        Some((key @ ("ins" | "del" | "mark"), value)) => (key, value),
        _ => ("mark", word),
    };
    let class = match key {
        "ins" => "word-ins",
        "del" => "word-del",
        _ => "word-mark",
    };
    let quote = value.chars().next().filter(|c| matches!(c, '"' | '\'' | '/'))?;
    let inner = value.get(1..value.len().saturating_sub(1)).filter(|inner| !inner.is_empty())?;
    value.ends_with(quote).then_some((class, quote, inner))
}

/// The lines, given as HTML and as the code that they show, with the words marked.
pub fn marked(lines: Vec<String>, code: &str, words: &[WordMark]) -> Vec<String> {
    if words.is_empty() {
        return lines;
    }
    let shown = code.lines().chain(std::iter::repeat(""));
    lines.into_iter().zip(shown).map(|(html, line)| wrapped(&html, &found(line, words))).collect()
}

/// Where words stand in a line, in order; of two that overlap the first is kept. Groups of a pattern stand for the whole.
fn found(line: &str, words: &[WordMark]) -> Vec<(Range<usize>, &'static str)> {
    let mut found: Vec<(Range<usize>, &'static str)> = Vec::new();
    let is_shown = |(range, _): &(Range<usize>, &'static str)| !range.is_empty();
    for word in words {
        if word.pattern.captures_len() == 1 {
            found.extend(word.pattern.find_iter(line).map(|whole| (whole.range(), word.class)).filter(is_shown));
            continue;
        }
        for captures in word.pattern.captures_iter(line) {
            let groups: Vec<_> = captures.iter().skip(1).flatten().map(|group| group.range()).collect();
            let whole = captures.get_match().range();
            let ranges = if groups.is_empty() { vec![whole] } else { groups };
            found.extend(ranges.into_iter().map(|range| (range, word.class)).filter(is_shown));
        }
    }
    found.sort_by_key(|(range, _)| (range.start, std::cmp::Reverse(range.end)));
    let mut end = 0;
    found.retain(|(range, _)| {
        let is_free = range.start >= end;
        end = if is_free { range.end } else { end };
        is_free
    });
    found
}

/// Puts `<mark>` around ranges of the shown text of a line of HTML; the spans that it cuts are closed and opened again.
fn wrapped(html: &str, ranges: &[(Range<usize>, &'static str)]) -> String {
    let mut ranges = ranges.iter().peekable();
    let mut written = String::with_capacity(html.len() + 64);
    let mut span = "";
    let mut is_marked = false;
    let mut shown = 0;
    let mut rest = html;
    while !rest.is_empty() {
        if rest.starts_with('<') {
            let end = rest.find('>').map_or(rest.len(), |end| end + 1);
            if rest.starts_with("</") {
                close_span(&mut written, span);
                span = "";
            } else {
                span = &rest[..end];
                written += span;
            }
            rest = &rest[end..];
            continue;
        }
        if is_marked && ranges.peek().is_some_and(|(range, _)| shown >= range.end) {
            close_span(&mut written, span);
            written.extend(["</mark>", span]);
            is_marked = false;
            ranges.next();
        }
        if let Some((_, class)) = ranges.peek().filter(|(range, _)| !is_marked && shown >= range.start) {
            close_span(&mut written, span);
            written.extend(["<mark class=\"", class, "\">", span]);
            is_marked = true;
        }
        let (length, shown_length) = character(rest);
        written += &rest[..length];
        shown += shown_length;
        rest = &rest[length..];
    }
    if is_marked {
        written += "</mark>";
    }
    written
}

/// Ends a span, or takes it back where nothing has been written in it.
fn close_span(written: &mut String, span: &str) {
    match written.strip_suffix(span).map(str::len) {
        Some(before) if !span.is_empty() => written.truncate(before),
        Some(_) => {}
        None => *written += "</span>",
    }
}

/// The bytes of a character in HTML, and in the text that it shows.
fn character(html: &str) -> (usize, usize) {
    if html.starts_with('&') {
        return (html.find(';').map_or(1, |end| end + 1), 1);
    }
    let length = html.chars().next().map_or(1, char::len_utf8);
    (length, length)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mark(html: &str, line: &str, word: &str) -> String {
        marked(vec![html.to_string()], line, &[WordMark::read(word).expect("the word is a pattern")]).remove(0)
    }

    #[test]
    fn words_are_marked_across_the_spans_of_the_highlighter() {
        let html = "<span class=\"k\">let</span> a = &quot;<span class=\"s\">ü&lt;b</span>";
        let line = "let a = \"ü<b";
        assert_eq!(
            mark(html, line, "\"t a\""),
            "<span class=\"k\">le</span><mark class=\"word-mark\"><span class=\"k\">t</span> a</mark> = &quot;<span class=\"s\">ü&lt;b</span>"
        );
        assert_eq!(
            mark(html, line, "ins=/<(b)/"),
            "<span class=\"k\">let</span> a = &quot;<span class=\"s\">ü&lt;</span><mark class=\"word-ins\"><span class=\"s\">b</span></mark>"
        );
    }

    #[test]
    fn what_is_no_pattern_is_said() {
        assert!(WordMark::read("/a(/").expect_err("a group is open").contains("unclosed group"));
        assert!(!WordMark::is_written("title=\"x\"") && !WordMark::is_written("\""));
    }
}
