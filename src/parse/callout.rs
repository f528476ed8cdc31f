//! Callouts: GitHub's `> [!NOTE]`, and `:::note` containers.

use crate::parse::containers::Mark;
use crate::parse::html::escape;
use crate::parse::markdown::inline_html;

/// The kinds of callout.
pub const KINDS: &[&str] = &["note", "tip", "important", "warning", "caution", "new"];

/// The names that may follow `:::`.
pub const CONTAINERS: &[&str] = &[
    "note",
    "tip",
    "important",
    "warning",
    "caution",
    "new",
    "info",
    "danger",
    "details",
    "example",
    "code-group",
    "tabs",
    "tab",
    "steps",
    "cards",
    "include",
];

/// What the first line of a block quote makes of it.
#[derive(Debug, PartialEq, Eq)]
pub enum Callout {
    /// A kind of ours, with its title as HTML.
    Known {
        /// One of [`KINDS`].
        kind: &'static str,
        /// HTML.
        title: String,
    },
    /// `[!SOMETHING]` else.
    Unknown {
        /// The word in the brackets.
        name: String,
    },
}

/// Reads `[!NOTE]` or `[!NOTE] Title` at the head of a block quote.
pub fn alert(line: &str) -> Option<Callout> {
    let (name, title) = line.strip_prefix("[!")?.split_once(']')?;
    if name.is_empty() || !name.chars().all(|c| c.is_ascii_alphabetic()) {
        return None;
    }
    let title = title.trim_start_matches(['+', '-']).trim();
    let title = (!title.is_empty()).then_some(title);
    Some(match kind(&name.to_ascii_lowercase()) {
        Some(kind) => Callout::Known { kind, title: title_html(kind, title) },
        None => Callout::Unknown { name: name.to_string() },
    })
}

/// Kind and title of a `:::` container; one that is not known looks like a note under its own name.
pub fn of_container(name: &str, mark: &Mark) -> (&'static str, String) {
    let since = mark.attribute("since").filter(|_| name == "new" && mark.title().is_none());
    let since = since.map(|since| format!("v{}", since.trim_start_matches('v')));
    match kind(name) {
        Some(kind) => (kind, title_html(kind, since.as_deref().or(mark.title()))),
        None => ("note", mark.title().map_or_else(|| escape(name), inline_html)),
    }
}

/// Whether a word may follow `:::`.
pub fn is_container(name: &str) -> bool {
    CONTAINERS.contains(&name)
}

/// The beginning of a callout; `</div>` ends it.
pub fn open_html(kind: &str, title: &str) -> String {
    let name = default_title(kind);
    format!(
        "<div class=\"callout\" data-kind=\"{kind}\" role=\"note\" aria-label=\"{name}\"><p class=\"callout-title\">{title}</p>\n"
    )
}

fn kind(name: &str) -> Option<&'static str> {
    let name = match name {
        "info" => "note",
        "danger" => "caution",
        name => name,
    };
    KINDS.iter().find(|kind| **kind == name).copied()
}

fn title_html(kind: &str, title: Option<&str>) -> String {
    match (kind, title) {
        ("new", Some(version)) if is_version(version) => format!("New in {}", escape(version)),
        (_, Some(title)) => inline_html(title),
        (kind, None) => default_title(kind).to_string(),
    }
}

fn is_version(text: &str) -> bool {
    text.strip_prefix('v').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
}

fn default_title(kind: &str) -> &'static str {
    match kind {
        "tip" => "Tip",
        "important" => "Important",
        "warning" => "Warning",
        "caution" => "Caution",
        "new" => "New",
        _ => "Note",
    }
}
