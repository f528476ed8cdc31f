//! HTML of pages to Markdown that says the same: CommonMark with the tables, task lists, footnotes and alerts of GitHub.

mod inline;
mod text;

use std::iter;

use self::inline::inline;
use self::text::{escaped, longest_run, words};
use super::tree::{Element, Node, Nodes};

/// Classes of what the theme adds to a text.
const HIDDEN_CLASSES: [&str; 4] = ["anchor", "footnote-back", "tab-label", "visually-hidden"];

/// Appends nodes as blocks, an empty line between them and none around.
pub fn push_blocks(text: &mut String, nodes: Nodes) {
    let begun = text.len();
    let mut rest = nodes;
    loop {
        let (line, mut from) = rest.split(|element| !is_inline(element));
        push_apart(text, begun, |text| push_paragraph(text, line));
        let Some(Node::Element(element)) = from.next() else { return };
        push_apart(text, begun, |text| push_block(text, element));
        rest = from;
    }
}

/// Appends a block behind those that have begun at an offset, with an empty line between; an empty one leaves nothing.
pub fn push_apart(text: &mut String, begun: usize, push: impl FnOnce(&mut String)) {
    let end = text.len();
    if end > begun {
        text.push_str("\n\n");
    }
    let start = text.len();
    push(text);
    if text.len() == start {
        text.truncate(end);
    }
}

fn blocks(nodes: Nodes) -> String {
    let mut text = String::new();
    push_blocks(&mut text, nodes);
    text
}

/// Whether an element stands in the line.
fn is_inline(element: &Element) -> bool {
    let is_inline = match element.name.len() {
        1 => matches!(element.name, "a" | "b" | "i" | "q" | "s" | "u"),
        2 => matches!(element.name, "br" | "em" | "rp" | "rt"),
        3 => {
            matches!(
                element.name,
                "bdi" | "bdo" | "del" | "dfn" | "img" | "ins" | "kbd" | "sub" | "sup" | "var" | "wbr"
            )
        }
        4 => matches!(element.name, "code" | "span" | "abbr" | "cite" | "mark" | "math" | "ruby" | "samp" | "time"),
        5 => matches!(element.name, "audio" | "input" | "label" | "small" | "video"),
        6 => matches!(element.name, "strong" | "button" | "iframe"),
        _ => false,
    };
    is_inline && element.attribute("display").as_deref() != Some("block")
}

/// Whether nobody reads an element as part of the text.
fn is_hidden(element: &Element) -> bool {
    let is_hidden = match element.name.len() {
        2 | 3 => matches!(element.name, "rp" | "svg"),
        5 | 6 => matches!(element.name, "style" | "button" | "script"),
        8 | 10 => matches!(element.name, "noscript" | "template" | "annotation"),
        _ => false,
    };
    is_hidden || element.classes().any(|class| HIDDEN_CLASSES.contains(&class))
}

fn push_paragraph(text: &mut String, nodes: Nodes) {
    push_guarded(text, inline(nodes).trim());
}

fn paragraph(nodes: Nodes) -> String {
    let mut text = String::new();
    push_paragraph(&mut text, nodes);
    text
}

/// Appends a paragraph so that its first characters do not make it another block.
fn push_guarded(text: &mut String, line: &str) {
    let digits = line.bytes().position(|byte| !byte.is_ascii_digit()).unwrap_or(line.len());
    let is_number = (1..=9).contains(&digits) && line[digits..].starts_with(['.', ')']);
    let is_sign = line.starts_with(['#', '+', '-', '>', '=', ':']) || line.starts_with("~~~");
    let (before, rest) = line.split_at(if is_number { digits } else { 0 });
    text.push_str(before);
    if is_number || is_sign {
        text.push('\\');
    }
    text.push_str(rest);
}

fn push_block(text: &mut String, element: Element) {
    if is_hidden(&element) {
        return;
    }
    let children = element.children;
    match element.name {
        "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => push_heading(text, element),
        "p" if element.is("callout-title") => {}
        "p" | "summary" | "figcaption" | "dt" => push_paragraph(text, children),
        "ul" | "ol" => push_list(text, element),
        "blockquote" => push_quoted(text, &blocks(children)),
        "hr" => text.push_str("---"),
        "pre" => push_fence(text, "", &with_line_end(element.text().into_owned())),
        "figure" if element.is("code") => push_code_figure(text, element),
        "figure" => push_figure(text, element),
        "table" => push_table(text, element),
        "dl" => push_definitions(text, element),
        "details" => push_details(text, element),
        "div" if element.is("callout") => push_callout(text, element),
        "div" if element.is("code-group") || element.is("tabs") => push_tabs(text, element),
        "math" => push_formula(text, element),
        "section" if element.is("footnotes") => push_footnotes(text, element),
        _ => push_blocks(text, children),
    }
}

