//! Where trees end in a line of ASCII, found by trying: for contexts that are asked too seldom for an automaton.

use super::automaton::Ends;
use super::chars::Chars;
use super::pattern::{Node, Place};

/// A tree that takes more steps is left to Oniguruma.
const MAX_STEPS: u32 = 256;

/// Which ends of a tree are asked for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Wanted {
    /// All of them.
    All,
    /// Whether there is any.
    Any,
}

/// Nothing more is looked for.
#[derive(Debug, PartialEq)]
enum Stop {
    /// More steps than are taken.
    TooLong,
    Found,
}

/// What comes behind a part of a tree.
enum Rest<'r> {
    End,
    Then(&'r [Node], &'r Rest<'r>),
    /// So many times more, of which the last began at a place.
    Again {
        node: &'r Node,
        least: u32,
        most: Option<u32>,
        from: usize,
        rest: &'r Rest<'r>,
    },
}

struct Walk<'l> {
    line: &'l [u8],
    wanted: Wanted,
    steps: u32,
    ends: Option<Ends>,
}

/// Where a tree that begins at a place of a line of ASCII ends, if it matches.
pub fn ends(tree: &Node, line: &str, at: usize, wanted: Wanted) -> Option<Ends> {
    let mut walk = Walk { line: line.as_bytes(), wanted, steps: 0, ends: None };
    match walk.node(tree, at, &Rest::End) {
        Ok(()) | Err(Stop::Found) => walk.ends,
        Err(Stop::TooLong) => Some(Ends::Unknown),
    }
}

impl Walk<'_> {
    fn node(&mut self, node: &Node, at: usize, rest: &Rest) -> Result<(), Stop> {
        match node {
            Node::Class(class) => match self.line.get(at) {
                Some(byte) if class.has(*byte) => self.rest(rest, at + 1),
                _ => Ok(()),
            },
            Node::Concat(nodes) => self.concat(nodes, at, rest),
            Node::Alternation(nodes) => nodes.iter().try_for_each(|node| self.node(node, at, rest)),
            Node::Repeat(node, least, most) => match node.as_ref() {
                Node::Class(class) => self.repeat_class(*class, (*least, *most), at, rest),
                node => self.repeat(node, (*least, *most), at, rest),
            },
            Node::Place(place) if !self.is_at(*place, at) => Ok(()),
            // Nothing else is in a relaxed tree.
            _ => self.rest(rest, at),
        }
    }

    fn concat(&mut self, nodes: &[Node], mut at: usize, rest: &Rest) -> Result<(), Stop> {
        for (index, node) in nodes.iter().enumerate() {
            match node {
                Node::Class(class) if self.line.get(at).is_some_and(|byte| class.has(*byte)) => at += 1,
                Node::Class(_) => return Ok(()),
                node => return self.node(node, at, &Rest::Then(&nodes[index + 1..], rest)),
            }
        }
        self.rest(rest, at)
    }

    fn rest(&mut self, rest: &Rest, at: usize) -> Result<(), Stop> {
        self.steps += 1;
        if self.steps > MAX_STEPS {
            return Err(Stop::TooLong);
        }
        match rest {
            Rest::End => self.note(at),
            Rest::Then(nodes, rest) => self.concat(nodes, at, rest),
            // What has taken nothing would do so for ever.
            Rest::Again { from, rest, .. } if *from == at => self.rest(rest, at),
            Rest::Again { node, least, most, rest, .. } => self.repeat(node, (*least, *most), at, rest),
        }
    }

    fn repeat(&mut self, node: &Node, times: (u32, Option<u32>), at: usize, rest: &Rest) -> Result<(), Stop> {
        let (least, most) = times;
        if least == 0 {
            self.rest(rest, at)?;
        }
        if most == Some(0) {
            return Ok(());
        }
        let most = most.map(|most| most - 1);
        self.node(node, at, &Rest::Again { node, least: least.saturating_sub(1), most, from: at, rest })
    }

    fn repeat_class(
        &mut self,
        class: Chars,
        (least, most): (u32, Option<u32>),
        from: usize,
        rest: &Rest,
    ) -> Result<(), Stop> {
        let most = most.map_or(self.line.len(), |most| from + most as usize);
        for at in from..=most {
            if at >= from + least as usize {
                self.rest(rest, at)?;
            }
            if !self.line.get(at).is_some_and(|byte| class.has(*byte)) {
                break;
            }
        }
        Ok(())
    }

    fn note(&mut self, at: usize) -> Result<(), Stop> {
        self.ends = Some(match self.ends {
            None => Ends::One(at),
            Some(Ends::One(end)) if end == at => Ends::One(at),
            Some(Ends::One(end) | Ends::Last(end)) => Ends::Last(end.max(at)),
            Some(Ends::Unknown) => Ends::Unknown,
        });
        if self.wanted == Wanted::Any { Err(Stop::Found) } else { Ok(()) }
    }

    fn is_at(&self, place: Place, at: usize) -> bool {
        let is_word = |byte: Option<&u8>| byte.is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'_');
        let before = at.checked_sub(1).and_then(|before| self.line.get(before));
        let next = self.line.get(at);
        match place {
            Place::LineStart => before.is_none_or(|byte| *byte == b'\n' && next.is_some()),
            Place::LineEnd | Place::LastLineEnd => next.is_none_or(|byte| *byte == b'\n'),
            Place::TextStart => at == 0,
            Place::TextEnd => next.is_none(),
            Place::WordBoundary => is_word(before) != is_word(next),
            Place::NoWordBoundary => is_word(before) == is_word(next),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::pattern::read;
    use super::*;

    fn ends_of(text: &str, line: &str, at: usize) -> Option<Ends> {
        ends(&read(text), line, at, Wanted::All)
    }

    #[test]
    fn ends_are_those_of_all_ways_to_match() {
        assert_eq!(ends_of("if|else", "else\n", 0), Some(Ends::One(4)));
        assert_eq!(ends_of("[a-c]+", "xabcx\n", 1), Some(Ends::Last(4)));
        assert_eq!(ends_of("(?:ab){2,3}$", "ababab\n", 0), Some(Ends::One(6)));
        assert_eq!(ends_of("(?:ab){2}", "ab\n", 0), None);
        assert_eq!(ends_of("\\bfor\\b", "form\n", 0), None);
        assert_eq!(ends_of("a(?:b?)*c", "abbc\n", 0), Some(Ends::One(4)));
        assert_eq!(ends(&read("ab?"), "ab\n", 0, Wanted::Any), Some(Ends::One(1)));
        assert_eq!(ends_of("a\\n^", "a\n", 0), None);
    }

    #[test]
    fn a_long_way_is_left_to_others() {
        assert_eq!(ends_of("(?:a*)*b", &"a".repeat(400), 0), Some(Ends::Unknown));
    }
}
