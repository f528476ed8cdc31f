//! Code to HTML with short classes, by the grammars of Sublime Text.

use std::cell::RefCell;

use crate::parse::html::escape_into;
use crate::parse::limits::Limits;
use crate::source::Span;
use crate::timings::{self, Count, Stage, measured};

mod ascii;
mod automaton;
mod candidates;
mod char_class;
mod chars;
pub mod classes;
mod engine;
mod factored;
mod finding;
mod grammar;
mod line;
mod memo;
mod oniguruma;
mod pattern;
mod relaxed;
mod scoping;
mod tries;
mod walk;

use classes::{Change, Scopes};
use engine::{Memory, State};
use grammar::Grammar;

/// A longer line stays plain: grammars backtrack quadratically on one (40 KB of a JS string took 34 s).
pub const MAX_LINE_BYTES: usize = 1_000;
/// Lines over so many bytes stay plain in grammars that take more than quadratic time: one line of `@a(@a(` a second.
const MAX_SLOW_LINES: [(&str, usize); 1] = [("SystemVerilog", 150)];
/// Grammars that take minutes for a line of `a-a-a-`, and the hyphens that a word in a line of theirs may have.
const HYPHENS: [&str; 3] = ["SCSS", "Sass", "Less"];
const MAX_HYPHENS: usize = 8;
/// A line in these grammars counts so many times, as they take so many times as long.
const WEIGHTS: [(&str, usize); 6] =
    [("SystemVerilog", 4), ("SCSS", 4), ("Sass", 4), ("Less", 4), ("R", 4), ("MATLAB", 8)];
/// A longer block stays plain.
pub const MAX_BLOCK_BYTES: usize = 256 * 1024;
/// The squares of the lengths of all lines that one page has coloured, in square bytes: the time that grammars take.
/// It is counted and not measured, so that one source gives one page.
const MAX_PAGE_EFFORT: usize = 4_000_000;
/// Deeper in scopes, as in brackets that nothing closes, a grammar begins anew: each level costs time and memory.
const MAX_SCOPES: usize = 1_000;

/// What kept a block, or a line of it, from being coloured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Plain {
    /// No grammar has this name.
    UnknownLanguage,
    /// A line is longer than [`MAX_LINE_BYTES`].
    LongLine,
    /// The block is longer than [`MAX_BLOCK_BYTES`].
    LongBlock,
    /// The page has more code than is coloured on one.
    LongPage,
}

/// Colours the blocks of one page.
#[derive(Debug)]
pub struct Painter {
    /// What stays plain and why, with the place of its block.
    pub plain: Vec<(Plain, Span)>,
    effort: usize,
    limits: Limits,
    colours: Colours,
}

/// Whether code is coloured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Colours {
    /// By its grammar.
    On,
    /// Another machine renders the page: nobody sees it here, and its text is all that counts.
    Off,
}

impl Painter {
    /// One that has coloured nothing yet.
    pub fn new(limits: Limits, colours: Colours) -> Self {
        Self { plain: Vec::new(), effort: 0, limits, colours }
    }

    /// A block as HTML, a string a line.
    pub fn paint(&mut self, language: &str, code: &str, place: Span) -> Vec<String> {
        if self.colours == Colours::Off {
            return plain(code, None).lines;
        }
        let is_short = |line: &&str| line.len() <= MAX_LINE_BYTES;
        let grammar = grammar_of(language);
        let weight = grammar.map_or(1, weight);
        let effort: usize = weight
            * code.lines().filter(is_short).map(|line| line.len() * line.len().max(MIN_LINE_BYTES)).sum::<usize>();
        let is_long = code.len() > self.limits.raised(MAX_BLOCK_BYTES);
        let is_too_much = self.effort + effort > self.limits.raised(MAX_PAGE_EFFORT);
        let highlighted = match grammar {
            Some(_) if is_long => plain(code, Some(Plain::LongBlock)),
            Some(_) if is_too_much => plain(code, Some(Plain::LongPage)),
            Some(grammar) => memo::known(language, code, || {
                timings::count(Count::Coloured, 1);
                measured(Stage::Highlight, || coloured(grammar, code))
            }),
            None => uncoloured(language, code),
        };
        if highlighted.plain.is_none_or(|reason| reason == Plain::LongLine) && grammar.is_some() {
            self.effort += effort;
        }
        self.plain.extend(highlighted.plain.map(|reason| (reason, place)));
        highlighted.lines
    }
}

