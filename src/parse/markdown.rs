//! Markdown to HTML with holes: one walk over the parser's events. The one file that names the Markdown crate.

mod blocks;
mod code;
mod finish;
mod inline;
mod marks;
mod raw;
mod writer;

use std::collections::BTreeSet;
use std::ops::Range;

use pulldown_cmark::{
    Alignment, CodeBlockKind, CowStr, Event, HeadingLevel, LinkType, Options as Extensions, Parser, Tag, TagEnd,
    TextMergeWithOffset, html,
};

use self::writer::Writer;
use crate::diagnostics::Diagnostic;
use crate::parse::containers::{self, Marks};
use crate::parse::front_matter::FrontMatter;
use crate::parse::headings::Heading;
use crate::parse::links::Link;
use crate::parse::{Options, Section};
use crate::source::Source;

/// What the Markdown of a page gives.
#[derive(Debug, Default)]
pub struct Body {
    /// The heading that is the page's title, if the page has one.
    pub title: Option<Heading>,
    /// The other headings, in order.
    pub headings: Vec<Heading>,
    /// Every id that the HTML has.
    pub ids: BTreeSet<String>,
    /// The links and images whose numbers stand in the holes.
    pub links: Vec<Link>,
    /// One section if nothing stands in the right column, else one a heading.
    pub sections: Vec<Section>,
    /// What the author is told.
    pub diagnostics: Vec<Diagnostic>,
}

/// Renders the Markdown that begins at byte `body` of a page.
pub fn render(source: &Source, body: usize, front: &FrontMatter, options: &Options) -> Body {
    let text = &source.text[body..];
    let (hidden, marks) = containers::hide(text);
    let restored = Parser::new_ext(&hidden, extensions()).into_offset_iter().map(|event| restore(event, text, &marks));
    let events: Vec<_> = TextMergeWithOffset::new(restored).collect();
    let mut writer = Writer::new(source, body, &marks, front, options);
    for at in 0..events.len() {
        if at >= writer.skip_to {
            writer.event(&events, at);
        }
    }
    writer.finish()
}

fn extensions() -> Extensions {
    Extensions::ENABLE_TABLES
        | Extensions::ENABLE_FOOTNOTES
        | Extensions::ENABLE_STRIKETHROUGH
        | Extensions::ENABLE_TASKLISTS
        | Extensions::ENABLE_DEFINITION_LIST
}

/// Gives back the colons of `:::` lines that turned out to be text.
fn restore<'a>((event, range): (Event<'a>, Range<usize>), text: &str, marks: &Marks) -> (Event<'a>, Range<usize>) {
    let event = match event {
        Event::Text(shown) if marks.touches(&range) && shown.len() == range.len() => {
            Event::Text(text[range.clone()].to_string().into())
        }
        event => silent(event),
    };
    (event, range)
}

/// Drops the control characters that references such as `&#1;` may bring: holes are made of them.
fn silent(event: Event) -> Event {
    match event {
        Event::Text(shown) if shown.contains(is_stray_control) => {
            Event::Text(shown.replace(is_stray_control, "").into())
        }
        event => event,
    }
}

fn is_stray_control(c: char) -> bool {
    c.is_control() && !matches!(c, '\n' | '\r' | '\t')
}

/// The parser's events with their places in the body.
type Placed<'a> = [(Event<'a>, Range<usize>)];

/// A title's inline Markdown as HTML: text, code and emphasis; links and raw HTML are left out.
pub fn inline_html(text: &str) -> String {
    let inline = Parser::new(text).map(silent).filter(|event| match event {
        Event::Text(_) | Event::Code(_) | Event::SoftBreak => true,
        Event::Start(tag) => matches!(tag, Tag::Emphasis | Tag::Strong),
        Event::End(tag) => matches!(tag, TagEnd::Emphasis | TagEnd::Strong),
        _ => false,
    });
    push_html(inline)
}

fn push_html<'a>(events: impl Iterator<Item = Event<'a>>) -> String {
    let mut html = String::new();
    html::push_html(&mut html, events);
    html
}

fn plain_text(events: &[Event]) -> String {
    events
        .iter()
        .filter_map(|event| match event {
            Event::Text(text) | Event::Code(text) => Some(text.as_ref()),
            Event::SoftBreak | Event::HardBreak => Some(" "),
            _ => None,
        })
        .collect()
}
