//! How deep a page's elements stand in each other: what goes too deep is told once, and the page is not written.

use std::ops::Range;

use super::writer::{FrameKind, Writer};
use super::{Tag, raw_html};
use crate::diagnostics::{self, Diagnostic};
use crate::parse::nesting::{Excess, MAX_ATTRIBUTES, MAX_DEPTH, MAX_REOPENED_BYTES, Nesting};
use crate::source::Span;

impl Writer<'_, '_> {
    /// Takes an element of Markdown that has just been opened.
    pub(super) fn note_depth(&mut self, tag: &Tag, range: &Range<usize>) {
        let place = self.place(&(range.start..range.start + 1));
        if self.depth > MAX_DEPTH {
            self.tell_once(diagnostics::markdown_too_deep(MAX_DEPTH), place);
        }
        let is_inline =
            matches!(tag, Tag::Emphasis | Tag::Strong | Tag::Strikethrough | Tag::Link { .. } | Tag::Image { .. });
        if !is_inline && self.nesting().block().is_err() {
            self.tell_once(diagnostics::html_reopened(MAX_REOPENED_BYTES), place);
        }
    }

    /// Takes a tag of raw HTML that begins at an offset of the body.
    pub(super) fn note_tag(&mut self, tag: &raw_html::Tag, start: usize) {
        let depth = self.depth;
        let place = self.place(&(start..start + 1 + usize::from(tag.closes) + tag.name.len()));
        if tag.attributes.len() > MAX_ATTRIBUTES {
            self.tell_once(diagnostics::too_many_attributes(tag.name, MAX_ATTRIBUTES), place);
        }
        match self.nesting().tag(tag, depth) {
            Ok(()) => {}
            Err(Excess::Depth) => self.tell_once(diagnostics::html_too_deep(tag.name, MAX_DEPTH), place),
            Err(Excess::Reopened) => self.tell_once(diagnostics::html_reopened(MAX_REOPENED_BYTES), place),
        }
    }

    /// Footnotes are written together, below the last section.
    fn nesting(&mut self) -> &mut Nesting {
        let is_footnote = self.frames.iter().any(|frame| matches!(frame.kind, FrameKind::Footnote { .. }));
        &mut self.nesting[usize::from(is_footnote)]
    }

    fn tell_once(&mut self, problem: Diagnostic, place: Span) {
        if !std::mem::replace(&mut self.is_too_deep, true) {
            self.report(problem, place);
        }
    }
}
