//! One automaton over all patterns of a context: which of them may match at a place.

use std::sync::atomic::{AtomicUsize, Ordering};

use regex_automata::hybrid::LazyStateID;
use regex_automata::hybrid::dfa::{Cache, DFA};
use regex_automata::nfa::thompson::{Builder, Transition};
use regex_automata::util::look::Look;
use regex_automata::util::primitives::StateID;
use regex_automata::{Anchored, Input, MatchKind};

use super::chars::Chars;
use super::line::Line;
use super::pattern::{Node, Place};

/// The memory for states of one automaton in one thread.
const MAX_STATE_BYTES: usize = 2 << 20;
/// An automaton whose states have filled that so many times is no longer asked.
const MAX_CLEARED: usize = 32;

/// Reads ASCII; of what stands beyond it, it knows no more than that.
#[derive(Debug)]
pub struct Automaton {
    dfa: DFA,
    has_words: bool,
    has_line_starts: bool,
    number: usize,
}

/// What a pattern may begin with.
#[derive(Debug)]
pub struct Tree {
    /// The characters, relaxed.
    pub node: Node,
    /// Beyond ASCII its letters and words are others: it may match as soon as such a character comes.
    pub is_ascii: bool,
}

/// A pattern that may match.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hit {
    /// Where the pattern stands among those of its context.
    pub pattern: usize,
    /// Where its tree ends.
    pub ends: Ends,
}

/// Where a tree ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ends {
    /// Nobody knows.
    Unknown,
    /// At one place alone.
    One(usize),
    /// At several; the last of them.
    Last(usize),
}

/// The states that one thread has met, by the numbers of their automata.
#[derive(Debug, Default)]
pub struct States(Vec<Option<Box<Cache>>>);

/// What an automaton cannot say.
#[derive(Debug)]
pub struct Unsure;

impl States {
    fn of(&mut self, automaton: &Automaton) -> &mut Cache {
        if self.0.len() <= automaton.number {
            self.0.resize_with(automaton.number + 1, || None);
        }
        self.0[automaton.number].get_or_insert_with(|| Box::new(automaton.dfa.create_cache()))
    }
}

impl Automaton {
    /// For trees; `None` if they are too many.
    pub fn new<'t>(trees: impl Iterator<Item = &'t Tree>) -> Option<Self> {
        static NUMBER: AtomicUsize = AtomicUsize::new(0);
        let mut builder = Builder::new();
        builder.set_utf8(false);
        let mut starts = Vec::new();
        for tree in trees {
            builder.start_pattern().ok()?;
            let end = builder.add_match().ok()?;
            let other = if tree.is_ascii { Other::Ends(end) } else { Other::IsOne };
            let start = Part { builder: &mut builder, other }.add(&tree.node, end)?;
            builder.finish_pattern(start).ok()?;
            starts.push(start);
        }
        let start = builder.add_union(starts).ok()?;
        let nfa = builder.build(start, start).ok()?;
        let looks = nfa.look_set_any();
        let (has_words, has_line_starts) = (looks.contains_word(), looks.contains(Look::StartLF));
        let config = DFA::config()
            .match_kind(MatchKind::All)
            .cache_capacity(MAX_STATE_BYTES)
            .skip_cache_capacity_check(true)
            .minimum_cache_clear_count(Some(MAX_CLEARED));
        let dfa = DFA::builder().configure(config).build_from_nfa(nfa).ok()?;
        Some(Self { dfa, has_words, has_line_starts, number: NUMBER.fetch_add(1, Ordering::Relaxed) })
    }

    /// The patterns that may match at a place of a line.
    pub fn hits(&self, states: &mut States, line: Line, at: usize, hits: &mut Vec<Hit>) -> Result<(), Unsure> {
        let bytes = line.text.as_bytes();
        if self.has_words && at > 0 && !bytes[at - 1].is_ascii() {
            return Err(Unsure);
        }
        let mut is_ascii = true;
        let cache = states.of(self);
        let input = Input::new(line.text).range(at..).anchored(Anchored::Yes);
        let mut state = self.dfa.start_state_forward(cache, &input).map_err(|_| Unsure)?;
        for (index, byte) in bytes.iter().enumerate().skip(at) {
            state = self.dfa.next_state(cache, state, *byte).map_err(|_| Unsure)?;
            if state.is_match() {
                self.note(cache, state, if is_ascii { Ends::One(index) } else { Ends::Unknown }, hits);
            } else if state.is_dead() {
                return Ok(());
            }
            is_ascii &= byte.is_ascii();
        }
        state = self.dfa.next_eoi_state(cache, state).map_err(|_| Unsure)?;
        if state.is_match() {
            let is_known = is_ascii && !self.has_line_starts;
            self.note(cache, state, if is_known { Ends::One(bytes.len()) } else { Ends::Unknown }, hits);
        }
        Ok(())
    }

    /// Notes the patterns that end before what was read last.
    fn note(&self, cache: &Cache, state: LazyStateID, end: Ends, hits: &mut Vec<Hit>) {
        for number in 0..self.dfa.match_len(cache, state) {
            let pattern = self.dfa.match_pattern(cache, state, number).as_usize();
            match (hits.iter_mut().find(|hit| hit.pattern == pattern), end) {
                (Some(hit), Ends::One(end)) => hit.ends = Ends::Last(end),
                (Some(hit), _) => hit.ends = end,
                (None, _) => hits.push(Hit { pattern, ends: end }),
            }
        }
    }
}

