//! The next match in a line.

use std::collections::HashMap;
use std::rc::Rc;

use super::automaton::{Hit, States};
use super::candidates::Candidates;
use super::classes::Change;
use super::grammar::{Operation, Pattern};
use super::line::Line;
use super::oniguruma::{Attempt, Groups, Regex, escaped, filled_in};
use super::tries::Tries;

/// Contexts go no deeper: what would push another is passed over.
const MAX_DEPTH: usize = 100;
/// So many expressions with texts of other matches in them are kept.
const MAX_FILLED_IN: usize = 256;

/// The text of each group of a match that others refer to.
pub type Texts = Rc<[Option<String>]>;

/// What is looked for, in the order in which it is tried.
pub type Chain = Vec<Link>;

/// Patterns that are looked for together.
#[derive(Clone, Debug)]
pub struct Link {
    /// The patterns.
    pub candidates: &'static Candidates,
    /// What led here, if they refer to that.
    pub texts: Option<Texts>,
    /// Where they come from.
    pub source: Source,
}

/// Where patterns come from.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Source {
    /// The innermost context.
    Context,
    /// What holds in all contexts within another.
    WithPrototype,
}

/// A match.
#[derive(Debug)]
pub struct Found {
    /// Of what.
    pub pattern: &'static Pattern,
    /// Its start.
    pub start: usize,
    /// Its end.
    pub end: usize,
    /// Where its pattern comes from.
    pub source: Source,
    /// It only goes back to where the last push came from.
    pub is_loop: bool,
    has_groups: bool,
}

/// A pattern whose match depends on where the search began.
#[derive(Debug)]
struct Searched {
    pattern: &'static Pattern,
    from: usize,
    start: Option<usize>,
}

/// Finds matches, with what it knows of a line.
#[derive(Debug, Default)]
pub struct Finder {
    /// The groups of the last match.
    pub groups: Groups,
    /// Room for the scopes of groups.
    pub ordered: Vec<((usize, i64), Change)>,
    states: States,
    hits: Vec<Hit>,
    /// Patterns that match nothing at some place of this step, which hides the matches behind it.
    silent: Vec<&'static Pattern>,
    tries: Tries,
    searched: Vec<Searched>,
    filled_in: HashMap<String, Regex>,
    depth: usize,
    checks_loop: bool,
}

impl Finder {
    /// Forgets the line before.
    pub fn begin_line(&mut self) {
        self.tries.begin_line();
        self.searched.clear();
    }

    /// Forgets the step before. Where the last push took nothing, what pops and takes nothing is a loop.
    pub fn begin_step(&mut self, checks_loop: bool, depth: usize) {
        self.silent.clear();
        (self.checks_loop, self.depth) = (checks_loop, depth);
    }

    /// The first match from a place on; of those at one place, that of the first pattern.
    pub fn find(&mut self, chain: &[Link], line: Line, from: usize) -> Option<Found> {
        let mut at = from;
        let mut hits = std::mem::take(&mut self.hits);
        let found = loop {
            let mut found = None;
            for link in chain.iter().filter(|link| link.candidates.may_begin(line, at)) {
                link.candidates.at(&mut self.states, line, at, &mut hits);
                found = self.first(link, &hits, line, (from, at)).or(found);
                if found.as_ref().is_some_and(|found| !found.is_loop) {
                    break;
                }
            }
            if found.is_some() {
                break found;
            }
            match line.text[at..].chars().next() {
                Some(c) => at += c.len_utf8(),
                None => break None,
            }
        };
        self.hits = hits;
        found
    }

    /// The first of some patterns that matches at a place; one that would only loop, if none does better.
    fn first(&mut self, link: &Link, hits: &[Hit], line: Line, place: (usize, usize)) -> Option<Found> {
        let mut looping = None;
        for hit in hits {
            let Some(mut found) = self.matched(link, *hit, line, place) else { continue };
            found.is_loop =
                self.checks_loop && found.end == place.0 && matches!(found.pattern.operation, Operation::Pop);
            if !found.is_loop {
                return Some(found);
            }
            looping = Some(found);
        }
        looping
    }

    fn matched(&mut self, link: &Link, hit: Hit, line: Line, place: (usize, usize)) -> Option<Found> {
        let pattern = link.candidates.patterns[hit.pattern];
        let is_too_deep = self.depth >= MAX_DEPTH && matches!(pattern.operation, Operation::Push(_));
        if is_too_deep || self.silent.iter().any(|other| std::ptr::eq(*other, pattern)) {
            return None;
        }
        match self.attempt(link, hit, line, place) {
            Attempt::Match(start, end) if start < end || !matches!(pattern.operation, Operation::None) => {
                let has_groups = link.candidates.end(hit, start).is_none();
                return Some(Found { pattern, start, end, source: link.source, is_loop: false, has_groups });
            }
            Attempt::Match(..) => self.silent.push(pattern),
            Attempt::NoMatch | Attempt::GaveUp => {}
        }
        None
    }

    fn attempt(&mut self, link: &Link, hit: Hit, line: Line, (from, at): (usize, usize)) -> Attempt {
        let pattern = link.candidates.patterns[hit.pattern];
        if let Some(end) = link.candidates.end(hit, at) {
            return Attempt::Match(at, end);
        }
        if link.candidates.searched.contains(&hit.pattern) {
            return self.search(pattern, line, from, at);
        }
        match link.texts.as_ref().filter(|_| pattern.has_captures && hit.pattern >= link.candidates.own) {
            None => self.tries.attempt(pattern, line, at, &mut self.groups),
            Some(texts) => {
                let text = filled_in(&pattern.regex.text, texts);
                if self.filled_in.len() > MAX_FILLED_IN {
                    self.filled_in.clear();
                }
                let regex = self.filled_in.entry(text).or_insert_with_key(|text| Regex::new(text.clone()));
                regex.match_at(line, at, &mut self.groups)
            }
        }
    }

    /// As syntect searches: a match is known until the line has come behind it, and what was not found once is not
    /// looked for again, wherever the search began.
    fn search(&mut self, pattern: &'static Pattern, line: Line, from: usize, at: usize) -> Attempt {
        let known = self.searched.iter().position(|searched| std::ptr::eq(searched.pattern, pattern));
        let is_known = known.is_some_and(|known| self.searched[known].start.is_none_or(|start| start >= from));
        if at > from || is_known {
            let known = known.map(|known| &self.searched[known]).filter(|known| known.start == Some(at));
            return known.map_or(Attempt::NoMatch, |known| pattern.regex.search(line, known.from, &mut self.groups));
        }
        if let Some(known) = known {
            self.searched.remove(known);
        }
        let attempt = pattern.regex.search(line, from, &mut self.groups);
        let start = match attempt {
            // Nothing is known of it but that it does nothing now.
            Attempt::Match(start, end) if start == end && matches!(pattern.operation, Operation::None) => {
                return Attempt::NoMatch;
            }
            Attempt::Match(start, _) => Some(start),
            _ => None,
        };
        self.searched.push(Searched { pattern, from, start });
        if start == Some(at) { attempt } else { Attempt::NoMatch }
    }

    /// The texts of the groups of a match.
    pub fn texts(&mut self, line: Line, found: &Found) -> Texts {
        if !found.has_groups {
            found.pattern.regex.match_at(line, found.start, &mut self.groups);
        }
        let text = |number| self.groups.get(number).and_then(|(start, end)| line.text.get(start..end)).map(escaped);
        (0..10).map(text).collect()
    }
}
