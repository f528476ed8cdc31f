//! HTML of pages to Markdown that says the same: CommonMark with the tables, task lists, footnotes and alerts of GitHub.

use super::tree::{Element, Node};

/// Elements that nobody reads as part of the text.
const HIDDEN: [&str; 8] = ["annotation", "button", "noscript", "rp", "script", "style", "svg", "template"];
/// Classes of what the theme adds to a text.
const HIDDEN_CLASSES: [&str; 4] = ["anchor", "footnote-back", "tab-label", "visually-hidden"];
/// Elements that stand in the line.
const INLINE: [&str; 38] = [
    "a", "abbr", "b", "bdi", "bdo", "br", "cite", "code", "del", "dfn", "em", "i", "img", "input", "ins", "kbd",
    "label", "mark", "math", "q", "rp", "rt", "ruby", "s", "samp", "small", "span", "strong", "sub", "sup", "time",
    "u", "var", "wbr", "audio", "video", "iframe", "button",
];
/// Elements for which Markdown has no sign, and which are written as they are.
const KEPT: [&str; 3] = ["kbd", "sub", "sup"];

/// Nodes as blocks, an empty line between them and none around.
pub fn blocks(nodes: &[Node]) -> String {
    let mut blocks: Vec<String> = Vec::new();
    let mut line: Vec<&Node> = Vec::new();
    for node in nodes {
        match node {
            Node::Element(element) if !is_inline(element) => {
                flush(&mut line, &mut blocks);
                blocks.push(block(element));
            }
            node => line.push(node),
        }
    }
    flush(&mut line, &mut blocks);
    blocks.retain(|block| !block.is_empty());
    blocks.join("\n\n")
}

fn is_inline(element: &Element) -> bool {
    INLINE.contains(&element.name.as_str()) && element.attribute("display").as_deref() != Some("block")
}

fn is_hidden(element: &Element) -> bool {
    HIDDEN.contains(&element.name.as_str()) || HIDDEN_CLASSES.iter().any(|class| element.is(class))
}

fn flush(line: &mut Vec<&Node>, blocks: &mut Vec<String>) {
    blocks.push(guarded(inline_of(line.drain(..)).trim()));
}

fn paragraph(nodes: &[Node]) -> String {
    guarded(inline(nodes).trim())
}

/// A text whose first characters do not make it another block than a paragraph.
fn guarded(text: &str) -> String {
    let digits = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let is_number = (1..=9).contains(&digits) && text[digits..].starts_with(['.', ')']);
    let is_sign = text.starts_with(['#', '+', '-', '>', '=', ':']) || text.starts_with("~~~");
    match (is_number, is_sign) {
        (true, _) => format!("{}\\{}", &text[..digits], &text[digits..]),
        (_, true) => format!("\\{text}"),
        _ => text.to_string(),
    }
}

fn block(element: &Element) -> String {
    if is_hidden(element) {
        return String::new();
    }
    let children = &element.children;
    match element.name.as_str() {
        "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => heading(element),
        "p" if element.is("callout-title") => String::new(),
        "p" | "summary" | "figcaption" | "dt" => paragraph(children),
        "ul" | "ol" => list(element),
        "blockquote" => quoted(&blocks(children)),
        "hr" => "---".to_string(),
        "pre" => fence("", &code_of(element)),
        "figure" if element.is("code") => code_figure(element),
        "figure" => figure(element),
        "table" => table(element),
        "dl" => definitions(element),
        "details" => details(element),
        "div" if element.is("callout") => callout(element),
        "div" if element.is("code-group") || element.is("tabs") => tabs(element),
        "math" => formula(element),
        "section" if element.is("footnotes") => footnotes(element),
        _ => blocks(children),
    }
}

fn heading(element: &Element) -> String {
    let level = element.name[1..].parse().unwrap_or(1);
    format!("{} {}", "#".repeat(level), inline(&element.children).trim().replace('\n', " ")).trim_end().to_string()
}

fn code_of(element: &Element) -> String {
    element.text().trim_end_matches('\n').to_string() + "\n"
}

/// A fence that is longer than any in the code.
fn fence(info: &str, code: &str) -> String {
    let sign = "`".repeat(longest_run(code).max(2) + 1);
    format!("{sign}{info}\n{code}{sign}")
}

fn longest_run(code: &str) -> usize {
    code.split(|c| c != '`').map(str::len).max().unwrap_or(0)
}

