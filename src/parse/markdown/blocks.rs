//! Headings, table cells, block quotes and paragraphs.

use std::ops::Range;

use super::writer::{Draft, Writer};
use super::{Alignment, Event, Placed, Tag, TagEnd, plain_text, push_html};
use crate::diagnostics;
use crate::parse::callout::{self, Callout};
use crate::parse::foreign;
use crate::parse::headings::Heading;
use crate::parse::html::escape;

impl<'a> Writer<'a, '_> {
    pub(super) fn heading(&mut self, level: u8, id: Option<String>, events: Vec<Event<'a>>) {
        let text = plain_text(&events).trim().to_string();
        let id = match id {
            Some(id) => {
                self.slugs.reserve(&id);
                id
            }
            None => self.slugs.unique(&text),
        };
        self.page.ids.insert(id.clone());
        let words = events.iter().filter(|event| !matches!(event, Event::Html(_) | Event::InlineHtml(_)));
        let label = push_html(words.cloned()).trim().to_string();
        let mut heading = Heading { level: 1, id, label, text };
        let is_first = self.page.title.is_none() && self.page.headings.is_empty();
        let top = self.frames.is_empty() && self.depth == 0;
        if is_first && top && (level == 1 || self.front.title.is_none()) {
            self.level_shift = level - 1;
            self.page.title = Some(heading);
            return;
        }
        heading.level = level.saturating_sub(self.level_shift).max(2);
        if top && heading.level <= 3 {
            self.drafts.push(Draft { id: Some(heading.id.clone()), ..Draft::default() });
        }
        self.write_heading(&heading, events);
        self.page.headings.push(heading);
    }

    pub(super) fn write_heading(&mut self, heading: &Heading, events: Vec<Event<'a>>) {
        let (level, id) = (heading.level, escape(&heading.id));
        self.html(format!("<div class=\"heading\"><h{level} id=\"{id}\">"));
        for event in events {
            self.emit(event);
        }
        let name = escape(&heading.text);
        self.html(format!(
            "</h{level}><a class=\"anchor\" href=\"#{id}\" aria-label=\"Link to “{name}”\">#</a></div>\n"
        ));
    }

    pub(super) fn table_cell(&mut self) {
        let class = match self.columns.get(self.column) {
            Some(Alignment::Left) => " class=\"align-left\"",
            Some(Alignment::Center) => " class=\"align-center\"",
            Some(Alignment::Right) => " class=\"align-right\"",
            _ => "",
        };
        self.column += 1;
        self.html(if self.in_table_head { format!("<th scope=\"col\"{class}>") } else { format!("<td{class}>") });
    }

    /// A block quote, or the callout that GitHub's `[!NOTE]` makes of it.
    pub(super) fn quote(&mut self, events: &Placed<'a>, at: usize) {
        let callout = match events.get(at + 1) {
            Some((Event::Start(Tag::Paragraph), range)) => {
                let line = self.source.text[self.body + range.start..].lines().next().unwrap_or("");
                callout::alert(line).map(|callout| (callout, range.start, range.start + line.len()))
            }
            _ => None,
        };
        self.quotes.push(callout.is_some());
        let Some((callout, start, line_end)) = callout else {
            return self.emit(Event::Start(Tag::BlockQuote(None)));
        };
        match callout {
            Callout::Known { kind, title } => self.html(callout::open_html(kind, &title)),
            Callout::Unknown { name } => {
                let span = self.place(&(start..line_end.min(start + name.len() + 3)));
                self.report(diagnostics::unknown_callout(&name, callout::KINDS), span);
                self.html(callout::open_html("note", &escape(&name)));
            }
        }
        self.skip_first_line(events, at + 2, line_end);
    }

    /// Goes past what stands on the line of a callout's marker.
    pub(super) fn skip_first_line(&mut self, events: &Placed<'a>, from: usize, line_end: usize) {
        let mut at = from;
        // A link or an emphasis that begins on this line and ends on another goes with it.
        let mut open = 0;
        while (open > 0 || events[at].1.start < line_end) && !matches!(events[at].0, Event::End(TagEnd::Paragraph)) {
            open += match events[at].0 {
                Event::Start(_) => 1,
                Event::End(_) => -1,
                _ => 0,
            };
            at += 1;
        }
        match &events[at].0 {
            Event::End(TagEnd::Paragraph) => at += 1,
            _ => {
                self.depth += 1;
                self.emit(Event::Start(Tag::Paragraph));
                at += usize::from(matches!(events[at].0, Event::SoftBreak | Event::HardBreak));
            }
        }
        self.skip_to = at;
    }

    pub(super) fn report_foreign(&mut self, range: &Range<usize>, events: &Placed<'a>, at: usize) {
        let is_text = matches!(events.get(at + 1), Some((Event::Text(_), _)));
        let text = &self.source.text[self.body + range.start..self.body + range.end];
        if let Some((construct, help)) = foreign::in_paragraph(text).filter(|_| is_text) {
            let span = self.place(&(range.start..range.start + construct.len()));
            self.report(diagnostics::foreign_construct(construct, help), span);
        }
    }
}
