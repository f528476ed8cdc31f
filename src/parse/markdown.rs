//! Markdown to HTML with holes: one walk over the parser's events. The one file that names the Markdown crate.

mod blocks;
mod code;
mod depth;
mod finish;
mod formulas;
mod inline;
mod marks;
mod raw;
mod tabs;
mod writer;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use pulldown_cmark::{
    Alignment, CodeBlockKind, CowStr, Event, HeadingLevel, LinkType, Options as Extensions, Parser, Tag, TagEnd,
    TextMergeWithOffset, html,
};

use self::writer::Writer;
use crate::diagnostics::{self, Diagnostic};
use crate::parse::containers::{self, Mark, Marks};
use crate::parse::front_matter::FrontMatter;
use crate::parse::headings::Heading;
use crate::parse::highlight::Colours;
use crate::parse::html::{has_stray_control, is_stray_control};
use crate::parse::links::Link;
use crate::parse::mapped::{Mapped, Origin};
use crate::parse::raw_html;
use crate::parse::snippets::{Snippets, Taken};
use crate::parse::{Math, Options, Section};
use crate::source::{Source, Span};

/// What the Markdown of a page gives.
#[derive(Debug, Default)]
pub struct Body {
    /// The heading that is the page's title, if the page has one.
    pub title: Option<Heading>,
    /// The other headings, in order.
    pub headings: Vec<Heading>,
    /// Every id that the HTML has.
    pub ids: BTreeSet<String>,
    /// The files that fences name.
    pub taken: Vec<Taken>,
    /// What can be edited, each with its name, by the numbers that stand in the HTML.
    pub editable: Vec<(String, Origin)>,
    /// The links and images whose numbers stand in the holes.
    pub links: Vec<Link>,
    /// One section if nothing stands in the right column, else one a heading.
    pub sections: Vec<Section>,
    /// What the author is told.
    pub diagnostics: Vec<Diagnostic>,
    /// What `check` tells besides.
    pub lints: Vec<Diagnostic>,
}

/// All that the Markdown of a page is rendered from.
pub struct Input<'c> {
    /// The page's text, with what it takes in.
    pub source: &'c Source,
    /// The byte at which the Markdown begins.
    pub body: usize,
    /// Where the parts of the text have come from.
    pub mapped: &'c Mapped,
    /// What the author says of the page.
    pub front: &'c FrontMatter,
    /// What the site says.
    pub options: &'c Options,
    /// The files that fences name.
    pub snippets: &'c Snippets,
    /// Whether its code is coloured.
    pub colours: Colours,
}

/// More lines and signs of Markdown are not read: the parser keeps a hundred bytes for each.
pub const MAX_SIGNS: usize = 1_000_000;

/// Whether a text has more signs than are read.
fn is_too_dense(text: &str) -> bool {
    let is_sign = |byte: &u8| {
        matches!(
            byte,
            b'\n'
                | b'*'
                | b'_'
                | b'['
                | b']'
                | b'!'
                | b'`'
                | b'<'
                | b'&'
                | b'$'
                | b'|'
                | b'~'
                | b'\\'
                | b'>'
                | b'-'
                | b'+'
                | b':'
        )
    };
    text.len() > MAX_SIGNS && text.bytes().filter(|byte| is_sign(byte)).count() > MAX_SIGNS
}

/// Renders the Markdown of a page.
pub fn render(input: &Input) -> Body {
    let text = &input.source.text[input.body..];
    if is_too_dense(text) {
        let problem = diagnostics::page_too_dense(MAX_SIGNS).at(&input.source.path, Span::new(input.body, input.body));
        return Body { diagnostics: vec![problem], ..Body::default() };
    }
    let (hidden, marks) = containers::hide(text);
    let mut extensions = extensions();
    if input.options.math == Math::Tex {
        extensions |= Extensions::ENABLE_MATH;
    }
    let parser = Parser::new_ext(&hidden, extensions).into_offset_iter();
    let defined = parser.reference_definitions().iter();
    let definitions = defined.map(|(label, definition)| (label.to_lowercase(), definition.span.clone())).collect();
    let hides_any = matches!(hidden, Cow::Owned(_));
    let restored = parser.map(|(event, range)| match hides_any {
        true => restore((event, range), text, &marks),
        false => (silent(event), range),
    });
    let mut events = Vec::with_capacity(text.len() / 32);
    events.extend(TextMergeWithOffset::new(restored));
    let mut writer = Writer::new(input, &marks, &definitions);
    for at in 0..events.len() {
        if at >= writer.skip_to {
            writer.event(&events, at);
        }
    }
    writer.finish()
}

/// What of a text is a container's line, and what is code.
#[derive(Debug, Default)]
pub struct Outline {
    /// The `:::` lines that are none in code.
    pub marks: Vec<Mark>,
    /// Blocks of code and code in text, in order.
    pub code: Vec<Code>,
}

