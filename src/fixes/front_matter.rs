//! Keys of other systems written as ours, where that changes nothing that the page says.

use crate::moves::Replacement;
use crate::parse::{front_matter_span, synonym};
use crate::source::Span;
use crate::yaml;

/// The changes of one page's front matter.
#[derive(Debug, Default)]
pub struct Keys {
    /// What is written in place of what.
    pub replacements: Vec<Replacement>,
    /// How many keys are written as ours.
    pub count: usize,
}

/// A line `key: value` with a key of another system.
struct Line<'t> {
    /// Our key that says the same: `sidebar.label`.
    ours: &'static str,
    key: &'t str,
    key_span: Span,
    value: &'t str,
    /// The whole line, its end included.
    span: Span,
    newline: &'static str,
}

/// Finds the keys of other systems in a page.
pub fn canonical_keys(text: &str) -> Keys {
    let Some(front) = front_matter_span(text) else { return Keys::default() };
    let yaml = &text[front.start..front.end];
    let Ok(keys) = yaml::keys(yaml) else { return Keys::default() };
    // Two keys that say the same are an error, and only the author knows which is meant.
    let meanings: Vec<&str> = keys.iter().map(|key| synonym(&key.name).unwrap_or(&key.name)).collect();
    if (1..meanings.len()).any(|at| meanings[..at].contains(&meanings[at])) {
        return Keys::default();
    }
    let lines: Vec<Line> = keys.iter().filter_map(|key| line(text, key, front)).collect();
    let mut found = Keys::default();
    for line in lines.iter().filter(|line| !line.ours.contains('.')) {
        found.add(renamed(line));
    }
    for parent in ["sidebar", "search"] {
        let below: Vec<(&Line, &str)> =
            lines.iter().filter_map(|line| Some((line, line.ours.strip_prefix(parent)?.strip_prefix('.')?))).collect();
        let has_parent = keys.iter().any(|key| key.name == parent);
        // Where the page has both, their order and comments are the author's to arrange.
        if !below.is_empty() && !has_parent {
            found.nest(parent, &below);
        }
    }
    found
}

fn line<'t>(text: &'t str, key: &yaml::Key, front: Span) -> Option<Line<'t>> {
    let ours = synonym(&key.name)?;
    let start = front.start + key.span.start;
    let key_span = Span::new(start, start + key.name.len());
    let end = text[start..front.end].find('\n').map_or(front.end, |at| start + at + 1);
    let value = text.get(key_span.end..end)?.strip_prefix(':')?;
    let is_whole = text[..start].ends_with('\n') && text.get(start..key_span.end) == Some(key.name.as_str());
    let next = text[end..front.end].chars().next();
    let goes_on = next.is_some_and(|c| matches!(c, ' ' | '\t' | '#') || (c == '-' && !text[end..].starts_with("---")));
    let newline = if text[start..end].ends_with("\r\n") { "\r\n" } else { "\n" };
    let key = &text[start..key_span.end];
    let line = Line { ours, key, key_span, value: value.trim(), span: Span::new(start, end), newline };
    // A value over several lines is left alone, but for a list under a key that is only renamed.
    (is_whole && (!goes_on || line.value.is_empty() && !ours.contains('.'))).then_some(line)
}

/// The same line under our key.
fn renamed(line: &Line) -> Option<Replacement> {
    let with = match (line.key, line.value) {
        ("hide_table_of_contents" | "hideToc", value) => {
            let shown = if is_true(value)? { "false" } else { "true" };
            return Some(Replacement { span: line.span, with: format!("toc: {shown}{}", line.newline) });
        }
        ("last_update", _) => return None,
        ("tableOfContents", value) if !matches!(value, "true" | "false") => return None,
        ("mode" | "template", "wide") => "layout",
        ("mode" | "template", _) => return None,
        (_, "" | "|" | ">") if line.ours != "aliases" && line.ours != "languages" => return None,
        _ => line.ours,
    };
    Some(Replacement { span: line.key_span, with: with.to_string() })
}

fn is_true(value: &str) -> Option<bool> {
    match value {
        "true" => Some(true),
        "false" => Some(false),
        _ => None,
    }
}

impl Keys {
    fn add(&mut self, replacement: Option<Replacement>) {
        self.count += usize::from(replacement.is_some());
        self.replacements.extend(replacement);
    }

    /// `sidebar_label: A` to `sidebar:` with `label: A` below it, all in the place of the first.
    fn nest(&mut self, parent: &str, lines: &[(&Line, &str)]) {
        let nested: Option<Vec<String>> = lines.iter().map(|(line, key)| below(line, key)).collect();
        let Some(nested) = nested else { return };
        self.count += lines.len();
        let with = format!("{parent}:{}{}", lines[0].0.newline, nested.concat());
        for (index, (line, _)) in lines.iter().enumerate() {
            let with = if index == 0 { with.clone() } else { String::new() };
            self.replacements.push(Replacement { span: line.span, with });
        }
    }
}

fn below(line: &Line, key: &str) -> Option<String> {
    let value = match (line.key, is_true(line.value)) {
        ("pagefind" | "searchable", found) => {
            if found? {
                "false"
            } else {
                "true"
            }
        }
        _ if line.value.is_empty() || line.value.starts_with(['|', '>', '&', '*']) => return None,
        _ => line.value,
    };
    Some(format!("  {key}: {value}{}", line.newline))
}

#[cfg(test)]
mod tests {
    use super::canonical_keys;
    use crate::moves::replaced_text;

    fn fixed(front: &str) -> String {
        let text = format!("---\n{front}---\n# Text\n");
        let mut replacements = canonical_keys(&text).replacements;
        replacements.sort_by_key(|replacement| replacement.span);
        let fixed = replaced_text(&text, &replacements).expect("the changes fit");
        fixed.strip_prefix("---\n").and_then(|text| text.split_once("---\n")).expect("it is a page").0.to_string()
    }

    #[test]
    fn keys_of_other_systems_become_ours() {
        assert_eq!(
            fixed("title: A\nsidebar_label: \"B: c\"\nlastUpdated: 2026-01-02\nsidebar_position: 3\nhideToc: true\n"),
            "title: A\nsidebar:\n  label: \"B: c\"\n  order: 3\nupdated: 2026-01-02\ntoc: false\n"
        );
        assert_eq!(
            fixed("redirect_from:\n  - /a\n  - /b\npagefind: false\n"),
            "aliases:\n  - /a\n  - /b\nsearch:\n  exclude: true\n"
        );
        assert_eq!(fixed("weight: 3 # third\n"), "sidebar:\n  order: 3 # third\n");
    }

    #[test]
    fn what_is_not_certain_stays() {
        for front in [
            "sidebar:\n  label: A\nsidebar_position: 1\n",
            "last_update:\n  date: 2026-01-02\n  author: A\n",
            "tableOfContents: { minHeadingLevel: 2 }\n",
            "template: splash\n",
            "sidebar_label: >\n  A\n  b\n",
            "title: sidebar_label\n",
            "weight: 1\nsidebar_position: 2\n",
            "toc: true\nhideToc: true\n",
        ] {
            assert_eq!(fixed(front), front);
        }
    }
}
