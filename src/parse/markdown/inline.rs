//! Text, links, images and references to footnotes.

use std::borrow::Cow;
use std::ops::Range;

use super::writer::{Frame, FrameKind, Image, Writer};
use super::{CowStr, Event, LinkType, Placed, TagEnd, plain_text};
use crate::diagnostics;
use crate::parse::bidi;
use crate::parse::html::{HOLE, escape, placeholder};
use crate::parse::links::{self, Link, LinkKind, Scheme};
use crate::parse::mapped::Origin;
use crate::source::Span;

impl<'a, 'c> Writer<'a, 'c> {
    pub(super) fn text(&mut self, text: &CowStr<'a>, range: &Range<usize>) {
        let mut rest = 0;
        for url in links::bare_urls(text) {
            self.emit(Event::Text(text[rest..url.start].to_string().into()));
            let shown = CowStr::from(text[url.start..url.end].to_string());
            let scheme = if shown.starts_with("www.") { "http://" } else { "" };
            let destination = format!("{scheme}{shown}");
            self.note_bare_url(&destination, &shown, url, range);
            self.html(format!("<a href=\"{}\"{NO_OPENER}>", escape(&destination)));
            self.emit(Event::Text(shown));
            self.html("</a>");
            rest = url.end;
        }
        match rest {
            0 => self.emit(Event::Text(text.clone())),
            rest => self.emit(Event::Text(text[rest..].to_string().into())),
        }
    }