/// A shorter line takes as much as one of this length, in bytes.
const MIN_LINE_BYTES: usize = 40;

/// A block of code as HTML, a string a line.
#[derive(Clone, Debug)]
pub struct Highlighted {
    /// The lines, each with its tags closed.
    pub lines: Vec<String>,
    /// Why some of it is plain.
    pub plain: Option<Plain>,
}

thread_local! {
    static MEMORY: RefCell<Memory> = RefCell::default();
}

/// Names that authors write for grammars which know themselves by another.
const ALIASES: [(&str, &str); 18] = [
    ("console", "bash"),
    ("curl", "bash"),
    ("shell", "bash"),
    ("shellsession", "bash"),
    ("sh-session", "bash"),
    ("jsx", "tsx"),
    ("mjs", "js"),
    ("cjs", "js"),
    ("mts", "ts"),
    ("node", "js"),
    ("jsonc", "json"),
    ("json5", "json"),
    ("golang", "go"),
    ("csharp", "cs"),
    ("c#", "cs"),
    ("docker", "dockerfile"),
    ("vue", "html"),
    ("svg", "xml"),
];

const PLAIN_NAMES: [&str; 7] = ["", "text", "txt", "plain", "plaintext", "output", "none"];

/// Colours a block of code.
pub fn highlight(language: &str, code: &str) -> Highlighted {
    match grammar_of(language) {
        None => uncoloured(language, code),
        Some(grammar) => coloured(grammar, code),
    }
}

fn uncoloured(language: &str, code: &str) -> Highlighted {
    let is_plain = PLAIN_NAMES.contains(&language.to_ascii_lowercase().as_str());
    plain(code, (!is_plain).then_some(Plain::UnknownLanguage))
}

/// The known name of a language that is nearest to one that is not known.
pub fn nearest_name(name: &str) -> Option<&'static str> {
    let own = [
        "python",
        "javascript",
        "typescript",
        "bash",
        "shell",
        "ruby",
        "kotlin",
        "haskell",
        "markdown",
        "powershell",
        "java",
        "rust",
        "swift",
        "yaml",
        "json",
        "toml",
        "html",
        "scala",
        "elixir",
    ];
    let aliases = ALIASES.iter().map(|(alias, _)| *alias).filter(|alias| alias.len() > 3);
    let near = crate::diagnostics::nearest(name, own.into_iter().chain(aliases));
    near.filter(|near| name.len() > 3 && grammar(near).is_some())
}

/// The grammar of a language that is coloured.
fn grammar_of(language: &str) -> Option<Grammar> {
    let name = language.to_ascii_lowercase();
    if PLAIN_NAMES.contains(&name.as_str()) { None } else { grammar(&name) }
}

fn grammar(name: &str) -> Option<Grammar> {
    let name = ALIASES.iter().find(|(alias, _)| *alias == name).map_or(name, |(_, name)| name);
    Grammar::find(name)
}

fn plain(code: &str, plain: Option<Plain>) -> Highlighted {
    Highlighted { lines: code.lines().map(escaped).collect(), plain }
}

fn escaped(line: &str) -> String {
    let mut html = String::with_capacity(line.len() + line.len() / 8);
    escape_into(&mut html, line);
    html
}

fn coloured(grammar: Grammar, code: &str) -> Highlighted {
    MEMORY.with_borrow_mut(|memory| coloured_with(memory, grammar, code))
}

fn coloured_with(memory: &mut Memory, grammar: Grammar, code: &str) -> Highlighted {
    let mut highlighted = Highlighted { lines: Vec::new(), plain: None };
    let mut state = State::new(grammar);
    let mut scopes = Scopes::default();
    for line in code.split_inclusive('\n') {
        let text = line.trim_end_matches(['\n', '\r']);
        let is_told = is_read(grammar, line) && state.read(line, memory).is_ok();
        if !is_told {
            highlighted.plain = Some(Plain::LongLine);
            highlighted.lines.push(escaped(text));
            continue;
        }
        highlighted.lines.push(line_html(text, &memory.changes, &mut scopes));
        if scopes.depth() > MAX_SCOPES {
            (state, scopes) = (State::new(grammar), Scopes::default());
        }
    }
    highlighted
}

fn weight(grammar: Grammar) -> usize {
    WEIGHTS.iter().find(|(name, _)| *name == grammar.name()).map_or(1, |(_, weight)| *weight)
}

