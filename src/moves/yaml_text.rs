//! Small changes to YAML as it is written: every byte that need not change stays.

use crate::moves::edits::Replacement;
use crate::source::Span;

/// A text value as it stands in YAML.
pub struct Scalar {
    /// All of it, quotes included.
    pub span: Span,
    quote: Option<char>,
}

/// The value that begins at an offset, if it is spelled out there.
pub fn scalar(text: &str, start: usize, value: &str) -> Option<Scalar> {
    let rest = text.get(start..)?;
    let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''));
    let inner = start + usize::from(quote.is_some());
    let end = inner + value.len();
    let is_spelled_out = text.get(inner..end)? == value && quote.is_none_or(|quote| text[end..].starts_with(quote));
    is_spelled_out.then(|| Scalar { span: Span::new(start, end + usize::from(quote.is_some())), quote })
}

impl Scalar {
    /// Another value in its place, in the same quotes.
    pub fn replaced(&self, value: &str) -> Replacement {
        let with = match self.quote {
            Some('\'') => format!("'{}'", value.replace('\'', "''")),
            Some(_) => double_quoted(value),
            None => written(value),
        };
        Replacement { span: self.span, with }
    }
}

/// A value as it is written where quotes are not needed, or in quotes.
pub fn written(value: &str) -> String {
    let is_plain = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | '/' | '~' | '+' | '=');
    let is_text = value.starts_with(|c: char| c.is_alphanumeric() || matches!(c, '/' | '_' | '.'))
        && value.chars().all(is_plain)
        && value.contains(|c: char| c.is_alphabetic())
        && value.parse::<f64>().is_err();
    let words = ["true", "false", "yes", "no", "on", "off", "null", "y", "n", ".inf", ".nan"];
    let is_other = words.contains(&value.to_ascii_lowercase().as_str());
    let is_number = value.starts_with("0x") || value.starts_with("0o");
    if (is_text && !is_other && !is_number) || value == "/" { value.to_string() } else { double_quoted(value) }
}

fn double_quoted(value: &str) -> String {
    format!("\"{}\"", value.replace('\\', "\\\\").replace('"', "\\\""))
}

/// An entry of a list, by the offset at which its value begins.
#[derive(Clone, Copy)]
enum Entry {
    /// `- value` on lines of its own: the whole lines, and where the dash stands.
    Block { lines: Span, dash: usize },
    /// One of `[a, b]`.
    Flow(Span),
}

fn entry(text: &str, start: usize) -> Option<Entry> {
    let line = text[..start].rfind('\n').map_or(0, |at| at + 1);
    let before = &text[line..start];
    if before.trim() == "-" {
        let dash = before.find('-')?;
        return Some(Entry::Block { lines: Span::new(line, end_of_block(text, line, dash)), dash });
    }
    end_of_flow(text, start).map(|end| Entry::Flow(Span::new(start, end)))
}

/// The lines that belong to what begins on a line with a dash: those that are indented deeper.
fn end_of_block(text: &str, line: usize, dash: usize) -> usize {
    let mut end = line;
    for (number, line) in text[line..].split_inclusive('\n').enumerate() {
        let indent = line.len() - line.trim_start_matches(' ').len();
        if number > 0 && (line.trim().is_empty() || indent <= dash) {
            break;
        }
        end += line.len();
    }
    end
}

/// Where a value in a flow list ends.
fn end_of_flow(text: &str, start: usize) -> Option<usize> {
    let mut open = 0_usize;
    let mut quote = None;
    for (at, c) in text[start..].char_indices() {
        match (quote, c) {
            (Some(end), c) if c == end => quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'') => quote = Some(c),
            (None, '[' | '{') => open += 1,
            (None, ',' | ']') if open == 0 => return Some(start + text[start..start + at].trim_end().len()),
            (None, ']' | '}') => open = open.checked_sub(1)?,
            _ => {}
        }
    }
    None
}

