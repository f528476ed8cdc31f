//! One automaton over all patterns of a context: which of them may match at a place.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};

use regex_automata::hybrid::dfa::{Cache, DFA};
use regex_automata::nfa::thompson::{Builder, Transition};
use regex_automata::util::look::Look;
use regex_automata::util::primitives::StateID;
use regex_automata::{Anchored, Input, MatchKind};

use super::chars::Chars;
use super::pattern::{Node, Place};

/// The memory for states of one automaton in one thread.
const MAX_STATE_BYTES: usize = 1 << 20;
/// An automaton whose states have filled that so many times is no longer asked.
const MAX_CLEARED: usize = 16;

/// Reads ASCII; any other byte is the end of what it knows.
#[derive(Debug)]
pub struct Automaton {
    dfa: DFA,
    number: usize,
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

/// The states that one thread has met.
#[derive(Debug, Default)]
pub struct States(BTreeMap<usize, Cache>);

/// What an automaton cannot say.
#[derive(Debug)]
pub struct Unsure;

impl Automaton {
    /// For trees; `None` if they are too many.
    pub fn new(trees: &[&Node]) -> Option<Self> {
        static NUMBER: AtomicUsize = AtomicUsize::new(0);
        let mut builder = Builder::new();
        builder.set_utf8(false);
        let mut starts = Vec::new();
        for tree in trees {
            builder.start_pattern().ok()?;
            let end = builder.add_match().ok()?;
            let start = add(&mut builder, tree, end)?;
            builder.finish_pattern(start).ok()?;
            starts.push(start);
        }
        let start = builder.add_union(starts).ok()?;
        let nfa = builder.build(start, start).ok()?;
        let config = (0x80..=0xff).fold(DFA::config(), |config, byte| config.quit(byte, true));
        let config = config
            .match_kind(MatchKind::All)
            .cache_capacity(MAX_STATE_BYTES)
            .skip_cache_capacity_check(true)
            .minimum_cache_clear_count(Some(MAX_CLEARED));
        let dfa = DFA::builder().configure(config).build_from_nfa(nfa).ok()?;
        Some(Self { dfa, number: NUMBER.fetch_add(1, Ordering::Relaxed) })
    }

    /// The patterns that may match at a place of a line.
    pub fn hits(&self, states: &mut States, line: &str, at: usize, hits: &mut Vec<Hit>) -> Result<(), Unsure> {
        let cache = states.0.entry(self.number).or_insert_with(|| self.dfa.create_cache());
        let input = Input::new(line).range(at..).anchored(Anchored::Yes);
        let mut state = self.dfa.start_state_forward(cache, &input).map_err(|_| Unsure)?;
        for (index, byte) in line.as_bytes()[at..].iter().enumerate() {
            state = self.dfa.next_state(cache, state, *byte).map_err(|_| Unsure)?;
            if state.is_tagged() {
                if state.is_match() {
                    for number in 0..self.dfa.match_len(cache, state) {
                        note(hits, self.dfa.match_pattern(cache, state, number).as_usize(), at + index);
                    }
                } else if state.is_dead() {
                    return Ok(());
                } else if state.is_quit() {
                    return Err(Unsure);
                }
            }
        }
        state = self.dfa.next_eoi_state(cache, state).map_err(|_| Unsure)?;
        if state.is_match() {
            for number in 0..self.dfa.match_len(cache, state) {
                note(hits, self.dfa.match_pattern(cache, state, number).as_usize(), line.len());
            }
        }
        Ok(())
    }
}

fn note(hits: &mut Vec<Hit>, pattern: usize, end: usize) {
    match hits.iter_mut().find(|hit| hit.pattern == pattern) {
        Some(hit) => hit.ends = Ends::Last(end),
        None => hits.push(Hit { pattern, ends: Ends::One(end) }),
    }
}

/// Adds what leads to a state; `None` if it grows too large.
fn add(builder: &mut Builder, node: &Node, next: StateID) -> Option<StateID> {
    match node {
        Node::Class(class) => add_class(builder, *class, next),
        Node::Concat(nodes) => nodes.iter().rev().try_fold(next, |next, node| add(builder, node, next)),
        Node::Alternation(nodes) => {
            let starts: Option<Vec<StateID>> = nodes.iter().map(|node| add(builder, node, next)).collect();
            builder.add_union(starts?).ok()
        }
        Node::Repeat(node, least, most) => add_repeat(builder, node, *least, *most, next),
        Node::Place(place) => builder.add_look(next, look(*place)).ok(),
        // Nothing else is in a relaxed tree.
        _ => Some(next),
    }
}

fn add_class(builder: &mut Builder, class: Chars, next: StateID) -> Option<StateID> {
    let transitions = class.ranges().into_iter().map(|(start, end)| Transition { start, end, next });
    builder.add_sparse(transitions.collect()).ok()
}

fn add_repeat(builder: &mut Builder, node: &Node, least: u32, most: Option<u32>, next: StateID) -> Option<StateID> {
    let mut start = next;
    match most {
        Some(most) => {
            for _ in least..most {
                let body = add(builder, node, start)?;
                start = builder.add_union(vec![body, next]).ok()?;
            }
        }
        None => {
            start = builder.add_union(Vec::new()).ok()?;
            let body = add(builder, node, start)?;
            builder.patch(start, body).ok()?;
            builder.patch(start, next).ok()?;
        }
    }
    (0..least).try_fold(start, |start, _| add(builder, node, start))
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
