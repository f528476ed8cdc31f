//! The terminal's form of diagnostics, by rustc's own renderer: the one file that names it.

use std::collections::BTreeMap;
use std::sync::Arc;

use annotate_snippets::{AnnotationKind, Element, Level, Origin, Renderer, Snippet};

use super::visible::visible_line;
use super::{Diagnostic, Severity, visible};
use crate::source::{LineIndex, Span};

/// More are counted, not shown: nobody reads them, and a hostile page can make a million.
pub const MAX_SHOWN: usize = 5_000;
/// A longer line is named, not shown.
const MAX_LINE_BYTES: usize = 2_000;

/// Whether the text carries colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Colour {
    /// For a terminal.
    On,
    /// For a file or a pipe.
    Off,
}

/// All diagnostics as text, in the order given; `sources` holds the files by the paths that the diagnostics name.
pub fn print(diagnostics: &[Diagnostic], sources: &BTreeMap<String, Arc<str>>, colour: Colour) -> String {
    let renderer = match colour {
        Colour::On => Renderer::styled(),
        Colour::Off => Renderer::plain(),
    };
    let mut lines = Lines { sources, indices: BTreeMap::new() };
    let mut text = String::new();
    for diagnostic in diagnostics.iter().take(MAX_SHOWN) {
        let place = lines.place(diagnostic);
        text.push_str(&renderer.render(&[group(diagnostic, place)]));
        text.push_str("\n\n");
    }
    if let Some(more) = diagnostics.len().checked_sub(MAX_SHOWN).filter(|more| *more > 0) {
        text.push_str(&format!("… and {more} more\n\n"));
    }
    text
}

fn group<'a>(diagnostic: &'a Diagnostic, place: Option<Element<'a>>) -> annotate_snippets::Group<'a> {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let title = level.primary_title(visible(&diagnostic.message)).id(diagnostic.code);
    let help = diagnostic.help.as_ref().map(|help| Level::HELP.message(visible(help)));
    title.elements(place).elements(help)
}

/// The lines of each file, found once.
struct Lines<'a> {
    sources: &'a BTreeMap<String, Arc<str>>,
    indices: BTreeMap<&'a str, LineIndex>,
}

impl<'a> Lines<'a> {
    /// Only the line in question is handed to the renderer, which reads all that it is given.
    fn place(&mut self, diagnostic: &'a Diagnostic) -> Option<Element<'a>> {
        if diagnostic.path.is_empty() {
            return None;
        }
        let path = visible(&diagnostic.path);
        let (Some(span), Some(text)) = (diagnostic.span, self.sources.get(&diagnostic.path)) else {
            return Some(Origin::path(path).into());
        };
        let span = span.within(text);
        let index = self.indices.entry(&diagnostic.path).or_insert_with(|| LineIndex::new(text));
        let (line, bounds) = index.line(text, span.start);
        let source = &text[bounds.start..bounds.end];
        if source.len() > MAX_LINE_BYTES {
            let (_, column) = index.line_column(text, span.start);
            return Some(Origin::path(path).line(line).char_column(column).into());
        }
        let (source, marked) = visible_line(source, within(source, bounds.start, span));
        let snippet = Snippet::source(source).line_start(line).path(path);
        Some(snippet.annotation(AnnotationKind::Primary.span(marked)).into())
    }
}

/// The part of a span that lies on the line where it begins.
fn within(line: &str, start: usize, span: Span) -> std::ops::Range<usize> {
    let from = (span.start - start).min(line.len());
    from..(span.end - start).clamp(from, line.len())
}
