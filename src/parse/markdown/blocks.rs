//! Headings, table cells, block quotes and paragraphs.

use std::ops::Range;

use super::writer::{Draft, Writer};
use super::{Alignment, Event, Placed, Tag, TagEnd, plain_text, push_html};
use crate::diagnostics;
use crate::parse::callout::{self, Callout};
use crate::parse::headings::{Heading, instead_of_reserved};
use crate::parse::html::{EDIT, escape, placeholder};
use crate::parse::mapped::Origin;
use crate::parse::math::{self, Display};
use crate::source::Span;

/// `{#id .class}` at the end of a heading.
#[derive(Default)]
pub(super) struct Attributes {
    pub(super) id: Option<String>,
    pub(super) classes: Vec<String>,
}

impl<'a> Writer<'a, '_> {
    /// Takes `{#id .class}` off the end of a heading; other attributes are told and left out. The parser's own extension
    /// for this is off: it panics on a quoted setext heading that ends in `{}`.
    pub(super) fn take_attributes(&mut self, range: &Range<usize>, events: &mut Vec<Event<'a>>) -> Attributes {
        let mut attributes = Attributes::default();
        let Some(Event::Text(text)) = events.last().cloned() else { return attributes };
        let whole = text.trim_end();
        let Some(open) = whole.rfind('{').filter(|_| whole.ends_with('}')) else { return attributes };
        let words = &whole[open + 1..whole.len() - 1];
        let span = self.place(range).within(&self.source.text);
        let is_escaped = self.source.text[span.start..span.end].contains(&format!("\\{{{words}"));
        let says_something = words.split_whitespace().any(|word| word.starts_with(['#', '.']) || word.contains('='));
        if is_escaped || !says_something {
            return attributes;
        }
        let mut others = false;
        for word in words.split_whitespace() {
            match (word.strip_prefix('#'), word.strip_prefix('.')) {
                (Some(id), _) if !id.is_empty() => attributes.id = Some(id.to_string()),
                (_, Some(class)) if !class.is_empty() => attributes.classes.push(class.to_string()),
                _ => others = true,
            }
        }
        let kept = whole[..open].trim_end().to_string();
        events.pop();
        if !kept.is_empty() {
            events.push(Event::Text(kept.into()));
        }
        if others {
            let at = self.source.text[span.start..span.end].rfind(&format!("{{{words}"));
            let place = at.map_or(span, |at| Span::new(span.start + at, span.start + at + words.len() + 2));
            self.report(diagnostics::heading_attribute(), place);
        }
        attributes
    }

    /// The author's id, or one made of the text; one that is taken is told and counted up.
    pub(super) fn heading_id(&mut self, id: Option<String>, range: &Range<usize>, events: &[Event<'a>]) -> String {
        let id = id.map(|id| match instead_of_reserved(&id) {
            Some(instead) => {
                self.report(diagnostics::reserved_id(&id, &instead), self.place(range));
                instead
            }
            None => id,
        });
        let id = match id {
            Some(id) if self.slugs.reserve(&id) => id,
            Some(id) => {
                self.report(diagnostics::duplicate_id(&id), self.place(range));
                self.slugs.unique(&id)
            }
            None => self.slugs.unique(plain_text(events).trim()),
        };
        self.page.ids.insert(id.clone());
        if self.raw_ids.contains(&id) {
            self.report(diagnostics::heading_of_raw_id(&id), self.place(range));
        }
        id
    }

    pub(super) fn heading(
        &mut self,
        level: u8,
        id: String,
        classes: &[String],
        events: Vec<Event<'a>>,
        range: Range<usize>,
    ) {
        let text = plain_text(&events).trim().to_string();
        let is_word = |event: &&Event| {
            let is_link = matches!(event, Event::Start(Tag::Link { .. }) | Event::End(TagEnd::Link));
            !(is_link || matches!(event, Event::Html(_) | Event::InlineHtml(_)))
        };
        let words = events.iter().filter(is_word);
        let words: Vec<Event<'a>> = words.cloned().map(|event| self.with_formula(event, &range)).collect();
        let label = push_html(words.into_iter()).trim().to_string();
        let mut heading = Heading { level: 1, id, label, text, place: self.mapped.origin(self.place(&range)) };
        let top = self.frames.is_empty() && self.depth == 0;
        let is_first = top && !self.top_heading_seen;
        self.top_heading_seen |= top;
        if is_first && (level == 1 || self.front.title().is_none()) {
            self.level_shift = level - 1;
            self.last_level = level;
            self.page.title = Some(heading);
            return;
        }
        heading.level = level.saturating_sub(self.level_shift).max(2);
        if top && level > self.last_level + 1 {
            self.lint(diagnostics::heading_level_jump(level, self.last_level), self.place(&range));
        }
        self.last_level = if top { level } else { self.last_level };
        if top && heading.level <= 3 {
            self.nesting[0].end_section();
            self.drafts.push(Draft { id: Some(heading.id.clone()), ..Draft::default() });
        }
        self.write_heading(&heading, classes, events);
        self.page.headings.push(heading);
    }

    fn with_formula(&mut self, event: Event<'a>, range: &Range<usize>) -> Event<'a> {
        match event {
            Event::InlineMath(tex) => Event::Html(self.formula(&tex, Display::Inline, range).into()),
            event => event,
        }
    }

    fn write_heading(&mut self, heading: &Heading, classes: &[String], events: Vec<Event<'a>>) {
        let (level, id) = (heading.level, escape(&heading.id));
        let class =
            if classes.is_empty() { String::new() } else { format!(" class=\"{}\"", escape(&classes.join(" "))) };
        self.html(format!("<div class=\"heading\"><h{level} id=\"{id}\"{class}>"));
        for event in events {
            match event {
                Event::InlineMath(tex) => {
                    let formula = math::mathml(&tex, Display::Inline).unwrap_or_else(|_| escape(&tex));
                    self.block(formula);
                }
                event => self.emit(event),
            }
        }
        let name = escape(&heading.text);
        let edit = self.editable(&heading.text, heading.place.clone());
        self.html(format!(
            "</h{level}><a class=\"anchor\" href=\"#{id}\" aria-label=\"Link to “{name}”\">#</a>{edit}</div>\n"
        ));
    }

    /// Stands for the way to where something is edited.
    pub(super) fn editable(&mut self, name: &str, place: Origin) -> String {
        self.page.editable.push((name.to_string(), place));
        placeholder(EDIT, self.page.editable.len() - 1)
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
}