/// What a character beyond ASCII does to a pattern.
#[derive(Clone, Copy)]
enum Other {
    /// It is one of a class that has such.
    IsOne,
    /// It leaves the pattern one that may match.
    Ends(StateID),
}

/// Adds one pattern; `None` if it grows too large.
struct Part<'b> {
    builder: &'b mut Builder,
    other: Other,
}

impl Part<'_> {
    /// Adds what leads to a state.
    fn add(&mut self, node: &Node, next: StateID) -> Option<StateID> {
        match node {
            Node::Class(class) => self.add_class(*class, next),
            Node::Concat(nodes) => nodes.iter().rev().try_fold(next, |next, node| self.add(node, next)),
            Node::Alternation(nodes) => {
                let starts: Option<Vec<StateID>> = nodes.iter().map(|node| self.add(node, next)).collect();
                self.builder.add_union(starts?).ok()
            }
            Node::Repeat(node, least, most) => self.add_repeat(node, *least, *most, next),
            Node::Place(place) => self.add_place(*place, next),
            // Nothing else is in a relaxed tree.
            _ => Some(next),
        }
    }

    fn add_class(&mut self, class: Chars, next: StateID) -> Option<StateID> {
        if let (Other::IsOne, Some(byte)) = (self.other, class.only()) {
            return self.builder.add_range(Transition { start: byte, end: byte, next }).ok();
        }
        let mut transitions: Vec<Transition> =
            class.ranges().into_iter().map(|(start, end)| Transition { start, end, next }).collect();
        match self.other {
            Other::Ends(end) => transitions.push(Transition { start: 0x80, end: 0xff, next: end }),
            Other::IsOne if class.some_other => {
                let rest = self.builder.add_union(vec![next]).ok()?;
                let byte = self.builder.add_range(Transition { start: 0x80, end: 0xbf, next: rest }).ok()?;
                self.builder.patch(rest, byte).ok()?;
                transitions.push(Transition { start: 0xc0, end: 0xff, next: rest });
            }
            Other::IsOne => {}
        }
        self.builder.add_sparse(transitions).ok()
    }

    fn add_place(&mut self, place: Place, next: StateID) -> Option<StateID> {
        let holds = self.builder.add_look(next, look(place)).ok()?;
        let Other::Ends(end) = self.other else { return Some(holds) };
        let other = self.builder.add_range(Transition { start: 0x80, end: 0xff, next: end }).ok()?;
        self.builder.add_union(vec![holds, other]).ok()
    }

    fn add_repeat(&mut self, node: &Node, least: u32, most: Option<u32>, next: StateID) -> Option<StateID> {
        let mut start = next;
        match most {
            Some(most) => {
                for _ in least..most {
                    let body = self.add(node, start)?;
                    start = self.builder.add_union(vec![body, next]).ok()?;
                }
            }
            None => {
                start = self.builder.add_union(Vec::new()).ok()?;
                let body = self.add(node, start)?;
                self.builder.patch(start, body).ok()?;
                self.builder.patch(start, next).ok()?;
            }
        }
        (0..least).try_fold(start, |start, _| self.add(node, start))
    }
}

fn look(place: Place) -> Look {
    match place {
        Place::LineStart => Look::StartLF,
        Place::LineEnd | Place::LastLineEnd => Look::EndLF,
        Place::TextStart => Look::Start,
        Place::TextEnd => Look::End,
        Place::WordBoundary => Look::WordAscii,
        Place::NoWordBoundary => Look::WordAsciiNegate,
    }
}
