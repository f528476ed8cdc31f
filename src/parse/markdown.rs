//! Markdown to HTML with holes: one walk over the parser's events. The one file that names the Markdown crate.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use pulldown_cmark::{
    Alignment, CodeBlockKind, CowStr, Event, HeadingLevel, LinkType, Options as Extensions, Parser, Tag, TagEnd,
    TextMergeWithOffset, html,
};

use crate::diagnostics::{self, Diagnostic};
use crate::parse::callout::{self, Callout};
use crate::parse::code_group::{self, Fence, Tab};
use crate::parse::containers::{self, Mark, Marks};
use crate::parse::fence;
use crate::parse::foreign;
use crate::parse::front_matter::{FrontMatter, Samples};
use crate::parse::headings::{Heading, Slugs};
use crate::parse::highlight::Plain;
use crate::parse::html::{BLOCK, HOLE, escape, fill, placeholder};
use crate::parse::links::{self, Link, LinkKind, Scheme};
use crate::parse::raw_html;
use crate::parse::{Options, Section};
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
    let restored = Parser::new_ext(&hidden, extensions())
        .into_offset_iter()
        .map(|event| restore(event, text, &marks));
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
        | Extensions::ENABLE_HEADING_ATTRIBUTES
        | Extensions::ENABLE_DEFINITION_LIST
}

/// Gives back the colons of `:::` lines that turned out to be text, and drops control characters.
fn restore<'a>((event, range): (Event<'a>, Range<usize>), text: &str, marks: &Marks) -> (Event<'a>, Range<usize>) {
    let event = match event {
        Event::Text(shown) if marks.touches(&range) && shown.len() == range.len() => {
            Event::Text(text[range.clone()].to_string().into())
        }
        Event::Text(shown) if shown.contains(is_stray_control) => Event::Text(without_controls(&shown).into()),
        Event::Code(shown) if shown.contains(is_stray_control) => Event::Code(without_controls(&shown).into()),
        event => event,
    };
    (event, range)
}

fn is_stray_control(c: char) -> bool {
    c.is_control() && !matches!(c, '\n' | '\r' | '\t')
}

fn without_controls(text: &str) -> String {
    text.chars()
        .filter_map(|c| {
            if c == '\0' {
                Some('\u{fffd}')
            } else {
                (!is_stray_control(c)).then_some(c)
            }
        })
        .collect()
}

/// A piece of the page that is collected before it is written.
struct Frame<'a> {
    kind: FrameKind,
    /// How deep in the Markdown it began.
    depth: usize,
    events: Vec<Event<'a>>,
    fences: Vec<Fence>,
}

enum FrameKind {
    Container(Mark),
    Footnote(String),
    Heading {
        level: u8,
        id: Option<String>,
    },
    Image {
        destination: String,
        title: String,
        range: Range<usize>,
    },
}

/// The events of one section.
#[derive(Default)]
struct Draft<'a> {
    id: Option<String>,
    prose: Vec<Event<'a>>,
    samples: Vec<Event<'a>>,
}

type Placed<'a> = [(Event<'a>, Range<usize>)];

struct Writer<'a, 'c> {
    source: &'c Source,
    body: usize,
    marks: &'c Marks,
    front: &'c FrontMatter,
    options: &'c Options,
    page: Body,
    slugs: Slugs,
    drafts: Vec<Draft<'a>>,
    frames: Vec<Frame<'a>>,
    depth: usize,
    links_open: usize,
    /// For each open block quote, whether it is a callout.
    quotes: Vec<bool>,
    columns: Vec<Alignment>,
    column: usize,
    in_table_head: bool,
    blocks: Vec<String>,
    groups: usize,
    footnotes: BTreeMap<String, Vec<Event<'a>>>,
    footnote_order: Vec<String>,
    plain: Vec<(Plain, Span)>,
    has_raw_html: bool,
    level_shift: u8,
    skip_to: usize,
}