/// A block of code; what is folded away on the page stands in its place.
fn code_figure(element: &Element) -> String {
    let parts = element.all(&|inner| inner.name == "pre");
    let code: String = parts.into_iter().map(Element::text).collect();
    let mut info = element.attribute("data-lang").unwrap_or_default();
    if let Some(caption) = element.elements().find(|inner| inner.name == "figcaption") {
        let space = if info.is_empty() { "text " } else { " " };
        info += &format!("{space}title=\"{}\"", caption.text().replace(['"', '`', '\n'], "'"));
    }
    let code = if code.is_empty() { code } else { code.trim_end_matches('\n').to_string() + "\n" };
    fence(&info.replace('`', "'"), &code)
}

fn figure(element: &Element) -> String {
    let (caption, rest) = parted(element, "figcaption");
    let caption = if caption.is_empty() { caption } else { format!("\n\n*{}*", caption.trim_matches('*')) };
    format!("{}{caption}", blocks(&rest))
}

/// The text of the elements with a name, and all else.
fn parted(element: &Element, name: &str) -> (String, Vec<Node>) {
    let is_other = |node: &&Node| !matches!(node, Node::Element(inner) if inner.name == name);
    let named = element.elements().filter(|inner| inner.name == name);
    let text: Vec<Node> = named.flat_map(|inner| inner.children.iter().cloned()).collect();
    (paragraph(&text), element.children.iter().filter(is_other).cloned().collect())
}

fn list(element: &Element) -> String {
    let start = element.attribute("start").and_then(|start| start.parse().ok()).unwrap_or(1_u64);
    let items: Vec<&Element> = element.elements().filter(|item| !is_hidden(item)).collect();
    let is_loose = items.iter().any(|item| item.elements().any(|inner| inner.name == "p"));
    let written = items.iter().zip(start..).map(|(item, number)| {
        let sign = if element.name == "ol" { format!("{number}. ") } else { "- ".to_string() };
        let text = match is_loose {
            true => blocks(&item.children),
            false => tight(&item.children),
        };
        sign.clone() + &indented(&text, sign.len())
    });
    written.collect::<Vec<_>>().join(if is_loose { "\n\n" } else { "\n" })
}

/// The text of an item and the lists below it, with no empty line between them.
fn tight(nodes: &[Node]) -> String {
    let is_list = |node: &Node| matches!(node, Node::Element(inner) if inner.name == "ul" || inner.name == "ol");
    let is_block = |node: &Node| matches!(node, Node::Element(inner) if !is_inline(inner));
    match nodes.iter().position(is_list) {
        Some(at) if !nodes[..at].iter().any(is_block) => {
            let rest = blocks(&nodes[at..]);
            format!("{}\n{rest}", paragraph(&nodes[..at])).trim_start().to_string()
        }
        _ => blocks(nodes),
    }
}

/// All lines but the first moved to the right; empty ones stay empty.
fn indented(text: &str, columns: usize) -> String {
    let space = " ".repeat(columns);
    let lines = text.split('\n').enumerate();
    let lines =
        lines.map(|(at, line)| if at == 0 || line.is_empty() { line.to_string() } else { format!("{space}{line}") });
    lines.collect::<Vec<_>>().join("\n")
}

fn quoted(text: &str) -> String {
    let lines = text.split('\n').map(|line| if line.is_empty() { ">".to_string() } else { format!("> {line}") });
    lines.collect::<Vec<_>>().join("\n")
}

/// An alert of GitHub's five kinds; a title that is not the kind's own is its first line.
fn callout(element: &Element) -> String {
    let kind = element.attribute("data-kind").unwrap_or_default();
    let sign = match kind.as_str() {
        "tip" | "warning" | "important" | "caution" => kind.to_uppercase(),
        "danger" => "CAUTION".to_string(),
        _ => "NOTE".to_string(),
    };
    let title = element.elements().find(|inner| inner.is("callout-title")).map(|title| inline(&title.children));
    let title = title.filter(|title| !title.trim().eq_ignore_ascii_case(&sign)).unwrap_or_default();
    let title = if title.trim().is_empty() { title } else { format!("**{}**\n\n", title.trim()) };
    quoted(format!("[!{sign}]\n{title}{}", blocks(&element.children)).trim_end())
}

fn details(element: &Element) -> String {
    let (summary, rest) = parted(element, "summary");
    format!("{}\n\n{}", strong(&summary), blocks(&rest)).trim().to_string()
}

fn strong(text: &str) -> String {
    let text = text.trim();
    if text.is_empty() || text.contains("**") { text.to_string() } else { format!("**{text}**") }
}

/// Every panel under its label.
fn tabs(element: &Element) -> String {
    let labels = element.all(&|inner| inner.name == "button");
    let panels = element.elements().filter(|inner| inner.is("tab-panel"));
    let labelled = panels.zip(labels).map(|(panel, label)| {
        let label = escaped(label.text().trim());
        format!("{}\n\n{}", strong(&label), blocks(&panel.children)).trim_end().to_string()
    });
    labelled.collect::<Vec<_>>().join("\n\n")
}

