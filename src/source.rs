//! Paths, routes and places in source text: newtypes, since mixing them up is the classic generator bug.

use std::borrow::Borrow;
use std::fmt;
use std::sync::Arc;

use serde::Serialize;

pub mod bytes;
pub mod names;
pub mod shard;
pub mod unicode;

/// A file below the content folder, `/`-separated: `protocol/run-operation.md`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PagePath(pub String);

/// A page's place on the site, without the path of `base_url`: `/protocol/run-operation/`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Route(pub String);

/// A file below the output folder, `/`-separated: `protocol/run-operation/index.html`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OutPath(pub String);

/// The name of a page and those below it as one document, in the page's folder.
pub const PRINT: &str = "print.html";

/// A byte range of a source text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// Offset of the first byte.
    pub start: usize,
    /// Offset behind the last byte.
    pub end: usize,
}

/// A text that diagnostics can point into.
#[derive(Clone, Debug)]
pub struct Source {
    /// Path relative to the site's root, as it is printed.
    pub path: String,
    /// The whole text.
    pub text: Arc<str>,
}

impl Borrow<str> for PagePath {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl From<String> for PagePath {
    fn from(path: String) -> Self {
        Self(path)
    }
}

impl PagePath {
    /// The folder of the page, empty at the top.
    pub fn folder(&self) -> &str {
        self.0.rsplit_once('/').map_or("", |(folder, _)| folder)
    }

    /// The file's name without folder and extension.
    pub fn stem(&self) -> &str {
        let name = self.0.rsplit('/').next().unwrap_or(&self.0);
        name.rsplit_once('.').map_or(name, |(stem, _)| stem)
    }

    /// Whether the page stands for its folder: `index.md`, `README.md`, `_index.md`.
    pub fn is_index(&self) -> bool {
        matches!(self.stem().to_ascii_lowercase().as_str(), "index" | "readme" | "_index")
    }
}

impl Route {
    /// The file that a host serves for this route.
    pub fn out_path(&self) -> OutPath {
        OutPath(format!("{}index.html", self.0.trim_start_matches('/')))
    }

    /// The file of the page and those below it as one document.
    pub fn print_path(&self) -> OutPath {
        OutPath(format!("{}{PRINT}", self.0.trim_start_matches('/')))
    }

    /// The file of the page's Markdown twin: `protocol/run-operation.md`, and `index.md` at the top.
    pub fn twin_path(&self) -> OutPath {
        let path = self.0.trim_matches('/');
        OutPath(if path.is_empty() { "index.md".to_string() } else { format!("{path}.md") })
    }
}

impl Span {
    /// The range `start..end`.
    pub fn new(start: usize, end: usize) -> Self {
        Self { start, end }
    }

    /// The bytes of one line that start at line and column, both counted from 1, the column in characters.
    pub fn at(text: &str, line: usize, column: usize, chars: usize) -> Self {
        let line_start: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
        let rest = text[line_start..].lines().next().unwrap_or("");
        let byte_of = |n: usize| rest.char_indices().nth(n).map_or(rest.len(), |(byte, _)| byte);
        let start = byte_of(column.saturating_sub(1));
        Self::new(line_start + start, line_start + byte_of(column.saturating_sub(1) + chars).max(start))
    }

    /// The nearest place that lies within a text and cuts no character: a wrong place may cost a caret, never a build.
    pub fn within(self, text: &str) -> Self {
        let boundary =
            |offset: usize| (0..=offset.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
        let start = boundary(self.start);
        Self::new(start, boundary(self.end).max(start))
    }

    /// The same place in a text that begins `offset` bytes earlier.
    pub fn shifted(self, offset: usize) -> Self {
        Self::new(self.start + offset, self.end + offset)
    }
}

/// Whether a span shares a byte with one of some spans that are in order and apart.
pub fn overlaps(spans: &[Span], span: Span) -> bool {
    let first = spans.partition_point(|other| other.end <= span.start);
    spans.get(first).is_some_and(|other| other.start < span.end)
}

/// Where a word stands next, for a search that goes forward: what has been read once is not read again.
pub struct Next<'t> {
    text: &'t str,
    word: &'static str,
    read: std::ops::Range<usize>,
}

impl<'t> Next<'t> {
    /// A search that has not begun.
    pub fn new(text: &'t str, word: &'static str) -> Self {
        Self { text, word, read: 0..0 }
    }

    /// The first place at or behind an offset, or the end of the text.
    pub fn at(&mut self, offset: usize) -> usize {
        let is_known = self.read.start <= offset && offset <= self.read.end && !self.read.is_empty();
        if !is_known {
            self.read = offset
                ..bytes::find_word(&self.text[offset..], self.word).map_or(self.text.len(), |found| offset + found);
        }
        self.read.end
    }
}

impl From<std::ops::Range<usize>> for Span {
    fn from(range: std::ops::Range<usize>) -> Self {
        Self::new(range.start, range.end)
    }
}

/// Where the lines of a text begin.
#[derive(Clone, Debug)]
pub struct LineIndex {
    starts: Vec<usize>,
}

impl LineIndex {
    /// Finds the lines of a text.
    pub fn new(text: &str) -> Self {
        Self { starts: std::iter::once(0).chain(bytes::places(text, b'\n').map(|at| at + 1)).collect() }
    }

    /// The line that holds an offset, counted from 1, and its bytes without the line end.
    pub fn line(&self, text: &str, offset: usize) -> (usize, Span) {
        let line = self.starts.partition_point(|start| *start <= offset);
        let start = self.starts[line - 1];
        let end = self.starts.get(line).map_or(text.len(), |next| next - 1);
        (line, Span::new(start, start + text[start..end].trim_end_matches('\r').len()))
    }

    /// Line and column of an offset, both counted from 1, the column in characters.
    pub fn line_column(&self, text: &str, offset: usize) -> (usize, usize) {
        let (line, span) = self.line(text, offset);
        (line, text[span.start..offset].chars().count() + 1)
    }
}

/// Joins a relative path to a folder, `/`-separated; the number says by how many steps it leaves the root.
pub fn join(folder: &str, relative: &str) -> (String, usize) {
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    let mut above_root = 0;
    for part in relative.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.pop().is_none() => above_root += 1,
            ".." => {}
            part => parts.push(part),
        }
    }
    (parts.join("/"), above_root)
}

/// The path from a folder to a file, both `/`-separated and below the same root.
pub fn relative(folder: &str, to: &str) -> String {
    let from: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    let to: Vec<&str> = to.split('/').collect();
    let shared = from.iter().zip(&to[..to.len() - 1]).take_while(|(a, b)| a == b).count();
    "../".repeat(from.len() - shared) + &to[shared..].join("/")
}

macro_rules! display {
    ($($name:ident),*) => {$(
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    )*};
}
display!(PagePath, Route, OutPath);

#[cfg(test)]
mod tests {
    use super::relative;

    #[test]
    fn paths_are_written_from_where_the_author_is() {
        assert_eq!(relative("guide", "guide/cli.md"), "cli.md");
        assert_eq!(relative("guide", "protocol/job.md"), "../protocol/job.md");
        assert_eq!(relative("", "guide/cli.md"), "guide/cli.md");
    }
}
