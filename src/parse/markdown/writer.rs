//! The walk: each event goes to the section or frame that is open.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::formulas;
use super::{Alignment, Body, CowStr, Definitions, Event, HeadingLevel, Input, Placed, Tag, TagEnd, inline_html};
use crate::diagnostics::{self, Diagnostic};
use crate::parse::code_group::Fence;
use crate::parse::containers::{Mark, Marks};
use crate::parse::front_matter::FrontMatter;
use crate::parse::headings::Slugs;
use crate::parse::highlight::Painter;
use crate::parse::mapped::Mapped;
use crate::parse::nesting::Nesting;
use crate::parse::snippets::Snippets;
use crate::parse::{Options, slips};
use crate::source::{Source, Span, bytes};

/// A piece of the page that is collected before it is written.
pub(super) struct Frame<'a> {
    pub(super) kind: FrameKind,
    /// How deep in the Markdown it began.
    pub(super) depth: usize,
    pub(super) events: Vec<Event<'a>>,
    pub(super) fences: Vec<Fence>,
    /// The panels of `:::tabs`, with their labels.
    pub(super) tabs: Vec<Panel<'a>>,
}

/// A panel of `:::tabs`.
pub(super) struct Panel<'a> {
    pub(super) label: String,
    /// Its opening line.
    pub(super) place: Span,
    pub(super) events: Vec<Event<'a>>,
}

pub(super) enum FrameKind {
    Container(Mark),
    Footnote {
        name: String,
        range: Range<usize>,
    },
    Heading {
        level: u8,
        range: Range<usize>,
    },
    Image(Image),
    /// Its kind has been taken out, to be written.
    Written,
}

/// An image whose text is being collected.
pub(super) struct Image {
    pub(super) destination: String,
    pub(super) title: String,
    /// Where the destination stands.
    pub(super) place: Span,
    /// The whole image.
    pub(super) range: Range<usize>,
}

/// The labels of a group of tabs with their places.
pub(super) type TabGroup = Vec<(String, Span)>;

/// The events of one section.
#[derive(Default)]
pub(super) struct Draft<'a> {
    pub(super) id: Option<String>,
    pub(super) prose: Vec<Event<'a>>,
    pub(super) samples: Vec<Event<'a>>,
}

