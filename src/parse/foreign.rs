//! Constructs of other systems that are not taken: found, so that the author hears what to write instead.

/// What stands in place of an include.
pub const INCLUDE_HELP: &str = "includes are not read; write the text in the page itself";

/// Openings at the head of a paragraph, and what to write instead.
const PARAGRAPHS: [(&str, &str); 9] = [
    ("!!! ", "write a callout: `> [!NOTE]` or `:::note[Title]` … `:::`"),
    ("??? ", "write `:::details[Title]` … `:::`"),
    ("=== \"", "give the fences `tab=\"Label\"`, one directly after the other"),
    ("{{<", "shortcodes are not run; write Markdown, or a `:::` container"),
    ("{{%", "shortcodes are not run; write Markdown, or a `:::` container"),
    ("{{#", INCLUDE_HELP),
    ("--8<--", INCLUDE_HELP),
    ("<<< ", INCLUDE_HELP),
    ("{% ", "tags are not run; write Markdown, or a `:::` container"),
];

/// The foreign opening of a paragraph, with help.
pub fn in_paragraph(text: &str) -> Option<(&str, &'static str)> {
    let line = text.lines().next().unwrap_or("").trim_end();
    let is_import = line.starts_with("import ") && line.contains(" from ") && line.ends_with(['\'', '"', ';']);
    if is_import {
        return Some((line, "pages are Markdown, not MDX: nothing can be imported"));
    }
    PARAGRAPHS.iter().find(|(opening, _)| line.starts_with(opening)).map(|(_, help)| (line, *help))
}

/// mdBook's directives within code, in order.
pub fn in_code(code: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut rest = code;
    while let Some(at) = rest.find("{{#") {
        let Some(end) = rest[at..].find("}}").map(|end| at + end + 2) else { break };
        found.push(&rest[at..end]);
        rest = &rest[end..];
    }
    found.retain(|construct| construct.contains("include") || construct.contains("playground"));
    found
}