/// A list without one of its entries.
pub fn without_entry(text: &str, start: usize) -> Option<Replacement> {
    let span = match entry(text, start)? {
        Entry::Block { lines, .. } => lines,
        Entry::Flow(value) => {
            let after = text[value.end..].trim_start();
            match after.strip_prefix(',') {
                Some(rest) => Span::new(value.start, text.len() - rest.trim_start_matches([' ', '\t']).len()),
                None => {
                    let before = text[..value.start].trim_end();
                    let comma = before.strip_suffix(',').map_or(value.start, str::len);
                    Span::new(comma, value.end)
                }
            }
        }
    };
    Some(Replacement { span, with: String::new() })
}

/// A list with a value behind one of its entries.
pub fn with_entry_behind(text: &str, start: usize, value: &str) -> Option<Replacement> {
    Some(match entry(text, start)? {
        Entry::Block { lines, dash } => {
            let line = format!("{}- {}", " ".repeat(dash), written(value));
            let (at, newline) = (lines.end, newline(text));
            let with = match text[..at].ends_with('\n') {
                true => format!("{line}{newline}"),
                false => format!("{newline}{line}"),
            };
            Replacement { span: Span::new(at, at), with }
        }
        Entry::Flow(span) => Replacement { span: Span::new(span.end, span.end), with: format!(", {}", written(value)) },
    })
}

/// A value added to those of a key in the YAML at `yaml`: to a list of either form, to a single value or to none. None if
/// the key is not written on a line at the top.
pub fn with_value_of_key(text: &str, yaml: Span, keys: &[&str], value: &str) -> Option<Replacement> {
    let (line, behind) = key_line(text, yaml, keys)?;
    let end = line + text[line..].split_inclusive('\n').next()?.trim_end_matches(['\n', '\r']).len();
    let said = text[behind..end].split(" #").next()?.trim();
    let insert = |at: usize, with: String| Some(Replacement { span: Span::new(at, at), with });
    let value_start = behind + (text[behind..].len() - text[behind..].trim_start_matches([' ', '\t']).len());
    if said.starts_with('[') {
        let close = last_of_flow(&text[..yaml.end], value_start)?;
        let listed = text[..close].trim_end();
        let comma = if listed.ends_with('[') {
            ""
        } else if listed.ends_with(',') {
            " "
        } else {
            ", "
        };
        return insert(listed.len(), format!("{comma}{}", written(value)));
    }
    if said.is_empty() || said.starts_with('#') {
        let indent = text[line..].len() - text[line..].trim_start_matches(' ').len();
        return match last_item(text, end, yaml.end, indent) {
            Some(item) => with_entry_behind(text, item, value),
            None => insert(end, format!("{}{}  - {}", newline(text), " ".repeat(indent), written(value))),
        };
    }
    let span = Span::new(value_start, value_start + said.len());
    let with = match said {
        "~" | "null" => format!("[{}]", written(value)),
        single => format!("[{single}, {}]", written(value)),
    };
    Some(Replacement { span, with })
}

/// The line of a key at the top of the YAML, and where what it says begins.
fn key_line(text: &str, yaml: Span, keys: &[&str]) -> Option<(usize, usize)> {
    let indent = top_indent(&text[yaml.start..yaml.end]);
    let mut at = yaml.start;
    for line in text[yaml.start..yaml.end].split_inclusive('\n') {
        let key = line.get(indent..).filter(|_| line[..indent].trim().is_empty()).and_then(|rest| rest.split_once(':'));
        if let Some((key, _)) = key.filter(|(key, _)| keys.contains(&key.trim_end().trim_matches(['"', '\'']))) {
            return Some((at, at + indent + key.len() + 1));
        }
        at += line.len();
    }
    None
}

/// How deep the keys at the top are indented.
pub fn top_indent(yaml: &str) -> usize {
    let says_something = |line: &&str| !line.trim().is_empty() && !line.trim_start().starts_with('#');
    yaml.lines().find(says_something).map_or(0, |line| line.len() - line.trim_start_matches(' ').len())
}