fn push_heading(text: &mut String, element: Element) {
    let level = element.name[1..].parse().unwrap_or(1);
    text.extend(iter::repeat_n('#', level));
    let words = inline(element.children);
    if !words.trim().is_empty() {
        text.push(' ');
        text.push_str(&words.trim().replace('\n', " "));
    }
}

/// Code with one line end behind it.
fn with_line_end(mut code: String) -> String {
    code.truncate(code.trim_end_matches('\n').len());
    code.push('\n');
    code
}

/// Appends code in a fence that is longer than any in it.
fn push_fence(text: &mut String, info: &str, code: &str) {
    let length = longest_run(code).max(2) + 1;
    text.extend(iter::repeat_n('`', length));
    text.push_str(info);
    text.push('\n');
    text.push_str(code);
    text.extend(iter::repeat_n('`', length));
}

/// A block of code; what is folded away on the page stands in its place.
fn push_code_figure(text: &mut String, element: Element) {
    let mut code = String::new();
    element.all(|inner| inner.name == "pre").iter().for_each(|part| part.push_text(&mut code));
    let code = if code.is_empty() { code } else { with_line_end(code) };
    let mut info = element.attribute("data-lang").unwrap_or_default().into_owned();
    if let Some(caption) = element.elements().find(|inner| inner.name == "figcaption") {
        let space = if info.is_empty() { "text " } else { " " };
        info += &format!("{space}title=\"{}\"", caption.text().replace(['"', '`', '\n'], "'"));
    }
    push_fence(text, &info.replace('`', "'"), &code);
}

fn push_figure(text: &mut String, element: Element) {
    let (caption, rest) = element.children.parted("figcaption");
    push_blocks(text, rest.nodes());
    let caption = paragraph(caption.nodes());
    if !caption.is_empty() {
        text.push_str(&format!("\n\n*{}*", caption.trim_matches('*')));
    }
}

fn push_list(text: &mut String, element: Element) {
    let start = element.attribute("start").and_then(|start| start.parse().ok()).unwrap_or(1_u64);
    let items: Vec<Element> = element.elements().filter(|item| !is_hidden(item)).collect();
    let is_loose = items.iter().any(|item| item.elements().any(|inner| inner.name == "p"));
    for (at, (item, number)) in items.iter().zip(start..).enumerate() {
        if at > 0 {
            text.push_str(if is_loose { "\n\n" } else { "\n" });
        }
        let begun = text.len();
        match element.name {
            "ol" => text.push_str(&format!("{number}. ")),
            _ => text.push_str("- "),
        }
        let columns = text.len() - begun;
        let written = if is_loose { blocks(item.children) } else { tight(item.children) };
        push_indented(text, &written, columns);
    }
}

/// The text of an item and the lists below it, with no empty line between them.
fn tight(nodes: Nodes) -> String {
    let (before, from) = nodes.split(|inner| matches!(inner.name, "ul" | "ol"));
    let mut text = String::new();
    if from.is_empty() || before.elements().any(|inner| !is_inline(&inner)) {
        push_blocks(&mut text, nodes);
        return text;
    }
    push_paragraph(&mut text, before);
    text.push('\n');
    push_blocks(&mut text, from);
    text.trim_start().to_string()
}

/// Appends a text with all lines but the first moved to the right; empty ones stay empty.
fn push_indented(text: &mut String, lines: &str, columns: usize) {
    for (at, line) in lines.split('\n').enumerate() {
        if at > 0 {
            text.push('\n');
        }
        if at > 0 && !line.is_empty() {
            text.extend(iter::repeat_n(' ', columns));
        }
        text.push_str(line);
    }
}

fn push_quoted(text: &mut String, lines: &str) {
    for (at, line) in lines.split('\n').enumerate() {
        text.push_str(if at > 0 { "\n>" } else { ">" });
        if !line.is_empty() {
            text.push(' ');
        }
        text.push_str(line);
    }
}

/// An alert of GitHub's five kinds; a title that is not the kind's own is its first line.
fn push_callout(text: &mut String, element: Element) {
    let kind = element.attribute("data-kind").unwrap_or_default();
    let sign = match kind.as_ref() {
        "tip" | "warning" | "important" | "caution" => kind.to_uppercase(),
        "danger" => "CAUTION".to_string(),
        _ => "NOTE".to_string(),
    };
    let title = element.elements().find(|inner| inner.is("callout-title")).map(|title| inline(title.children));
    let title = title.filter(|title| !title.trim().eq_ignore_ascii_case(&sign)).unwrap_or_default();
    let title = if title.trim().is_empty() { title } else { format!("**{}**\n\n", title.trim()) };
    push_quoted(text, format!("[!{sign}]\n{title}{}", blocks(element.children)).trim_end());
}

