//! Material's indented blocks, `!!! note`, `??? note` and `=== "Tab"`: rewritten as containers, so that readers see what
//! is meant while the author hears what to write.

use crate::source::Span;

/// A part of the text, and what is written for it.
#[derive(Debug, PartialEq, Eq)]
pub struct Rewrite {
    /// The part.
    pub span: Span,
    /// What takes its place.
    pub with: String,
}

/// A line that opens an indented block.
#[derive(Debug, PartialEq, Eq)]
pub struct Opening {
    /// As written, to the end of the line.
    pub span: Span,
    /// The container that says the same.
    pub container: String,
}

/// How a body is told from what follows it.
const INDENT: usize = 4;

/// Finds the blocks of a text from the offset `body` on.
pub fn find(text: &str, body: usize) -> (Vec<Rewrite>, Vec<Opening>) {
    let mut scan = Scan {
        text,
        open: Vec::new(),
        fence: None,
        end: body,
        list_indent: 0,
        rewrites: Vec::new(),
        openings: Vec::new(),
    };
    let mut at = body;
    for line in text[body..].split_inclusive('\n') {
        scan.line(Span::new(at, at + line.len()));
        at += line.len();
    }
    while let Some(block) = scan.open.pop() {
        scan.close(&block);
    }
    (scan.rewrites, scan.openings)
}

struct Scan<'t> {
    text: &'t str,
    open: Vec<Block<'t>>,
    /// The marker of the fence that is open.
    fence: Option<&'t str>,
    /// The end of the last line that is not blank.
    end: usize,
    /// Where the text of the list item begins that lines stand in, 0 outside of lists.
    list_indent: usize,
    rewrites: Vec<Rewrite>,
    openings: Vec<Opening>,
}

struct Block<'t> {
    indent: usize,
    /// What stands before the opening line, less what the blocks around it take away.
    lead: &'t str,
    is_tab: bool,
}

impl<'t> Scan<'t> {
    fn line(&mut self, span: Span) {
        let line = &self.text[span.start..span.end];
        let rest = line.trim_start_matches([' ', '\t']);
        let indent: usize = line[..line.len() - rest.len()].chars().map(|c| if c == '\t' { INDENT } else { 1 }).sum();
        let rest = rest.trim_end();
        if rest.is_empty() {
            return;
        }
        let own_indent = indent.saturating_sub(self.open.len() * INDENT);
        if self.fence.is_none() {
            self.list_indent = list_indent(rest, own_indent).unwrap_or(self.list_indent.min(own_indent));
        }
        // Four spaces more than the text around make code.
        let is_code = own_indent >= self.list_indent + INDENT && indent >= INDENT;
        let opening = opening(rest).filter(|_| self.fence.is_none() && !is_code);
        let mut is_sibling = false;
        while let Some(block) = self.open.pop_if(|block| indent < block.indent + INDENT) {
            is_sibling = block.is_tab && indent == block.indent && opening.as_ref().is_some_and(|(_, tab)| *tab);
            if is_sibling {
                self.insert(&block, ":::");
                break;
            }
            self.close(&block);
        }
        let lead = line.len() - line.trim_start_matches([' ', '\t']).len();
        let taken = self.dedent(span.start, &line[..lead]);
        let start = span.start + lead;
        match opening {
            Some((container, is_tab)) => {
                let span = Span::new(start, start + rest.len());
                let group =
                    if is_tab && !is_sibling { format!(":::tabs\n{}", &line[taken..lead]) } else { String::new() };
                self.rewrites.push(Rewrite { span, with: format!("{group}{container}") });
                self.openings.push(Opening { span, container });
                self.open.push(Block { indent, is_tab, lead: &line[taken..lead] });
            }
            None => self.fence = fence(self.fence, rest),
        }
        self.end = span.end;
    }

    /// Takes an indentation for each block that is open off a line; gives the bytes that are gone.
    fn dedent(&mut self, start: usize, lead: &str) -> usize {
        let (mut width, mut bytes) = (0, 0);
        for c in lead.chars().take_while(|_| !self.open.is_empty()) {
            if width >= self.open.len() * INDENT {
                break;
            }
            width += if c == '\t' { INDENT } else { 1 };
            bytes += 1;
        }
        if bytes > 0 {
            self.rewrites.push(Rewrite { span: Span::new(start, start + bytes), with: String::new() });
        }
        bytes
    }

    fn close(&mut self, block: &Block) {
        self.insert(block, ":::");
        if block.is_tab {
            self.insert(block, ":::");
        }
    }

