//! The info string of a fence: language, title, tab label, options.

use crate::diagnostics::{self, Diagnostic};
use crate::parse::code_lines::{LineMark, LineOptions, ranges};
use crate::source::{Source, Span};

/// What an info string says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FenceInfo {
    /// The first word: `python`; empty if there is none.
    pub language: String,
    /// `title="run.py"`
    pub title: Option<String>,
    /// `tab="Python"`, or `tab` alone as an empty text.
    pub tab: Option<String>,
    /// `[label]`, VitePress's: a tab in a code group, a title elsewhere.
    pub label: Option<String>,
    /// `{1,3-5}`, `ins={2}`, `showLineNumbers`: what is said of its lines.
    pub lines: LineOptions,
    /// `wrap`: long lines go on below.
    pub wraps: bool,
    /// Not with `nocopy`.
    pub copies: bool,
}

impl Default for FenceInfo {
    fn default() -> Self {
        let lines = LineOptions::default();
        Self { language: String::new(), title: None, tab: None, label: None, lines, wraps: false, copies: true }
    }
}

/// Options of other systems that say how an example is tested or run, and nothing of how it looks.
const SILENT: [&str; 3] = ["twoslash", "test", "no-test"];

/// Reads the info string that stands at `span`; what is not known is reported.
pub fn parse(source: &Source, span: Span, problems: &mut Vec<Diagnostic>) -> FenceInfo {
    let text = &source.text[span.start..span.end];
    let language_end =
        text.find(|c: char| c.is_whitespace() || matches!(c, '{' | '[' | ',' | ':')).unwrap_or(text.len());
    // ```` ``` title="x" ```` names no language.
    let language_end = if text[..language_end].contains(['=', '"']) { 0 } else { language_end };
    let mut info = FenceInfo { language: language(&text[..language_end]), ..FenceInfo::default() };
    let mut at = language_end;
    // `rust,ignore` and `js:line-numbers`: words for rustdoc, mdBook and VitePress, up to the next space.
    if text[at..].starts_with([',', ':']) {
        let word = text[at..].strip_prefix(":line-numbers");
        info.lines.first_number = word.map(|rest| first_number(rest.strip_prefix('=')));
        at += text[at..].find([' ', '\t', '{', '[']).unwrap_or(text.len() - at);
    }
    while let Some(word) = next_word(text, at) {
        if !take(&text[word.start..word.end], &mut info) {
            let place = word.shifted(span.start);
            problems.push(diagnostics::fence_option(&source.text[place.start..place.end]).at(&source.path, place));
        }
        at = word.end;
    }
    info
}

/// The language goes into a class: one plain word of at most 32 characters.
fn language(word: &str) -> String {
    word.chars().filter(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '#' | '.' | '_' | '-')).take(32).collect()
}

/// The next word, where quotes, brackets and braces hold spaces together.
fn next_word(text: &str, from: usize) -> Option<Span> {
    let start = from + text[from..].find(|c: char| !c.is_whitespace())?;
    let mut closing = None;
    let mut escaped = false;
    for (offset, c) in text[start..].char_indices() {
        if escaped || c == '\\' {
            escaped = !escaped;
            continue;
        }
        match (closing, c) {
            (Some(end), c) if c == end => closing = None,
            (Some(_), _) => {}
            (None, '"') => closing = Some('"'),
            (None, '[') => closing = Some(']'),
            (None, '{') => closing = Some('}'),
            (None, c) if c.is_whitespace() => return Some(Span::new(start, start + offset)),
            (None, _) => {}
        }
    }
    Some(Span::new(start, text.len()))
}

