//! `:::tabs`: content under labels, of which a reader sees one.

use std::collections::BTreeSet;

use super::writer::{FrameKind, Panel, TabGroup, Writer};
use super::{Event, inline_html};
use crate::diagnostics;
use crate::parse::code_group::{self, Fence};
use crate::parse::containers::Mark;
use crate::parse::html::escape;

/// More groups of a page are not compared.
const MAX_COMPARED: usize = 200;

impl<'a> Writer<'a, '_> {
    /// Two groups that share a tab, and of which each has one that is nearly the other's: a slip in one of the labels.
    pub(super) fn lint_labels(&mut self) {
        let groups = std::mem::take(&mut self.tab_groups);
        let has = |group: &TabGroup, label: &str| {
            group.iter().any(|(other, _)| code_group::key(other) == code_group::key(label))
        };
        for (at, group) in groups.iter().enumerate().take(MAX_COMPARED) {
            let related = |before: &&TabGroup| before.iter().any(|(label, _)| has(group, label));
            for before in groups[..at].iter().filter(related) {
                let own = before.iter().map(|(label, _)| label.as_str()).filter(|label| !has(group, label));
                let own: Vec<&str> = own.collect();
                for (label, place) in group.iter().filter(|(label, _)| !has(before, label)) {
                    if let Some(near) = diagnostics::nearest(label, own.iter().copied()) {
                        self.lint(diagnostics::tab_label(label, near), *place);
                    }
                }
            }
        }
    }

    /// Keeps a tab for the group around it; one without group is shown under its label.
    pub(super) fn tab(&mut self, mark: &Mark, events: Vec<Event<'a>>) {
        let label = mark.title().or_else(|| mark.attribute("label")).map(str::to_string);
        if label.is_none() {
            self.report(diagnostics::tab_without_label(), mark.span.shifted(self.body));
        }
        let label = label.unwrap_or_else(|| "Tab".to_string());
        let place = mark.span.shifted(self.body);
        let group = self.frames.last_mut().filter(|frame| match &frame.kind {
            FrameKind::Container(mark) => mark.name == "tabs",
            _ => false,
        });
        match group {
            Some(group) => group.tabs.push(Panel { label, place, events }),
            None => {
                self.report(diagnostics::tab_outside_tabs(), mark.span.shifted(self.body));
                self.html(format!("<p><strong>{}</strong></p>\n", inline_html(&label)));
                self.extend(events);
            }
        }
    }

    /// Writes a group; fences that stand in it without a tab are tabs of their own.
    pub(super) fn tabs(&mut self, mark: &Mark, events: Vec<Event<'a>>, tabs: Vec<Panel<'a>>, fences: Vec<Fence>) {
        if !events.is_empty() {
            self.report(diagnostics::text_outside_tab(), mark.span.shifted(self.body));
            self.extend(events);
        }
        self.code_group(fences);
        if tabs.is_empty() {
            return;
        }
        let mut seen = BTreeSet::new();
        if let Some(twice) = tabs.iter().find(|panel| !seen.insert(&panel.label)) {
            self.report(diagnostics::duplicate_tab(&twice.label), twice.place);
        }
        self.tab_groups.push(tabs.iter().map(|panel| (panel.label.clone(), panel.place)).collect());
        self.groups += 1;
        let (labels, panels): (Vec<String>, Vec<Vec<Event<'a>>>) =
            tabs.into_iter().map(|panel| (panel.label, panel.events)).unzip();
        let labels: Vec<&str> = labels.iter().map(String::as_str).collect();
        let group =
            code_group::TabList::new(&labels, self.groups, mark.attribute("group").or_else(|| mark.attribute("sync")));
        self.html(format!("<div class=\"tabs\" data-tabs=\"{}\">", escape(&group.keys.join(" "))));
        self.block(group.html("Tabs"));
        for (index, events) in panels.into_iter().enumerate() {
            self.html(group.panel_html(index));
            self.html("\n");
            self.extend(events);
            self.html("</div>\n");
        }
        self.html("</div>\n");
    }
}