    fn insert(&mut self, block: &Block, line: &str) {
        let has_line_end = self.text[..self.end].ends_with('\n');
        let with = if has_line_end { format!("{}{line}\n", block.lead) } else { format!("\n{}{line}", block.lead) };
        self.rewrites.push(Rewrite { span: Span::new(self.end, self.end), with });
    }
}

/// Where the text of a list item begins, if a line begins one.
fn list_indent(line: &str, indent: usize) -> Option<usize> {
    let number = line.len() - line.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let marker = if number > 0 { number + 1 } else { 1 };
    let signs: &[char] = if number > 0 { &['.', ')'] } else { &['-', '*', '+'] };
    let rest = line[number..].strip_prefix(signs)?;
    rest.starts_with([' ', '\t']).then(|| indent + marker + rest.len() - rest.trim_start().len())
}

/// The fence that is open behind a line.
fn fence<'t>(open: Option<&'t str>, line: &'t str) -> Option<&'t str> {
    let mark = line.chars().next().filter(|c| matches!(c, '`' | '~'));
    let run = mark.map_or(0, |mark| line.len() - line.trim_start_matches(mark).len());
    match open {
        Some(marker) if line.starts_with(marker) && run == line.len() => None,
        Some(marker) => Some(marker),
        None => (run >= 3).then(|| &line[..run]),
    }
}

/// The container that an opening line stands for, and whether it is a tab.
fn opening(line: &str) -> Option<(String, bool)> {
    let tab = ["=== ", "===! ", "===+ "].iter().find_map(|sign| line.strip_prefix(sign));
    if let Some(label) = tab.and_then(quoted) {
        return Some((format!(":::tab[{label}]"), true));
    }
    let folds = line.starts_with("???");
    let is_open = line.starts_with("???+");
    let rest = ["!!!", "???+", "???"].iter().find_map(|sign| line.strip_prefix(sign))?.trim_start();
    let (words, title) = match rest.find('"') {
        Some(at) => (&rest[..at], Some(quoted(&rest[at..])?)),
        None => (rest, None),
    };
    // `!!! Note "Title"` is a slip of `!!! note`; `!!! Really` is text.
    let is_word = |word: &str| {
        word.chars().all(|c| c.is_ascii_lowercase() || c == '-')
            || title.is_some() && word.chars().all(|c| c.is_ascii_alphabetic())
    };
    if !words.split_whitespace().all(is_word) {
        return None;
    }
    let kind = words.split_whitespace().next()?.to_ascii_lowercase();
    let kind = kind.as_str();
    let title = title.filter(|title| !title.is_empty()).map(str::to_string);
    let named = || {
        let mut letters = kind.chars();
        letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
    };
    Some(match kind {
        _ if folds && is_open => (format!(":::details[{}]{{open}}", title.unwrap_or_else(named)), false),
        _ if folds => (format!(":::details[{}]", title.unwrap_or_else(named)), false),
        "note" | "tip" | "important" | "warning" | "caution" | "info" | "danger" => {
            (format!(":::{kind}{}", title.map_or_else(String::new, |title| format!("[{title}]"))), false)
        }
        _ => (format!(":::note[{}]", title.unwrap_or_else(named)), false),
    })
}

fn quoted(text: &str) -> Option<&str> {
    text.trim().strip_prefix('"')?.strip_suffix('"').filter(|inner| !inner.contains('"'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rewritten(text: &str) -> String {
        let (rewrites, _) = find(text, 0);
        let mut written = String::new();
        let mut at = 0;
        for Rewrite { span, with } in rewrites {
            written += &text[at..span.start];
            written += &with;
            at = span.end;
        }
        written + &text[at..]
    }

    #[test]
    fn blocks_become_containers_however_they_nest() {
        assert_eq!(rewritten("!!! note \"Keys\"\n    a\n\n    b\n\nc\n"), ":::note[Keys]\na\n\nb\n:::\n\nc\n");
        assert_eq!(rewritten("??? bug\n    !!! tip\n        a\n    b"), ":::details[Bug]\n:::tip\na\n:::\nb\n:::");
        assert_eq!(
            rewritten("=== \"A\"\n\n    ```py\n    x\n    ```\n\n=== \"B\"\n\n    y\nz\n"),
            ":::tabs\n:::tab[A]\n\n```py\nx\n```\n:::\n\n:::tab[B]\n\ny\n:::\n:::\nz\n"
        );
    }

    #[test]
    fn code_and_plain_text_stay() {
        for text in [
            "Text.\n\n    !!! note\n        a\n",
            "- a\n\n      !!! note\n",
            "```\n!!! note\n    a\n```\n",
            "!!! Really\n    a\n",
            "=== a\n",
        ] {
            assert_eq!(rewritten(text), text);
        }
    }
}
