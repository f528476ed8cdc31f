//! Raw HTML: holes for its links, and `:::` lines that stand within it.

use std::ops::Range;

use super::writer::Writer;
use super::{Event, Placed, decoded};
use crate::diagnostics;
use crate::parse::containers::Mark;
use crate::parse::headings::instead_of_reserved;
use crate::parse::html::escape;
use crate::parse::links::{self, LinkKind};
use crate::parse::raw_html::{self, Token};

impl<'a> Writer<'a, '_> {
    pub(super) fn html_block(&mut self, events: &Placed<'a>, at: usize) {
        let end = at
            + 1
            + events[at + 1..].iter().take_while(|(event, _)| matches!(event, Event::Html(_) | Event::Text(_))).count();
        self.skip_to = end + 1;
        let mut joined = String::new();
        let mut lines = Vec::new();
        let (mut in_comment, mut has_fence, mut in_code) = (false, false, [false; 4]);
        for (event, range) in &events[at + 1..end] {
            let (Event::Html(text) | Event::Text(text)) = event else {
                continue;
            };
            match self.mark_at(range).filter(|_| !in_comment) {
                // A mark may stand within a block: `</details>` goes on to the next blank line.
                Some(mark) => {
                    self.raw_block(&std::mem::take(&mut joined), &std::mem::take(&mut lines));
                    self.mark(mark);
                }
                None => {
                    if !in_comment && !has_fence && text.trim_start().starts_with("```") && in_code == [false; 4] {
                        has_fence = true;
                        let at = range.start + text.len() - text.trim_start().len();
                        self.report(diagnostics::markdown_in_html(), self.place(&(at..at + 3)));
                    }
                    in_comment = ends_in_comment(text, in_comment);
                    in_code = ends_in_code(text, in_code);
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

    /// Raw HTML with holes for its links, and without what does not pass; `lines` maps offsets in it to offsets in the
    /// body.
    pub(super) fn raw(&mut self, html: &str, lines: &[(usize, usize)]) -> String {
        self.has_raw_html = true;
        let mut raw = Raw { html, lines, written: String::with_capacity(html.len()), done: 0 };
        for token in raw_html::tokens(html) {
            match token {
                Token::Tag(tag) => self.raw_tag(&tag, &mut raw),
                // A browser would read on to the next `>`, wherever that stands.
                Token::Stray(at) if !self.options.trust_html => {
                    raw.copy_to(at, self.dropped_element.is_some());
                    raw.written.push_str("&lt;");
                    raw.done = at + 1;
                }
                Token::Stray(_) => {}
                Token::OpenComment(at) => {
                    let start = raw.source_offset(at);
                    self.report(diagnostics::unclosed_comment(), self.place(&(start..start + "<!--".len())));
                }
            }
        }
        raw.copy_to(html.len(), self.dropped_element.is_some());
        raw_html::without_control_references(&raw.written)
    }

    fn raw_tag(&mut self, tag: &raw_html::Tag, raw: &mut Raw) {
        let name = tag.name.to_ascii_lowercase();
        if let Some(element) = &self.dropped_element {
            if tag.closes && *element == name {
                raw.done = tag.end;
                self.dropped_element = None;
            }
            return;
        }
        let passes = self.options.trust_html || raw_html::is_allowed(tag.name);
        let start = raw.source_offset(tag.start);
        if !tag.closes && !passes {
            self.report(diagnostics::raw_html_tag(tag.name), self.place(&(start..start + 1 + tag.name.len())));
        }
        if !passes {
            raw.copy_to(tag.start, false);
            raw.done = tag.end;
            let holds_code = !tag.closes && matches!(name.as_str(), "script" | "style");
            self.dropped_element = holds_code.then_some(name);
            return;
        }
        self.note_tag(tag, start);
        if name == "details" && tag.closes {
            self.open_details.pop();
        } else if name == "details" {
            self.open_details.push(self.place(&(start..start + "<details".len())));
        }
        if name == "a" {
            let closed = self.raw_links_open.saturating_sub(1);
            self.raw_links_open = if tag.closes { closed } else { self.raw_links_open + 1 };
        }
        if name == "img" && !tag.attributes.iter().any(|(name, _, _)| name.eq_ignore_ascii_case("alt")) {
            self.lint(diagnostics::image_without_alt(), self.place(&(start..start + 1 + tag.name.len())));
        }
        if name == "a" && !tag.closes {
            self.close_opener(tag, raw);
        }
        self.raw_attributes(tag, &name, raw);
    }

    /// A page in another tab must not reach back into this one.
    fn close_opener(&self, tag: &raw_html::Tag, raw: &mut Raw) {
        let has = |wanted: &str| tag.attributes.iter().any(|(name, _, _)| name.eq_ignore_ascii_case(wanted));
        if has("target") && !(has("rel") && self.options.trust_html) {
            raw.copy_to(tag.start + 1 + tag.name.len(), false);
            raw.written.push_str(" rel=\"noopener\"");
        }
    }

    fn raw_attributes(&mut self, tag: &raw_html::Tag, name: &str, raw: &mut Raw) {
        let sized = tag.attributes.iter().any(|(name, _, _)| name.eq_ignore_ascii_case("width"));
        for (attribute, value, offset) in &tag.attributes {
            let at = raw.source_offset(*offset);
            let place = at..at + value.len();
            let is_id = attribute.eq_ignore_ascii_case("id");
            let is_anchor = name == "a" && *attribute == "name";
            let is_new = !(is_id || is_anchor) || self.page.ids.insert((*value).to_string());
            if is_id && !is_new {
                self.report(diagnostics::duplicate_raw_id(value), self.place(&place));
            }
            if is_id {
                self.raw_ids.insert((*value).to_string());
            }
            let instead =
                instead_of_reserved(&decoded(value)).filter(|_| is_id || attribute.eq_ignore_ascii_case("name"));
            if let Some(instead) = instead.filter(|_| !self.options.trust_html) {
                self.report(diagnostics::reserved_id(value, &instead), self.place(&place));
                raw.copy_to(*offset, false);
                raw.written.push_str(&escape(&instead).replace('\'', "&#39;").replace(' ', "&#32;"));
                raw.done = offset + value.len();
                continue;
            }
            if attribute.eq_ignore_ascii_case("srcset") && matches!(name, "img" | "source") {
                self.raw_srcset(value, *offset, raw);
                continue;
            }
            let Some(kind) = raw_link_kind(name, attribute, sized) else {
                continue;
            };
            let whole = self.place(&place);
            let is_verbatim = self.source.text.get(whole.start..whole.end) == Some(*value);
            let destination = decoded(value);
            let place = if is_verbatim { whole } else { links::destination_span(self.source, whole, &destination) };
            let hole = self.hole(&destination, kind, place);
            raw.copy_to(*offset, false);
            raw.written.push_str(&hole.unwrap_or_default());
            raw.done = offset + value.len();
        }
    }
}

impl Writer<'_, '_> {
    /// `small.png 1x, large.png 2x`: each is a link of its own. What is no width and no density is left out.
    fn raw_srcset(&mut self, value: &str, offset: usize, raw: &mut Raw) {
        let mut at = 0;
        for candidate in value.split(',') {
            let lead = candidate.len() - candidate.trim_start().len();
            let url = candidate.split_whitespace().next().unwrap_or("");
            let start = offset + at + lead;
            at += candidate.len() + 1;
            if url.is_empty() {
                continue;
            }
            let place = raw.source_offset(start);
            let place = self.place(&(place..place + url.len()));
            let hole = self.hole(&decoded(url), LinkKind::Media, place);
            raw.copy_to(start, false);
            raw.written.push_str(&hole.unwrap_or_default());
            raw.done = start + url.len();
            let end = start - lead + candidate.len();
            if !is_descriptor(&raw.html[raw.done..end]) {
                raw.done = end;
            }
        }
    }
}

/// Nothing, or `2x`, `1.5x`, `640w`.
fn is_descriptor(text: &str) -> bool {
    let text = text.trim();
    let number = text.strip_suffix(['w', 'x', 'h']);
    text.is_empty() || number.is_some_and(|number| number.parse::<f32>().is_ok_and(f32::is_finite))
}

/// Which of the elements that show text as it stands are open behind a line.
fn ends_in_code(line: &str, are_open: [bool; 4]) -> [bool; 4] {
    const TAGS: [[&str; 2]; 4] =
        [["<pre", "</pre"], ["<script", "</script"], ["<style", "</style"], ["<code", "</code"]];
    std::array::from_fn(|tag| match TAGS[tag].map(|sign| line.rfind(sign)) {
        [None, None] => are_open[tag],
        [open, close] => open > close,
    })
}

/// A piece of raw HTML, written anew as far as `done`.
struct Raw<'h> {
    html: &'h str,
    lines: &'h [(usize, usize)],
    written: String,
    done: usize,
}

impl Raw<'_> {
    fn source_offset(&self, at: usize) -> usize {
        let behind = self.lines.partition_point(|(start, _)| *start <= at);
        let (start, offset) = behind.checked_sub(1).map_or((0, 0), |line| self.lines[line]);
        offset + at - start
    }

    fn copy_to(&mut self, end: usize, is_dropped: bool) {
        if !is_dropped {
            self.written.push_str(&self.html[self.done..end]);
        }
        self.done = end;
    }
}

/// Whether a comment is open behind a line; no sign of one goes over the end of a line.
fn ends_in_comment(line: &str, is_open: bool) -> bool {
    match (line.rfind("<!--"), line.rfind("-->")) {
        (Some(open), close) => close.is_none_or(|close| close < open),
        (None, Some(_)) => false,
        (None, None) => is_open,
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
