//! How deep the elements of raw HTML stand in each other. The sanitiser and every browser look at all that is open for
//! each that opens, and open unclosed formatting anew in each block that follows.

use crate::parse::raw_html::Tag;

/// Elements in each other, those of Markdown included.
pub const MAX_DEPTH: usize = 256;
/// Attributes of one tag: the sanitiser compares each with all before it.
pub const MAX_ATTRIBUTES: usize = 256;
/// What unclosed formatting may add to the blocks behind it, in bytes.
pub const MAX_REOPENED_BYTES: usize = 1024 * 1024;

/// Elements that go on in the next block until they are closed.
const FORMATTING: [&str; 14] =
    ["a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u"];
/// Elements that have no end.
const VOID: [&str; 13] =
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"];
/// Elements that the next of their kind, or the end of what they stand in, closes.
const OPTIONAL_END: [&str; 15] = [
    "caption", "colgroup", "dd", "dt", "li", "optgroup", "option", "p", "rp", "rt", "tbody", "td", "tfoot", "th", "tr",
];

/// What there is too much of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Excess {
    /// Elements in each other.
    Depth,
    /// Formatting that is opened anew.
    Reopened,
}

/// The elements of raw HTML that are open.
#[derive(Debug, Default)]
pub struct Nesting {
    open: Vec<Open>,
    formatting_bytes: usize,
    reopened_bytes: usize,
}

#[derive(Debug)]
struct Open {
    name: String,
    /// The length of its tag, if it goes on in the next block.
    formatting: Option<usize>,
}

impl Nesting {
    /// Forgets what is open: the sanitiser closes it where a section ends.
    pub fn end_section(&mut self) {
        self.open.clear();
        self.formatting_bytes = 0;
    }

    /// Takes a tag that stands in so many elements of Markdown.
    pub fn tag(&mut self, tag: &Tag, depth: usize) -> Result<(), Excess> {
        let name = tag.name.to_ascii_lowercase();
        let is_formatting = FORMATTING.contains(&name.as_str());
        // An anchor in an anchor closes it.
        if is_formatting && (tag.closes || name == "a") {
            self.close_formatting(&name);
        } else if tag.closes {
            self.close(&name);
        }
        if !tag.closes && !VOID.contains(&name.as_str()) && !OPTIONAL_END.contains(&name.as_str()) {
            let length = tag.end - tag.start;
            self.formatting_bytes += if is_formatting { length } else { 0 };
            self.open.push(Open { name, formatting: is_formatting.then_some(length) });
        }
        if self.open.len() + depth > MAX_DEPTH {
            return Err(Excess::Depth);
        }
        if is_formatting { Ok(()) } else { self.block() }
    }

    /// Notes that a block begins or ends.
    pub fn block(&mut self) -> Result<(), Excess> {
        self.reopened_bytes = self.reopened_bytes.saturating_add(self.formatting_bytes);
        if self.reopened_bytes > MAX_REOPENED_BYTES { Err(Excess::Reopened) } else { Ok(()) }
    }

    fn close_formatting(&mut self, name: &str) {
        if let Some(at) = self.open.iter().rposition(|open| open.name == name) {
            let closed = self.open.remove(at);
            self.formatting_bytes -= closed.formatting.unwrap_or(0);
        }
    }

    /// Closes what stands in the element too, but for formatting.
    fn close(&mut self, name: &str) {
        if let Some(at) = self.open.iter().rposition(|open| open.name == name) {
            let inner = self.open.split_off(at);
            self.open.extend(inner.into_iter().filter(|open| open.formatting.is_some()));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::raw_html::{Token, tokens};

    fn read(html: &str) -> Result<usize, Excess> {
        let mut nesting = Nesting::default();
        for token in tokens(html) {
            if let Token::Tag(tag) = token {
                nesting.tag(&tag, 0)?;
            }
        }
        Ok(nesting.open.len())
    }

    #[test]
    fn what_a_browser_closes_is_not_open() {
        assert_eq!(read("<div><p>a<p>b<br><span>c</div></i>"), Ok(0));
        assert_eq!(read("<a href=x><a href=y>"), Ok(1));
        assert_eq!(read("<div><b>a</div>b</b>"), Ok(0));
        assert_eq!(read("<div><b>a</div>b"), Ok(1));
    }

    #[test]
    fn depth_and_unclosed_formatting_have_an_end() {
        assert_eq!(read(&"<div>".repeat(MAX_DEPTH)), Ok(MAX_DEPTH));
        assert_eq!(read(&"<div>".repeat(MAX_DEPTH + 1)), Err(Excess::Depth));
        assert_eq!(read(&"<div><b class=x></div>".repeat(MAX_DEPTH + 1)), Err(Excess::Depth));
        assert_eq!(read(&format!("<b class=\"{}\">{}", "x".repeat(10_000), "<p>".repeat(200))), Err(Excess::Reopened));
        assert_eq!(read(&"<p>".repeat(100_000)), Ok(0));
    }
}