pub(super) struct Writer<'a, 'c> {
    pub(super) source: &'c Source,
    pub(super) body: usize,
    pub(super) mapped: &'c Mapped,
    pub(super) marks: &'c Marks,
    /// The definitions of references by their labels in lower case.
    pub(super) definitions: &'c Definitions,
    pub(super) front: &'c FrontMatter,
    pub(super) options: &'c Options,
    pub(super) snippets: &'c Snippets,
    pub(super) page: Body,
    pub(super) slugs: Slugs,
    pub(super) drafts: Vec<Draft<'a>>,
    pub(super) frames: Vec<Frame<'a>>,
    pub(super) depth: usize,
    pub(super) links_open: usize,
    /// Raw `<a>` elements that are not closed yet.
    pub(super) raw_links_open: usize,
    /// The groups of tabs so far.
    pub(super) tab_groups: Vec<TabGroup>,
    /// The ids of raw HTML.
    pub(super) raw_ids: BTreeSet<String>,
    /// Where raw `<details>` stand that are not closed yet.
    pub(super) open_details: Vec<Span>,
    /// The element whose content is left out, if one is open: `script` or `style`.
    pub(super) dropped_element: Option<String>,
    /// For each open link, where it begins and whether it says anything.
    pub(super) link_texts: Vec<(Range<usize>, bool)>,
    /// The caption of the image that is its paragraph.
    pub(super) caption: Option<String>,
    /// Whether the paragraph is one formula, and needs no paragraph around it.
    pub(super) lone_formula: bool,
    pub(super) ends_formula: bool,
    /// Whether a code block has been told that holds the opening of another: the last fence is then left over.
    pub(super) fence_in_fence: bool,
    /// The level of the last heading.
    pub(super) last_level: u8,
    /// For each open block quote, whether it is a callout.
    pub(super) quotes: Vec<bool>,
    pub(super) columns: Vec<Alignment>,
    pub(super) column: usize,
    pub(super) in_table_head: bool,
    pub(super) blocks: Vec<String>,
    pub(super) groups: usize,
    /// The bytes of code that files have brought in.
    pub(super) code_taken: usize,
    /// The bytes of the files that they were cut from.
    pub(super) code_cut: usize,
    pub(super) footnotes: BTreeMap<String, (Range<usize>, Vec<Event<'a>>)>,
    pub(super) footnote_order: Vec<String>,
    pub(super) footnote_numbers: BTreeMap<String, usize>,
    pub(super) painter: Painter,
    pub(super) has_raw_html: bool,
    /// What is open of raw HTML, in the text and in the footnotes below it.
    pub(super) nesting: [Nesting; 2],
    /// Whether too much is open at once: this has been told, and the page is not written.
    pub(super) is_too_deep: bool,
    pub(super) level_shift: u8,
    /// Whether a heading has stood outside of quotes and containers.
    pub(super) top_heading_seen: bool,
    pub(super) skip_to: usize,
}

impl<'a, 'c> Writer<'a, 'c> {
    pub(super) fn new(input: &Input<'c>, marks: &'c Marks, definitions: &'c Definitions) -> Self {
        Self {
            source: input.source,
            body: input.body,
            mapped: input.mapped,
            marks,
            definitions,
            front: input.front,
            options: input.options,
            snippets: input.snippets,
            page: Body::default(),
            slugs: Slugs::default(),
            drafts: vec![Draft::default()],
            frames: Vec::new(),
            depth: 0,
            links_open: 0,
            raw_links_open: 0,
            tab_groups: Vec::new(),
            raw_ids: BTreeSet::new(),
            open_details: Vec::new(),
            dropped_element: None,
            link_texts: Vec::new(),
            caption: None,
            lone_formula: false,
            ends_formula: false,
            fence_in_fence: false,
            last_level: 1,
            quotes: Vec::new(),
            columns: Vec::new(),
            column: 0,
            in_table_head: false,
            blocks: Vec::new(),
            groups: 0,
            code_taken: 0,
            code_cut: 0,
            footnotes: BTreeMap::new(),
            footnote_order: Vec::new(),
            footnote_numbers: BTreeMap::new(),
            painter: Painter::new(input.options.limits, input.colours),
            has_raw_html: false,
            nesting: Default::default(),
            is_too_deep: false,
            level_shift: 0,
            top_heading_seen: false,
            skip_to: 0,
        }
    }

    pub(super) fn event(&mut self, events: &Placed<'a>, at: usize) {
        let (event, range) = &events[at];
        let straight = self.straightened(event, range);
        let event = straight.as_ref().unwrap_or(event);
        if matches!(event, Event::Text(text) if bytes::has_word(text, "[^")) {
            self.report_undefined_footnotes(range);
        }
        if matches!(event, Event::Text(text) | Event::Code(text) if !text.trim().is_empty()) || is_raw_image(event) {
            self.says_something();
        }
        if matches!(event, Event::Text(text) if text.len() == range.len()) && self.links_open == 0 {
            self.lint_slips(range, events, at);
        }
        if matches!(event, Event::Text(_) | Event::Start(Tag::DefinitionListDefinition | Tag::DefinitionListTitle)) {
            self.lint_two_colons(range);
        }
        let is_dropped = self.dropped_element.is_some() && matches!(event, Event::Text(_) | Event::Code(_));
        match event {
            _ if is_dropped => {}
            Event::Start(tag) => self.start(tag, range, events, at),
            Event::End(tag) => self.end(*tag),
            Event::Text(text) if self.links_open + self.raw_links_open == 0 => {
                let rest = self.without_attributes(events, at);
                self.text(rest.as_ref().unwrap_or(text), range);
            }
            Event::InlineHtml(html) => {
                let html = self.raw(html, &[(0, range.start)]);
                self.html(html);
            }
            Event::InlineMath(tex) => self.inline_math(tex, range),
            Event::DisplayMath(tex) => self.display_math(tex, range),
            Event::FootnoteReference(name) => self.footnote_reference(name),
            Event::TaskListMarker(done) => {
                let (checked, label) = if *done { ("checked ", "Done") } else { ("", "Not done") };
                self.html(format!("<input type=\"checkbox\" disabled {checked}aria-label=\"{label}\"> "));
            }
            event => self.emit(event.clone()),
        }
    }

