//! The end of a page: footnotes, what could not be coloured, and the sections as HTML.

use std::collections::BTreeSet;

use super::writer::{Draft, Writer};
use super::{Body, Event, TagEnd, push_html, push_html_into};
use crate::diagnostics;
use crate::parse::Section;
use crate::parse::bidi;
use crate::parse::highlight::{self, Plain};
use crate::parse::html::{BLOCK, fill_into};
use crate::parse::raw_html;
use crate::source::Span;

impl<'a> Writer<'a, '_> {
    pub(super) fn finish(mut self) -> Body {
        self.close_down_to(0);
        for place in std::mem::take(&mut self.open_details) {
            self.report(diagnostics::unclosed_details(), place);
        }
        self.lint_labels();
        self.write_footnotes();
        self.report_plain_code();
        if self.is_too_deep {
            return self.page;
        }
        let drafts = std::mem::take(&mut self.drafts);
        self.page.sections = match drafts.iter().any(|draft| !draft.samples.is_empty()) {
            true => drafts.into_iter().map(|draft| self.section(draft)).collect(),
            false => {
                let prose = self.html_of(drafts.into_iter().map(|draft| draft.prose));
                vec![Section { id: None, prose, samples: String::new() }]
            }
        };
        self.page
    }

    fn section(&self, draft: Draft<'a>) -> Section {
        let html = |events| self.html_of(std::iter::once(events));
        Section { id: draft.id, prose: html(draft.prose), samples: html(draft.samples) }
    }

    /// The HTML of some sections, each sanitised by itself.
    fn html_of(&self, sections: impl Iterator<Item = Vec<Event<'a>>>) -> String {
        let sanitise = self.has_raw_html && !self.options.trust_html;
        let mut html = String::with_capacity(self.source.text.len());
        for events in sections {
            match sanitise {
                true => html.push_str(&raw_html::sanitise(&push_html(events.into_iter()))),
                false => push_html_into(&mut html, events.into_iter()),
            }
        }
        let html = self.with_blocks(html);
        // What stands in attributes: titles, labels, texts of images.
        if bidi::has_scoped(&html) { html.replace(bidi::is_scoped, "") } else { html }
    }

    /// HTML with the finished blocks in their places.
    fn with_blocks(&self, html: String) -> String {
        if self.blocks.is_empty() {
            return html;
        }
        let mut whole = String::with_capacity(html.len() + self.blocks.iter().map(String::len).sum::<usize>());
        fill_into(&mut whole, &html, [BLOCK; 2], |_, number, html| {
            html.push_str(self.blocks.get(number).map_or("", String::as_str));
        });
        whole
    }

    pub(super) fn write_footnotes(&mut self) {
        self.report_unused_footnotes();
        if self.footnote_order.is_empty() {
            return;
        }
        self.html("<section class=\"footnotes\" aria-label=\"Footnotes\"><ol>\n");
        for (index, name) in std::mem::take(&mut self.footnote_order).iter().enumerate() {
            let number = index + 1;
            self.page.ids.extend([format!("fn:{number}"), format!("fnref:{number}")]);
            self.html(format!("<li id=\"fn:{number}\">"));
            let mut events = self.footnotes.remove(name).map_or_else(Vec::new, |(_, events)| events);
            let back = format!(
                " <a class=\"footnote-back\" href=\"#fnref:{number}\" aria-label=\"Back to reference {number}\">↩</a>"
            );
            let at = match events.last() {
                Some(Event::End(TagEnd::Paragraph)) => events.len() - 1,
                _ => events.len(),
            };
            events.insert(at, Event::Html(back.into()));
            self.extend(events);
            self.html("</li>\n");
        }
        self.html("</ol></section>\n");
    }

    fn report_unused_footnotes(&mut self) {
        let used: BTreeSet<&String> = self.footnote_order.iter().collect();
        let is_unused = |name: &&String| !used.contains(name);
        let unused: Vec<_> = self.footnotes.iter().filter(|(name, _)| is_unused(name)).collect();
        let told: Vec<_> = unused.into_iter().map(|(name, (range, _))| (name.clone(), range.start)).collect();
        for (name, start) in told {
            let span = self.place(&(start..start + name.len() + 3));
            self.report(diagnostics::unused_footnote(&name), span);
        }
    }

    /// One warning a language and page for what no grammar knows, one a block for what is too long.
    pub(super) fn report_plain_code(&mut self) {
        let mut unknown = BTreeSet::new();
        let mut is_page_told = false;
        for (reason, span) in std::mem::take(&mut self.painter.plain) {
            let word: String = self.source.text[span.start..span.end]
                .chars()
                .take_while(|c| !c.is_whitespace() && !matches!(c, '{' | '[' | ',' | ':'))
                .collect();
            match reason {
                Plain::UnknownLanguage if !unknown.insert(word.clone()) => {}
                Plain::UnknownLanguage => {
                    let span = Span::new(span.start, span.start + word.len());
                    self.report(diagnostics::unknown_language(&word, highlight::nearest_name(&word)), span);
                }
                Plain::LongLine => self.report(diagnostics::long_line(), span),
                Plain::LongBlock => self.report(diagnostics::long_block(), span),
                Plain::LongPage if std::mem::replace(&mut is_page_told, true) => {}
                Plain::LongPage => self.report(diagnostics::long_page(), span),
            }
        }
    }
}