/// Where the value of the last item begins in the block list that follows a key.
fn last_item(text: &str, from: usize, end: usize, indent: usize) -> Option<usize> {
    let mut last = None;
    let mut at = from;
    for line in text[from..end].split_inclusive('\n') {
        let bare = line.trim_start_matches(' ');
        let depth = line.len() - bare.len();
        let is_silent = bare.trim().is_empty() || bare.starts_with('#');
        if let Some(value) = bare.strip_prefix("- ").filter(|_| depth >= indent) {
            last = Some(at + line.len() - value.trim_start_matches(' ').len());
        } else if !is_silent && depth <= indent {
            break;
        }
        at += line.len();
    }
    last
}

/// The bracket that closes the flow list at an offset.
fn last_of_flow(text: &str, open: usize) -> Option<usize> {
    let mut at = open + 1;
    loop {
        let end = end_of_flow(text, at)?;
        let next = end + (text[end..].len() - text[end..].trim_start().len());
        match text[next..].chars().next()? {
            ']' => return Some(next),
            _ => at = next + 1,
        }
    }
}

/// How the lines of a text end.
pub fn newline(text: &str) -> &'static str {
    match text.find('\n') {
        Some(at) if text[..at].ends_with('\r') => "\r\n",
        _ => "\n",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::moves::edits::replaced_text;

    fn with_alias(yaml: &str) -> String {
        let added = with_value_of_key(yaml, Span::new(0, yaml.len()), &["aliases"], "/old/");
        added.and_then(|added| replaced_text(yaml, &[added])).unwrap_or_else(|| "none".to_string())
    }

    #[test]
    fn a_value_is_added_to_each_form_of_list() {
        assert_eq!(with_alias("aliases: /a # why\nx: 1\n"), "aliases: [/a, /old/] # why\nx: 1\n");
        assert_eq!(with_alias("aliases: [/a, '/b']\n"), "aliases: [/a, '/b', /old/]\n");
        assert_eq!(with_alias("aliases: [\n  /a,\n]\n"), "aliases: [\n  /a, /old/\n]\n");
        assert_eq!(with_alias("aliases: []\n"), "aliases: [/old/]\n");
        assert_eq!(with_alias("aliases:\r\n  - /a # x\r\nx: 1\r\n"), "aliases:\r\n  - /a # x\r\n  - /old/\r\nx: 1\r\n");
        assert_eq!(with_alias("aliases:\n- /a\n\n# x\nx: 1\n"), "aliases:\n- /a\n- /old/\n\n# x\nx: 1\n");
        assert_eq!(with_alias("aliases:\nx: 1\n"), "aliases:\n  - /old/\nx: 1\n");
        assert_eq!(with_alias("title: aliases\n"), "none");
    }

    #[test]
    fn an_entry_is_taken_out_of_each_form_of_list() {
        let without = |text: &str, value: &str| {
            let start = text.find(value).expect("the value is there");
            replaced_text(text, &[without_entry(text, start).expect("it is in a list")]).expect("it fits")
        };
        assert_eq!(without("items:\n  - a\n  - b\n  - c\n", "b"), "items:\n  - a\n  - c\n");
        assert_eq!(without("items:\n- page: b\n  label: x\n- c\n", "page"), "items:\n- c\n");
        assert_eq!(without("items: [a, b, c]\n", "b"), "items: [a, c]\n");
        assert_eq!(without("items: [a, {page: z, label: y}]\n", "{"), "items: [a]\n");
        assert_eq!(without("items: [q]\n", "q"), "items: []\n");
    }

    #[test]
    fn what_yaml_would_read_as_something_else_is_quoted() {
        assert_eq!(
            ["a/b.md", "2026", "no", "a b", "c#d"].map(written).join(" "),
            "a/b.md \"2026\" \"no\" \"a b\" \"c#d\""
        );
        assert_eq!(scalar("- 'a.md'\n", 2, "a.md").expect("it is there").replaced("it's.md").with, "'it''s.md'");
    }
}
