//! The grammars that syntect and two-face carry, read into types of our own: the one file that names them.

use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{LazyLock, OnceLock};

use serde::Deserialize;
use syntect::parsing::{SyntaxReference, SyntaxSet};

use super::candidates::{Beginning, Candidates};
use super::classes::Class;
use super::oniguruma::Regex;

static SET: LazyLock<SyntaxSet> = LazyLock::new(two_face::syntax::extra_newlines);
static NAMES: LazyLock<HashMap<String, usize>> = LazyLock::new(names);
static LOADED: LazyLock<Vec<OnceLock<Option<Contexts>>>> =
    LazyLock::new(|| SET.syntaxes().iter().map(|_| OnceLock::new()).collect());

/// A language that can be coloured.
#[derive(Clone, Copy, Debug)]
pub struct Grammar {
    index: usize,
}

impl Grammar {
    /// The grammar with a name or for a file extension.
    pub fn find(name: &str) -> Option<Self> {
        let found = Self { index: *NAMES.get(name.to_ascii_lowercase().as_str())? };
        (found.name() != "Plain Text").then_some(found)
    }

    /// The name it has for itself.
    pub fn name(self) -> &'static str {
        &SET.syntaxes()[self.index].name
    }

    /// The context in which a text begins.
    pub fn start(self) -> Option<&'static Context> {
        let contexts = loaded(self.index)?;
        contexts.ids.get("__start").and_then(|id| id.context())
    }
}

/// The grammars by their names and, before these, by their extensions; the last of several has a name.
fn names() -> HashMap<String, usize> {
    let syntaxes = || SET.syntaxes().iter().enumerate();
    let names = syntaxes().map(|(index, syntax)| (&syntax.name, index));
    let extensions =
        syntaxes().flat_map(|(index, syntax)| syntax.file_extensions.iter().map(move |name| (name, index)));
    names.chain(extensions).map(|(name, index)| (name.to_ascii_lowercase(), index)).collect()
}

fn loaded(index: usize) -> Option<&'static Contexts> {
    let load = || read(SET.syntaxes().get(index)?);
    LOADED.get(index)?.get_or_init(load).as_ref()
}

/// What syntect writes down of a grammar; its contexts, which it keeps to itself, are the last.
type Dump = (String, Vec<String>, String, Option<String>, bool, HashMap<String, String>, Vec<u8>);

fn read(syntax: &SyntaxReference) -> Option<Contexts> {
    let (.., contexts): Dump = bincode::deserialize(&bincode::serialize(syntax).ok()?).ok()?;
    bincode::deserialize(&miniz_oxide::inflate::decompress_to_vec_zlib(&contexts).ok()?).ok()
}

#[derive(Deserialize)]
struct Contexts {
    ids: HashMap<String, Id>,
    contexts: Vec<Context>,
}

/// Where a context is: its grammar, and its place there.
#[derive(Clone, Copy, Debug, Deserialize)]
pub struct Id {
    syntax: usize,
    context: usize,
}

impl Id {
    fn context(self) -> Option<&'static Context> {
        loaded(self.syntax)?.contexts.get(self.context)
    }
}

/// What is looked for in one state, and what is pushed with it.
#[derive(Debug, Deserialize)]
pub struct Context {
    /// Scopes of all of it, its delimiters too.
    pub meta_scope: Vec<Class>,
    /// Scopes of what is between its delimiters.
    pub meta_content_scope: Vec<Class>,
    _meta_include_prototype: bool,
    /// How many scopes do not count in it.
    pub clear_scopes: Option<ClearAmount>,
    prototype: Option<Id>,
    /// Whether its expressions ask for groups of the one that led here.
    pub uses_backrefs: bool,
    patterns: Vec<Entry>,
    #[serde(skip)]
    own: OnceLock<Candidates>,
    #[serde(skip)]
    with_prototype: OnceLock<Candidates>,
}

#[derive(Debug, Deserialize)]
enum Entry {
    Match(Box<Pattern>),
    Include(Reference),
}

/// How many scopes are cleared.
#[derive(Clone, Copy, Debug, Deserialize)]
pub enum ClearAmount {
    /// The innermost.
    TopN(usize),
    /// All.
    All,
}

/// What is looked for, and what it means.
#[derive(Debug, Deserialize)]
pub struct Pattern {
    /// Whether it asks for groups of the match that led to its context.
    pub has_captures: bool,
    /// What is looked for.
    pub regex: Regex,
    /// The scopes of what is found.
    pub scope: Vec<Class>,
    /// The scopes of its groups.
    pub captures: Option<Vec<(usize, Vec<Class>)>>,
    /// Where it leads.
    pub operation: Operation,
    /// A context whose patterns are looked for in all that this one leads to.
    pub with_prototype: Option<Reference>,
    /// Its own among all patterns.
    #[serde(skip, default = "next_number")]
    pub number: usize,
    /// What it may begin with, once that was asked.
    #[serde(skip)]
    pub beginning: OnceLock<Beginning>,
}

fn next_number() -> usize {
    static NUMBER: AtomicUsize = AtomicUsize::new(0);
    NUMBER.fetch_add(1, Ordering::Relaxed)
}

/// Where a match leads.
#[derive(Debug, Deserialize)]
pub enum Operation {
    /// Into contexts.
    Push(Vec<Reference>),
    /// Into contexts in place of this one.
    Set(Vec<Reference>),
    /// Back.
    Pop,
    /// Nowhere.
    None,
}