    /// Text without what would turn it around, and code in which that is seen; none if there is nothing of it.
    pub(super) fn straightened(&mut self, event: &Event<'a>, range: &Range<usize>) -> Option<Event<'a>> {
        match event {
            Event::Text(text) if bidi::has_scoped(text) => {
                self.report_turns(text, range);
                Some(Event::Text(bidi::without_scoped(text).into_owned().into()))
            }
            Event::Code(code) => {
                let shown = bidi::shown(code)?;
                self.report_turns(code, range);
                Some(Event::Code(shown.into()))
            }
            _ => None,
        }
    }

    /// What stands in the page's text is told of all of it at once; this tells the rest: marks in code, and what a
    /// reference such as `&#x202e;` or another file brings.
    pub(super) fn report_turns(&mut self, text: &str, range: &Range<usize>) {
        let place = self.place(range).within(&self.source.text);
        let written = &self.source.text[place.start..place.end];
        if written.contains(bidi::is_scoped) {
            return;
        }
        let Some(c) = text.chars().find(|c| bidi::is_control(*c)) else { return };
        let span = written.find(c).map_or_else(
            || Span::new(place.start, place.start + written.lines().next().map_or(0, str::len)),
            |at| Span::new(place.start + at, place.start + at + c.len_utf8()),
        );
        self.report(diagnostics::bidi_control(c), span);
    }

    /// A bare URL needs no hole, but is a link like any other to those who look at where a page leads.
    fn note_bare_url(&mut self, destination: &str, shown: &str, url: Span, range: &Range<usize>) {
        if self.frames.last().is_some_and(|frame| matches!(frame.kind, FrameKind::Image(_))) {
            return;
        }
        let place = self.place(range);
        let exact = url.shifted(place.start);
        let is_verbatim = self.source.text.get(exact.start..exact.end) == Some(shown);
        let span = if is_verbatim { exact } else { links::destination_span(self.source, place, shown) };
        self.push_link(destination, span, LinkKind::Page);
    }

    fn push_link(&mut self, destination: &str, span: Span, kind: LinkKind) {
        let Origin { file, span } = self.mapped.origin(span);
        let included_from = (*file != *self.source.path).then(|| file.to_string());
        self.page.links.push(Link { destination: destination.to_string(), span, kind, included_from });
    }

    /// `{ width="300" }` behind an image or a link, as other systems have it: told, and left out of the text.
    pub(super) fn without_attributes(&mut self, events: &Placed<'a>, at: usize) -> Option<CowStr<'a>> {
        let (Event::Text(text), range) = &events[at] else { return None };
        let before = at.checked_sub(1).map(|before| &events[before].0);
        let is_behind = matches!(before, Some(Event::End(TagEnd::Image | TagEnd::Link))) && text.len() == range.len();
        let end = if is_behind && text.starts_with('{') { text.find('}')? } else { return None };
        let words = text[1..end].trim();
        if !(words.starts_with(['.', '#', ':']) || words.contains('=')) {
            return None;
        }
        let place = self.place(&(range.start..range.start + end + 1));
        let is_image = matches!(before, Some(Event::End(TagEnd::Image)));
        self.report(diagnostics::foreign_attributes(&text[..=end], is_image), place);
        Some(text[end + 1..].to_string().into())
    }

    /// The parser leaves a reference without footnote as text.
    pub(super) fn report_undefined_footnotes(&mut self, range: &Range<usize>) {
        let place = self.place(range);
        let text: &'c str = &self.source.text[place.start..place.end];
        let name = |rest: &'c str| {
            let name = &rest[..rest.find(|c: char| c.is_whitespace() || matches!(c, '[' | ']'))?];
            (!name.is_empty() && rest[name.len()..].starts_with(']')).then_some(name)
        };
        let found: Vec<_> = text
            .match_indices("[^")
            .filter(|(at, _)| !self.source.text[..place.start + *at].ends_with('\\'))
            .filter_map(|(at, _)| Some((at, name(&text[at + 2..])?)))
            .map(|(at, name)| (diagnostics::undefined_footnote(name), at, name.len() + 3))
            .collect();
        for (problem, at, length) in found {
            self.report(problem, Span::new(place.start + at, place.start + at + length));
        }
    }

    /// Where the destination of the link or image that begins at an event is written.
    pub(super) fn destination_place(
        &self,
        (link_type, id, destination): (LinkType, &str, &str),
        events: &Placed<'a>,
        at: usize,
    ) -> Span {
        let range = &events[at].1;
        let whole = self.place(range);
        let text = &self.source.text;
        let written = match link_type {
            LinkType::Inline => {
                let is_end = |event: &Event| matches!(event, Event::End(TagEnd::Link | TagEnd::Image));
                let inner = events[at + 1..].iter().take_while(|(event, place)| !(is_end(event) && place == range));
                let end = inner.map(|(_, place)| place.end).max().unwrap_or(range.start + 1);
                links::inline_destination(text, end + self.body, whole.end)
            }
            LinkType::Reference | LinkType::Collapsed | LinkType::Shortcut => {
                let definition = self.definitions.get(&id.to_lowercase());
                definition.and_then(|range| links::defined_destination(text, self.place(range)))
            }
            _ => None,
        };
        written.unwrap_or_else(|| links::destination_span(self.source, whole, destination))
    }

    pub(super) fn link(&mut self, link_type: LinkType, destination: &str, title: &str, place: Span) {
        self.links_open += 1;
        let destination = match link_type {
            LinkType::Email => Cow::from(format!("mailto:{destination}")),
            _ => Cow::from(destination),
        };
        let href = match self.hole(&destination, LinkKind::Page, place) {
            Some(hole) => format!(" href=\"{hole}\""),
            None => String::new(),
        };
        let rel = if is_elsewhere(&destination) { NO_OPENER } else { "" };
        self.html(format!("<a{href}{rel}{}>", title_attribute(title)));
    }

    pub(super) fn image(&mut self, image: &Image, events: &[Event<'a>]) {
        let Image { destination, title, place, range } = image;
        let text = plain_text(events);
        if matches!(self.frames.last(), Some(Frame { kind: FrameKind::Image(_), .. })) {
            // Within the text of another image, an image is its own text.
            return self.emit(Event::Text(text.into()));
        }
        if text.trim().is_empty() {
            self.lint(diagnostics::image_without_alt(), self.place(range));
        } else {
            self.says_something();
        }
        let alt = escape(&text);
        let title = if self.caption.is_some() { String::new() } else { title_attribute(title) };
        if let Some(hole) = self.hole(destination, LinkKind::Image, *place) {
            self.html(format!("<img src=\"{hole}\" alt=\"{alt}\"{title} loading=\"lazy\" decoding=\"async\">"));
        }
    }

    /// Notes that the links that are open have a text.
    pub(super) fn says_something(&mut self) {
        self.link_texts.iter_mut().for_each(|(_, says_something)| *says_something = true);
    }

    pub(super) fn end_link_text(&mut self) {
        if let Some((range, false)) = self.link_texts.pop() {
            self.lint(diagnostics::empty_link_text(), self.place(&range));
        }
    }

    /// A placeholder for a destination's URL; none for a destination that a reader must not be sent to.
    pub(super) fn hole(&mut self, destination: &str, kind: LinkKind, span: Span) -> Option<String> {
        if links::scheme(destination) == Scheme::Refused {
            self.report(diagnostics::refused_scheme(destination), span);
            return None;
        }
        self.push_link(destination, span, kind);
        Some(placeholder(HOLE, self.page.links.len() - 1))
    }

    pub(super) fn footnote_reference(&mut self, name: &str) {
        let known = self.footnote_numbers.get(name).copied();
        let number = known.unwrap_or_else(|| {
            self.footnote_order.push(name.to_string());
            self.footnote_numbers.insert(name.to_string(), self.footnote_order.len());
            self.footnote_order.len()
        });
        let id = if known.is_none() { format!(" id=\"fnref:{number}\"") } else { String::new() };
        self.html(format!("<sup class=\"footnote-ref\"><a{id} href=\"#fn:{number}\">{number}</a></sup>"));
    }
}

/// Another site gets no hold of this one, in whatever way a reader opens it.
const NO_OPENER: &str = " rel=\"noopener\"";

fn is_elsewhere(destination: &str) -> bool {
    let start = destination.get(..8).unwrap_or(destination).to_ascii_lowercase();
    ["https://", "http://", "//"].iter().any(|scheme| start.starts_with(scheme))
}

fn title_attribute(title: &str) -> String {
    if title.is_empty() { String::new() } else { format!(" title=\"{}\"", escape(title)) }
}
