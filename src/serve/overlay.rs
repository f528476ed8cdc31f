//! What the pages show over themselves as long as there is an error: the words of the terminal, and where they are about.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use serde::Serialize;

use super::editor::Editor;
use crate::diagnostics::{self, Colour, Diagnostic};
use crate::source::LineIndex;

/// More are counted, not shown.
const MAX_SHOWN: usize = 50;

/// A problem as the page's script gets it; it writes text, never HTML.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// As it stands in the terminal.
    text: String,
    /// The place, as it stands in the text.
    place: Option<String>,
    /// What opens it in an editor.
    href: Option<String>,
}

/// The problems, at most so many that a page can show them.
pub fn problems(
    errors: &[Diagnostic],
    sources: &BTreeMap<String, Arc<str>>,
    root: &Path,
    editor: &Editor,
) -> Vec<Problem> {
    let shown = errors.iter().take(MAX_SHOWN).map(|error| problem(error, sources, root, editor));
    let more = errors.len().checked_sub(MAX_SHOWN).filter(|more| *more > 0);
    let rest = more.map(|more| Problem { text: format!("… and {more} more"), place: None, href: None });
    shown.chain(rest).collect()
}

fn problem(error: &Diagnostic, sources: &BTreeMap<String, Arc<str>>, root: &Path, editor: &Editor) -> Problem {
    let text = diagnostics::print(std::slice::from_ref(error), sources, Colour::Off).trim_end().to_string();
    if error.path.is_empty() {
        return Problem { text, place: None, href: None };
    }
    let at = error
        .span
        .zip(sources.get(&error.path))
        .map(|(span, source)| LineIndex::new(source).line_column(source, span.within(source).start));
    let (line, column) = at.unwrap_or((1, 1));
    let path = diagnostics::visible(&error.path);
    let place = match at {
        Some((line, column)) => format!("{path}:{line}:{column}"),
        None => path.into_owned(),
    };
    Problem { text, place: Some(place), href: Some(editor.url(&root.join(&error.path), line, column)) }
}

/// What a page is told, as JSON.
pub fn message(version: u64, scripts: &str, files: &BTreeMap<String, u64>, problems: &[Problem]) -> String {
    #[derive(Serialize)]
    struct Message<'m> {
        version: u64,
        scripts: &'m str,
        files: &'m BTreeMap<String, u64>,
        problems: &'m [Problem],
    }
    serde_json::to_string(&Message { version, scripts, files, problems }).unwrap_or_default()
}
