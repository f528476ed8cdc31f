//! The info string of a fence: language, title, tab label, options.

use std::ops::RangeInclusive;

use crate::diagnostics::{self, Diagnostic};
use crate::parse::code_lines::{LineMark, LineOptions, ranges};
use crate::parse::code_words::WordMark;
use crate::parse::snippets::Reference;
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
    /// `group="os"`: tabs are chosen together with those of this group alone.
    pub group: Option<String>,
    /// `aside`: it stands in the right column.
    pub is_aside: bool,
    /// `wrap`: long lines go on below.
    pub wraps: bool,
    /// Not with `nocopy`.
    pub copies: bool,
    /// `"text"`, `/re/`, `ins="text"`: words that stand out.
    pub words: Vec<WordMark>,
    /// `collapse={5-20}`: lines that are folded away, counted from 1.
    pub collapsed: Vec<RangeInclusive<usize>>,
    /// `file="examples/run.py#create" lines="3-9"`: where its code is.
    pub file: Option<FileOption>,
}

/// A file that a fence names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileOption {
    /// What of it is shown.
    pub reference: Reference,
    /// Where the path stands.
    pub span: Span,
    /// Where the lines stand, if any are asked for.
    pub lines: Option<Span>,
}

impl Default for FenceInfo {
    fn default() -> Self {
        Self {
            language: String::new(),
            title: None,
            tab: None,
            label: None,
            lines: LineOptions::default(),
            group: None,
            is_aside: false,
            wraps: false,
            copies: true,
            words: Vec::new(),
            collapsed: Vec::new(),
            file: None,
        }
    }
}

/// More marks of words are not read: each is looked for in all of the code.
const MAX_WORDS: usize = 100;

/// Options of other systems that say how an example is tested or run, and nothing of how it looks.
const SILENT: [&str; 9] =
    ["twoslash", "test", "no-test", "live", "noInline", "npm2yarn", "expandable", "theme", "frame"];

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
    let mut lines = None;
    while let Some(word) = next_word(text, at) {
        let (written, place) = (&text[word.start..word.end], word.shifted(span.start));
        match written.split_once('=') {
            Some(("file", path)) => info.file = Some(file_option(path, place)),
            Some(("lines", ranges)) => lines = Some((ranges, place)),
            _ if WordMark::is_written(written) && info.words.len() >= MAX_WORDS => {
                problems.push(diagnostics::fence_option(written).at(&source.path, place));
            }
            _ if WordMark::is_written(written) => match WordMark::read(written) {
                Ok(word) => info.words.push(word),
                Err(reason) => problems.push(diagnostics::bad_regex(&reason).at(&source.path, place)),
            },
            _ if !written.contains(['“', '”', '‘', '’', '„']) && take(written, &mut info) => {}
            _ if written.contains(['“', '”', '‘', '’', '„']) => {
                problems.push(diagnostics::curly_quotes().at(&source.path, place));
            }
            _ if text[word.end..].trim_start().starts_with('=') => {
                let end = next_word(text, word.end)
                    .and_then(|sign| next_word(text, sign.end))
                    .map_or(text.len(), |value| value.end);
                problems.push(
                    diagnostics::spaced_option(written).at(&source.path, Span::new(place.start, span.start + end)),
                );
                at = end;
                continue;
            }
            _ => problems.push(diagnostics::fence_option(written).at(&source.path, place)),
        }
        at = word.end;
    }
    take_lines(lines, source, &mut info, problems);
    info
}

fn file_option(path: &str, place: Span) -> FileOption {
    FileOption { reference: Reference::new(&unquoted(path)), span: value_span("file=", place, path), lines: None }
}

/// The place of a value within that of its option, without its quotes.
fn value_span(key: &str, place: Span, value: &str) -> Span {
    let start = (place.start + key.len() + usize::from(value.starts_with('"'))).min(place.end);
    Span::new(start, (start + without_quotes(value).len()).min(place.end))
}

/// `lines="3-9"` cuts them out of a file; without a file it is Mintlify's switch for line numbers.
fn take_lines(lines: Option<(&str, Span)>, source: &Source, info: &mut FenceInfo, problems: &mut Vec<Diagnostic>) {
    let Some((value, place)) = lines else { return };
    let written = unquoted(value);
    match (&mut info.file, ranges(&written)) {
        (Some(file), Some(ranges)) => {
            file.reference.lines = ranges;
            file.lines = Some(value_span("lines=", place, value));
        }
        (Some(_), None) => problems.push(diagnostics::not_lines(&written).at(&source.path, place)),
        (None, _) if matches!(written.as_str(), "true" | "{true}" | "1") => {
            info.lines.first_number = Some(first_number(None));
        }
        (None, _) => problems.push(diagnostics::lines_without_file(&written).at(&source.path, place)),
    }
}

/// The language of a file by its name, for a fence that names none.
pub fn language_of_file(path: &str) -> String {
    let name = path.rsplit('/').next().unwrap_or(path);
    language(name.rsplit_once('.').map_or(name, |(_, extension)| extension))
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
        let begins_value = offset == 0 || text[..start + offset].ends_with('=');
        match (closing, c) {
            (Some(end), c) if c == end => closing = None,
            (Some(_), _) => {}
            (None, '\'' | '/') if begins_value && text[start + offset + 1..].contains(c) => closing = Some(c),
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
        ("collapse", Some(lines)) => match ranges(lines.trim_start_matches('{').trim_end_matches('}')) {
            Some(lines) => info.collapsed.extend(lines),
            None => return false,
        },
        ("group" | "groupId" | "sync" | "syncKey", Some(group)) => info.group = Some(group),
        ("aside", None) => info.is_aside = true,
        // What a sample is run with says nothing of how it looks.
        ("env" | "frame" | "icon", Some(_)) => {}
        ("wrap", Some(value)) => info.wraps = value != "false" && value != "{false}",
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
    without_quotes(value).replace("\\\"", "\"")
}

fn without_quotes(value: &str) -> &str {
    value.strip_prefix('"').and_then(|value| value.strip_suffix('"')).unwrap_or(value)
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
        let (info, problems) = read("js \"a b\" ins='c' del=/d+ e/ collapse={1-3,5} lines");
        assert_eq!((info.words.len(), info.collapsed.len(), info.lines.first_number, problems), (3, 2, Some(1), 0));
        assert_eq!(read("ts:line-numbers=3 {1}").0.lines.first_number, Some(3));
        assert_eq!(read("py linenums=\"1\"").0.lines.first_number, Some(1));
        let (info, _) = read("[.env]");
        assert_eq!((info.language.as_str(), info.label.as_deref()), ("", Some(".env")));
        let (info, _) = read("title=\"a \\\"b\\\"\"");
        assert_eq!((info.language.as_str(), info.title.as_deref()), ("", Some("a \"b\"")));
    }

    #[test]
    fn a_fence_marks_a_hundred_words_and_tells_of_the_others() {
        let (info, problems) = read(&format!("js {}", "/a/ ".repeat(103)));
        assert_eq!((info.words.len(), problems), (100, 3));
    }

    #[test]
    fn a_quote_that_is_left_open_stays_within_its_word() {
        let file = read("file=\"").0.file.expect("a file is named");
        assert_eq!(file.span, Span::new(6, 6));
        let file = read("file=a\\\"ü").0.file.expect("a file is named");
        assert_eq!(file.span, Span::new(5, 10));
    }

    #[test]
    fn an_unknown_option_is_reported_once() {
        assert_eq!(read("js titel=\"x\" wrp").1, 2);
    }
}
