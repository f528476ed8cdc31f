//! Diagnostics for programs: JSON, GitHub's workflow commands, and SARIF 2.1.0.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde_json::{Value, json};

use super::{Diagnostic, Severity, visible, visible_json};
use crate::source::LineIndex;

type Sources = BTreeMap<String, Arc<str>>;

/// Where a diagnostic begins and ends: lines and columns from 1, columns in characters, the end exclusive.
#[derive(Clone, Copy)]
struct Region {
    start: (usize, usize),
    end: (usize, usize),
}

/// A JSON array with an object a problem; places are absent where a file as a whole, or none, is meant.
pub fn json(diagnostics: &[Diagnostic], sources: &Sources) -> String {
    let object = |(diagnostic, region): (&Diagnostic, Option<Region>)| {
        let mut object = json!({
            "code": diagnostic.code,
            "severity": severity(diagnostic),
            "message": diagnostic.message,
        });
        if let Some(help) = &diagnostic.help {
            object["help"] = json!(help);
        }
        if let Some(fix) = &diagnostic.fix {
            object["fix"] = json!(fix);
        }
        if !diagnostic.path.is_empty() {
            object["path"] = json!(diagnostic.path);
        }
        if let Some(Region { start, end }) = region {
            object["start"] = json!({ "line": start.0, "column": start.1 });
            object["end"] = json!({ "line": end.0, "column": end.1 });
        }
        object
    };
    let objects: Vec<Value> = placed(diagnostics, sources).map(object).collect();
    visible_json(&format!("{:#}\n", Value::Array(objects)))
}

/// A workflow command a problem, which GitHub shows beside the line in a pull request.
pub fn github(diagnostics: &[Diagnostic], sources: &Sources) -> String {
    let command = |(diagnostic, region): (&Diagnostic, Option<Region>)| {
        let mut properties = vec![format!("title={}", property(diagnostic.code))];
        if !diagnostic.path.is_empty() {
            properties.insert(0, format!("file={}", property(&diagnostic.path)));
        }
        if let Some(Region { start, end }) = region {
            properties.push(format!("line={},col={},endLine={}", start.0, start.1, end.0));
        }
        let help = diagnostic.help.as_ref().map_or_else(String::new, |help| format!("\nhelp: {help}"));
        let message = data(&format!("{}{help}", diagnostic.message));
        format!("::{} {}::{message}\n", severity(diagnostic), properties.join(","))
    };
    placed(diagnostics, sources).map(command).collect()
}

/// One SARIF run, for code scanning and editors.
pub fn sarif(diagnostics: &[Diagnostic], sources: &Sources) -> String {
    let codes: BTreeSet<&str> = diagnostics.iter().map(|diagnostic| diagnostic.code).collect();
    let rules: Vec<Value> = codes.iter().map(|code| json!({ "id": code })).collect();
    let results: Vec<Value> = placed(diagnostics, sources).map(sarif_result).collect();
    let driver = json!({ "name": env!("CARGO_PKG_NAME"), "version": env!("CARGO_PKG_VERSION"), "rules": rules });
    let log = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{ "tool": { "driver": driver }, "columnKind": "unicodeCodePoints", "results": results }],
    });
    visible_json(&format!("{log:#}\n"))
}

fn sarif_result((diagnostic, region): (&Diagnostic, Option<Region>)) -> Value {
    let help = diagnostic.help.as_ref().map_or_else(String::new, |help| format!("\n{help}"));
    let mut result = json!({
        "ruleId": diagnostic.code,
        "level": severity(diagnostic),
        "message": { "text": format!("{}{help}", diagnostic.message) },
    });
    if !diagnostic.path.is_empty() {
        let uri = crate::resolve::links::encoded(&diagnostic.path);
        let mut location = json!({ "artifactLocation": { "uri": uri } });
        if let Some(Region { start, end }) = region {
            location["region"] = json!({
                "startLine": start.0, "startColumn": start.1, "endLine": end.0, "endColumn": end.1,
            });
        }
        result["locations"] = json!([{ "physicalLocation": location }]);
    }
    result
}

fn placed<'a>(
    diagnostics: &'a [Diagnostic],
    sources: &'a Sources,
) -> impl Iterator<Item = (&'a Diagnostic, Option<Region>)> {
    let mut indices: BTreeMap<&str, LineIndex> = BTreeMap::new();
    diagnostics.iter().map(move |diagnostic| {
        let placed = diagnostic.span.zip(sources.get(&diagnostic.path));
        let region = placed.map(|(span, text)| {
            let span = span.within(text);
            let index = indices.entry(&diagnostic.path).or_insert_with(|| LineIndex::new(text));
            Region { start: index.line_column(text, span.start), end: index.line_column(text, span.end) }
        });
        (diagnostic, region)
    })
}

fn severity(diagnostic: &Diagnostic) -> &'static str {
    match diagnostic.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    }
}

/// Escaped as GitHub's toolkit does it, so that no file name or message can begin a command of its own.
fn data(text: &str) -> String {
    visible(text).replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
