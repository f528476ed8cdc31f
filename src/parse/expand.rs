//! A page's text before it is read: variables filled in, included Markdown put in place, constructs of other systems
//! rewritten or left out. Every byte keeps its origin.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostics::{self, Diagnostic};
use crate::parse::containers::Mark;
use crate::parse::limits::Limits;
use crate::parse::mapped::{Edit, Mapped, Origin};
use crate::parse::snippets::{Reference, Refusal, Snippets, Taken};
use crate::parse::{code_lines, foreign, front_matter, indented, markdown, without_controls};
use crate::source::{Source, Span, bytes, overlaps};

/// Files within files.
pub const MAX_DEPTH: usize = 16;
/// A page takes in no more text of variables and files, in bytes; and no more code.
pub const MAX_TAKEN_BYTES: usize = 4 * 1024 * 1024;
/// The files that a page cuts parts from may have no more bytes, each counted as often as it is named.
pub const MAX_CUT_BYTES: usize = 16 * 1024 * 1024;
/// A variable's value counts as so many bytes at least: its place is kept too.
const MIN_FILLED_BYTES: usize = 32;
/// More names in braces are not compared with those of variables.
const MAX_STRANGERS: usize = 1_000;

/// What pages may take in.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    /// The content folder, relative to the site's root.
    pub content: &'a str,
    /// The files that pages name.
    pub snippets: &'a Snippets,
    /// The site's variables by their names.
    pub variables: &'a BTreeMap<String, String>,
    /// How far the site raises the limits.
    pub limits: Limits,
}

/// A page's text as it is read.
pub struct Expanded {
    /// The text.
    pub text: Mapped,
    /// The files that its include lines name.
    pub taken: Vec<Taken>,
    /// The files whose text it holds, the page's own first.
    pub files: BTreeSet<String>,
    /// What was wrong, each at its place in the file where it stands.
    pub problems: Vec<Diagnostic>,
}

/// Expands a page.
pub fn expand(source: &Source, context: Context) -> Expanded {
    let mut expansion = Expansion {
        context,
        open: vec![source.path.clone()],
        files: BTreeSet::from([source.path.clone()]),
        taken: Vec::new(),
        bytes: 0,
        cut: 0,
        problems: Vec::new(),
    };
    let text = expansion.file(Mapped::of(source));
    Expanded { text, taken: expansion.taken, files: expansion.files, problems: expansion.problems }
}

/// A text with its variables filled in, and nothing else; what a page may name behind `file=` can hold some.
pub fn filled<'t>(text: &'t str, variables: &BTreeMap<String, String>, limits: Limits) -> Cow<'t, str> {
    if !bytes::has_word(text, "{{") {
        return text.into();
    }
    let mut filled = String::new();
    let (mut done, mut taken) = (0, 0);
    for (at, _) in text.match_indices("{{") {
        let known = variable(&text[at..]).and_then(|(name, length)| Some((variables.get(name)?, length)));
        if let Some((value, length)) = known.filter(|_| at >= done) {
            taken += value.len();
            // A page that fills in more is told so when it is read.
            if taken > limits.raised(MAX_TAKEN_BYTES) {
                break;
            }
            filled.push_str(&text[done..at]);
            filled.push_str(value);
            done = at + length;
        }
    }
    if done == 0 {
        return text.into();
    }
    filled.push_str(&text[done..]);
    filled.into()
}

struct Expansion<'a> {
    context: Context<'a>,
    /// The files that are being read, from the page down.
    open: Vec<String>,
    files: BTreeSet<String>,
    taken: Vec<Taken>,
    /// What variables and includes have brought in so far.
    bytes: usize,
    /// The bytes of the files that parts were cut from.
    cut: usize,
    problems: Vec<Diagnostic>,
}

