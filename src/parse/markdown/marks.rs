//! The `:::` lines: containers opened, closed and written.

use super::writer::{Frame, FrameKind, Writer};
use super::{Event, inline_html};
use crate::diagnostics;
use crate::parse::callout;
use crate::parse::containers::Mark;

/// Containers within containers; each is written anew when the one around it is closed.
const MAX_NESTING: usize = 32;

impl<'a> Writer<'a, '_> {
    pub(super) fn mark(&mut self, mark: Mark) {
        if !mark.closes() {
            if !callout::is_container(&mark.name) {
                let span = mark.span.shifted(self.body);
                self.report(diagnostics::unknown_container(&mark.name, callout::CONTAINERS), span);
            }
            let open = self.frames.iter().filter(|frame| matches!(frame.kind, FrameKind::Container(_))).count();
            if open >= MAX_NESTING {
                return self.report(diagnostics::nested_too_deep(MAX_NESTING), mark.span.shifted(self.body));
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
            None => self.close_with_other_colons(&mark),
        }
    }

    /// A closing line that no opening line has the colons of: a slip where something is open that nothing further down
    /// closes, else a line too many.
    fn close_with_other_colons(&mut self, mark: &Mark) {
        let span = mark.span.shifted(self.body);
        let open = match self.frames.last().map(|frame| (&frame.kind, frame.depth == self.depth)) {
            Some((FrameKind::Container(open), true)) => open.clone(),
            _ => return self.report(diagnostics::stray_close(mark.colons), span),
        };
        if self.marks.closes_behind(mark.span.end, open.colons) {
            return self.report(diagnostics::stray_close(mark.colons), span);
        }
        self.report(diagnostics::other_colons(mark.colons, &open.name, open.colons), span);
        self.pop_frame();
    }

    /// Containers that began deeper in the Markdown than it is now can no longer be closed by the author.
    pub(super) fn close_containers_left_open(&mut self) {
        let depth = self.depth;
        let is_inside = |frame: &&Frame| matches!(frame.kind, FrameKind::Container(_)) && frame.depth > depth;
        let kept = self.frames.len() - self.frames.iter().rev().take_while(is_inside).count();
        self.close_down_to(kept);
    }

    pub(super) fn close_down_to(&mut self, count: usize) {
        while self.frames.len() > count {
            if let Some(FrameKind::Container(mark)) = self.frames.last().map(|frame| &frame.kind) {
                let (name, colons, span) = (mark.name.clone(), mark.colons, mark.span.shifted(self.body));
                self.report(diagnostics::unclosed_container(&name, colons), span);
            }
            self.pop_frame();
        }
    }

    pub(super) fn container(&mut self, mark: &Mark, frame: Frame<'a>) {
        let Frame { events, fences, tabs, .. } = frame;
        match mark.name.as_str() {
            "example" if events.is_empty() => {}
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
            "tab" => self.tab(mark, events),
            "tabs" => self.tabs(mark, events, tabs, fences),
            "steps" | "cards" => {
                self.html(format!("<div class=\"{}\">\n", mark.name));
                self.extend(events);
                self.html("</div>\n");
            }
            "details" => {
                let title = mark.title().map_or_else(|| "Details".to_string(), inline_html);
                let open = if mark.attribute("open").is_some() { " open" } else { "" };
                self.html(format!("<details class=\"disclosure\"{open}><summary>{title}</summary>\n"));
                self.extend(events);
                self.html("</details>\n");
            }
            name => {
                let (kind, title) = callout::of_container(name, mark);
                self.html(callout::open_html(kind, &title));
                self.extend(events);
                self.html("</div>\n");
            }
        }
    }

    /// The right column beside the present section.
    pub(super) fn samples_mut(&mut self) -> &mut Vec<Event<'a>> {
        &mut self.drafts.last_mut().expect("a page begins with one section").samples
    }

    pub(super) fn innermost_container(&self) -> &str {
        self.frames
            .iter()
            .rev()
            .find_map(
                |frame| {
                    if let FrameKind::Container(mark) = &frame.kind { Some(mark.name.as_str()) } else { None }
                },
            )
            .unwrap_or("")
    }
}