/// Takes one word into the info; false if it is not known.
fn take(word: &str, info: &mut FenceInfo) -> bool {
    let in_brackets = word.starts_with('[');
    let (key, value) =
        word.split_once('=').filter(|_| !in_brackets).map_or((word, None), |(key, value)| (key, Some(unquoted(value))));
    match (key, value) {
        ("title" | "filename" | "name", Some(value)) => info.title = Some(value),
        ("tab", value) => info.tab = Some(value.unwrap_or_default()),
        (word, None) if word.starts_with('[') && word.ends_with(']') => {
            info.label = Some(word[1..word.len() - 1].to_string());
        }
        (word, None) if word.starts_with('{') => return mark(LineMark::Mark, word, info),
        ("showLineNumbers" | "linenos" | "lines" | "lineNumbers" | "linenums" | "startLineNumber", value) => {
            info.lines.first_number = Some(first_number(value.as_deref()));
        }
        ("wrap", None) => info.wraps = true,
        ("nocopy", None) => info.copies = false,
        (word, None) => return SILENT.contains(&word),
        (key, Some(value)) => {
            return LineMark::of_word(key).is_some_and(|kind| mark(kind, &value, info));
        }
    }
    true
}

/// Marks the lines of `{1,3-5}`; false if these are no lines.
fn mark(kind: LineMark, lines: &str, info: &mut FenceInfo) -> bool {
    let lines = lines.strip_prefix('{').and_then(|lines| lines.strip_suffix('}')).unwrap_or(lines);
    match ranges(lines) {
        Some(ranges) => info.lines.marks.extend(ranges.into_iter().map(|range| (kind, range))),
        None => return false,
    }
    true
}

/// Numbers begin at 1 if nothing else is said, or nothing that is a number.
fn first_number(value: Option<&str>) -> usize {
    let digits: String = value.unwrap_or("").trim_start_matches('{').chars().take_while(char::is_ascii_digit).collect();
    digits.parse().unwrap_or(1)
}

fn unquoted(value: &str) -> String {
    let inner = value.strip_prefix('"').and_then(|value| value.strip_suffix('"'));
    inner.unwrap_or(value).replace("\\\"", "\"")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(info: &str) -> (FenceInfo, usize) {
        let source = Source { path: "a.md".into(), text: info.into() };
        let mut problems = Vec::new();
        let info = parse(&source, Span::new(0, info.len()), &mut problems);
        (info, problems.len())
    }

    #[test]
    fn every_dialect_of_info_string_is_read() {
        let (info, problems) = read("js{12-15} twoslash [server.js]");
        assert_eq!((info.language.as_str(), info.label.as_deref(), problems), ("js", Some("server.js"), 0));
        assert_eq!(info.lines.marks, [(LineMark::Mark, 12..=15)]);
        let (info, problems) = read("rust,ignore,does_not_compile");
        assert_eq!((info.language.as_str(), problems), ("rust", 0));
        let (info, problems) = read("python tab=\"Python 3\" title=\"a b.py\" {1,3-5}");
        assert_eq!((info.tab.as_deref(), info.title.as_deref(), problems), (Some("Python 3"), Some("a b.py"), 0));
        assert_eq!(info.lines.marks, [(LineMark::Mark, 1..=1), (LineMark::Mark, 3..=5)]);
        let (info, problems) = read("js ins={2} del={3-4} hl_lines=\"1 5-6\" showLineNumbers=10 wrap nocopy");
        assert_eq!((info.lines.marks.len(), info.lines.first_number, problems), (4, Some(10), 0));
        assert_eq!((info.wraps, info.copies), (true, false));
        assert_eq!(read("ts:line-numbers=3 {1}").0.lines.first_number, Some(3));
        assert_eq!(read("py linenums=\"1\"").0.lines.first_number, Some(1));
        let (info, _) = read("[.env]");
        assert_eq!((info.language.as_str(), info.label.as_deref()), ("", Some(".env")));
        let (info, _) = read("title=\"a \\\"b\\\"\"");
        assert_eq!((info.language.as_str(), info.title.as_deref()), ("", Some("a \"b\"")));
    }

    #[test]
    fn an_unknown_option_is_reported_once() {
        assert_eq!(read("js titel=\"x\" wrp").1, 2);
    }
}