fn formula(element: &Element) -> String {
    match element.attribute("alttext") {
        Some(tex) => format!("$$\n{}\n$$", tex.trim()),
        None => escaped(&words(&element.text())),
    }
}

fn definitions(element: &Element) -> String {
    let parts = element.elements().map(|part| match part.name.as_str() {
        "dt" => strong(&paragraph(&part.children)),
        _ => format!(": {}", indented(&blocks(&part.children), 2)),
    });
    let mut written = String::new();
    for part in parts {
        let is_definition = part.starts_with(": ");
        written += if written.is_empty() {
            ""
        } else if is_definition {
            "\n"
        } else {
            "\n\n"
        };
        written += &part;
    }
    written
}

fn footnotes(element: &Element) -> String {
    let notes = element.all(&|inner| inner.name == "li");
    let written = notes.iter().zip(1..).map(|(note, number)| {
        let label = format!("[^{number}]: ");
        label.clone() + &indented(&blocks(&note.children), 4)
    });
    written.collect::<Vec<_>>().join("\n\n")
}

fn table(element: &Element) -> String {
    let rows = element.all(&|inner| inner.name == "tr");
    let cells = |row: &Element| {
        row.elements().filter(|cell| matches!(cell.name.as_str(), "td" | "th")).flat_map(cell).collect()
    };
    let mut lines: Vec<Vec<String>> = rows.iter().map(|row| cells(row)).collect();
    let columns = lines.iter().map(Vec::len).max().unwrap_or(0);
    if columns == 0 {
        return blocks(&element.children);
    }
    let has_head = rows.first().is_some_and(|row| row.elements().all(|cell| cell.name == "th"));
    if !has_head {
        lines.insert(0, Vec::new());
    }
    let align = |at: usize| rows.iter().find_map(|row| row.elements().nth(at)).map_or("---", alignment);
    let written = |cells: &Vec<String>| {
        let cells = (0..columns).map(|at| cells.get(at).map_or("", String::as_str));
        format!("| {} |", cells.collect::<Vec<_>>().join(" | "))
    };
    let mut written: Vec<String> = lines.iter().map(written).collect();
    written.insert(1, format!("| {} |", (0..columns).map(align).collect::<Vec<_>>().join(" | ")));
    let caption = element.elements().find(|inner| inner.name == "caption").map(|caption| paragraph(&caption.children));
    caption.into_iter().chain([written.join("\n")]).collect::<Vec<_>>().join("\n\n")
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
fn cell(element: &Element) -> Vec<String> {
    let text = blocks(&element.children).replace("\\\n", "<br>").replace("\n\n", "<br><br>").replace('\n', "<br>");
    let span = element.attribute("colspan").and_then(|span| span.parse().ok()).unwrap_or(1_usize).clamp(1, 100);
    let mut cells = vec![with_pipes(&text)];
    cells.resize(span, String::new());
    cells
}

/// A `|` ends a cell wherever it stands, in code too.
fn with_pipes(text: &str) -> String {
    text.replace('|', "\\|")
}

/// Nodes as text in a line.
fn inline(nodes: &[Node]) -> String {
    inline_of(nodes.iter())
}

fn inline_of<'n>(nodes: impl Iterator<Item = &'n Node>) -> String {
    let mut text = String::new();
    for node in nodes {
        match node {
            Node::Text(part) => push_words(&mut text, part),
            Node::Element(element) if is_hidden(element) => {}
            Node::Element(element) => push_inline(&mut text, element),
        }
    }
    text
}

fn push_words(text: &mut String, part: &str) {
    let ends_blank = text.is_empty() || text.ends_with([' ', '\n']);
    let begins_blank = part.starts_with(char::is_whitespace);
    if begins_blank && !ends_blank {
        text.push(' ');
    }
    let words = words(part);
    text.push_str(&escaped(&words));
    if part.ends_with(char::is_whitespace) && !words.is_empty() {
        text.push(' ');
    }
}

