//! `:::tabs`: content under labels, of which a reader sees one.

use std::collections::BTreeSet;

use super::writer::{FrameKind, Writer};
use super::{Event, inline_html};
use crate::diagnostics;
use crate::parse::code_group::{self, Fence};
use crate::parse::containers::Mark;
use crate::parse::html::escape;

impl<'a> Writer<'a, '_> {
    /// Keeps a tab for the group around it; one without group is shown under its label.
    pub(super) fn tab(&mut self, mark: &Mark, events: Vec<Event<'a>>) {
        let label = mark.title().or_else(|| mark.attribute("label")).map(str::to_string);
        if label.is_none() {
            self.report(diagnostics::tab_without_label(), mark.span.shifted(self.body));
        }
        let label = label.unwrap_or_else(|| "Tab".to_string());
        let group = self.frames.last_mut().filter(|frame| match &frame.kind {
            FrameKind::Container(mark) => mark.name == "tabs",
            _ => false,
        });
        match group {
            Some(group) => group.tabs.push((label, events)),
            None => {
                self.report(diagnostics::tab_outside_tabs(), mark.span.shifted(self.body));
                self.html(format!("<p><strong>{}</strong></p>\n", inline_html(&label)));
                self.extend(events);
            }
        }
    }

    /// Writes a group; fences that stand in it without a tab are tabs of their own.
    pub(super) fn tabs(
        &mut self,
        mark: &Mark,
        events: Vec<Event<'a>>,
        tabs: Vec<(String, Vec<Event<'a>>)>,
        fences: Vec<Fence>,
    ) {
        if !events.is_empty() {
            self.report(diagnostics::text_outside_tab(), mark.span.shifted(self.body));
            self.extend(events);
        }
        self.code_group(fences);
        if tabs.is_empty() {
            return;
        }
        self.groups += 1;
        let (labels, panels): (Vec<String>, Vec<Vec<Event<'a>>>) = tabs.into_iter().unzip();
        let labels: Vec<&str> = labels.iter().map(String::as_str).collect();
        let mut seen = BTreeSet::new();
        if let Some(twice) = labels.iter().find(|label| !seen.insert(**label)) {
            self.report(diagnostics::duplicate_tab(twice), mark.span.shifted(self.body));
        }
        let group =
            code_group::TabList::new(&labels, self.groups, mark.attribute("group").or_else(|| mark.attribute("sync")));
        self.html(format!("<div class=\"tabs\" data-tabs=\"{}\">", escape(&group.keys.join(" "))));
        self.block(group.html("Tabs"));
        for (index, events) in panels.into_iter().enumerate() {
            self.html(group.panel_html(index));
            self.html("\n".to_string());
            self.extend(events);
            self.html("</div>\n".to_string());
        }
        self.html("</div>\n".to_string());
    }
}