/// A piece of code.
#[derive(Debug)]
pub struct Code {
    /// All of it, fences included.
    pub span: Span,
    /// Whether it shows how something is written: code in text, and Markdown in a block.
    pub is_sample: bool,
}

/// Looks a text over from the offset `body` on.
pub fn outline(text: &str, body: usize) -> Outline {
    if is_too_dense(&text[body..]) {
        return Outline::default();
    }
    let (hidden, marks) = containers::hide(&text[body..]);
    let mut outline = Outline::default();
    for (event, range) in Parser::new_ext(&hidden, extensions()).into_offset_iter() {
        let span = Span::from(range.clone()).shifted(body);
        match event {
            Event::Html(_) => {
                let found = marks.on_line(&text[body..], &range).cloned();
                outline.marks.extend(found.map(|mark| Mark { span: mark.span.shifted(body), ..mark }));
            }
            Event::Code(_) => outline.code.push(Code { span, is_sample: true }),
            Event::Start(Tag::CodeBlock(kind)) => {
                let is_sample = matches!(&kind, CodeBlockKind::Fenced(info) if is_markdown(info));
                outline.code.push(Code { span, is_sample });
            }
            _ => {}
        }
    }
    outline
}

fn is_markdown(info: &str) -> bool {
    let language = info.split(|c: char| !c.is_alphanumeric()).next().unwrap_or("");
    matches!(language.to_ascii_lowercase().as_str(), "md" | "markdown" | "mdx")
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
        event => silent(with_colons(event)),
    };
    (event, range)
}

/// Gives back the colons that were hidden where they begin no definition.
fn with_colons(event: Event) -> Event {
    let shown = |text: CowStr| CowStr::from(containers::with_colons(&text));
    match event {
        Event::Text(text) if containers::has_hidden_colons(&text) => Event::Text(shown(text)),
        Event::Code(text) if containers::has_hidden_colons(&text) => Event::Code(shown(text)),
        Event::Html(text) if containers::has_hidden_colons(&text) => Event::Html(shown(text)),
        Event::InlineHtml(text) if containers::has_hidden_colons(&text) => Event::InlineHtml(shown(text)),
        Event::InlineMath(text) if containers::has_hidden_colons(&text) => Event::InlineMath(shown(text)),
        Event::DisplayMath(text) if containers::has_hidden_colons(&text) => Event::DisplayMath(shown(text)),
        event => event,
    }
}

/// Drops the control characters that references such as `&#1;` may bring: holes are made of them.
fn silent(event: Event) -> Event {
    match event {
        Event::Text(shown) if has_stray_control(&shown) => Event::Text(shown.replace(is_stray_control, "").into()),
        event => event,
    }
}

/// Where references are defined, by their labels in lower case.
type Definitions = BTreeMap<String, Range<usize>>;

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

/// A destination as it is written to the one that is meant: `\\` and character references are for the Markdown alone.
pub fn unescaped(written: &str) -> String {
    let mut unescaped = String::with_capacity(written.len());
    let mut rest = written;
    while let Some(at) = rest.find('\\') {
        unescaped.push_str(&decoded(&rest[..at]));
        let escaped = rest[at + 1..].chars().next().filter(char::is_ascii_punctuation);
        unescaped.push(escaped.unwrap_or('\\'));
        rest = &rest[at + 1 + escaped.map_or(0, char::len_utf8)..];
    }
    unescaped + &decoded(rest)
}

fn push_html<'a>(events: impl Iterator<Item = Event<'a>>) -> String {
    let mut html = String::new();
    push_html_into(&mut html, events);
    html
}

fn push_html_into<'a>(html: &mut String, events: impl Iterator<Item = Event<'a>>) {
    html::push_html(html, events);
}

/// A value of raw HTML as a browser reads it: the parser knows the names of all character references.
fn decoded(value: &str) -> String {
    let mut decoded = String::with_capacity(value.len());
    let mut rest = value;
    while let Some(at) = rest.find('&') {
        let is_outside = |c: char| !(c.is_ascii_alphanumeric() || c == '#');
        let end = rest[at + 1..].find(is_outside).map_or(rest.len(), |length| at + 1 + length);
        let end = end + usize::from(rest[end..].starts_with(';'));
        decoded.push_str(&rest[..at]);
        decoded.push_str(&plain_text(&Parser::new(&rest[at..end]).collect::<Vec<_>>()));
        rest = &rest[end..];
    }
    decoded + rest
}

fn plain_text(events: &[Event]) -> String {
    events
        .iter()
        .filter_map(|event| match event {
            Event::Text(text) | Event::Code(text) | Event::InlineMath(text) => Some(text.as_ref()),
            Event::SoftBreak | Event::HardBreak => Some(" "),
            _ => None,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_of_every_kind_are_decoded_once() {
        assert_eq!(decoded("?a=1&amp;b=&ouml;&#106;&#x6A;&Tab;&NewLine;&#32;."), "?a=1&b=öjj\t\n .");
        assert_eq!(decoded("&amp;amp; & &nosuch; &copy"), "&amp; & &nosuch; &copy");
    }
}