/// One space between words, and none around.
fn words(text: &str) -> String {
    text.split([' ', '\n', '\t', '\r']).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

fn push_inline(text: &mut String, element: &Element) {
    let children = &element.children;
    match element.name.as_str() {
        "br" => {
            text.truncate(text.trim_end_matches(' ').len());
            text.push_str("\\\n");
        }
        "code" => text.push_str(&code_span(&element.text())),
        "strong" | "b" => wrapped(text, "**", &inline(children)),
        "em" | "i" => wrapped(text, "*", &inline(children)),
        "del" | "s" => wrapped(text, "~~", &inline(children)),
        "a" => link(text, element),
        "img" => image(text, element),
        "input" => text.push_str(if element.has("checked") { "[x] " } else { "[ ] " }),
        "sup" if element.is("footnote-ref") => {
            text.push_str(&format!("[^{}]", element.text().trim_matches(['[', ']'])))
        }
        "math" => match element.attribute("alttext") {
            Some(tex) => text.push_str(&format!("${}$", tex.trim())),
            None => push_words(text, &element.text()),
        },
        "audio" | "video" | "iframe" => embedded(text, element),
        name if KEPT.contains(&name) => text.push_str(&format!("<{name}>{}</{name}>", inline(children))),
        _ if element.elements().any(|inner| !is_inline(inner)) => text.push_str(&blocks(children)),
        _ => {
            let inner = inline(children);
            let starts_blank =
                matches!(children.first(), Some(Node::Text(first)) if first.starts_with(char::is_whitespace));
            if starts_blank && !text.ends_with(' ') && !text.is_empty() {
                text.push(' ');
            }
            text.push_str(inner.trim_start());
        }
    }
}

/// Signs stand at words: blanks within them are put around.
fn wrapped(text: &mut String, sign: &str, inner: &str) {
    let bare = inner.trim();
    if bare.is_empty() {
        return text.push_str(inner);
    }
    if inner.starts_with(' ') && !text.ends_with(' ') && !text.is_empty() {
        text.push(' ');
    }
    text.push_str(sign);
    text.push_str(bare);
    text.push_str(sign);
    if inner.ends_with(' ') {
        text.push(' ');
    }
}

fn code_span(code: &str) -> String {
    let code = words_of_code(code);
    let sign = "`".repeat(shortest_free(&code));
    let space = if code.starts_with('`') || code.ends_with('`') || code.starts_with(' ') && code.ends_with(' ') {
        " "
    } else {
        ""
    };
    if code.is_empty() { String::new() } else { format!("{sign}{space}{code}{space}{sign}") }
}

fn words_of_code(code: &str) -> String {
    code.replace(['\n', '\r'], " ")
}

/// How many backticks do not stand together in a text.
fn shortest_free(code: &str) -> usize {
    let runs: std::collections::BTreeSet<usize> = code.split(|c| c != '`').map(str::len).collect();
    (1..).find(|count| !runs.contains(count)).unwrap_or(1)
}

fn link(text: &mut String, element: &Element) {
    let label = inline(&element.children);
    match element.attribute("href") {
        Some(url) if label.trim() == escaped(&url) && url.contains("://") && !url.contains([' ', '<', '>']) => {
            text.push_str(&format!("<{url}>"));
        }
        Some(url) if !label.trim().is_empty() => {
            let label = label.trim().replace('\n', " ");
            text.push_str(&format!("[{label}]({}{})", destination(&url), title(element)));
        }
        _ => text.push_str(&label),
    }
}

fn image(text: &mut String, element: &Element) {
    let alt = escaped(&words(&element.attribute("alt").unwrap_or_default()));
    let url = element.attribute("src").unwrap_or_default();
    text.push_str(&format!("![{alt}]({}{})", destination(&url), title(element)));
}

fn title(element: &Element) -> String {
    let title = element.attribute("title").filter(|title| !title.trim().is_empty());
    title.map_or_else(String::new, |title| format!(" \"{}\"", words(&title).replace('\\', "\\\\").replace('"', "\\\"")))
}

fn destination(url: &str) -> String {
    url.replace(' ', "%20").replace('(', "%28").replace(')', "%29").replace('<', "%3C").replace('>', "%3E")
}

fn embedded(text: &mut String, element: &Element) {
    let source = element.all(&|inner| inner.name == "source").into_iter().find_map(|inner| inner.attribute("src"));
    if let Some(url) = element.attribute("src").or(source) {
        let label = element.attribute("title").unwrap_or_else(|| element.name.clone());
        text.push_str(&format!("[{}]({})", escaped(&label), destination(&url)));
    }
}

/// Text with a backslash before each character that would be a sign of Markdown.
fn escaped(text: &str) -> String {
    let mut written = String::with_capacity(text.len() + 8);
    let mut before = ' ';
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        let next = rest.peek().copied().unwrap_or(' ');
        let is_sign = match c {
            '\\' | '`' | '*' | '[' | ']' => true,
            '_' => !(before.is_alphanumeric() && next.is_alphanumeric()),
            '<' => next.is_ascii_alphabetic() || matches!(next, '/' | '!' | '?'),
            '&' => next.is_ascii_alphanumeric() || next == '#',
            '~' => before == '~' || next == '~',
            _ => false,
        };
        if is_sign {
            written.push('\\');
        }
        written.push(c);
        before = c;
    }
    written
}
