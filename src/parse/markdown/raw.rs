//! Raw HTML: holes for its links, and `:::` lines that stand within it.

use std::ops::Range;

use super::writer::Writer;
use super::{Event, Placed, decoded};
use crate::diagnostics;
use crate::parse::containers::Mark;
use crate::parse::links::LinkKind;
use crate::parse::raw_html;

impl<'a> Writer<'a, '_> {
    pub(super) fn html_block(&mut self, events: &Placed<'a>, at: usize) {
        let end = at
            + 1
            + events[at + 1..].iter().take_while(|(event, _)| matches!(event, Event::Html(_) | Event::Text(_))).count();
        self.skip_to = end + 1;
        let mut joined = String::new();
        let mut lines = Vec::new();
        for (event, range) in &events[at + 1..end] {
            let (Event::Html(text) | Event::Text(text)) = event else {
                continue;
            };
            match self.mark_at(range) {
                // A mark may stand within a block: `</details>` goes on to the next blank line.
                Some(mark) => {
                    self.raw_block(&std::mem::take(&mut joined), &std::mem::take(&mut lines));
                    self.mark(mark);
                }
                None => {
                    lines.push((joined.len(), range.start));
                    joined.push_str(text);
                }
            }
        }
        self.raw_block(&joined, &lines);
    }

    pub(super) fn mark_at(&self, range: &Range<usize>) -> Option<Mark> {
        self.marks.on_line(&self.source.text[self.body..], range).cloned()
    }

    pub(super) fn raw_block(&mut self, html: &str, lines: &[(usize, usize)]) {
        // With CRLF the line end of a `:::` line is an event of its own.
        if !html.trim().is_empty() {
            let html = self.raw(html, lines);
            self.html(html);
        }
    }

    /// Raw HTML with holes for its links; `lines` maps offsets in it to offsets in the body.
    pub(super) fn raw(&mut self, html: &str, lines: &[(usize, usize)]) -> String {
        self.has_raw_html = true;
        let source_offset = |at: usize| {
            let (start, offset) = lines.iter().rev().find(|(start, _)| *start <= at).copied().unwrap_or((0, 0));
            offset + at - start
        };
        let mut written = String::with_capacity(html.len());
        let mut done = 0;
        let mut inside = None;
        for tag in raw_html::tags(html) {
            let name = tag.name.to_ascii_lowercase();
            if inside.as_ref().is_some_and(|element| !(tag.closes && *element == name)) {
                continue;
            }
            inside = (!tag.closes && matches!(name.as_str(), "script" | "style")).then(|| name.clone());
            if name == "a" {
                let closed = self.raw_links_open.saturating_sub(1);
                self.raw_links_open = if tag.closes { closed } else { self.raw_links_open + 1 };
            }
            let start = source_offset(tag.start);
            if !tag.closes && !self.options.trust_html && !raw_html::is_allowed(&name) {
                self.report(diagnostics::raw_html_tag(tag.name), self.place(&(start..start + 1 + tag.name.len())));
            }
            let sized = tag.attributes.iter().any(|(name, _, _)| name.eq_ignore_ascii_case("width"));
            for (attribute, value, offset) in tag.attributes {
                if attribute.eq_ignore_ascii_case("id") || (name == "a" && attribute == "name") {
                    self.page.ids.insert(value.to_string());
                }
                let Some(kind) = raw_link_kind(&name, attribute, sized) else {
                    continue;
                };
                let at = source_offset(offset);
                let hole = self.hole(&decoded(value), kind, &(at..at + value.len()));
                written.push_str(&html[done..offset]);
                written.push_str(&hole.unwrap_or_default());
                done = offset + value.len();
            }
        }
        written.push_str(&html[done..]);
        raw_html::without_control_references(&written)
    }
}

fn raw_link_kind(element: &str, attribute: &str, sized: bool) -> Option<LinkKind> {
    match (element, attribute.to_ascii_lowercase().as_str()) {
        ("a", "href") => Some(LinkKind::Page),
        ("img", "src") if !sized => Some(LinkKind::Image),
        ("img" | "video" | "audio" | "source", "src") | ("video", "poster") => Some(LinkKind::Media),
        _ => None,
    }
}