    pub(super) fn start(&mut self, tag: &Tag<'a>, range: &Range<usize>, events: &Placed<'a>, at: usize) {
        match tag {
            Tag::HtmlBlock => return self.html_block(events, at),
            Tag::CodeBlock(_) => return self.code_blocks(events, at),
            _ => self.depth += 1,
        }
        self.note_depth(tag, range);
        match tag {
            Tag::Heading { level, .. } => {
                self.push_frame(FrameKind::Heading { level: level_number(*level), range: range.clone() });
            }
            Tag::Image { link_type, dest_url, title, id } => {
                let is_within_image = matches!(self.frames.last(), Some(Frame { kind: FrameKind::Image(_), .. }));
                // An image within the text of another is not drawn: looking for its end would take quadratic time.
                let place = match is_within_image {
                    true => self.place(range),
                    false => self.destination_place((*link_type, id, dest_url), events, at),
                };
                let (destination, title) = (dest_url.to_string(), title.to_string());
                self.push_frame(FrameKind::Image(Image { destination, title, place, range: range.clone() }));
            }
            Tag::Link { link_type, dest_url, title, id } => {
                let place = self.destination_place((*link_type, id, dest_url), events, at);
                self.link_texts.push((range.clone(), false));
                self.link(*link_type, dest_url, title, place);
            }
            Tag::FootnoteDefinition(name) => {
                self.push_frame(FrameKind::Footnote { name: name.to_string(), range: range.clone() });
            }
            Tag::BlockQuote(_) => self.quote(events, at),
            Tag::Item if is_task(events, at) => self.html("<li class=\"task\">"),
            Tag::Table(columns) => {
                self.columns.clone_from(columns);
                self.html("<div class=\"table\" tabindex=\"0\" role=\"group\" aria-label=\"Table\">");
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
            Tag::Paragraph if self.lint_table(range) => self.emit(Event::Start(Tag::Paragraph)),
            Tag::Paragraph if formulas::is_lone_formula(&events[at..]) => self.lone_formula = true,
            Tag::Paragraph => match lone_captioned_image(&events[at..]) {
                Some(caption) => {
                    self.caption = Some(caption);
                    self.html("<figure class=\"image\">");
                }
                None => self.emit(Event::Start(Tag::Paragraph)),
            },
            tag => self.emit(Event::Start(tag.clone())),
        }
    }

    pub(super) fn end(&mut self, tag: TagEnd) {
        self.depth -= 1;
        if self.depth == 0 {
            // An anchor that is never closed must not keep later URLs from becoming links.
            self.raw_links_open = 0;
            self.dropped_element = None;
        }
        self.close_containers_left_open();
        match tag {
            TagEnd::Heading(_) | TagEnd::Image | TagEnd::FootnoteDefinition => self.pop_frame(),
            TagEnd::Link => {
                self.links_open -= 1;
                self.end_link_text();
                self.html("</a>");
            }
            TagEnd::Paragraph if std::mem::take(&mut self.ends_formula) => {}
            TagEnd::Paragraph if self.caption.is_some() => {
                let caption = self.caption.take().map_or_else(String::new, |caption| inline_html(&caption));
                self.html(format!("<figcaption>{caption}</figcaption></figure>\n"));
            }
            TagEnd::BlockQuote(_) if self.quotes.pop() == Some(true) => self.html("</div>\n"),
            TagEnd::TableHead => {
                self.in_table_head = false;
                self.emit(Event::End(tag));
            }
            TagEnd::TableCell => self.html(if self.in_table_head { "</th>" } else { "</td>" }),
            TagEnd::Table => {
                self.emit(Event::End(tag));
                self.html("</div>\n");
            }
            tag => self.emit(Event::End(tag)),
        }
    }

    pub(super) fn emit(&mut self, event: Event<'a>) {
        let draft = self.drafts.last_mut().expect("a page begins with one section");
        self.frames.last_mut().map_or(&mut draft.prose, |frame| &mut frame.events).push(event);
    }

    pub(super) fn html(&mut self, html: impl Into<CowStr<'a>>) {
        self.emit(Event::Html(html.into()));
    }

    pub(super) fn extend(&mut self, events: Vec<Event<'a>>) {
        for event in events {
            self.emit(event);
        }
    }

    pub(super) fn place(&self, range: &Range<usize>) -> Span {
        Span::new(range.start, range.end).shifted(self.body)
    }

    pub(super) fn report(&mut self, diagnostic: Diagnostic, span: Span) {
        self.page.diagnostics.push(diagnostic.at(&self.source.path, span.within(&self.source.text)));
    }

    /// Notes what only `check` tells: nothing is wrong with the page, but a reader may miss something.
    pub(super) fn lint(&mut self, diagnostic: Diagnostic, span: Span) {
        self.page.lints.push(diagnostic.at(&self.source.path, span.within(&self.source.text)));
    }

    /// Tells a paragraph whose lines are all rows of a table.
    fn lint_table(&mut self, range: &Range<usize>) -> bool {
        let place = self.place(range).within(&self.source.text);
        let paragraph = &self.source.text[place.start..place.end];
        if !paragraph.trim_start().starts_with('|') {
            return false;
        }
        let lines: Vec<&str> = paragraph.lines().map(str::trim).collect();
        let is_row = |line: &&str| line.starts_with('|') && line.ends_with('|') && line.len() > 2;
        let is_table = lines.len() > 1 && lines.iter().all(is_row);
        if is_table {
            let columns = lines[0].matches('|').count() - 1;
            let first = Span::new(place.start, place.start + lines[0].len());
            self.lint(diagnostics::table_without_separator(columns), first);
        }
        is_table
    }

    fn lint_two_colons(&mut self, range: &Range<usize>) {
        let marks = self.marks;
        for (at, name) in marks.with_two_colons(range) {
            self.lint(diagnostics::two_colons(name), self.place(&(at..at + 2 + name.len())));
        }
    }

    fn lint_slips(&mut self, range: &Range<usize>, events: &Placed<'a>, at: usize) {
        let begins = at.checked_sub(1).is_some_and(|before| matches!(events[before].0, Event::Start(Tag::Paragraph)));
        let place = if begins { slips::Place::ParagraphStart } else { slips::Place::Inside };
        let whole = self.place(range);
        for (span, problem) in slips::in_text(&self.source.text[whole.start..whole.end], place) {
            self.lint(problem, span.shifted(whole.start));
        }
    }

    pub(super) fn push_frame(&mut self, kind: FrameKind) {
        self.frames.push(Frame { kind, depth: self.depth, events: Vec::new(), fences: Vec::new(), tabs: Vec::new() });
    }

    pub(super) fn pop_frame(&mut self) {
        let Some(mut frame) = self.frames.pop() else { return };
        match std::mem::replace(&mut frame.kind, FrameKind::Written) {
            FrameKind::Heading { level, range } => {
                let mut events = frame.events;
                let attributes = self.take_attributes(&range, &mut events);
                let id = self.heading_id(attributes.id, &range, &events);
                self.heading(level, id, &attributes.classes, events, range);
            }
            FrameKind::Image(image) => self.image(&image, &frame.events),
            FrameKind::Footnote { name, range } => {
                self.footnotes.entry(name).or_insert((range, frame.events));
            }
            FrameKind::Container(mark) => self.container(&mark, frame),
            FrameKind::Written => {}
        }
    }
}

/// A raw image is taken to say something; whether it has a text is told by itself.
fn is_raw_image(event: &Event) -> bool {
    matches!(event, Event::InlineHtml(html) if html.starts_with("<img") || html.starts_with("<svg"))
}

/// The title of an image that is all of its paragraph: it is shown as a caption.
fn lone_captioned_image(events: &Placed) -> Option<String> {
    let [_, (Event::Start(Tag::Image { title, .. }), _), ..] = events else { return None };
    let end = events.iter().position(|(event, _)| matches!(event, Event::End(TagEnd::Image)))?;
    let is_alone = matches!(events.get(end + 1), Some((Event::End(TagEnd::Paragraph), _)));
    (is_alone && !title.trim().is_empty()).then(|| title.to_string())
}

fn is_task(events: &Placed, at: usize) -> bool {
    match events.get(at + 1).map(|(event, _)| event) {
        Some(Event::TaskListMarker(_)) => true,
        Some(Event::Start(Tag::Paragraph)) => matches!(events.get(at + 2), Some((Event::TaskListMarker(_), _))),
        _ => false,
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
