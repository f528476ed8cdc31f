//! YAML with budgets and places: the one file that names the YAML crate.

use serde::Deserialize;
use serde::de::{self, DeserializeOwned, IgnoredAny, MapAccess, Visitor};
use serde_yaml::{Error, Location, Options, budget, options};

use crate::source::Span;

mod slips;

/// A value with the place where it stands.
pub use serde_yaml::Spanned;

/// The most YAML that one front matter or config may hold, in bytes.
pub const MAX_BYTES: usize = 64 * 1024;

/// What is wrong in a YAML text, and where.
#[derive(Debug)]
pub struct Problem {
    /// Where, in the text that was parsed.
    pub span: Span,
    /// What, in an author's words.
    pub message: String,
    /// The key that is not known and those that are, if that is the problem.
    pub unknown_key: Option<(String, Vec<String>)>,
    /// What to write instead, where that can be told.
    pub help: Option<String>,
}

/// Reads a YAML document; an empty one gives the type's empty mapping.
pub fn read<T: DeserializeOwned>(text: &str) -> Result<T, Problem> {
    if text.len() > MAX_BYTES {
        let message = format!("this is {} KiB of YAML, the limit is {} KiB", text.len() / 1024, MAX_BYTES / 1024);
        return Err(Problem { span: Span::new(0, 0), message, unknown_key: None, help: None });
    }
    serde_yaml::from_str_with_options(text, bounded()).map_err(|error| problem(text, &error))
}

/// A key at the top of a document.
#[derive(Debug)]
pub struct Key {
    /// As written.
    pub name: String,
    /// Where, in the text that was parsed.
    pub span: Span,
}

/// The keys at the top of a document, in order.
pub fn keys(text: &str) -> Result<Vec<Key>, Problem> {
    let KeysInOrder(keys) = read(text)?;
    Ok(keys.iter().map(|key| Key { name: key.value.clone(), span: span_of(text, key) }).collect())
}

struct KeysInOrder(Vec<Spanned<String>>);

impl<'de> Deserialize<'de> for KeysInOrder {
    fn deserialize<D: de::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct KeysVisitor;
        impl<'de> Visitor<'de> for KeysVisitor {
            type Value = KeysInOrder;
            fn expecting(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
                f.write_str("a mapping (`key: value` lines)")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<KeysInOrder, A::Error> {
                let mut keys = Vec::new();
                while let Some((key, IgnoredAny)) = map.next_entry()? {
                    keys.push(key);
                }
                Ok(KeysInOrder(keys))
            }
        }
        deserializer.deserialize_map(KeysVisitor)
    }
}

/// Where a value stands in the text that it was read from.
pub fn span_of<T>(text: &str, value: &Spanned<T>) -> Span {
    span(text, &value.referenced)
}

/// A default that no text holds.
pub fn unplaced(value: &str) -> Spanned<String> {
    Spanned::new(value.to_string(), Location::UNKNOWN, Location::UNKNOWN)
}

fn bounded() -> Options {
    options! {
        budget: budget! {
            max_nodes: 10_000,
            max_events: 40_000,
            max_depth: 32,
            max_aliases: 64,
            max_anchors: 64,
            max_total_scalar_bytes: 262_144,
            max_documents: 1,
        },
        strict_booleans: true,
        with_snippet: false,
    }
}

fn span(text: &str, location: &Location) -> Span {
    let chars = usize::try_from(location.span().len()).unwrap_or(1).clamp(1, 80);
    let line = usize::try_from(location.line()).unwrap_or(1);
    Span::at(text, line, usize::try_from(location.column()).unwrap_or(1), chars)
}

fn problem(text: &str, error: &Error) -> Problem {
    let error = error.without_snippet();
    let place = error.location().map_or(Span::new(0, 0), |location| span(text, &location));
    let message = error.to_string();
    let message = message.rsplit_once(" at line ").map_or(message.as_str(), |(before, _)| before);
    if is_about_form(message)
        && let Some(slip) = slips::find(text, place.start)
    {
        return Problem { span: slip.span, message: slip.message, unknown_key: None, help: Some(slip.help) };
    }
    Problem { span: place, message: in_plain_words(message), unknown_key: unknown_key(message), help: None }
}

/// Whether the text is no YAML, or YAML of another form than is meant; else a value is wrong.
fn is_about_form(message: &str) -> bool {
    const ABOUT_VALUES: [&str; 10] = [
        "invalid i64",
        "invalid i32",
        "invalid u64",
        "invalid bool",
        "unknown ",
        "missing ",
        "budget",
        "duplicate",
        "data did not",
        "expected s",
    ];
    !ABOUT_VALUES.iter().any(|start| message.starts_with(start))
}

/// `unknown field `titel`, expected one of title, order` taken apart.
fn unknown_key(message: &str) -> Option<(String, Vec<String>)> {
    let (key, known) = message.strip_prefix("unknown field `")?.split_once("`, expected one of ")?;
    Some((key.to_string(), known.split(", ").map(|name| name.trim_matches('`').to_string()).collect()))
}

fn in_plain_words(message: &str) -> String {
    if let Some(key) = message.strip_prefix("missing field ") {
        return format!("the key {key} is missing");
    }
    if let Some((value, known)) =
        message.strip_prefix("unknown variant ").and_then(|rest| rest.split_once(", expected one of "))
    {
        return format!("{value} is not known here: write one of {known}");
    }
    const WORDS: [(&str, &str); 15] = [
        ("invalid i64", "expected a whole number"),
        ("invalid i32", "expected a whole number"),
        ("invalid u64", "expected a whole number"),
        ("invalid bool", "expected `true` or `false`"),
        ("invalid boolean", "expected `true` or `false`"),
        ("expected string scalar", "expected text, found a list or a mapping"),
        ("expected mapping start", "expected a mapping (`key: value` lines)"),
        ("expected sequence start", "expected a list"),
        (
            "mapping values are not allowed in this context",
            "a `:` stands where no key can be: quote the text, or check the indentation",
        ),
        ("tabs disallowed", "a tab stands here: YAML is indented with spaces"),
        ("budget breached: Documents", "a second document begins: a `---` stands where none can be"),
        ("budget breached", "this holds more values, levels or aliases than are read"),
        ("unclosed quote", "this quote is never closed"),
        ("duplicate mapping key", "this key is written twice"),
        ("data did not match any variant", "this value has a form that is not known here"),
    ];
    let known = WORDS.iter().find(|(start, _)| message.starts_with(start));
    known.map_or_else(|| message.to_string(), |(_, words)| (*words).to_string())
}
