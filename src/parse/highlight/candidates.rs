//! Which patterns of a context may match at a place, so that few of them are tried.

use super::automaton::{Automaton, Ends, Hit, States, Tree};
use super::chars::Chars;
use super::grammar::Pattern;
use super::pattern::{self, Node};
use super::relaxed::{self, End, relaxed};

/// The patterns of a context, in the order in which they are tried.
#[derive(Debug)]
pub struct Candidates {
    /// The patterns; those of a prototype stand before the others.
    pub patterns: Vec<&'static Pattern>,
    /// Where those of the context itself begin.
    pub own: usize,
    /// Those that ask where a search began: their matches depend on more than a place.
    pub searched: Vec<usize>,
    first: Vec<(Chars, bool)>,
    /// Where a match ends, if its tree tells that.
    ends: Vec<Option<End>>,
    starts: Vec<bool>,
    automaton: Option<Automaton>,
}

/// The place of the end of a line among the bytes that a match may begin with.
const END: usize = 256;

impl Candidates {
    /// Of patterns, those of a prototype and a context's own.
    pub fn new(prototype: Vec<&'static Pattern>, own: Vec<&'static Pattern>) -> Self {
        let own_from = prototype.len();
        let patterns: Vec<&Pattern> = prototype.into_iter().chain(own).collect();
        let (trees, ends): (Vec<Tree>, Vec<Option<End>>) = patterns.iter().map(|pattern| tree(pattern)).unzip();
        let first: Vec<(Chars, bool)> = trees.iter().map(|tree| relaxed::first(&tree.node)).collect();
        let searched: Vec<usize> = (0..patterns.len()).filter(|number| is_searched(patterns[*number])).collect();
        let is_any_searched = !searched.is_empty();
        Self {
            own: own_from,
            searched,
            starts: (0..=END).map(|byte| is_any_searched || first.iter().any(|first| begins(first, byte))).collect(),
            automaton: Automaton::new(&trees),
            ends,
            first,
            patterns,
        }
    }

    /// Whether any may match at a place of a line, by the next byte alone.
    pub fn may_begin(&self, line: &str, at: usize) -> bool {
        self.starts[line.as_bytes().get(at).map_or(END, |byte| usize::from(*byte))]
    }

    /// Those that may match at a place of a line.
    pub fn at(&self, states: &mut States, line: &str, at: usize, hits: &mut Vec<Hit>) {
        hits.clear();
        let told = self.automaton.as_ref().map(|automaton| automaton.hits(states, line, at, hits));
        if !matches!(told, Some(Ok(()))) {
            hits.clear();
            let byte = line.as_bytes().get(at).map_or(END, |byte| usize::from(*byte));
            let numbers = (0..self.first.len()).filter(|number| begins(&self.first[*number], byte));
            hits.extend(numbers.map(|pattern| Hit { pattern, ends: Ends::Unknown }));
        }
        hits.extend(self.searched.iter().map(|pattern| Hit { pattern: *pattern, ends: Ends::Unknown }));
        hits.sort_unstable_by_key(|hit| hit.pattern);
    }

    /// The end of the match of a pattern, where that is known without trying.
    pub fn end(&self, hit: Hit, at: usize) -> Option<usize> {
        match (self.ends[hit.pattern], hit.ends) {
            (Some(End::Start), Ends::One(_) | Ends::Last(_)) => Some(at),
            (Some(End::Last), Ends::One(end) | Ends::Last(end)) | (Some(End::Any), Ends::One(end)) => Some(end),
            _ => None,
        }
    }
}

fn tree(pattern: &Pattern) -> (Tree, Option<End>) {
    if is_searched(pattern) {
        return (Tree { node: Node::Class(Chars::NONE), is_ascii: false }, None);
    }
    let text = &pattern.regex.text;
    let tree = relaxed(&pattern::read(text));
    let is_told = tree.is_exact && pattern.captures.is_none() && !pattern.has_captures;
    let has_words = ["\\b", "\\B"].iter().any(|mark| text.contains(mark));
    (Tree { node: tree.node, is_ascii: has_words || pattern::ignores_case(text) }, is_told.then_some(tree.end))
}

fn is_searched(pattern: &Pattern) -> bool {
    ["\\G", "\\K"].iter().any(|mark| pattern.regex.text.contains(mark))
}

fn begins((class, is_empty): &(Chars, bool), byte: usize) -> bool {
    *is_empty || if byte < 128 { class.has(byte as u8) } else { byte < END && class.some_other }
}
