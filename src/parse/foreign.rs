//! Constructs of other systems that are not taken: found, left out, and told with what to write instead.

use crate::diagnostics;
use crate::source::{Next, Span, bytes, overlaps};

/// A construct in a text.
#[derive(Debug, PartialEq, Eq)]
pub struct Foreign {
    /// Where it stands.
    pub span: Span,
    /// What to write instead.
    pub help: String,
}

const SHORTCODES: &str = "shortcodes are not run: write Markdown, or a `:::` container";
const TAGS: &str = "tags are not run: write Markdown, or a `:::` container";
const MDX: &str =
    "pages are Markdown, not MDX: remove it, and write what it brought in as Markdown or `:::` containers";
const EXPRESSION: &str =
    "expressions are not run: write the text itself, or name a variable under `variables` in `docs.yaml`";
const CONTENTS: &str = "remove it: the page has its table of contents by itself";
const ATTRIBUTES: &str = "remove it: attributes are read on headings alone, as `## Heading {#id .class}`";

/// What opens a construct, what closes it, and what to write instead; mdBook's are read apart.
const PAIRS: [(&str, &str, &str); 4] = [
    ("{{<", ">}}", SHORTCODES),
    ("{{%", "%}}", SHORTCODES),
    ("{%", "%}", TAGS),
    ("{/*", "*/}", "write `<!-- … -->` for what readers shall not see"),
];

/// Whether a text can hold any of them: most hold none, and need not be searched.
pub fn may_be_in(text: &str) -> bool {
    const SIGNS: [&str; 14] = [
        "={",
        "{{",
        "{%",
        "--8<--",
        "<<<",
        "import ",
        "export ",
        "[[toc]]",
        "[TOC]",
        "[[_TOC_]]",
        "{:",
        "@include",
        "[[TOC]]",
        "{/*",
    ];
    SIGNS.iter().any(|sign| bytes::has_word(text, sign))
}

/// Whether a text without any outside of code can hold some in code.
pub fn may_be_in_code(text: &str) -> bool {
    bytes::has_word(text, "{{#") || bytes::has_word(text, "--8<--")
}

/// The constructs of a text outside of its code, which is given in order.
pub fn in_text(text: &str, body: usize, code: &[Span]) -> Vec<Foreign> {
    let mut scan = Scan::new(text, code);
    let mut start = body;
    let mut is_block_start = true;
    let mut in_module = false;
    for line in text[body..].split_inclusive('\n') {
        let span = Span::new(start, start + line.len());
        start = span.end;
        let is_code = overlaps(code, span);
        in_module &= !line.trim().is_empty();
        if in_module {
            scan.found.last_mut().into_iter().for_each(|module| module.span.end = trimmed(text, span).end);
        } else if is_block_start && !is_code && scan.opens_module(span) {
            in_module = true;
            scan.found.push(Foreign { span: trimmed(text, span), help: MDX.to_string() });
        } else if let Some(help) = whole_line(line.trim()).filter(|_| !is_code) {
            scan.found.push(Foreign { span: trimmed(text, span), help });
        } else {
            scan.line(span);
        }
        is_block_start = line.trim().is_empty();
    }
    scan.found
}

