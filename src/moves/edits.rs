//! What is written in place of what, in which file.

use std::collections::BTreeMap;

use crate::source::Span;

/// What stands at a place afterwards.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Wish {
    /// What stands there now.
    Keep,
    Write(String),
}

/// The changes of a move, by file and place.
#[derive(Clone, Debug, Default)]
pub struct Edits {
    files: BTreeMap<String, BTreeMap<Span, Wish>>,
}

/// A place of a file and what is written there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Replacement {
    /// The place.
    pub span: Span,
    /// What is written.
    pub with: String,
}

impl Edits {
    /// Asks for a text at a place, or for the one that stands there; false if another text was asked for before. A file
    /// outside the content folder may be part of two pages from which the same text leads to two places.
    #[must_use]
    pub fn ask(&mut self, file: &str, span: Span, with: Option<String>) -> bool {
        let wish = with.map_or(Wish::Keep, Wish::Write);
        *self.files.entry(file.to_string()).or_default().entry(span).or_insert_with(|| wish.clone()) == wish
    }

    /// Writes a text at a place.
    pub fn write(&mut self, file: &str, span: Span, with: String) {
        self.files.entry(file.to_string()).or_default().insert(span, Wish::Write(with));
    }

    /// What is written into each file, in the order of the places.
    pub fn replacements(&self) -> BTreeMap<String, Vec<Replacement>> {
        let of_file = |wishes: &BTreeMap<Span, Wish>| -> Vec<Replacement> {
            let written = wishes.iter().filter_map(|(span, wish)| match wish {
                Wish::Keep => None,
                Wish::Write(with) => Some(Replacement { span: *span, with: with.clone() }),
            });
            written.collect()
        };
        let files = self.files.iter().map(|(file, wishes)| (file.clone(), of_file(wishes)));
        files.filter(|(_, replacements)| !replacements.is_empty()).collect()
    }
}

/// A text with its replacements; none if they do not fit it.
pub fn replaced(bytes: &[u8], replacements: &[Replacement]) -> Option<Vec<u8>> {
    let mut written = Vec::with_capacity(bytes.len());
    let mut at = 0;
    for Replacement { span, with } in replacements {
        written.extend_from_slice(bytes.get(at..span.start)?);
        written.extend_from_slice(with.as_bytes());
        at = span.end;
    }
    written.extend_from_slice(bytes.get(at..)?);
    Some(written)
}

/// The same for a text.
pub fn replaced_text(text: &str, replacements: &[Replacement]) -> Option<String> {
    String::from_utf8(replaced(text.as_bytes(), replacements)?).ok()
}