impl<'a, 'c> Writer<'a, 'c> {
    fn new(source: &'c Source, body: usize, marks: &'c Marks, front: &'c FrontMatter, options: &'c Options) -> Self {
        Self {
            source,
            body,
            marks,
            front,
            options,
            page: Body::default(),
            slugs: Slugs::default(),
            drafts: vec![Draft::default()],
            frames: Vec::new(),
            depth: 0,
            links_open: 0,
            quotes: Vec::new(),
            columns: Vec::new(),
            column: 0,
            in_table_head: false,
            blocks: Vec::new(),
            groups: 0,
            footnotes: BTreeMap::new(),
            footnote_order: Vec::new(),
            plain: Vec::new(),
            has_raw_html: false,
            level_shift: 0,
            skip_to: 0,
        }
    }

    fn event(&mut self, events: &Placed<'a>, at: usize) {
        let (event, range) = &events[at];
        match event {
            Event::Start(tag) => self.start(tag, range, events, at),
            Event::End(tag) => self.end(*tag),
            Event::Text(text) if self.links_open == 0 => self.text(text),
            Event::InlineHtml(html) => {
                let html = self.raw(html, &[(0, range.start)]);
                self.html(html);
            }
            Event::FootnoteReference(name) => self.footnote_reference(name),
            Event::TaskListMarker(done) => {
                let (checked, label) = if *done { ("checked ", "Done") } else { ("", "Not done") };
                self.html(format!(
                    "<input type=\"checkbox\" disabled {checked}aria-label=\"{label}\"> "
                ));
            }
            event => self.emit(event.clone()),
        }
    }

    fn start(&mut self, tag: &Tag<'a>, range: &Range<usize>, events: &Placed<'a>, at: usize) {
        match tag {
            Tag::HtmlBlock => return self.html_block(events, at),
            Tag::CodeBlock(_) => return self.code_blocks(events, at),
            _ => self.depth += 1,
        }
        match tag {
            Tag::Heading { level, id, attrs, .. } => {
                if !attrs.is_empty() {
                    self.report(diagnostics::heading_attribute(), self.place(range));
                }
                let id = id.as_ref().map(ToString::to_string);
                self.push_frame(FrameKind::Heading {
                    level: level_number(*level),
                    id,
                });
            }
            Tag::Image { dest_url, title, .. } => self.push_frame(FrameKind::Image {
                destination: dest_url.to_string(),
                title: title.to_string(),
                range: range.clone(),
            }),
            Tag::Link {
                link_type,
                dest_url,
                title,
                ..
            } => self.link(*link_type, dest_url, title, range),
            Tag::FootnoteDefinition(name) => self.push_frame(FrameKind::Footnote(name.to_string())),
            Tag::BlockQuote(_) => self.quote(events, at),
            Tag::Item if is_task(events, at) => self.html("<li class=\"task\">".to_string()),
            Tag::Table(columns) => {
                self.columns.clone_from(columns);
                self.html("<div class=\"table\" tabindex=\"0\" role=\"group\" aria-label=\"Table\">".to_string());
                self.emit(Event::Start(Tag::Table(vec![Alignment::None; columns.len()])));
            }
            Tag::TableHead => {
                (self.in_table_head, self.column) = (true, 0);
                self.emit(Event::Start(Tag::TableHead));
            }
            Tag::TableRow => {
                self.column = 0;
                self.emit(Event::Start(Tag::TableRow));
            }
            Tag::TableCell => self.table_cell(),
            Tag::Paragraph => {
                self.report_foreign(range, events, at);
                self.emit(Event::Start(Tag::Paragraph));
            }
            tag => self.emit(Event::Start(tag.clone())),
        }
    }

    fn end(&mut self, tag: TagEnd) {
        self.depth -= 1;
        self.close_containers_left_open();
        match tag {
            TagEnd::Heading(_) | TagEnd::Image | TagEnd::FootnoteDefinition => self.pop_frame(),
            TagEnd::Link => {
                self.links_open -= 1;
                self.html("</a>".to_string());
            }
            TagEnd::BlockQuote(_) if self.quotes.pop() == Some(true) => self.html("</div>\n".to_string()),
            TagEnd::TableHead => {
                self.in_table_head = false;
                self.emit(Event::End(tag));
            }
            TagEnd::TableCell => self.html(if self.in_table_head { "</th>" } else { "</td>" }.to_string()),
            TagEnd::Table => {
                self.emit(Event::End(tag));
                self.html("</div>\n".to_string());
            }
            tag => self.emit(Event::End(tag)),
        }
    }

