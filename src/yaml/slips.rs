//! What an author has most likely done where YAML cannot be read: found line by line, since a parser can only say where it
//! stopped.

use crate::source::Span;

/// A slip, with its place and its cure.
#[derive(Debug, PartialEq, Eq)]
pub struct Slip {
    /// Where the author must type.
    pub span: Span,
    /// What is wrong.
    pub message: String,
    /// What to write.
    pub help: String,
}

/// A line that holds more than a comment.
#[derive(Clone, Copy)]
struct Line<'t> {
    start: usize,
    indent: usize,
    text: &'t str,
}

/// Looks for a slip in the line where the parser stopped, and in the one above it.
pub fn find(text: &str, offset: usize) -> Option<Slip> {
    let lines = lines(text);
    let at = lines.partition_point(|line| line.start <= offset).saturating_sub(1);
    let line = lines.get(at)?;
    let above = at.checked_sub(1).map(|above| lines[above]);
    let in_lines = |slip: fn(&Line) -> Option<Slip>| slip(line).or_else(|| above.as_ref().and_then(slip));
    tab(text, line)
        .or_else(|| in_lines(colon_without_space))
        .or_else(|| in_lines(value))
        .or_else(|| above.and_then(|above| indentation(&above, line)))
}

fn lines(text: &str) -> Vec<Line<'_>> {
    let mut start = 0;
    let mut lines = Vec::new();
    for line in text.split_inclusive('\n') {
        let bare = line.trim_end();
        let rest = bare.trim_start_matches([' ', '\t']);
        if !(rest.is_empty() || rest.starts_with('#')) {
            lines.push(Line { start, indent: bare.len() - rest.len(), text: rest });
        }
        start += line.len();
    }
    lines
}

fn tab(text: &str, line: &Line) -> Option<Slip> {
    let lead = &text[line.start..line.start + line.indent];
    let at = line.start + lead.find('\t')?;
    let message = "a tab stands here: YAML is indented with spaces".to_string();
    Some(Slip { span: Span::new(at, at + 1), message, help: "write two spaces in place of the tab".to_string() })
}

impl<'t> Line<'t> {
    /// `key: value` taken apart, with the offset of the value.
    fn pair(&self) -> Option<(&'t str, &'t str, usize)> {
        let bare = self.text.trim_start_matches("- ");
        let (key, value) = bare.split_once(": ")?;
        let shown = value.trim_start();
        let start = self.start + self.indent + self.text.len() - shown.len();
        is_key(key).then_some((key, shown, start))
    }
}

fn is_key(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '$' | '.'))
}

/// `title:Start`
fn colon_without_space(line: &Line) -> Option<Slip> {
    let (key, value) = line.text.split_once(':')?;
    if !is_key(key) || value.is_empty() || value.starts_with([' ', '\t', '/']) {
        return None;
    }
    let start = line.start + line.indent;
    Some(Slip {
        span: Span::new(start, start + key.len() + 1),
        message: format!("a space belongs behind `{key}:`"),
        help: format!("write `{key}: {value}`"),
    })
}

/// A value that YAML reads as something else than text.
fn value(line: &Line) -> Option<Slip> {
    let (key, value, start) = line.pair()?;
    let quoted = format!("\"{}\"", value.trim_matches(['“', '”']).replace('\\', "\\\\").replace('"', "\\\""));
    let slip = |message: &str, help: String| {
        Some(Slip { span: Span::new(start, start + value.len()), message: message.to_string(), help })
    };
    let first = value.chars().next()?;
    match first {
        '“' | '”' => slip("typographic quotes hold nothing together in YAML", format!("write `{key}: {quoted}`")),
        '"' | '\'' if closes_early(value, first) => {
            let other = if first == '"' { '\'' } else { '"' };
            let inner = value.strip_prefix(first).and_then(|value| value.strip_suffix(first)).unwrap_or(value);
            let help = if inner.contains(other) {
                format!("write {first} twice within")
            } else {
                format!("write `{key}: {other}{inner}{other}`")
            };
            slip("the quotes end before the text does", help)
        }
        '"' | '\'' => None,
        '@' | '`' | '%' | '*' | '&' | '!' => {
            slip(&format!("text that begins with `{first}` needs quotes"), format!("write `{key}: {quoted}`"))
        }
        '[' | '{' if !value.ends_with([']', '}']) || value.starts_with("{{") => {
            slip(&format!("text that begins with `{first}` needs quotes"), format!("write `{key}: {quoted}`"))
        }
        _ if value.contains(": ") || value.ends_with(':') => {
            slip("text with a `:` and a space in it needs quotes", format!("write `{key}: {quoted}`"))
        }
        _ => None,
    }
}

fn closes_early(value: &str, quote: char) -> bool {
    let inner = &value[1..];
    inner
        .find(quote)
        .is_some_and(|at| !inner[at + 1..].trim_start().is_empty() && !inner[at + 1..].trim_start().starts_with('#'))
}

/// A line that stands deeper than what is above it can hold, or the first line deeper than the others.
fn indentation(above: &Line, line: &Line) -> Option<Slip> {
    let holds_text = above.pair().is_some_and(|(_, value, _)| !value.starts_with(['|', '>']));
    if line.indent > above.indent && holds_text {
        return Some(Slip {
            span: Span::new(line.start, line.start + line.indent),
            message: format!(
                "this line is indented further than `{}` above it, which holds no other keys",
                key_of(above)
            ),
            help: format!("take {} in front of it away", counted(line.indent - above.indent)),
        });
    }
    (above.indent > line.indent && above.indent > 0).then(|| Slip {
        span: Span::new(above.start, above.start + above.indent),
        message: format!("this line is indented, and the next, `{}`, is not", key_of(line)),
        help: "begin keys that belong together in the same column".to_string(),
    })
}

fn key_of<'t>(line: &Line<'t>) -> &'t str {
    line.text.split(':').next().unwrap_or(line.text)
}

fn counted(spaces: usize) -> String {
    if spaces == 1 { "the space".to_string() } else { format!("the {spaces} spaces") }
}

#[cfg(test)]
mod tests {
    use super::find;

    fn said(text: &str, line: usize) -> (String, String) {
        let offset = text.split_inclusive('\n').take(line - 1).map(str::len).sum();
        let slip = find(text, offset).expect("there is a slip");
        (text[slip.span.start..slip.span.end].to_string(), slip.help)
    }

    #[test]
    fn each_slip_is_told_where_the_author_must_type() {
        let quoted = |place: &str, help: &str| (place.to_string(), help.to_string());
        assert_eq!(said("title: A: b\n", 1), quoted("A: b", "write `title: \"A: b\"`"));
        assert_eq!(said("title: @scope/p\n", 1), quoted("@scope/p", "write `title: \"@scope/p\"`"));
        assert_eq!(
            said("title: [Beta] Install\nx: y\n", 2),
            quoted("[Beta] Install", "write `title: \"[Beta] Install\"`")
        );
        assert_eq!(said("title:Start\n", 1), quoted("title:", "write `title: Start`"));
        assert_eq!(said("title: \"Say \"hi\" to\"\n", 1).1, "write `title: 'Say \"hi\" to'`");
        assert_eq!(said("a: b\n  c: d\n", 2), quoted("  ", "take the 2 spaces in front of it away"));
        assert_eq!(said(" a: b\nc: d\n", 2).0, " ");
        assert_eq!(said("sidebar:\n\torder: 2\n", 2).0, "\t");
        assert_eq!(find("a: b\n", 0), None);
    }
}