/// A context by its name, or where it is: only the latter can be gone to.
#[derive(Debug, Deserialize)]
#[expect(dead_code, reason = "names are read past")]
pub enum Reference {
    /// In the same grammar.
    Named(String),
    /// In the grammar of a scope.
    ByScope { scope: String, sub_context: Option<String>, with_escape: bool },
    /// In the grammar of a file.
    File { name: String, sub_context: Option<String>, with_escape: bool },
    /// Without a name.
    Inline(String),
    /// Where it is.
    Direct(Id),
}

impl Reference {
    /// The context, if it was found when grammars were put together.
    pub fn context(&self) -> Option<&'static Context> {
        match self {
            Self::Direct(id) => id.context(),
            _ => None,
        }
    }
}

impl Context {
    /// Its own patterns and those that it includes.
    pub fn own(&'static self) -> &'static Candidates {
        self.own.get_or_init(|| Candidates::new(Vec::new(), flat(self)))
    }

    /// Its patterns behind those of its prototype.
    pub fn with_prototype(&'static self) -> &'static Candidates {
        let Some(prototype) = self.prototype else { return self.own() };
        let of_prototype = || prototype.context().map(flat).unwrap_or_default();
        self.with_prototype.get_or_init(|| Candidates::new(of_prototype(), flat(self)))
    }
}

fn flat(context: &'static Context) -> Vec<&'static Pattern> {
    let mut patterns = Vec::new();
    let mut open = vec![context.patterns.iter()];
    while let Some(entries) = open.last_mut() {
        match entries.next() {
            None => drop(open.pop()),
            Some(Entry::Match(pattern)) => patterns.push(pattern.as_ref()),
            Some(Entry::Include(reference)) => open.extend(reference.context().map(|context| context.patterns.iter())),
        }
    }
    patterns
}

impl<'de> Deserialize<'de> for Class {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        <&str>::deserialize(deserializer).map(Self::of)
    }
}

impl<'de> Deserialize<'de> for Regex {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Self::new)
    }
}

#[cfg(test)]
mod tests {
    use super::super::line::Line;
    use super::super::oniguruma::{Attempt, Groups};
    use super::*;

    #[test]
    fn a_name_leads_where_it_leads_in_syntect() {
        let names = SET.syntaxes().iter().flat_map(|syntax| [&syntax.name].into_iter().chain(&syntax.file_extensions));
        for name in names {
            let found = SET.find_syntax_by_token(name).filter(|syntax| syntax.name != "Plain Text");
            let names = [name.to_ascii_lowercase(), name.to_ascii_uppercase()];
            let ours = names.map(|name| Grammar::find(&name).map(|grammar| &raw const SET.syntaxes()[grammar.index]));
            assert_eq!(ours, [found.map(std::ptr::from_ref); 2], "{name}");
        }
    }

    #[test]
    fn every_grammar_that_syntect_writes_down_is_read() {
        let unread = (0..SET.syntaxes().len()).filter(|index| Grammar { index: *index }.start().is_none());
        assert_eq!(unread.map(|index| &SET.syntaxes()[index].name).collect::<Vec<_>>(), Vec::<&String>::new());
    }

    fn patterns() -> impl Iterator<Item = &'static Pattern> {
        let contexts = (0..SET.syntaxes().len()).filter_map(loaded).flat_map(|contexts| &contexts.contexts);
        contexts.flat_map(|context| &context.patterns).filter_map(|entry| match entry {
            Entry::Match(pattern) => Some(pattern.as_ref()),
            Entry::Include(_) => None,
        })
    }

    /// A line of pieces of an expression, chosen by a number that looks like chance.
    fn line(text: &str, chance: &mut u64) -> String {
        let pieces: Vec<&str> = text.split_inclusive(|c: char| !c.is_ascii_alphanumeric()).collect();
        let mut line = String::new();
        for _ in 0..6 {
            *chance = chance.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let piece = pieces[(*chance >> 33) as usize % pieces.len()];
            line.extend(
                piece.chars().filter(char::is_ascii).filter(|c| *c != '\n' && (*c != '\\' || *chance & 1 << 20 == 0)),
            );
        }
        line + "\n"
    }

    #[test]
    fn what_is_known_without_unicode_and_without_trying_is_what_oniguruma_finds() {
        let (mut groups, mut of_ascii, mut chance) = (Groups::default(), Groups::default(), 1);
        for pattern in patterns().filter(|pattern| !pattern.regex.text.is_empty()) {
            let text = line(&pattern.regex.text, &mut chance);
            let [unicode, ascii] = [false, true].map(|is_ascii| Line { text: &text, is_ascii });
            for at in 0..text.len().min(8) {
                let found = pattern.regex.match_at(unicode, at, &mut groups);
                assert_eq!(pattern.regex.match_at(ascii, at, &mut of_ascii), found, "{} {text:?}", pattern.regex.text);
                let is_found = matches!(found, Attempt::Match(..));
                let same = (0..10).all(|group| groups.get(group) == of_ascii.get(group));
                assert!(!is_found || same, "{} {text:?}", pattern.regex.text);
                let hit = Beginning::of(pattern).hit(0, ascii, at);
                let is_searched = ["\\G", "\\K"].iter().any(|mark| pattern.regex.text.contains(mark));
                assert!(hit.is_some() || !is_found || is_searched, "{} {text:?} at {at}", pattern.regex.text);
                let end = hit.and_then(|hit| Beginning::of(pattern).end(hit, at));
                assert!(end.is_none_or(|end| found == Attempt::Match(at, end)), "{} {text:?} {at}", pattern.regex.text);
            }
        }
    }
}
