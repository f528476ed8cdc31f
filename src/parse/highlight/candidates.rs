//! Which patterns of a context may match at a place, so that few of them are tried.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

use super::automaton::{Automaton, Ends, Hit, States, Tree};
use super::chars::Chars;
use super::factored::factored;
use super::grammar::Pattern;
use super::line::Line;
use super::pattern::{self, Node};
use super::relaxed::{self, End, relaxed};
use super::walk::{self, Wanted};

/// The patterns of a context, in the order in which they are tried.
#[derive(Debug)]
pub struct Candidates {
    /// The patterns; those of a prototype stand before the others.
    pub patterns: Vec<&'static Pattern>,
    /// Where those of the context itself begin.
    pub own: usize,
    /// Those that ask where a search began: their matches depend on more than a place.
    pub searched: Vec<usize>,
    beginnings: Vec<&'static Beginning>,
    starts: Vec<bool>,
    automaton: OnceLock<Option<Automaton>>,
    /// How often it was asked, up to when that pays.
    asked: AtomicU32,
}

/// So often a context is looked through without an automaton.
const MIN_ASKED: u32 = 256;

/// The place of the end of a line among the bytes that a match may begin with.
const END: usize = 256;

impl Candidates {
    /// Of patterns, those of a prototype and a context's own.
    pub fn new(prototype: Vec<&'static Pattern>, own: Vec<&'static Pattern>) -> Self {
        let own_from = prototype.len();
        let patterns: Vec<&Pattern> = prototype.into_iter().chain(own).collect();
        let beginnings: Vec<&Beginning> = patterns.iter().map(|pattern| Beginning::of(pattern)).collect();
        let searched: Vec<usize> = (0..patterns.len()).filter(|number| is_searched(patterns[*number])).collect();
        let is_any_searched = !searched.is_empty();
        Self {
            own: own_from,
            searched,
            starts: (0..=END).map(|byte| is_any_searched || beginnings.iter().any(|one| one.has(byte))).collect(),
            automaton: OnceLock::new(),
            asked: AtomicU32::new(0),
            beginnings,
            patterns,
        }
    }

    /// Whether any may match at a place of a line, by the next byte alone.
    pub fn may_begin(&self, line: Line, at: usize) -> bool {
        self.starts[line.byte(at).map_or(END, usize::from)]
    }

    /// Those that may match at a place of a line.
    pub fn at(&self, states: &mut States, line: Line, at: usize, hits: &mut Vec<Hit>) {
        hits.clear();
        let told = self.automaton().map(|automaton| automaton.hits(states, line, at, hits));
        if !matches!(told, Some(Ok(()))) {
            hits.clear();
            let byte = line.byte(at).map_or(END, usize::from);
            let numbers = (0..self.beginnings.len()).filter(|number| self.beginnings[*number].has(byte));
            hits.extend(numbers.filter_map(|pattern| self.beginnings[pattern].hit(pattern, line, at)));
        }
        hits.extend(self.searched.iter().map(|pattern| Hit { pattern: *pattern, ends: Ends::Unknown }));
        hits.sort_unstable_by_key(|hit| hit.pattern);
    }

    /// It takes longer to build than to follow the trees a few times, as in most contexts of most pages.
    fn automaton(&self) -> Option<&Automaton> {
        if self.asked.load(Ordering::Relaxed) < MIN_ASKED {
            self.asked.fetch_add(1, Ordering::Relaxed);
            return None;
        }
        let trees = self.beginnings.iter().map(|beginning| &beginning.tree);
        self.automaton.get_or_init(|| Automaton::new(trees)).as_ref()
    }

    /// The end of the match of a pattern, where that is known without trying.
    pub fn end(&self, hit: Hit, at: usize) -> Option<usize> {
        self.beginnings[hit.pattern].end(hit, at)
    }
}

/// What a pattern may begin with.
#[derive(Debug)]
pub struct Beginning {
    tree: Tree,
    /// The first character, and whether there need be none.
    first: (Chars, bool),
    /// Where a match ends, if the tree tells that.
    end: Option<End>,
}

impl Beginning {
    pub(super) fn of(pattern: &'static Pattern) -> &'static Self {
        pattern.beginning.get_or_init(|| if is_searched(pattern) { Self::none() } else { Self::new(pattern) })
    }

    /// That of a pattern that no automaton finds.
    fn none() -> Self {
        let tree = Tree { node: Node::Class(Chars::NONE), is_ascii: false };
        Self { tree, first: (Chars::NONE, false), end: None }
    }

    fn new(pattern: &Pattern) -> Self {
        let text = &pattern.regex.text;
        let tree = relaxed(&pattern::read(text));
        let is_told = tree.is_exact && pattern.captures.is_none() && !pattern.has_captures;
        let has_words = ["\\b", "\\B"].iter().any(|mark| text.contains(mark));
        Self {
            first: relaxed::first(&tree.node),
            end: is_told.then_some(tree.end),
            tree: Tree { node: factored(tree.node), is_ascii: has_words || pattern::ignores_case(text) },
        }
    }

    /// The end of a match, where that is known without trying.
    pub(super) fn end(&self, hit: Hit, at: usize) -> Option<usize> {
        match (self.end, hit.ends) {
            (Some(End::Start), Ends::One(_) | Ends::Last(_)) => Some(at),
            (Some(End::Last), Ends::One(end) | Ends::Last(end)) | (Some(End::Any), Ends::One(end)) => Some(end),
            _ => None,
        }
    }

    /// What is known of a match at a place of a line.
    pub(super) fn hit(&self, pattern: usize, line: Line, at: usize) -> Option<Hit> {
        let wanted = if matches!(self.end, Some(End::Any | End::Last)) { Wanted::All } else { Wanted::Any };
        let ends = if line.is_ascii { walk::ends(&self.tree.node, line.text, at, wanted)? } else { Ends::Unknown };
        Some(Hit { pattern, ends })
    }

    /// Whether a match may begin with a byte, or stand at the end of a line.
    fn has(&self, byte: usize) -> bool {
        let (class, is_empty) = self.first;
        is_empty || if byte < 128 { class.has(byte as u8) } else { byte < END && class.some_other }
    }
}

fn is_searched(pattern: &Pattern) -> bool {
    ["\\G", "\\K"].iter().any(|mark| pattern.regex.text.contains(mark))
}
