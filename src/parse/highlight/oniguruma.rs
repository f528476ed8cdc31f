//! Oniguruma, for which grammars are written.

use std::sync::OnceLock;

use onig::{MatchParam, RegexOptions, Region, SearchOptions, Syntax};

/// A regular expression, compiled when it is first needed.
#[derive(Debug)]
pub struct Regex {
    /// As the grammar writes it.
    pub text: String,
    compiled: OnceLock<Option<onig::Regex>>,
}

/// The groups of a match.
#[derive(Debug)]
pub struct Groups(Region);

/// What came of an attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Attempt {
    /// A match with its start and its end.
    Match(usize, usize),
    /// None.
    NoMatch,
    /// More steps than are taken: there is none in this line.
    GaveUp,
}

impl Default for Groups {
    fn default() -> Self {
        Self(Region::with_capacity(8))
    }
}

impl Groups {
    /// Where a group has matched.
    pub fn get(&self, number: usize) -> Option<(usize, usize)> {
        self.0.pos(number)
    }
}

impl Regex {
    /// One that is not compiled yet.
    pub fn new(text: String) -> Self {
        Self { text, compiled: OnceLock::new() }
    }

    /// Matches at a place of a line.
    pub fn match_at(&self, line: &str, at: usize, groups: &mut Groups) -> Attempt {
        let Some(regex) = self.compiled() else { return Attempt::NoMatch };
        let (options, param) = (SearchOptions::SEARCH_OPTION_NONE, MatchParam::default());
        match regex.match_with_param(line, at, options, Some(&mut groups.0), param) {
            Ok(Some(length)) => Attempt::Match(at, at + length),
            Ok(None) => Attempt::NoMatch,
            Err(_) => Attempt::GaveUp,
        }
    }

    /// Looks for the first match from a place on.
    pub fn search(&self, line: &str, from: usize, groups: &mut Groups) -> Attempt {
        let Some(regex) = self.compiled() else { return Attempt::NoMatch };
        let (options, param) = (SearchOptions::SEARCH_OPTION_NONE, MatchParam::default());
        match regex.search_with_param(line, from, line.len(), options, Some(&mut groups.0), param) {
            Ok(Some(_)) => groups.get(0).map_or(Attempt::NoMatch, |(start, end)| Attempt::Match(start, end)),
            Ok(None) => Attempt::NoMatch,
            Err(_) => Attempt::GaveUp,
        }
    }

    fn compiled(&self) -> Option<&onig::Regex> {
        let compile =
            || onig::Regex::with_options(&self.text, RegexOptions::REGEX_OPTION_CAPTURE_GROUP, Syntax::default()).ok();
        self.compiled.get_or_init(compile).as_ref()
    }
}

/// The text with a backslash before what means something in an expression.
pub fn escaped(text: &str) -> String {
    let mut escaped = String::new();
    for c in text.chars() {
        if "\\.+*?()|[]{}^$#&-~".contains(c) {
            escaped.push('\\');
        }
        escaped.push(c);
    }
    escaped
}

/// An expression with the texts of groups in place of `\1`.
pub fn filled_in(regex: &str, texts: &[Option<String>]) -> String {
    let mut filled = String::with_capacity(regex.len());
    let mut chars = regex.chars();
    while let Some(c) = chars.next() {
        match (c, if c == '\\' { chars.next() } else { None }) {
            ('\\', Some(digit)) if digit.is_ascii_digit() => {
                let text = texts.get(digit as usize - '0' as usize).cloned().flatten();
                filled.push_str(&text.unwrap_or_default());
            }
            ('\\', Some(other)) => filled.extend(['\\', other]),
            (c, _) => filled.push(c),
        }
    }
    filled
}
