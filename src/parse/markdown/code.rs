//! Fences: single blocks, and groups with tabs.

use std::collections::BTreeSet;
use std::ops::Range;

use super::writer::Writer;
use super::{CodeBlockKind, Event, Placed, Tag, TagEnd};
use crate::diagnostics;
use crate::parse::Math;
use crate::parse::bidi;
use crate::parse::code_group::{self, Fence, Tab};
use crate::parse::expand::{MAX_CUT_BYTES, MAX_DEPTH, MAX_TAKEN_BYTES};
use crate::parse::fence;
use crate::parse::front_matter::Samples;
use crate::parse::html::{BLOCK, placeholder};
use crate::parse::mapped::Origin;
use crate::parse::math::Display;
use crate::parse::snippets::{Part, Taken};
use crate::source::Span;

impl<'a> Writer<'a, '_> {
    /// Fences that follow each other directly, as single blocks and groups.
    pub(super) fn code_blocks(&mut self, events: &Placed<'a>, at: usize) {
        let mut run = Vec::new();
        let mut next = at;
        while let Some((Event::Start(Tag::CodeBlock(kind)), range)) = events.get(next) {
            let end = next
                + events[next..]
                    .iter()
                    .take_while(|(event, _)| !matches!(event, Event::End(TagEnd::CodeBlock)))
                    .count();
            let fence = self.fence(kind, range, &events[next + 1..end]);
            if fence.info.language == "math" && self.options.math == Math::Tex {
                if run.is_empty() {
                    self.skip_to = end + 1;
                    let formula = self.formula(&fence.code, Display::Block, range);
                    return self.formula_block(&formula);
                }
                break;
            }
            run.push(fence);
            next = end + 1;
        }
        self.skip_to = next;
        match self.innermost_container() {
            "code-group" | "tabs" => {
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

    pub(super) fn fence(&mut self, kind: &CodeBlockKind, range: &Range<usize>, events: &Placed<'a>) -> Fence {
        let code: String = events
            .iter()
            .filter_map(|(event, _)| if let Event::Text(text) = event { Some(text.as_ref()) } else { None })
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
        if matches!(kind, CodeBlockKind::Fenced(_)) {
            self.report_open_fence(range, &first_line[..marker], &code);
        }
        let info = match kind {
            CodeBlockKind::Fenced(info) if !info.is_empty() => {
                fence::parse(self.source, span, &mut self.page.diagnostics)
            }
            _ => fence::FenceInfo::default(),
        };
        let mut fence = self.with_file(Fence { info, code, span, edit: String::new() });
        if let Some(shown) = bidi::shown(&fence.code) {
            self.report_turns(&fence.code, range);
            fence.code = shown;
        }
        fence
    }

    /// A fence without end, and one whose end is that of the next: the author has forgotten a line.
    fn report_open_fence(&mut self, range: &Range<usize>, fence: &str, code: &str) {
        let opening = self.place(&(range.start..range.start + fence.len()));
        let whole = self.source.text[self.body + range.start..self.body + range.end].trim_end();
        let opens_another = |line: &str| {
            let rest = line.trim_start().strip_prefix(fence)?;
            rest.starts_with(|c: char| c.is_ascii_alphabetic()).then_some(())
        };
        if let Some(inner) = code.lines().find(|line| opens_another(line).is_some()) {
            self.fence_in_fence = true;
            return self.report(diagnostics::fence_in_fence(fence, inner.trim()), opening);
        }
        let last = whole.rsplit('\n').next().unwrap_or("").trim_start_matches([' ', '\t', '>']).trim_end();
        let is_closed = whole.contains('\n') && last.len() >= fence.len() && last.chars().all(|c| fence.starts_with(c));
        if !is_closed && !std::mem::take(&mut self.fence_in_fence) {
            // In a list its end may stand too far left, and open a block of its own.
            self.fence_in_fence = self.depth > 0;
            self.report(diagnostics::unclosed_fence(fence), opening);
        }
    }

    /// A label that is nearly that of the language: readers who choose the language would not see this tab.
    fn report_label(&mut self, fence: &Fence) {
        let Some(label) = fence.info.tab.as_deref().or(fence.info.label.as_deref()) else { return };
        let Some(own) = code_group::own_label(&fence.info.language, &self.options.languages) else { return };
        let holds = |word: &str, part: &str| word.to_lowercase().contains(&part.to_lowercase());
        let is_other = code_group::key(label) != code_group::key(own) && !holds(label, own);
        if is_other && diagnostics::nearest(label, code_group::names(&code_group::key(own))).is_some() {
            let text = &self.source.text[fence.span.start..fence.span.end];
            let at = text
                .find(label)
                .map_or(fence.span, |at| Span::new(fence.span.start + at, fence.span.start + at + label.len()));
            self.report(diagnostics::tab_label(label, own), at);
        }
    }

    /// The fence with the code of the file that it names.
    fn with_file(&mut self, mut fence: Fence) -> Fence {
        let Some(file) = &fence.info.file else { return fence };
        let from = self.mapped.origin(fence.span).file;
        let path = file.reference.path.clone();
        let path_end = (file.span.start + path.len()).min(file.span.end);
        let place = self.mapped.origin(Span::new(file.span.start, path_end));
        let counts_lines = !file.reference.lines.is_empty();
        let span = file.span;
        self.page.taken.push(Taken { path, file: place.file.to_string(), span: place.span, counts_lines });
        if self.code_taken > self.max_taken_bytes() {
            self.report(diagnostics::include_too_much(MAX_DEPTH, self.max_taken_bytes()), span);
            return fence;
        }
        let max_cut_bytes = self.options.limits.raised(MAX_CUT_BYTES);
        if self.code_cut > max_cut_bytes {
            self.report(diagnostics::files_too_long(max_cut_bytes), span);
            return fence;
        }
        match self.snippets.part(&from, &self.options.content, &file.reference) {
            Ok(part) => {
                if !fence.code.trim().is_empty() {
                    self.page.diagnostics.push(diagnostics::code_beside_file().at(&self.source.path, file.span));
                }
                if !self.takes_code(&part, file.span) {
                    return fence;
                }
                fence.code = part.text();
                fence.edit = self.editable(&part.file, place_of(&part));
                if fence.info.language.is_empty() {
                    fence.info.language = fence::language_of_file(&part.file);
                }
            }
            Err(refusal) => {
                let (problem, place) = refusal.placed(file.span, file.lines);
                self.page.diagnostics.push(problem.at(&self.source.path, place));
            }
        }
        fence
    }

    fn max_taken_bytes(&self) -> usize {
        self.options.limits.raised(MAX_TAKEN_BYTES)
    }

    /// Whether the code of one more file is not too much for a page; if it is, that is told.
    fn takes_code(&mut self, part: &Part, span: Span) -> bool {
        self.code_taken += part.lines.iter().map(|line| line.end - line.start + 1).sum::<usize>();
        self.code_cut += part.whole.len();
        let is_taken = self.code_taken <= self.max_taken_bytes() + 1;
        if !is_taken {
            self.report(diagnostics::include_too_much(MAX_DEPTH, self.max_taken_bytes()), span);
        }
        is_taken
    }

    /// Splits a run of fences into groups of those that `joins` and single blocks; a label met twice begins a new group.
    pub(super) fn runs(&mut self, run: Vec<Fence>, joins: impl Fn(&Fence, &[String]) -> bool) {
        let languages = &self.options.languages;
        let mut groups: Vec<(bool, Vec<Fence>)> = Vec::new();
        let mut labels = BTreeSet::new();
        for fence in run {
            let joined = joins(&fence, languages);
            let is_new = labels.insert(self.tab_label(&fence));
            match groups.last_mut() {
                Some((true, group)) if joined && is_new => group.push(fence),
                _ => {
                    labels = BTreeSet::from([self.tab_label(&fence)]);
                    groups.push((joined, vec![fence]));
                }
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

    pub(super) fn tab_label(&self, fence: &Fence) -> String {
        let info = &fence.info;
        let written = info.tab.as_deref().filter(|tab| !tab.is_empty()).or(info.label.as_deref());
        let own = || code_group::own_label(&info.language, &self.options.languages);
        written
            .or_else(own)
            .or(info.title.as_deref())
            .unwrap_or(if info.language.is_empty() { "Text" } else { &info.language })
            .to_string()
    }

    pub(super) fn single_block(&mut self, fence: &Fence) {
        let title = fence.info.title.as_deref().or(fence.info.label.as_deref());
        let block = code_group::block_html(fence, title, &mut self.painter);
        self.place_block(block, fence.info.is_aside);
    }

    pub(super) fn code_group(&mut self, fences: Vec<Fence>) {
        if fences.is_empty() {
            return;
        }
        self.lint_languages(&fences);
        fences.iter().for_each(|fence| self.report_label(fence));
        let mut tabs: Vec<Tab> = fences.into_iter().map(|fence| Tab { label: self.tab_label(&fence), fence }).collect();
        tabs.sort_by_cached_key(|tab| code_group::preference(&tab.label, &self.options.languages));
        let mut labels = BTreeSet::new();
        if let Some(twice) = tabs.iter().find(|tab| !labels.insert(&tab.label)) {
            self.report(diagnostics::duplicate_tab(&twice.label), twice.fence.span);
        }
        self.tab_groups.push(tabs.iter().map(|tab| (tab.label.clone(), tab.fence.span)).collect());
        self.groups += 1;
        let block = code_group::group_html(&tabs, self.groups, &mut self.painter);
        let is_aside = self.front.samples == Samples::Right || tabs.iter().any(|tab| tab.fence.info.is_aside);
        self.place_block(block, is_aside);
    }

    /// Writes a block where it stands, or beside its section; within a list or a container it stays.
    fn place_block(&mut self, block: String, is_aside: bool) {
        let event = self.finished_block(block);
        match is_aside && self.frames.is_empty() && self.depth == 0 {
            true => self.samples_mut().push(event),
            false => self.emit(event),
        }
    }

    /// A page that promises languages has each of them in every group that has one.
    fn lint_languages(&mut self, fences: &[Fence]) {
        let Some(promised) = self.front.languages.as_ref().map(|languages| &languages.value) else { return };
        let keys: Vec<String> = fences.iter().map(|fence| code_group::key(&self.tab_label(fence))).collect();
        let has = |language: &&String| keys.contains(&code_group::key(language));
        let missing: Vec<&str> = promised.iter().filter(|language| !has(language)).map(String::as_str).collect();
        if !missing.is_empty() && missing.len() < promised.len() {
            self.lint(diagnostics::missing_language(&missing), fences[0].span);
        }
    }

    pub(super) fn block(&mut self, html: String) {
        let event = self.finished_block(html);
        self.emit(event);
    }

    pub(super) fn finished_block(&mut self, html: String) -> Event<'a> {
        self.blocks.push(html);
        Event::Html(placeholder(BLOCK, self.blocks.len() - 1).into())
    }
}

/// Where the first line of a part stands.
fn place_of(part: &Part) -> Origin {
    let span = part.lines.first().copied().unwrap_or(Span::new(0, 0));
    Origin { file: part.file.as_str().into(), span }
}
