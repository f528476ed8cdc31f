//! Oniguruma, for which grammars are written.

use std::sync::OnceLock;

use onig::{EncodedBytes, EncodedChars, Error, MatchParam, RegexOptions, Region, SearchOptions, Syntax};

use super::ascii::in_ascii;
use super::line::Line;

/// A regular expression, compiled when it is first needed.
#[derive(Debug)]
pub struct Regex {
    /// As the grammar writes it.
    pub text: String,
    compiled: OnceLock<Option<onig::Regex>>,
    /// For lines of ASCII.
    for_ascii: OnceLock<Option<onig::Regex>>,
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
        Self { text, compiled: OnceLock::new(), for_ascii: OnceLock::new() }
    }

    /// Matches at a place of a line.
    pub fn match_at(&self, line: Line, at: usize, groups: &mut Groups) -> Attempt {
        let known =
            self.for_line(line).map(|regex| match_at(regex, EncodedBytes::ascii(line.text.as_bytes()), at, groups));
        match known {
            Some(Ok(attempt)) => attempt,
            _ => self
                .compiled()
                .map_or(Ok(Attempt::NoMatch), |regex| match_at(regex, line.text, at, groups))
                .unwrap_or(Attempt::GaveUp),
        }
    }

    /// Looks for the first match from a place on.
    pub fn search(&self, line: Line, from: usize, groups: &mut Groups) -> Attempt {
        let known =
            self.for_line(line).map(|regex| search(regex, EncodedBytes::ascii(line.text.as_bytes()), from, groups));
        match known {
            Some(Ok(attempt)) => attempt,
            _ => self
                .compiled()
                .map_or(Ok(Attempt::NoMatch), |regex| search(regex, line.text, from, groups))
                .unwrap_or(Attempt::GaveUp),
        }
    }

    fn for_line(&self, line: Line) -> Option<&onig::Regex> {
        let compile = || in_ascii(&self.text).and_then(|text| compiled(EncodedBytes::ascii(text.as_bytes())));
        if line.is_ascii { self.for_ascii.get_or_init(compile).as_ref() } else { None }
    }

    fn compiled(&self) -> Option<&onig::Regex> {
        self.compiled.get_or_init(|| compiled(self.text.as_str())).as_ref()
    }
}

fn compiled(text: impl EncodedChars) -> Option<onig::Regex> {
    onig::Regex::with_options_and_encoding(text, RegexOptions::REGEX_OPTION_CAPTURE_GROUP, Syntax::default()).ok()
}

fn match_at(regex: &onig::Regex, text: impl EncodedChars, at: usize, groups: &mut Groups) -> Result<Attempt, Error> {
    let (options, param) = (SearchOptions::SEARCH_OPTION_NONE, MatchParam::default());
    let length = regex.match_with_param(text, at, options, Some(&mut groups.0), param)?;
    Ok(length.map_or(Attempt::NoMatch, |length| Attempt::Match(at, at + length)))
}

fn search(regex: &onig::Regex, text: impl EncodedChars, from: usize, groups: &mut Groups) -> Result<Attempt, Error> {
    let (options, param, end) = (SearchOptions::SEARCH_OPTION_NONE, MatchParam::default(), text.len());
    let found = regex.search_with_param(text, from, end, options, Some(&mut groups.0), param)?;
    let place = found.and_then(|_| groups.get(0));
    Ok(place.map_or(Attempt::NoMatch, |(start, end)| Attempt::Match(start, end)))
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