/// A walk through a text that reads nothing twice, however many signs there are that nothing closes.
struct Scan<'t> {
    text: &'t str,
    code: &'t [Span],
    found: Vec<Foreign>,
    /// A page with a script is a Vue component in VitePress; elsewhere `{{ … }}` is text.
    has_script: bool,
    blank_lines: [Next<'t>; 2],
    directive_end: Next<'t>,
    pair_ends: [Next<'t>; 4],
}

fn trimmed(text: &str, line: Span) -> Span {
    let shown = &text[line.start..line.end];
    let start = line.start + shown.len() - shown.trim_start().len();
    Span::new(start, start + shown.trim().len())
}

fn whole_line(line: &str) -> Option<String> {
    if let Some(path) = line.strip_prefix("--8<--") {
        return Some(snippet_help(path.trim().trim_matches(['"', '\''])));
    }
    if let Some(path) = line.strip_prefix("<<< ") {
        let path = path.trim_start_matches("@/").split(['{', ' ']).next().unwrap_or("");
        return Some(snippet_help(path));
    }
    let is_attributes = line.starts_with("{:") && line.ends_with('}');
    match line {
        "[[toc]]" | "[TOC]" | "[[_TOC_]]" | "[[TOC]]" => Some(CONTENTS.to_string()),
        _ => is_attributes.then(|| ATTRIBUTES.to_string()),
    }
}

impl<'t> Scan<'t> {
    fn new(text: &'t str, code: &'t [Span]) -> Self {
        Self {
            text,
            code,
            found: Vec::new(),
            has_script: bytes::has_word(text, "<script"),
            blank_lines: ["\n\n", "\n\r\n"].map(|word| Next::new(text, word)),
            directive_end: Next::new(text, "}}"),
            pair_ends: PAIRS.map(|(_, close, _)| Next::new(text, close)),
        }
    }

    fn paragraph_end(&mut self, from: usize) -> usize {
        let [lf, crlf] = &mut self.blank_lines;
        lf.at(from).min(crlf.at(from))
    }

    /// Whether a paragraph is MDX's `import X from "y"` or `export const`, and not a sentence.
    fn opens_module(&mut self, line: Span) -> bool {
        if !["import ", "export "].iter().any(|word| self.text[line.start..].starts_with(word)) {
            return false;
        }
        let paragraph = self.text[line.start..self.paragraph_end(line.start)].trim_end();
        let imports = paragraph.starts_with("import ")
            && (paragraph.contains(" from ")
                || paragraph.starts_with("import \"")
                || paragraph.starts_with("import '"))
            && paragraph.ends_with(['\'', '"', ';']);
        imports
            || ["export const ", "export default ", "export function "].iter().any(|word| paragraph.starts_with(word))
    }

    fn line(&mut self, line: Span) {
        let mut at = self.found.last().map_or(line.start, |last| last.span.end.clamp(line.start, line.end));
        let mut at_least = at;
        while let Some(open) =
            self.text.get(at..line.end).and_then(|rest| bytes::find(rest, b'{')).map(|offset| at + offset)
        {
            at = open + 1;
            let is_text = !self.is_code(open) && !self.text[..open].ends_with('\\');
            let tag =
                || jsx_tag(self.text, open).filter(|tag| tag.span.start >= at_least && !self.is_code(tag.span.start));
            if let Some(foreign) = is_text.then(tag).flatten() {
                at = foreign.span.end;
                at_least = at;
                self.found.push(foreign);
            } else if let Some(foreign) = is_text.then(|| self.construct(open)).flatten() {
                at_least = foreign.span.end;
                at = foreign.span.end.min(line.end);
                self.found.push(foreign);
            }
        }
        self.comment(line);
    }

    fn is_code(&self, offset: usize) -> bool {
        overlaps(self.code, Span::new(offset, offset + 1))
    }

    fn construct(&mut self, open: usize) -> Option<Foreign> {
        let rest = &self.text[open..];
        if !["{{", "{%", "{/"].iter().any(|sign| rest.starts_with(sign)) {
            return None;
        }
        let paragraph_end = self.paragraph_end(open);
        let closed = |end: usize, length: usize| (end < paragraph_end).then(|| Span::new(open, end + length));
        if rest.starts_with("{{ ") && self.has_script {
            return Some(Foreign { span: closed(self.directive_end.at(open), 2)?, help: EXPRESSION.to_string() });
        }
        if rest.starts_with("{{#") {
            let span = closed(self.directive_end.at(open), 2)?;
            return Some(Foreign { span, help: directive_help(&self.text[span.start..span.end]) });
        }
        let pair = PAIRS.iter().position(|(start, _, _)| rest.starts_with(start))?;
        let (_, close, help) = PAIRS[pair];
        Some(Foreign { span: closed(self.pair_ends[pair].at(open), close.len())?, help: help.to_string() })
    }

    /// VitePress's `<!--@include: a.md-->`
    fn comment(&mut self, line: Span) {
        let shown = &self.text[line.start..line.end];
        if bytes::find(shown, b'@').is_none() {
            return;
        }
        let Some(open) = shown.find("<!--@include:").or_else(|| shown.find("<!-- @include:")) else { return };
        if self.is_code(line.start + open) {
            return;
        }
        let end = shown[open..].find("-->").map_or(shown.len(), |end| open + end + 3);
        let path = shown[open..end].split("@include:").nth(1).unwrap_or("").trim_end_matches("-->").trim();
        self.found.push(Foreign { span: Span::new(open, end).shifted(line.start), help: include_help(path) });
    }
}

/// How far a tag of JSX is looked for on both sides of a brace, in bytes.
const MAX_TAG_BYTES: usize = 1_000;

/// The tag around `={…}` whose braces hold what HTML cannot: `<Tabs values={[ … ]}>`. It would be shown as text.
fn jsx_tag(text: &str, brace: usize) -> Option<Foreign> {
    let before = text[..brace].strip_suffix('=')?;
    let window = (brace.saturating_sub(MAX_TAG_BYTES)..brace).find(|at| text.is_char_boundary(*at))?;
    let start = window + before.get(window..)?.rfind('<')?;
    let name_end =
        text[start + 1..].find(|c: char| !(c.is_ascii_alphanumeric() || c == '.')).map(|end| start + 1 + end)?;
    let name = &text[start + 1..name_end];
    if !name.starts_with(|c: char| c.is_ascii_alphabetic()) || text[start..brace].contains('>') {
        return None;
    }
    let (mut depth, mut is_plain) = (0_usize, true);
    for (at, c) in text[brace..].char_indices().take_while(|(at, _)| *at < MAX_TAG_BYTES) {
        match c {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            '>' if depth == 0 => {
                let help = match diagnostics::component_rewrite(name) {
                    Some(rewrite) => format!("write {rewrite}"),
                    None => MDX.to_string(),
                };
                return (!is_plain).then(|| Foreign { span: Span::new(start, brace + at + 1), help });
            }
            _ => {}
        }
        is_plain &= depth == 0 || !(c.is_whitespace() || matches!(c, '"' | '\'' | '<' | '>' | '=' | '`'));
    }
    None
}

/// What includes something in a line of code: mdBook's directives, and Material's snippets.
pub fn in_code(code: &str) -> Vec<Foreign> {
    let mut found = Vec::new();
    let mut next = Next::new(code, "}}");
    let mut opens = code.match_indices("{{#").map(|(at, _)| at).peekable();
    while let Some(open) = opens.next() {
        let end = next.at(open);
        let is_innermost = opens.peek().is_none_or(|other| *other > end);
        if end == code.len() || !is_innermost {
            continue;
        }
        let span = Span::new(open, end + 2);
        let written = &code[open..end + 2];
        if ["include", "playground"].iter().any(|word| written.contains(word)) && !written.contains('\n') {
            found.push(Foreign { span, help: directive_help(written) });
        }
    }
    let mut start = 0;
    for line in code.split_inclusive('\n') {
        if let Some(help) = line.trim().strip_prefix("--8<--").filter(|rest| rest.trim().starts_with(['"', '\''])) {
            let span = trimmed(code, Span::new(start, start + line.len()));
            found.push(Foreign { span, help: snippet_help(help.trim().trim_matches(['"', '\''])) });
        }
        start += line.len();
    }
    found.sort_by_key(|foreign| foreign.span);
    // A directive in a line that is one construct goes with the line.
    let mut end = 0;
    found.retain(|foreign| {
        let is_apart = foreign.span.start >= end;
        end = end.max(foreign.span.end);
        is_apart
    });
    found
}

/// `{{#include ../a.rs:anchor}}` as we write it.
fn directive_help(written: &str) -> String {
    let words = written.trim_start_matches("{{#").trim_end_matches("}}");
    match words.split_whitespace().collect::<Vec<_>>()[..] {
        [name, path, ..] if name.contains("include") || name.contains("playground") => snippet_help(path),
        _ => "remove it: directives are not run".to_string(),
    }
}

fn snippet_help(path: &str) -> String {
    let file = reference(path);
    format!("write `{file}` on a code fence, or `:::include{{{file}}}` for Markdown")
}

fn include_help(path: &str) -> String {
    let (path, lines) = match path.split_once('{') {
        Some((path, lines)) => (path, lines.trim_end_matches('}').replace(',', "-")),
        None => (path, String::new()),
    };
    let lines = if lines.is_empty() { lines } else { format!(" lines=\"{lines}\"") };
    format!("write `:::include{{file=\"{path}\"{lines}}}`")
}

/// `a.rs:anchor` as `file="a.rs#anchor"`, `a.rs:3:9` as `file="a.rs" lines="3-9"`.
fn reference(path: &str) -> String {
    let (file, rest) = path.split_once(':').unwrap_or((path, ""));
    match rest.split(':').collect::<Vec<_>>()[..] {
        [""] => format!("file=\"{file}\""),
        [anchor, ..] if anchor.starts_with(char::is_alphabetic) => format!("file=\"{file}#{anchor}\""),
        [only] => format!("file=\"{file}\" lines=\"{only}\""),
        [first, last, ..] => format!("file=\"{file}\" lines=\"{first}-{last}\""),
        [] => format!("file=\"{file}\""),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<&str> {
        in_text(text, 0, &[]).iter().map(|foreign| &text[foreign.span.start..foreign.span.end]).collect()
    }

    #[test]
    fn constructs_are_found_and_prose_is_not() {
        let text =
            "import A from './a'\nimport {\n  b,\n} from 'b';\n\nA {{< fig src=\"x\" >}} b {% raw %}.\n\n[[toc]]\n";
        assert_eq!(
            found(text),
            ["import A from './a'\nimport {\n  b,\n} from 'b';", "{{< fig src=\"x\" >}}", "{% raw %}", "[[toc]]"]
        );
        assert_eq!(
            found("A <Tabs id=\"a\" values={[\n  {label: 'x'},\n]}>b</Tabs>\n"),
            ["<Tabs id=\"a\" values={[\n  {label: 'x'},\n]}>"]
        );
        assert_eq!(found("<Card cols={2}> and a={ b }\n"), Vec::<&str>::new());
        assert_eq!(found("import goods from China.\n\nA {{ name }} and {#id}.\n"), Vec::<&str>::new());
    }

    #[test]
    fn expressions_are_found_where_a_script_is() {
        assert_eq!(found("<script setup>\n</script>\n\nIt is {{ count }} now.\n"), ["{{ count }}"]);
        assert_eq!(found("It is {{ count }} now.\n"), Vec::<&str>::new());
    }

    #[test]
    fn a_module_ends_at_a_blank_line_with_crlf_too() {
        assert_eq!(found("import A from './a'\r\n\r\nText.\r\n"), ["import A from './a'"]);
    }

    #[test]
    fn a_construct_within_another_is_not_told_twice() {
        assert_eq!(found("{{# a\n{{# b\n}} c {% d %}\n"), ["{{# a\n{{# b\n}}", "{% d %}"]);
    }

    #[test]
    fn the_help_is_the_line_to_write() {
        let help = |text| in_text(text, 0, &[])[0].help.clone();
        assert!(help("--8<-- \"a/b.py:part\"\n").starts_with("write `file=\"a/b.py#part\"` on a code fence"));
        assert!(help("{{#include ../a.rs:here}}\n").contains("file=\"../a.rs#here\""));
        assert!(in_code("{{#rustdoc_include a.rs:3:9}}\n")[0].help.contains("`file=\"a.rs\" lines=\"3-9\"`"));
        assert!(help("<!--@include: ./a.md{3,}-->\n").contains("`:::include{file=\"./a.md\" lines=\"3-\"}`"));
    }
}
