//! A text put together from pieces of files, which knows where each piece has come from.

use std::sync::Arc;

use crate::diagnostics::Diagnostic;
use crate::source::{Source, Span};

/// A text with the origin of its parts.
#[derive(Clone, Debug, Default)]
pub struct Mapped {
    /// The text itself.
    pub text: String,
    pieces: Vec<Piece>,
}

/// What begins at an offset of the text and goes on to the next piece.
#[derive(Clone, Debug)]
struct Piece {
    start: usize,
    origin: Origin,
    /// Whether the bytes are those of the origin, so that a place within them can be told.
    is_copy: bool,
}

/// A place in one of the files that a page is made of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    /// Path of the file, relative to the site's root.
    pub file: Arc<str>,
    /// The bytes there.
    pub span: Span,
}

/// A part of a text, and what takes its place.
#[derive(Debug)]
pub struct Edit {
    /// The part.
    pub span: Span,
    /// What is written for it.
    pub with: Mapped,
}

impl Mapped {
    /// The whole of a file.
    pub fn of(source: &Source) -> Self {
        Self::copy(&source.text, &Origin { file: source.path.as_str().into(), span: Span::new(0, source.text.len()) })
    }

    /// Bytes that are those of their origin.
    fn copy(text: &str, origin: &Origin) -> Self {
        Self { text: text.to_string(), pieces: vec![Piece { start: 0, origin: origin.clone(), is_copy: true }] }
    }

    /// A text that stands for a place, and is not written there.
    pub fn instead(text: &str, origin: &Origin) -> Self {
        Self { text: text.to_string(), pieces: vec![Piece { start: 0, origin: origin.clone(), is_copy: false }] }
    }

    /// Where a part of the text has come from.
    pub fn origin(&self, span: Span) -> Origin {
        let first = self.piece(span.start);
        let start = first.at(span.start);
        if !first.is_copy {
            return first.origin.clone();
        }
        let last = self.piece(span.end.saturating_sub(1).max(span.start));
        let end = if last.is_copy { last.at(span.end) } else { last.origin.span.end };
        let is_one_place = last.origin.file == first.origin.file && end >= start;
        let end = if is_one_place { end } else { first.origin.span.end };
        Origin { file: first.origin.file.clone(), span: Span::new(start, end) }
    }

    fn piece(&self, offset: usize) -> &Piece {
        let after = self.pieces.partition_point(|piece| piece.start <= offset);
        &self.pieces[after.saturating_sub(1)]
    }

    /// The text with some of its parts replaced; the edits are in order and do not overlap.
    pub fn edited(&self, edits: &[Edit]) -> Self {
        let mut edited = Self::default();
        let mut at = 0;
        for edit in edits {
            edited.push_part(self, Span::new(at, edit.span.start));
            edited.push_part(&edit.with, Span::new(0, edit.with.text.len()));
            at = edit.span.end;
        }
        edited.push_part(self, Span::new(at, self.text.len()));
        if edited.pieces.is_empty() {
            edited.pieces.extend(self.pieces.first().cloned());
        }
        edited
    }

    /// Appends a part of another text.
    pub fn push_part(&mut self, other: &Self, part: Span) {
        if part.start >= part.end {
            return;
        }
        let first = other.pieces.partition_point(|piece| piece.start <= part.start).saturating_sub(1);
        for (at, piece) in other.pieces.iter().enumerate().skip(first) {
            let end = other.pieces.get(at + 1).map_or(other.text.len(), |next| next.start).min(part.end);
            let start = piece.start.max(part.start);
            if start >= part.end {
                break;
            }
            let mut origin = piece.origin.clone();
            if piece.is_copy {
                origin.span = Span::new(piece.at(start), piece.at(end));
            }
            let start = self.text.len() + start - part.start;
            self.pieces.push(Piece { start, origin, is_copy: piece.is_copy });
        }
        self.text.push_str(&other.text[part.start..part.end]);
    }

    /// Tells a problem at the file and place that it has come from.
    pub fn placed(&self, page: &str, problem: Diagnostic) -> Diagnostic {
        match problem.span.filter(|_| problem.path == page) {
            Some(span) => {
                let Origin { file, span } = self.origin(span);
                problem.at(&file, span)
            }
            None => problem,
        }
    }
}

impl Piece {
    /// An offset of the text as one of the file.
    fn at(&self, offset: usize) -> usize {
        self.origin.span.start + (offset - self.start)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source(path: &str, text: &str) -> Source {
        Source { path: path.into(), text: text.into() }
    }

    fn place(text: &Mapped, word: &str) -> (String, Span) {
        let at = text.text.find(word).expect("the word is in the text");
        let origin = text.origin(Span::new(at, at + word.len()));
        (origin.file.to_string(), origin.span)
    }

    #[test]
    fn every_part_knows_its_file_and_place_through_two_edits() {
        let page = Mapped::of(&source("a.md", "one {{v}} two INCLUDE three"));
        let with = Mapped::instead("0.4", &page.origin(Span::new(4, 9)));
        let page = page.edited(&[Edit { span: Span::new(4, 9), with }]);
        assert_eq!(page.text, "one 0.4 two INCLUDE three");
        let part = Mapped::of(&source("b.md", "from b"));
        let page = page.edited(&[Edit { span: Span::new(12, 19), with: part }]);
        assert_eq!(page.text, "one 0.4 two from b three");
        assert_eq!(place(&page, "two"), ("a.md".into(), Span::new(10, 13)));
        assert_eq!(place(&page, "0.4"), ("a.md".into(), Span::new(4, 9)));
        assert_eq!(place(&page, "b three").1, Span::new(5, 6));
        assert_eq!(place(&page, "three"), ("a.md".into(), Span::new(22, 27)));
    }
}