    fn emit(&mut self, event: Event<'a>) {
        let draft = self.drafts.last_mut().expect("a page begins with one section");
        self.frames
            .last_mut()
            .map_or(&mut draft.prose, |frame| &mut frame.events)
            .push(event);
    }

    fn html(&mut self, html: String) {
        self.emit(Event::Html(html.into()));
    }

    fn place(&self, range: &Range<usize>) -> Span {
        Span::new(range.start, range.end).shifted(self.body)
    }

    fn report(&mut self, diagnostic: Diagnostic, span: Span) {
        self.page.diagnostics.push(diagnostic.at(&self.source.path, span));
    }

    fn push_frame(&mut self, kind: FrameKind) {
        self.frames.push(Frame {
            kind,
            depth: self.depth,
            events: Vec::new(),
            fences: Vec::new(),
        });
    }

    fn pop_frame(&mut self) {
        let Some(frame) = self.frames.pop() else { return };
        match frame.kind {
            FrameKind::Heading { level, id } => self.heading(level, id, frame.events),
            FrameKind::Image {
                destination,
                title,
                range,
            } => self.image(&destination, &title, &range, &frame.events),
            FrameKind::Footnote(name) => {
                self.footnotes.entry(name).or_insert(frame.events);
            }
            FrameKind::Container(mark) => self.container(&mark, frame.events, frame.fences),
        }
    }

    fn text(&mut self, text: &CowStr<'a>) {
        let mut rest = 0;
        for url in links::bare_urls(text) {
            self.emit(Event::Text(text[rest..url.start].to_string().into()));
            let shown = escape(&text[url.start..url.end]);
            self.html(format!("<a href=\"{shown}\">{shown}</a>"));
            rest = url.end;
        }
        match rest {
            0 => self.emit(Event::Text(text.clone())),
            rest => self.emit(Event::Text(text[rest..].to_string().into())),
        }
    }

    fn heading(&mut self, level: u8, id: Option<String>, events: Vec<Event<'a>>) {
        let text = plain_text(&events);
        let id = match id {
            Some(id) => {
                self.slugs.reserve(&id);
                id
            }
            None => self.slugs.unique(&text),
        };
        self.page.ids.insert(id.clone());
        let label = push_html(
            events
                .iter()
                .filter(|event| !matches!(event, Event::Html(_) | Event::InlineHtml(_)))
                .cloned(),
        );
        let mut heading = Heading {
            level: 1,
            id,
            label,
            text,
        };
        let is_first = self.page.title.is_none() && self.page.headings.is_empty();
        let top = self.frames.is_empty() && self.depth == 0;
        if is_first && top && (level == 1 || self.front.title.is_none()) {
            self.level_shift = level - 1;
            self.page.title = Some(heading);
            return;
        }
        heading.level = level.saturating_sub(self.level_shift).max(2);
        if top && heading.level <= 3 {
            self.drafts.push(Draft {
                id: Some(heading.id.clone()),
                ..Draft::default()
            });
        }
        self.write_heading(&heading, events);
        self.page.headings.push(heading);
    }