impl Expansion<'_> {
    fn file(&mut self, text: Mapped) -> Mapped {
        let text = self.fill_variables(text);
        let text = self.rewrite_indented(text);
        let text = self.drop_foreign(text);
        self.include(text)
    }

    fn report(&mut self, text: &Mapped, span: Span, problem: Diagnostic) {
        let Origin { file, span } = text.origin(span);
        self.problems.push(problem.at(&file, span));
    }

    /// `{{ version }}` in text, code and front matter; `\{{ version }}` stays without its backslash.
    fn fill_variables(&mut self, text: Mapped) -> Mapped {
        if !bytes::has_word(&text.text, "{{") {
            return text;
        }
        let mut edits = Vec::new();
        let mut strangers = BTreeMap::new();
        let variables = self.context.variables;
        for (at, _) in text.text.match_indices("{{") {
            let Some((name, length)) = variable(&text.text[at..]) else { continue };
            let span = Span::new(at, at + length);
            let Some(value) = variables.get(name) else {
                note_stranger(&mut strangers, name, span);
                continue;
            };
            let is_escaped = text.text[..at].ends_with('\\');
            let value = if is_escaped { "" } else { value };
            if !self.takes(value.len().max(MIN_FILLED_BYTES)) {
                self.report(&text, span, diagnostics::variables_too_long(self.max_taken_bytes()));
                break;
            }
            edits.push(match is_escaped {
                true => Edit { span: Span::new(at - 1, at), with: Mapped::default() },
                false => Edit { span, with: Mapped::instead(value, &text.origin(span)) },
            });
        }
        self.report_near_misses(&text, &strangers);
        if edits.is_empty() { text } else { text.edited(&edits) }
    }

    /// `{{ name }}` is many systems' syntax: only what looks like a slip of one of ours is told, and not in code.
    fn report_near_misses(&mut self, text: &Mapped, strangers: &BTreeMap<&str, Vec<Span>>) {
        let names = || self.context.variables.keys().map(String::as_str);
        let near: Vec<_> = strangers
            .iter()
            .filter_map(|(name, places)| Some((places, *name, diagnostics::nearest(name, names())?)))
            .collect();
        if near.is_empty() {
            return;
        }
        let code = markdown::outline(&text.text, front_matter::body(&text.text)).code;
        let code: Vec<Span> = code.iter().map(|code| code.span).collect();
        for (places, name, near) in near {
            for span in places.iter().filter(|span| !overlaps(&code, **span)) {
                self.report(text, *span, diagnostics::unknown_variable(name, near));
            }
        }
    }

    fn rewrite_indented(&mut self, text: Mapped) -> Mapped {
        if !["!!!", "???", "=== ", "===! ", "===+ "].iter().any(|sign| bytes::has_word(&text.text, sign)) {
            return text;
        }
        let (rewrites, openings) = indented::find(&text.text, front_matter::body(&text.text));
        for opening in openings {
            let construct = text.text[opening.span.start..opening.span.end].to_string();
            let problem = diagnostics::foreign_block(&construct, &opening.container);
            self.report(&text, opening.span, problem);
        }
        let near = |span: Span| Span::new(span.start.saturating_sub(1), span.end.max(span.start));
        let edits: Vec<Edit> = rewrites
            .iter()
            .map(|rewrite| Edit {
                span: rewrite.span,
                with: Mapped::instead(&rewrite.with, &text.origin(near(rewrite.span))),
            })
            .collect();
        text.edited(&edits)
    }

    fn drop_foreign(&mut self, text: Mapped) -> Mapped {
        if !foreign::may_be_in(&text.text) {
            return text;
        }
        let body = front_matter::body(&text.text);
        // What is nowhere is not in code either: only where something is, the code must be known.
        if foreign::in_text(&text.text, body, &[]).is_empty() && !foreign::may_be_in_code(&text.text) {
            return text;
        }
        let code = markdown::outline(&text.text, body).code;
        let spans: Vec<Span> = code.iter().map(|code| code.span).collect();
        let mut found: Vec<(Span, foreign::Foreign)> = Vec::new();
        for foreign in foreign::in_text(&text.text, body, &spans) {
            found.push((foreign.span, foreign));
        }
        for block in code.iter().filter(|code| !code.is_sample) {
            found.extend(directives(&text.text, block.span));
        }
        found.sort_by_key(|(span, _)| *span);
        let mut edits: Vec<Edit> = Vec::new();
        for (dropped, foreign) in found {
            let construct = text.text[foreign.span.start..foreign.span.end].lines().next().unwrap_or("").to_string();
            self.report(&text, foreign.span, diagnostics::foreign_construct(&construct, &foreign.help));
            match edits.last_mut() {
                Some(last) if last.span.end > dropped.start => last.span.end = last.span.end.max(dropped.end),
                _ => edits.push(Edit { span: dropped, with: Mapped::default() }),
            }
        }
        if edits.is_empty() { text } else { text.edited(&edits) }
    }

    fn include(&mut self, text: Mapped) -> Mapped {
        if !(bytes::has_word(&text.text, ":::") && bytes::has_word(&text.text, "include")) {
            return text;
        }
        let marks = markdown::outline(&text.text, front_matter::body(&text.text)).marks;
        let includes = marks.into_iter().filter(|mark| mark.name == "include");
        let edits: Vec<Edit> = includes
            .map(|mark| Edit { span: mark.span, with: self.included(&text, &mark).unwrap_or_default() })
            .collect();
        if edits.is_empty() { text } else { text.edited(&edits) }
    }

    /// What an include line asks for; what is wrong with it is told.
    fn included(&mut self, text: &Mapped, mark: &Mark) -> Option<Mapped> {
        let origin = text.origin(mark.span);
        let written = mark.attribute("file").unwrap_or("").to_string();
        let place = value_span(&text.text, mark, "file=", &written);
        self.note_taken(text, place, &written, mark.attribute("lines").is_some());
        let part = match self.part(&origin, &written, mark.attribute("lines")) {
            Ok(part) => part,
            Err(refusal) => {
                let lines = mark.attribute("lines").map(|lines| value_span(&text.text, mark, "lines=", lines));
                let (problem, place) = refusal.placed(place, lines);
                self.report(text, place, problem);
                return None;
            }
        };
        let result = self.taken_in(text, mark, part);
        result.map_err(|problem| self.report(text, place, problem)).ok()
    }

    /// A part with what it includes in turn, as it stands in the place of its line.
    fn taken_in(&mut self, text: &Mapped, mark: &Mark, part: Included) -> Result<Mapped, Diagnostic> {
        if self.open.contains(&part.file) {
            return Err(diagnostics::include_cycle(&self.open, &part.file));
        }
        if !self.takes(part.text.text.len()) || self.open.len() >= MAX_DEPTH {
            return Err(self.too_much());
        }
        self.files.insert(part.file.clone());
        self.open.push(part.file);
        let included = self.file(part.text);
        self.open.pop();
        // A long lead stands before each line.
        let lead = lead(text, mark);
        let is_taken = self.takes(lead.len() * included.text.lines().count());
        if is_taken { Ok(placed_in(text, mark, &lead, &included)) } else { Err(self.too_much()) }
    }

    fn max_taken_bytes(&self) -> usize {
        self.context.limits.raised(MAX_TAKEN_BYTES)
    }

    fn too_much(&self) -> Diagnostic {
        diagnostics::include_too_much(MAX_DEPTH, self.max_taken_bytes())
    }

    /// Whether so many bytes more are not too many.
    fn takes(&mut self, bytes: usize) -> bool {
        self.bytes = self.bytes.saturating_add(bytes);
        self.bytes <= self.max_taken_bytes()
    }

    fn note_taken(&mut self, text: &Mapped, place: Span, written: &str, counts_lines: bool) {
        let path = Reference::new(written).path;
        let Origin { file, span } = text.origin(Span::new(place.start, place.start + path.len()));
        self.taken.push(Taken { path, file: file.to_string(), span, counts_lines });
    }

    fn part(&mut self, from: &Origin, written: &str, lines: Option<&str>) -> Result<Included, Refusal> {
        if written.is_empty() {
            return Err(Refusal::File(diagnostics::include_without_file()));
        }
        if self.bytes > self.max_taken_bytes() {
            return Err(Refusal::File(self.too_much()));
        }
        let max_cut_bytes = self.context.limits.raised(MAX_CUT_BYTES);
        if self.cut > max_cut_bytes {
            return Err(Refusal::File(diagnostics::files_too_long(max_cut_bytes)));
        }
        let mut reference = Reference::new(written);
        if let Some(lines) = lines {
            let ranges = code_lines::ranges(lines);
            reference.lines = ranges.ok_or_else(|| Refusal::Lines(diagnostics::not_lines(lines)))?;
        }
        let is_whole = reference.region.is_none() && reference.lines.is_empty();
        let part = self.context.snippets.part(&from.file, self.context.content, &reference)?;
        self.cut += part.whole.len();
        let whole = Mapped::of(&Source { path: part.file.clone(), text: without_controls(&part.whole) });
        let mut text = Mapped::default();
        if is_whole {
            text.push_part(&whole, Span::new(front_matter::body(&part.whole), part.whole.len()));
        } else {
            for line in &part.lines {
                text.push_part(&whole, *line);
                let origin = whole.origin(Span::new(line.end, line.end));
                text.push_part(&Mapped::instead("\n", &origin), Span::new(0, 1));
            }
        }
        Ok(Included { file: part.file, text })
    }
}