fn push_details(text: &mut String, element: Element) {
    let (summary, rest) = element.children.parted("summary");
    let summary = paragraph(summary.nodes());
    text.push_str(format!("{}\n\n{}", strong(&summary), blocks(rest.nodes())).trim());
}

fn strong(text: &str) -> String {
    let text = text.trim();
    if text.is_empty() || text.contains("**") { text.to_string() } else { format!("**{text}**") }
}

/// Every panel under its label.
fn push_tabs(text: &mut String, element: Element) {
    let labels = element.all(|inner| inner.name == "button");
    let panels = element.elements().filter(|inner| inner.is("tab-panel"));
    for (at, (panel, label)) in panels.zip(labels).enumerate() {
        if at > 0 {
            text.push_str("\n\n");
        }
        let label = strong(&escaped(label.text().trim()));
        text.push_str(format!("{label}\n\n{}", blocks(panel.children)).trim_end());
    }
}

fn push_formula(text: &mut String, element: Element) {
    match element.attribute("alttext") {
        Some(tex) => text.push_str(&format!("$$\n{}\n$$", tex.trim())),
        None => text.push_str(&escaped(&words(&element.text()))),
    }
}

fn push_definitions(text: &mut String, element: Element) {
    let parts = element.elements().map(|part| match part.name {
        "dt" => strong(&paragraph(part.children)),
        _ => {
            let mut definition = ": ".to_string();
            push_indented(&mut definition, &blocks(part.children), 2);
            definition
        }
    });
    let begun = text.len();
    for part in parts {
        if text.len() > begun {
            text.push_str(if part.starts_with(": ") { "\n" } else { "\n\n" });
        }
        text.push_str(&part);
    }
}

fn push_footnotes(text: &mut String, element: Element) {
    let notes = element.all(|inner| inner.name == "li");
    for (note, number) in notes.iter().zip(1..) {
        text.push_str(&format!("{}[^{number}]: ", if number > 1 { "\n\n" } else { "" }));
        push_indented(text, &blocks(note.children), 4);
    }
}

fn push_table(text: &mut String, element: Element) {
    let rows = element.all(|inner| inner.name == "tr");
    let cells = |row: &Element| -> Vec<String> {
        row.elements().filter(|cell| matches!(cell.name, "td" | "th")).flat_map(|cell| cells(&cell)).collect()
    };
    let lines: Vec<Vec<String>> = rows.iter().map(cells).collect();
    let columns = lines.iter().map(Vec::len).max().unwrap_or(0);
    if columns == 0 {
        return push_blocks(text, element.children);
    }
    if let Some(caption) = element.elements().find(|inner| inner.name == "caption") {
        push_paragraph(text, caption.children);
        text.push_str("\n\n");
    }
    let has_head = rows.first().is_some_and(|row| row.elements().all(|cell| cell.name == "th"));
    let (head, body) = lines.split_at(usize::from(has_head));
    let align = |at: usize| rows.iter().find_map(|row| row.elements().nth(at)).map_or("---", |cell| alignment(&cell));
    push_row(text, columns, |at| head.first().and_then(|cells| cells.get(at)).map_or("", String::as_str));
    text.push('\n');
    push_row(text, columns, align);
    for cells in body {
        text.push('\n');
        push_row(text, columns, |at| cells.get(at).map_or("", String::as_str));
    }
}

fn push_row<'c>(text: &mut String, columns: usize, cell: impl Fn(usize) -> &'c str) {
    text.push('|');
    for at in 0..columns {
        text.push(' ');
        text.push_str(cell(at));
        text.push_str(" |");
    }
}

fn alignment(cell: &Element) -> &'static str {
    match (cell.is("align-left"), cell.is("align-center"), cell.is("align-right")) {
        (true, ..) => ":---",
        (_, true, _) => ":---:",
        (.., true) => "---:",
        _ => "---",
    }
}

/// A cell, and as many empty ones as it spans more columns.
fn cells(element: &Element) -> Vec<String> {
    let mut text = blocks(element.children);
    if text.contains('\n') {
        text = text.replace("\\\n", "<br>").replace("\n\n", "<br><br>").replace('\n', "<br>");
    }
    // A `|` ends a cell wherever it stands, in code too.
    if text.contains('|') {
        text = text.replace('|', "\\|");
    }
    let span = element.attribute("colspan").and_then(|span| span.parse().ok()).unwrap_or(1_usize).clamp(1, 100);
    let mut cells = vec![text];
    cells.resize(span, String::new());
    cells
}