    fn write_heading(&mut self, heading: &Heading, events: Vec<Event<'a>>) {
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

    fn link(&mut self, link_type: LinkType, destination: &str, title: &str, range: &Range<usize>) {
        self.links_open += 1;
        let destination = match link_type {
            LinkType::Email => Cow::from(format!("mailto:{destination}")),
            _ => Cow::from(destination),
        };
        let href = match self.hole(&destination, LinkKind::Page, range) {
            Some(hole) => format!(" href=\"{hole}\""),
            None => String::new(),
        };
        self.html(format!("<a{href}{}>", title_attribute(title)));
    }

    fn image(&mut self, destination: &str, title: &str, range: &Range<usize>, events: &[Event<'a>]) {
        let alt = escape(&plain_text(events));
        let title = title_attribute(title);
        if let Some(hole) = self.hole(destination, LinkKind::Image, range) {
            self.html(format!(
                "<img src=\"{hole}\" alt=\"{alt}\"{title} loading=\"lazy\" decoding=\"async\">"
            ));
        }
    }

    /// A placeholder for a destination's URL; none for a destination that a reader must not be sent to.
    fn hole(&mut self, destination: &str, kind: LinkKind, range: &Range<usize>) -> Option<String> {
        let span = links::destination_span(self.source, self.place(range), destination);
        if links::scheme(destination) == Scheme::Refused {
            self.report(diagnostics::refused_scheme(destination), span);
            return None;
        }
        self.page.links.push(Link {
            destination: destination.to_string(),
            span,
            kind,
        });
        Some(placeholder(HOLE, self.page.links.len() - 1))
    }

    fn table_cell(&mut self) {
        let class = match self.columns.get(self.column) {
            Some(Alignment::Left) => " class=\"align-left\"",
            Some(Alignment::Center) => " class=\"align-center\"",
            Some(Alignment::Right) => " class=\"align-right\"",
            _ => "",
        };
        self.column += 1;
        self.html(if self.in_table_head {
            format!("<th scope=\"col\"{class}>")
        } else {
            format!("<td{class}>")
        });
    }

    fn footnote_reference(&mut self, name: &str) {
        let known = self.footnote_order.iter().position(|known| known == name);
        let number = known.unwrap_or_else(|| {
            self.footnote_order.push(name.to_string());
            self.footnote_order.len() - 1
        }) + 1;
        let id = if known.is_none() {
            format!(" id=\"fnref:{number}\"")
        } else {
            String::new()
        };
        self.html(format!(
            "<sup class=\"footnote-ref\"><a{id} href=\"#fn:{number}\">{number}</a></sup>"
        ));
    }
}

/// Callouts, containers and code.
impl<'a> Writer<'a, '_> {
    /// A block quote, or the callout that GitHub's `[!NOTE]` makes of it.
    fn quote(&mut self, events: &Placed<'a>, at: usize) {
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
    fn skip_first_line(&mut self, events: &Placed<'a>, from: usize, line_end: usize) {
        let mut at = from;
        while events[at].1.start < line_end && !matches!(events[at].0, Event::End(TagEnd::Paragraph)) {
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

    fn html_block(&mut self, events: &Placed<'a>, at: usize) {
        let end = at
            + 1
            + events[at + 1..]
                .iter()
                .take_while(|(event, _)| matches!(event, Event::Html(_) | Event::Text(_)))
                .count();
        self.skip_to = end + 1;
        let mut joined = String::new();
        let mut lines = Vec::new();
        for (event, range) in &events[at + 1..end] {
            let (Event::Html(text) | Event::Text(text)) = event else {
                continue;
            };
            match self.mark_at(range.start) {
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

    fn mark_at(&self, line: usize) -> Option<Mark> {
        let text = &self.source.text[self.body + line..];
        let indent = text.len() - text.trim_start_matches([' ', '\t']).len();
        self.marks.at(line + indent).cloned()
    }

    fn raw_block(&mut self, html: &str, lines: &[(usize, usize)]) {
        if !html.is_empty() {
            let html = self.raw(html, lines);
            self.html(html);
        }
    }

    /// Raw HTML with holes for its links; `lines` maps offsets in it to offsets in the body.
    fn raw(&mut self, html: &str, lines: &[(usize, usize)]) -> String {
        self.has_raw_html = true;
        let source_offset = |at: usize| {
            let (start, offset) = lines
                .iter()
                .rev()
                .find(|(start, _)| *start <= at)
                .copied()
                .unwrap_or((0, 0));
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
            let start = source_offset(tag.start);
            if !tag.closes && !self.options.trust_html && !raw_html::is_allowed(&name) {
                self.report(
                    diagnostics::raw_html_tag(tag.name),
                    self.place(&(start..start + 1 + tag.name.len())),
                );
            }
            let sized = tag
                .attributes
                .iter()
                .any(|(name, _, _)| name.eq_ignore_ascii_case("width"));
            for (attribute, value, offset) in tag.attributes {
                if attribute.eq_ignore_ascii_case("id") || (name == "a" && attribute == "name") {
                    self.page.ids.insert(value.to_string());
                }
                let Some(kind) = raw_link_kind(&name, attribute, sized) else {
                    continue;
                };
                let at = source_offset(offset);
                let hole = self.hole(&value.replace("&amp;", "&"), kind, &(at..at + value.len()));
                written.push_str(&html[done..offset]);
                written.push_str(&hole.unwrap_or_default());
                done = offset + value.len();
            }
        }
        written.push_str(&html[done..]);
        written.replace('\0', "\u{fffd}")
    }

    fn mark(&mut self, mark: Mark) {
        if !mark.closes() {
            if !callout::is_container(&mark.name) {
                let span = mark.span.shifted(self.body);
                self.report(diagnostics::unknown_container(&mark.name, callout::CONTAINERS), span);
            }
            return self.push_frame(FrameKind::Container(mark));
        }
        let opens = |frame: &Frame| match &frame.kind {
            FrameKind::Container(open) => frame.depth == self.depth && open.colons == mark.colons,
            _ => false,
        };
        match self.frames.iter().rposition(opens) {
            Some(index) => {
                self.close_down_to(index + 1);
                self.pop_frame();
            }
            None => self.report(diagnostics::stray_close(mark.colons), mark.span.shifted(self.body)),
        }
    }

    /// Containers that began deeper in the Markdown than it is now can no longer be closed by the author.
    fn close_containers_left_open(&mut self) {
        let depth = self.depth;
        let is_inside = |frame: &&Frame| matches!(frame.kind, FrameKind::Container(_)) && frame.depth > depth;
        let kept = self.frames.len() - self.frames.iter().rev().take_while(is_inside).count();
        self.close_down_to(kept);
    }

    fn close_down_to(&mut self, count: usize) {
        while self.frames.len() > count {
            if let Some(FrameKind::Container(mark)) = self.frames.last().map(|frame| &frame.kind) {
                let (name, colons, span) = (mark.name.clone(), mark.colons, mark.span.shifted(self.body));
                self.report(diagnostics::unclosed_container(&name, colons), span);
            }
            self.pop_frame();
        }
    }

    fn container(&mut self, mark: &Mark, events: Vec<Event<'a>>, fences: Vec<Fence>) {
        match mark.name.as_str() {
            "example" => {
                let column = self.samples_mut();
                column.push(Event::Html("<div class=\"sample\">".into()));
                column.extend(events);
                column.push(Event::Html("</div>\n".into()));
            }
            "code-group" => {
                self.extend(events);
                self.code_group(fences);
            }
            "details" => {
                let title = mark.title.as_deref().map_or_else(|| "Details".to_string(), inline_html);
                self.html(format!("<details class=\"disclosure\"><summary>{title}</summary>\n"));
                self.extend(events);
                self.html("</details>\n".to_string());
            }
            name => {
                let (kind, title) = callout::of_container(name, mark);
                self.html(callout::open_html(kind, &title));
                self.extend(events);
                self.html("</div>\n".to_string());
            }
        }
    }

    fn extend(&mut self, events: Vec<Event<'a>>) {
        for event in events {
            self.emit(event);
        }
    }

    /// The right column beside the present section.
    fn samples_mut(&mut self) -> &mut Vec<Event<'a>> {
        &mut self.drafts.last_mut().expect("a page begins with one section").samples
    }

    fn innermost_container(&self) -> &str {
        self.frames
            .iter()
            .rev()
            .find_map(|frame| {
                if let FrameKind::Container(mark) = &frame.kind {
                    Some(mark.name.as_str())
                } else {
                    None
                }
            })
            .unwrap_or("")
    }

    /// Fences that follow each other directly, as single blocks and groups.
    fn code_blocks(&mut self, events: &Placed<'a>, at: usize) {
        let mut run = Vec::new();
        let mut next = at;
        while let Some((Event::Start(Tag::CodeBlock(kind)), range)) = events.get(next) {
            let end = next
                + events[next..]
                    .iter()
                    .take_while(|(event, _)| !matches!(event, Event::End(TagEnd::CodeBlock)))
                    .count();
            run.push(self.fence(kind, range, &events[next + 1..end]));
            next = end + 1;
        }
        self.skip_to = next;
        match self.innermost_container() {
            "code-group" => {
                if let Some(frame) = self.frames.last_mut() {
                    frame.fences.extend(run);
                }
            }
            "example" => self.runs(run, |fence, languages| {
                fence.info.tab.is_some() || code_group::own_label(&fence.info.language, languages).is_some()
            }),
            _ => self.runs(run, |fence, _| fence.info.tab.is_some()),
        }
    }

    fn fence(&mut self, kind: &CodeBlockKind, range: &Range<usize>, events: &Placed<'a>) -> Fence {
        let code: String = events
            .iter()
            .filter_map(|(event, _)| {
                if let Event::Text(text) = event {
                    Some(text.as_ref())
                } else {
                    None
                }
            })
            .collect();
        let first_line = self.source.text[self.body + range.start..].lines().next().unwrap_or("");
        let marker = first_line.len() - first_line.trim_start_matches(['`', '~']).len();
        let start = range.start + marker + first_line[marker..].len() - first_line[marker..].trim_start().len();
        let span = match kind {
            CodeBlockKind::Fenced(_) => {
                self.place(&(start..range.start + first_line.trim_end().len().max(start - range.start)))
            }
            CodeBlockKind::Indented => self.place(&(range.start..range.start + first_line.len())),
        };
        let info = match kind {
            CodeBlockKind::Fenced(info) if !info.is_empty() => {
                fence::parse(self.source, span, &mut self.page.diagnostics)
            }
            _ => fence::FenceInfo::default(),
        };
        for (offset, construct) in foreign::in_code(&code) {
            let at = self.place(range);
            let found = self.source.text[at.start..at.end]
                .find(construct)
                .map_or(at.start + offset.min(at.end - at.start), |found| at.start + found);
            self.report(
                diagnostics::foreign_construct(construct, foreign::INCLUDE_HELP),
                Span::new(found, found + construct.len()),
            );
        }
        Fence { info, code, span }
    }

    /// Splits a run of fences into groups of those that `joins` and single blocks; a label met twice begins a new group.
    fn runs(&mut self, run: Vec<Fence>, joins: impl Fn(&Fence, &[String]) -> bool) {
        let languages = &self.options.languages;
        let mut groups: Vec<(bool, Vec<Fence>)> = Vec::new();
        for fence in run {
            let joined = joins(&fence, languages);
            let label = self.tab_label(&fence);
            match groups.last_mut() {
                Some((true, group)) if joined && !group.iter().any(|other| self.tab_label(other) == label) => {
                    group.push(fence)
                }
                _ => groups.push((joined, vec![fence])),
            }
        }
        for (joined, group) in groups {
            if joined && (group.len() > 1 || group[0].info.tab.is_some()) {
                self.code_group(group);
            } else {
                self.single_block(&group[0]);
            }
        }
    }

    fn tab_label(&self, fence: &Fence) -> String {
        let info = &fence.info;
        let written = info
            .tab
            .as_deref()
            .filter(|tab| !tab.is_empty())
            .or(info.label.as_deref());
        let own = || code_group::own_label(&info.language, &self.options.languages);
        written
            .or_else(own)
            .or(info.title.as_deref())
            .unwrap_or(if info.language.is_empty() {
                "Text"
            } else {
                &info.language
            })
            .to_string()
    }

    fn single_block(&mut self, fence: &Fence) {
        let title = fence.info.title.as_deref().or(fence.info.label.as_deref());
        let block = code_group::block_html(fence, title, &mut self.plain);
        self.block(block);
    }

    fn code_group(&mut self, fences: Vec<Fence>) {
        if fences.is_empty() {
            return;
        }
        let mut tabs: Vec<Tab> = fences
            .into_iter()
            .map(|fence| Tab {
                label: self.tab_label(&fence),
                fence,
            })
            .collect();
        tabs.sort_by_key(|tab| code_group::preference(&tab.label, &self.options.languages));
        self.groups += 1;
        let block = code_group::group_html(&tabs, self.groups, &mut self.plain);
        if self.front.samples == Samples::Right && self.frames.is_empty() && self.depth == 0 {
            let event = self.finished_block(block);
            self.samples_mut().push(event);
        } else {
            self.block(block);
        }
    }

    fn block(&mut self, html: String) {
        let event = self.finished_block(html);
        self.emit(event);
    }

    fn finished_block(&mut self, html: String) -> Event<'a> {
        self.blocks.push(html);
        Event::Html(placeholder(BLOCK, self.blocks.len() - 1).into())
    }

    fn report_foreign(&mut self, range: &Range<usize>, events: &Placed<'a>, at: usize) {
        let is_text = matches!(events.get(at + 1), Some((Event::Text(_), _)));
        let text = &self.source.text[self.body + range.start..self.body + range.end];
        if let Some((construct, help)) = foreign::in_paragraph(text).filter(|_| is_text) {
            let span = self.place(&(range.start..range.start + construct.len()));
            self.report(diagnostics::foreign_construct(construct, help), span);
        }
    }
}

/// The end of the page.
impl<'a> Writer<'a, '_> {
    fn finish(mut self) -> Body {
        self.close_down_to(0);
        self.write_footnotes();
        self.report_plain_code();
        let has_samples = self.drafts.iter().any(|draft| !draft.samples.is_empty());
        let sanitise = self.has_raw_html && !self.options.trust_html;
        let html = |events: Vec<Event<'a>>| {
            let html = push_html(events.into_iter());
            let html = if sanitise { raw_html::sanitise(&html) } else { html };
            fill(&html, BLOCK, |number, html| {
                html.push_str(self.blocks.get(number).map_or("", String::as_str))
            })
        };
        let drafts = std::mem::take(&mut self.drafts).into_iter();
        let written = drafts.map(|draft| Section {
            id: draft.id,
            prose: html(draft.prose),
            samples: html(draft.samples),
        });
        self.page.sections = if has_samples {
            written.collect()
        } else {
            vec![Section {
                id: None,
                prose: written.map(|section| section.prose).collect(),
                samples: String::new(),
            }]
        };
        self.page
    }

    fn write_footnotes(&mut self) {
        if self.footnote_order.is_empty() {
            return;
        }
        self.html("<section class=\"footnotes\" aria-label=\"Footnotes\"><ol>\n".to_string());
        for (index, name) in std::mem::take(&mut self.footnote_order).iter().enumerate() {
            let number = index + 1;
            self.page
                .ids
                .extend([format!("fn:{number}"), format!("fnref:{number}")]);
            self.html(format!("<li id=\"fn:{number}\">"));
            let mut events = self.footnotes.remove(name).unwrap_or_default();
            let back = format!(
                " <a class=\"footnote-back\" href=\"#fnref:{number}\" aria-label=\"Back to reference {number}\">↩</a>"
            );
            let at = match events.last() {
                Some(Event::End(TagEnd::Paragraph)) => events.len() - 1,
                _ => events.len(),
            };
            events.insert(at, Event::Html(back.into()));
            self.extend(events);
            self.html("</li>\n".to_string());
        }
        self.html("</ol></section>\n".to_string());
    }

    /// One warning a language and page for what no grammar knows, one a block for what is too long.
    fn report_plain_code(&mut self) {
        let mut unknown = BTreeSet::new();
        for (reason, span) in std::mem::take(&mut self.plain) {
            let word: String = self.source.text[span.start..span.end]
                .chars()
                .take_while(|c| !c.is_whitespace() && !matches!(c, '{' | '[' | ',' | ':'))
                .collect();
            match reason {
                Plain::UnknownLanguage if !unknown.insert(word.clone()) => {}
                Plain::UnknownLanguage => {
                    let span = Span::new(span.start, span.start + word.len());
                    self.report(diagnostics::unknown_language(&word), span);
                }
                Plain::LongLine => self.report(diagnostics::long_line(), span),
                Plain::LongBlock => self.report(diagnostics::long_block(), span),
            }
        }
    }
}

/// A title's inline Markdown as HTML: text, code and emphasis; links and raw HTML are left out.
pub fn inline_html(text: &str) -> String {
    let inline = Parser::new(text).filter(|event| match event {
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

fn is_task(events: &Placed, at: usize) -> bool {
    match events.get(at + 1).map(|(event, _)| event) {
        Some(Event::TaskListMarker(_)) => true,
        Some(Event::Start(Tag::Paragraph)) => matches!(events.get(at + 2), Some((Event::TaskListMarker(_), _))),
        _ => false,
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

fn title_attribute(title: &str) -> String {
    if title.is_empty() {
        String::new()
    } else {
        format!(" title=\"{}\"", escape(title))
    }
}

fn level_number(level: HeadingLevel) -> u8 {
    match level {
        HeadingLevel::H1 => 1,
        HeadingLevel::H2 => 2,
        HeadingLevel::H3 => 3,
        HeadingLevel::H4 => 4,
        HeadingLevel::H5 => 5,
        HeadingLevel::H6 => 6,
    }
}