/// Notes a name in braces that is no variable's, if it is not one too many.
fn note_stranger<'t>(strangers: &mut BTreeMap<&'t str, Vec<Span>>, name: &'t str, span: Span) {
    if strangers.len() < MAX_STRANGERS || strangers.contains_key(name) {
        strangers.entry(name).or_default().push(span);
    }
}

struct Included {
    file: String,
    text: Mapped,
}

/// The directives of a block of code, each with what is to be cut out for it: its line, or the block if it holds nothing
/// else.
fn directives(text: &str, block: Span) -> Vec<(Span, foreign::Foreign)> {
    let found = foreign::in_code(&text[block.start..block.end]);
    let code = &text[block.start..block.end];
    let ends = found.iter().map(|directive| directive.span.start).chain([code.len()]);
    let starts = std::iter::once(0).chain(found.iter().map(|directive| directive.span.end));
    let left: String = starts.zip(ends).map(|(start, end)| &code[start..end]).collect();
    let is_fence = |line: &&str| line.trim_start_matches([' ', '>', '\t']).starts_with(['`', '~']);
    let holds_more =
        left.lines().filter(|line| !is_fence(line)).any(|line| !line.trim_matches([' ', '>', '\t']).is_empty());
    let placed = found.into_iter().map(|directive| {
        let span = directive.span.shifted(block.start);
        let directive = foreign::Foreign { span, help: directive.help };
        (if holds_more { whole_line(text, span) } else { block }, directive)
    });
    placed.collect()
}

