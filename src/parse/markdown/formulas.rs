//! Formulas: `$x$` in a line, `$$x$$` and ```` ```math ```` on lines of their own.

use std::ops::Range;

use super::writer::{FrameKind, Writer};
use super::{CowStr, Event, Placed, Tag, TagEnd};
use crate::diagnostics;
use crate::parse::html::escape;
use crate::parse::math::{self, Display};

impl<'a> Writer<'a, '_> {
    pub(super) fn inline_math(&mut self, tex: &CowStr<'a>, range: &Range<usize>) {
        if self.is_money(range) {
            let place = self.place(range);
            let text = CowStr::from(self.source.text[place.start..place.end].to_string());
            return self.text(&text, range);
        }
        // Texts of images and headings are also needed without markup.
        let is_needed_plain = |kind: &FrameKind| matches!(kind, FrameKind::Image(_) | FrameKind::Heading { .. });
        if self.frames.last().is_some_and(|frame| is_needed_plain(&frame.kind)) {
            return self.emit(Event::InlineMath(tex.clone()));
        }
        // GitHub's second form puts backticks within the signs.
        let bare = tex.strip_prefix('`').and_then(|tex| tex.strip_suffix('`')).unwrap_or(tex);
        let formula = self.formula(bare, Display::Inline, range);
        self.block(formula);
    }

    pub(super) fn display_math(&mut self, tex: &CowStr<'a>, range: &Range<usize>) {
        let formula = self.formula(tex, Display::Block, range);
        self.ends_formula = std::mem::take(&mut self.lone_formula);
        match self.ends_formula {
            true => self.formula_block(&formula),
            false => self.block(formula),
        }
    }

    pub(super) fn formula_block(&mut self, formula: &str) {
        self.block(format!(
            "<div class=\"math\" tabindex=\"0\" role=\"group\" aria-label=\"Formula\">{formula}</div>\n"
        ));
    }

    /// A formula as MathML; one that cannot be read is told, and its source is shown.
    pub(super) fn formula(&mut self, tex: &str, display: Display, range: &Range<usize>) -> String {
        math::mathml(tex, display).unwrap_or_else(|reason| {
            self.report(diagnostics::bad_formula(&reason), self.place(range));
            format!("<code>{}</code>", escape(tex.trim()))
        })
    }

    /// `US$5 and CA$6`: a formula's signs have no letter or digit on their outer sides.
    fn is_money(&self, range: &Range<usize>) -> bool {
        let place = self.place(range);
        let is_word = |c: char| c.is_alphanumeric();
        self.source.text[..place.start].ends_with(is_word) || self.source.text[place.end..].starts_with(is_word)
    }
}

/// Whether a paragraph is one formula on lines of its own.
pub(super) fn is_lone_formula(events: &Placed) -> bool {
    matches!(
        events,
        [(Event::Start(Tag::Paragraph), _), (Event::DisplayMath(_), _), (Event::End(TagEnd::Paragraph), _), ..]
    )
}
