//! `floom-docs search QUERY`: what a reader finds, on the terminal.

use std::path::Path;

use serde::ser::{Serialize, SerializeMap, Serializer};

use crate::diagnostics::{Diagnostic, visible, visible_json};
use crate::read;
use crate::search::engine::{self, Part, Results};

/// How results are told.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// For people who look at a terminal.
    Terminal,
    /// For people, in a file.
    Text,
    /// For programs.
    Json,
}

/// Asks the index in an output folder.
pub fn run(out: &Path, query: &str, form: Form) -> Result<String, Diagnostic> {
    let results = engine::search(&|name| read::index_file(out, name), query)?;
    Ok(match form {
        Form::Json => {
            visible_json(&serde_json::to_string_pretty(&results).expect("strings and numbers can always be written"))
        }
        _ if results.pages.is_empty() => format!("nothing found for `{}`", visible(query)),
        _ => words(&results, form),
    })
}

fn words(results: &Results, form: Form) -> String {
    let mut lines = Vec::new();
    for (number, page) in results.pages.iter().enumerate() {
        let crumbs = if page.crumbs.is_empty() { String::new() } else { format!("  {}", one_line(&page.crumbs)) };
        lines.push(format!("{}. {}{crumbs}", number + 1, one_line(&page.title)));
        for hit in &page.hits {
            let heading = if hit.level > 1 { one_line(&hit.heading) } else { String::new() };
            lines.push(format!("   /{}  {heading}", one_line(&hit.url)).trim_end().to_string());
            lines.push(format!("      {}", excerpt(&hit.excerpt, form)).trim_end().to_string());
        }
    }
    let noun = if results.total == 1 { "section" } else { "sections" };
    lines.push(format!("{} {noun} in all", results.total));
    lines.join("\n")
}

/// What a page says must neither speak to the terminal nor begin a line that looks like ours.
fn one_line(text: &str) -> String {
    visible(text).replace('\n', " ")
}

fn excerpt(parts: &[Part], form: Form) -> String {
    let shown = |part: &Part| match (part.is_match, form) {
        (true, Form::Terminal) => format!("\x1b[1m{}\x1b[0m", one_line(&part.text)),
        _ => one_line(&part.text),
    };
    parts.iter().map(shown).collect()
}

impl Serialize for Part {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if !self.is_match {
            return serializer.serialize_str(&self.text);
        }
        let mut map = serializer.serialize_map(Some(1))?;
        map.serialize_entry("mark", &self.text)?;
        map.end()
    }
}