/// The line of a construct that has it for itself, else the construct.
fn whole_line(text: &str, span: Span) -> Span {
    let before = text[..span.start].trim_end_matches([' ', '\t']);
    let after = text[span.end..].trim_start_matches([' ', '\t', '\r']);
    let begins = before.is_empty() || before.ends_with('\n');
    let ends = after.is_empty() || after.starts_with('\n');
    let end = text.len() - after.strip_prefix('\n').unwrap_or(after).len();
    if begins && ends { Span::new(before.len(), end) } else { span }
}

fn line_start(text: &Mapped, mark: &Mark) -> usize {
    text.text[..mark.span.start].rfind('\n').map_or(0, |at| at + 1)
}

/// What stands before each line that is put in the place of an include: the quotes and the indentation of a list item.
fn lead(text: &Mapped, mark: &Mark) -> String {
    text.text[line_start(text, mark)..mark.span.start].chars().map(|c| if c == '>' { '>' } else { ' ' }).collect()
}

/// The text as it stands in a list item or quote, apart from the paragraphs around it.
fn placed_in(text: &Mapped, mark: &Mark, lead: &str, part: &Mapped) -> Mapped {
    let place = text.origin(mark.span);
    let own = |text: &str| Mapped::instead(text, &place);
    let mut placed = Mapped::default();
    let push = |placed: &mut Mapped, more: &Mapped| placed.push_part(more, Span::new(0, more.text.len()));
    let before = text.text[..line_start(text, mark)].lines().next_back().unwrap_or("");
    if !before.trim_matches([' ', '>', '\t']).is_empty() {
        push(&mut placed, &own(&format!("\n{lead}")));
    }
    let shown = part.text.trim_end();
    match lead {
        "" => placed.push_part(part, Span::new(0, shown.len())),
        lead => push_with_lead(&mut placed, part, shown, &own(lead)),
    }
    push(&mut placed, &own(&format!("\n{}", lead.trim_end())));
    placed
}