/// Whether a grammar comes to the end of a line in good time.
fn is_read(grammar: Grammar, line: &str) -> bool {
    let slow = MAX_SLOW_LINES.iter().find(|(name, _)| *name == grammar.name());
    let hyphens = |word: &str| word.bytes().filter(|byte| *byte == b'-').count();
    let is_hyphenated =
        || HYPHENS.contains(&grammar.name()) && line.split_whitespace().any(|word| hyphens(word) > MAX_HYPHENS);
    line.len() <= slow.map_or(MAX_LINE_BYTES, |(_, bytes)| *bytes) && !is_hyphenated()
}

fn line_html(text: &str, changes: &[(usize, Change)], scopes: &mut Scopes) -> String {
    let mut spans = Spans { html: String::with_capacity(text.len() * 2), open: "" };
    let mut at = 0;
    for (offset, change) in changes {
        let end = (*offset).min(text.len());
        if end > at {
            spans.push(scopes.class(), &text[at..end]);
            at = end;
        }
        scopes.apply(*change);
    }
    spans.push(scopes.class(), &text[at..]);
    spans.finish()
}

/// Spans of one line: neighbours of one class are one span, and white space opens none.
struct Spans {
    html: String,
    open: &'static str,
}

impl Spans {
    fn push(&mut self, class: &'static str, text: &str) {
        let blank = text.trim().is_empty();
        if !blank && class != self.open {
            self.close();
            if !class.is_empty() {
                self.html.push_str("<span class=\"");
                self.html.push_str(class);
                self.html.push_str("\">");
            }
            self.open = class;
        }
        escape_into(&mut self.html, text);
    }

    fn close(&mut self) {
        if !self.open.is_empty() {
            let trailing = self.html.len() - self.html.trim_end_matches([' ', '\t']).len();
            let at = self.html.len() - trailing;
            self.html.insert_str(at, "</span>");
            self.open = "";
        }
    }

    fn finish(mut self) -> String {
        self.close();
        self.html
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_of_one_class_share_a_span_and_white_space_has_none() {
        let html = highlight("python", "x = \"a\"  # note\n").lines.concat();
        assert_eq!(
            html,
            "x <span class=\"ko\">=</span> <span class=\"s\">&quot;a&quot;</span>  <span class=\"c\"># note</span>"
        );
    }

    #[test]
    fn a_long_line_stays_plain_and_the_next_is_coloured() {
        let code = format!("a = \"{}\"\nb = 1\n", "x".repeat(MAX_LINE_BYTES));
        let block = highlight("python", &code);
        assert_eq!(block.plain, Some(Plain::LongLine));
        assert!(!block.lines[0].contains("<span"));
        assert!(block.lines[1].contains("<span class=\"n\">1</span>"));
    }

    #[test]
    fn lines_that_a_grammar_never_ends_stay_plain() {
        for (language, line) in [("scss", "a-".repeat(400)), ("sass", "a-".repeat(400)), ("less", "a-".repeat(400))] {
            assert_eq!(highlight(language, &line).plain, Some(Plain::LongLine), "{language}");
        }
        assert_eq!(highlight("sv", &"@a(".repeat(300)).plain, Some(Plain::LongLine));
        assert_eq!(highlight("scss", ".block__element--is-a-b { color: red; }\n").plain, None);
    }

    #[test]
    fn what_is_not_known_stays_plain_and_escaped() {
        let block = highlight("nosuch", "<b>\n");
        assert_eq!(
            (block.plain, block.lines.as_slice()),
            (Some(Plain::UnknownLanguage), &["&lt;b&gt;".to_string()][..])
        );
        assert_eq!(highlight("", "<b>\n").plain, None);
        let mut painter = Painter::new(Limits::default(), Colours::On);
        painter.paint("rust", &"x\n".repeat(MAX_BLOCK_BYTES), Span::new(0, 0));
        assert_eq!(painter.plain, [(Plain::LongBlock, Span::new(0, 0))]);
    }

    #[test]
    fn the_languages_of_code_tabs_have_grammars() {
        let names = "python bash sh curl console js javascript ts tsx jsx json yaml toml html css rust go java kotlin swift ruby php c cpp csharp sql dockerfile diff markdown http ini lua scala elixir haskell vue svelte graphql powershell";
        let missing: Vec<&str> = names.split(' ').filter(|name| highlight(name, "x\n").plain.is_some()).collect();
        assert_eq!(missing, Vec::<&str>::new());
    }
}
