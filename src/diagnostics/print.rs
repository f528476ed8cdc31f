//! The terminal's form of diagnostics, by rustc's own renderer: the one file that names it.

use std::collections::BTreeMap;
use std::sync::Arc;

use annotate_snippets::{AnnotationKind, Element, Level, Origin, Renderer, Snippet, normalize_untrusted_str};

use super::{Diagnostic, Severity};

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
    let mut text = String::new();
    for diagnostic in diagnostics {
        text.push_str(&one(diagnostic, sources, &renderer));
        text.push_str("\n\n");
    }
    text
}

fn one(diagnostic: &Diagnostic, sources: &BTreeMap<String, Arc<str>>, renderer: &Renderer) -> String {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let title = level.primary_title(normalize_untrusted_str(&diagnostic.message)).id(diagnostic.code);
    let mut group = match place(diagnostic, sources) {
        Some(place) => title.element(place),
        None => title.elements(Vec::<Element>::new()),
    };
    if let Some(help) = &diagnostic.help {
        group = group.element(Level::HELP.message(normalize_untrusted_str(help)));
    }
    renderer.render(&[group])
}

/// Only the lines in question are handed to the renderer, which reads all that it is given.
fn place<'a>(diagnostic: &'a Diagnostic, sources: &'a BTreeMap<String, Arc<str>>) -> Option<Element<'a>> {
    if diagnostic.path.is_empty() {
        return None;
    }
    let path = normalize_untrusted_str(&diagnostic.path);
    let (Some(span), Some(text)) = (diagnostic.span, sources.get(&diagnostic.path)) else {
        return Some(Origin::path(path).into());
    };
    let start = text[..span.start].rfind('\n').map_or(0, |newline| newline + 1);
    let end = text[span.start..].find('\n').map_or(text.len(), |newline| span.start + newline);
    let line = text[..start].matches('\n').count() + 1;
    let source = text[start..end].trim_end_matches('\r');
    let marked =
        span.start - start..(span.end.min(end) - start).clamp(span.start - start, source.len().max(span.start - start));
    Some(Snippet::source(source).line_start(line).path(path).annotation(AnnotationKind::Primary.span(marked)).into())
}