fn push_with_lead(placed: &mut Mapped, part: &Mapped, shown: &str, lead: &Mapped) {
    let mut at = 0;
    for line in shown.split_inclusive('\n') {
        if at > 0 {
            placed.push_part(lead, Span::new(0, lead.text.len()));
        }
        placed.push_part(part, Span::new(at, at + line.len()));
        at += line.len();
    }
}

/// Where the value behind a key of an include stands, or the whole line if there is none.
fn value_span(text: &str, mark: &Mark, key: &str, written: &str) -> Span {
    let line = &text[mark.span.start..mark.span.end];
    let key = line.find(key).map_or(0, |at| at + key.len());
    match line[key..].find(written).filter(|_| !written.is_empty()) {
        Some(at) => Span::new(mark.span.start + key + at, mark.span.start + key + at + written.len()),
        None => mark.span,
    }
}

/// The name between the braces that a text begins with, and the length of it all.
fn variable(text: &str) -> Option<(&str, usize)> {
    let inner = text.strip_prefix("{{")?.trim_start();
    let is_in_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.');
    let name = &inner[..inner.find(|c| !is_in_name(c)).unwrap_or(inner.len())];
    let rest = inner[name.len()..].trim_start().strip_prefix("}}")?;
    is_variable_name(name).then_some((name, text.len() - rest.len()))
}

/// Whether a text can be the name of a variable.
pub fn is_variable_name(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::snippets::Snippet;

    fn expanded(page: &str, file: &str) -> Expanded {
        let files = BTreeMap::from([("a.md".to_string(), Snippet::Text(file.into()))]);
        let snippets = Snippets { files, ..Snippets::default() };
        let context =
            Context { content: "", snippets: &snippets, variables: &BTreeMap::new(), limits: Limits::default() };
        expand(&Source { path: "page.md".into(), text: page.into() }, context)
    }

    #[test]
    fn what_is_included_cannot_forge_placeholders() {
        assert_eq!(expanded(":::include{file=\"a.md\"}\n", "\u{1}0\u{1}").text.text, " 0\n\n");
    }

    #[test]
    fn a_byte_order_mark_may_stand_before_an_include() {
        assert!(expanded("\u{feff}:::include{file=\"a.md\"}\n", "a").text.text.contains('a'));
    }

    #[test]
    fn a_directive_within_another_systems_line_is_left_out_with_it() {
        assert_eq!(expanded("    --8<--\"{{#include}}\n", "").text.text.trim(), "");
    }

    #[test]
    fn a_long_lead_before_many_lines_is_too_much() {
        let page = format!("{}:::include{{file=\"a.md\"}}\n", ">".repeat(1_000));
        let expanded = expanded(&page, &"a\n".repeat(100_000));
        assert_eq!(expanded.problems.iter().map(|problem| problem.code).collect::<Vec<_>>(), ["include-too-much"]);
        assert!(expanded.text.text.len() < 2_000);
    }
}
