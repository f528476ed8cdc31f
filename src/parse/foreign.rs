//! Constructs of other systems that are not taken: found, left out, and told with what to write instead.

use crate::source::Span;

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
    const SIGNS: [&str; 13] = [
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
    SIGNS.iter().any(|sign| text.contains(sign))
}

/// The constructs of a text outside of its code.
pub fn in_text(text: &str, body: usize, code: &[Span]) -> Vec<Foreign> {
    let mut found: Vec<Foreign> = Vec::new();
    let mut start = body;
    let mut is_block_start = true;
    let mut in_module = false;
    for line in text[body..].split_inclusive('\n') {
        let span = Span::new(start, start + line.len());
        start = span.end;
        let is_code = code.iter().any(|code| code.start < span.end && span.start < code.end);
        in_module &= !line.trim().is_empty();
        if in_module {
            found.last_mut().into_iter().for_each(|module| module.span.end = trimmed(text, span).end);
        } else if is_block_start && !is_code && opens_module(text, span) {
            in_module = true;
            found.push(Foreign { span: trimmed(text, span), help: MDX.to_string() });
        } else if let Some(help) = whole_line(line.trim()).filter(|_| !is_code) {
            found.push(Foreign { span: trimmed(text, span), help });
        } else {
            found.extend(in_line(text, span, code));
        }
        is_block_start = line.trim().is_empty();
    }
    found
}

fn trimmed(text: &str, line: Span) -> Span {
    let shown = &text[line.start..line.end];
    let start = line.start + shown.len() - shown.trim_start().len();
    Span::new(start, start + shown.trim().len())
}

/// Whether a paragraph is MDX's `import X from "y"` or `export const`, and not a sentence.
fn opens_module(text: &str, line: Span) -> bool {
    let paragraph = text[line.start..].split("\n\n").next().unwrap_or("").trim_end();
    let imports = paragraph.starts_with("import ")
        && (paragraph.contains(" from ") || paragraph.starts_with("import \"") || paragraph.starts_with("import '"))
        && paragraph.ends_with(['\'', '"', ';']);
    imports || ["export const ", "export default ", "export function "].iter().any(|word| paragraph.starts_with(word))
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

fn in_line(text: &str, line: Span, code: &[Span]) -> Vec<Foreign> {
    let mut found = Vec::new();
    let mut at = line.start;
    while let Some(open) = text[at..line.end].find('{').map(|offset| at + offset) {
        at = open + 1;
        let is_code = code.iter().any(|code| code.start <= open && open < code.end);
        let is_escaped = text[..open].ends_with('\\');
        if let Some(foreign) = construct(text, open).filter(|_| !is_code && !is_escaped) {
            at = foreign.span.end.min(line.end);
            found.push(foreign);
        }
    }
    let comment =
        text[line.start..line.end].find("<!--@include:").or(text[line.start..line.end].find("<!-- @include:"));
    let is_text = |open: &usize| !code.iter().any(|code| code.start <= *open && *open < code.end);
    if let Some(open) = comment.map(|offset| line.start + offset).filter(is_text) {
        let end = text[open..line.end].find("-->").map_or(line.end, |end| open + end + 3);
        let path = text[open..end].split("@include:").nth(1).unwrap_or("").trim_end_matches("-->").trim();
        found.push(Foreign { span: Span::new(open, end), help: include_help(path) });
    }
    found
}

fn construct(text: &str, open: usize) -> Option<Foreign> {
    let rest = &text[open..];
    let paragraph = &rest[..rest.find("\n\n").unwrap_or(rest.len())];
    let closed = |close: &str| paragraph.find(close).map(|end| Span::new(open, open + end + close.len()));
    // A page with a script is a Vue component in VitePress; elsewhere `{{ … }}` is text.
    if paragraph.starts_with("{{ ") && text.contains("<script") {
        return Some(Foreign { span: closed("}}")?, help: EXPRESSION.to_string() });
    }
    if paragraph.starts_with("{{#") {
        let span = closed("}}")?;
        return Some(Foreign { span, help: directive_help(&text[span.start..span.end]) });
    }
    let (_, close, help) = PAIRS.iter().find(|(start, _, _)| paragraph.starts_with(start))?;
    Some(Foreign { span: closed(close)?, help: (*help).to_string() })
}

/// What includes something in a line of code: mdBook's directives, and Material's snippets.
pub fn in_code(code: &str) -> Vec<Foreign> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(open) = code[at..].find("{{#").map(|offset| at + offset) {
        let Some(end) = code[open..].find("}}").map(|end| open + end + 2) else { break };
        let span = Span::new(open, end);
        let written = &code[open..end];
        if ["include", "playground"].iter().any(|word| written.contains(word)) && !written.contains('\n') {
            found.push(Foreign { span, help: directive_help(written) });
        }
        at = open + 3;
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
        assert_eq!(found("import goods from China.\n\nA {{ name }} and {#id}.\n"), Vec::<&str>::new());
    }

    #[test]
    fn expressions_are_found_where_a_script_is() {
        assert_eq!(found("<script setup>\n</script>\n\nIt is {{ count }} now.\n"), ["{{ count }}"]);
        assert_eq!(found("It is {{ count }} now.\n"), Vec::<&str>::new());
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
