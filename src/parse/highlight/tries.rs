//! What is known of patterns in a line, so that none is tried in vain at each of its places.

use super::grammar::Pattern;
use super::line::Line;
use super::oniguruma::{Attempt, Groups};

/// After so many attempts in vain, the rest of the line is searched at once.
const MAX_FAILURES: u32 = 4;

/// What is known of all patterns, by their numbers.
#[derive(Debug, Default)]
pub struct Tries {
    known: Vec<Known>,
    line: u64,
}

#[derive(Clone, Copy, Debug, Default)]
struct Known {
    line: u64,
    failures: u32,
    /// There is no match before this place.
    next: usize,
}

impl Tries {
    /// Forgets the line before.
    pub fn begin_line(&mut self) {
        self.line += 1;
    }

    /// Tries a pattern at a place of the line.
    pub fn attempt(&mut self, pattern: &Pattern, line: Line, at: usize, groups: &mut Groups) -> Attempt {
        let known = self.known_of(pattern);
        if at < known.next {
            return Attempt::NoMatch;
        }
        let is_searched = known.failures >= MAX_FAILURES;
        let attempt = match is_searched {
            true => pattern.regex.search(line, at, groups),
            false => pattern.regex.match_at(line, at, groups),
        };
        match attempt {
            Attempt::Match(start, _) if start == at => return attempt,
            Attempt::Match(start, _) => known.next = start,
            Attempt::NoMatch if !is_searched => known.failures += 1,
            Attempt::NoMatch | Attempt::GaveUp => known.next = usize::MAX,
        }
        Attempt::NoMatch
    }

    fn known_of(&mut self, pattern: &Pattern) -> &mut Known {
        if self.known.len() <= pattern.number {
            self.known.resize(pattern.number + 1, Known::default());
        }
        let known = &mut self.known[pattern.number];
        if known.line != self.line {
            *known = Known { line: self.line, ..Known::default() };
        }
        known
    }
}
