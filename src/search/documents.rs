//! Pages to documents: the text of each section as a reader sees it, taken from the page's HTML.

use std::collections::BTreeMap;
use std::mem;
use std::sync::Arc;

use crate::parse::Page;
use crate::source::PagePath;
use crate::source::unicode::composed;

/// A page with its sections.
#[derive(Clone, Debug)]
pub struct SearchPage {
    /// Its file.
    pub path: PagePath,
    /// The page's address behind the site's base path: `guide/start/`.
    pub url: String,
    /// Plain text.
    pub title: String,
    /// The labels of what the page lies below in the nav, ` / ` between them.
    pub crumbs: String,
    /// How high it is ranked, in permille of a plain page.
    pub boost: u32,
    /// Its sections; the first is what stands above the first heading.
    pub sections: Vec<SearchSection>,
}

/// What stands below a heading of the levels 2 and 3, up to the next.
#[derive(Clone, Debug, Default)]
pub struct SearchSection {
    /// The heading's id; empty for a page's first section.
    pub anchor: String,
    /// The heading; the page's title for its first section.
    pub heading: String,
    /// 1 for a page's first section, 2 or 3.
    pub level: u8,
    /// Text and code in reading order.
    pub passages: Vec<Passage>,
}

/// Text or code that is seen when some tabs are open.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Passage {
    /// The keys of the tabs it stands in, outermost first, a space between them; empty outside of tabs.
    pub tabs: Arc<str>,
    /// Whether it is a block of code.
    pub is_code: bool,
    /// One space between words.
    pub text: String,
}

/// The sections of a page.
pub fn sections(page: &Page) -> Vec<SearchSection> {
    let title = page.outline.title.clone();
    let mut reader = Reader {
        sections: vec![SearchSection { heading: title, level: 1, ..Default::default() }],
        ..Default::default()
    };
    reader.text(page.description.as_deref().unwrap_or(""));
    reader.break_line();
    for section in &page.sections {
        reader.html(&section.prose);
        reader.html(&section.samples);
    }
    reader.end_passage();
    reader.sections
}

/// An element that is open.
struct Open {
    name: String,
    role: Role,
}

/// What an element means for the text in it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Role {
    Plain,
    /// Nobody reads it as part of the text: buttons, labels of tabs, anchors.
    Hidden,
    Code,
    /// A tab's content.
    Tab,
    Heading,
}

/// Elements that have no end.
const VOID: [&str; 13] =
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"];
/// Elements in the line, which separate no words.
const INLINE: [&str; 31] = [
    "a", "abbr", "b", "bdi", "bdo", "cite", "code", "del", "dfn", "em", "i", "ins", "kbd", "mark", "mi", "mn", "mo",
    "mrow", "q", "ruby", "s", "samp", "small", "span", "strong", "sub", "sup", "time", "u", "var", "wbr",
];
/// Elements whose content is no text, or none of the page.
const HIDDEN: [&str; 9] = ["annotation", "button", "iframe", "noscript", "rp", "script", "style", "svg", "template"];
/// Classes of what the theme adds to a text.
const HIDDEN_CLASSES: [&str; 4] = ["anchor", "footnote-back", "tab-label", "visually-hidden"];

/// Tabs within more tabs than these are not told apart, nor are those with a longer key, in bytes.
const MAX_TABS: usize = 16;
const MAX_KEY_BYTES: usize = 200;

/// Nothing here is looked up in all that is open, so that deep nesting costs no more than any other.
#[derive(Default)]
struct Reader {
    sections: Vec<SearchSection>,
    open: Vec<Open>,
    /// How many elements of each name are open, of those that are.
    names: BTreeMap<String, usize>,
    hidden: usize,
    code: usize,
    /// The keys of the tabs that are open.
    tabs: Vec<String>,
    passage: Passage,
    /// Whether a word ends here though no space is written.
    breaks: bool,
}

impl Reader {
    fn html(&mut self, html: &str) {
        let mut rest = html;
        while let Some(at) = rest.find('<') {
            self.text(&decoded(&rest[..at]));
            let tag = &rest[at..];
            let end = tag_end(tag);
            rest = &tag[end..];
            if let Some(name) = tag[..end].strip_prefix("</") {
                self.close(&name_of(name));
            } else if tag[1..].starts_with(|c: char| c.is_ascii_alphabetic()) {
                let opened = self.open(&tag[..end]);
                // What stands in these is not read as HTML.
                if matches!(opened.as_str(), "script" | "style") {
                    let close = rest.find(&format!("</{opened}")).unwrap_or(rest.len());
                    rest = &rest[close..];
                }
            }
        }
        self.text(&decoded(rest));
        self.close_down_to(0);
        self.end_passage();
    }

    fn open(&mut self, tag: &str) -> String {
        let name = name_of(&tag[1..]);
        if !INLINE.contains(&name.as_str()) {
            self.break_line();
        }
        if VOID.contains(&name.as_str()) || tag.ends_with("/>") {
            return name;
        }
        let role = self.role(&name, tag);
        if matches!(role, Role::Code | Role::Tab) {
            self.end_passage();
        }
        self.hidden += usize::from(role == Role::Hidden);
        self.code += usize::from(role == Role::Code);
        if role == Role::Tab {
            self.tabs.push(decoded(attribute(tag, "data-tab").unwrap_or("")));
        }
        *self.names.entry(name.clone()).or_default() += 1;
        self.open.push(Open { name: name.clone(), role });
        self.note_place(role);
        name
    }

    fn role(&mut self, name: &str, tag: &str) -> Role {
        let class = attribute(tag, "class").unwrap_or("");
        if HIDDEN.contains(&name) || class.split(' ').any(|class| HIDDEN_CLASSES.contains(&class)) {
            return Role::Hidden;
        }
        let is_key = |key: &str| key.len() <= MAX_KEY_BYTES;
        match (name, attribute(tag, "id"), attribute(tag, "data-tab")) {
            ("pre", ..) => Role::Code,
            ("h2" | "h3", Some(id), _) => {
                self.end_passage();
                let level = if name == "h2" { 2 } else { 3 };
                self.sections.push(SearchSection { anchor: decoded(id), level, ..Default::default() });
                Role::Heading
            }
            (_, _, Some(key)) if is_key(key) && self.tabs.len() < MAX_TABS => Role::Tab,
            _ => Role::Plain,
        }
    }

    fn close(&mut self, name: &str) {
        if !INLINE.contains(&name) {
            self.break_line();
        }
        if !self.names.contains_key(name) {
            return;
        }
        let at = self.open.iter().rposition(|open| open.name == name).unwrap_or(self.open.len());
        self.close_down_to(at);
    }

    /// Ends the elements that were opened last.
    fn close_down_to(&mut self, count: usize) {
        let closed = self.open.split_off(count);
        let has = |roles: &[Role]| closed.iter().any(|open| roles.contains(&open.role));
        if has(&[Role::Heading]) {
            let heading = mem::take(&mut self.passage.text);
            self.section().heading = heading;
        } else if has(&[Role::Code, Role::Tab]) {
            self.end_passage();
        }
        for Open { name, role } in closed.iter().rev() {
            self.hidden -= usize::from(*role == Role::Hidden);
            self.code -= usize::from(*role == Role::Code);
            if *role == Role::Tab {
                self.tabs.pop();
            }
            match self.names.get_mut(name) {
                Some(count) if *count > 1 => *count -= 1,
                _ => drop(self.names.remove(name)),
            }
            self.note_place(*role);
        }
    }

    /// Brings the passage in line with where it goes on.
    fn note_place(&mut self, changed: Role) {
        self.passage.is_code = self.code > 0;
        if changed == Role::Tab {
            self.passage.tabs = self.tabs.join(" ").into();
        }
    }

    fn text(&mut self, text: &str) {
        if self.hidden > 0 {
            return;
        }
        let text = &composed(text);
        self.breaks |= text.starts_with(char::is_whitespace);
        for word in text.split_whitespace() {
            if self.breaks && !self.passage.text.is_empty() {
                self.passage.text.push(' ');
            }
            self.passage.text.push_str(word);
            self.breaks = true;
        }
        self.breaks = text.ends_with(char::is_whitespace) || (self.breaks && text.trim().is_empty());
    }

    fn break_line(&mut self) {
        self.breaks = true;
    }

    fn section(&mut self) -> &mut SearchSection {
        self.sections.last_mut().expect("a page begins with one section")
    }

    /// Text goes on behind a block of code as one passage with what stands before it.
    fn end_passage(&mut self) {
        let Passage { tabs, is_code, text } = mem::take(&mut self.passage);
        self.breaks = true;
        if !text.is_empty() {
            self.section().passages.push(Passage { tabs: Arc::clone(&tabs), is_code, text });
        }
        self.passage = Passage { tabs, is_code, text: String::new() };
    }
}

/// The byte behind a tag or comment that begins here; a `<` that begins none is one byte.
fn tag_end(html: &str) -> usize {
    if html.starts_with("<!--") {
        return html.find("-->").map_or(html.len(), |at| at + 3);
    }
    if !html[1..].starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '/' | '!' | '?')) {
        return 1;
    }
    let mut quote = None;
    for (at, byte) in html.bytes().enumerate().skip(1) {
        match (quote, byte) {
            (None, b'>') => return at + 1,
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), _) if open == byte => quote = None,
            _ => {}
        }
    }
    html.len()
}

fn name_of(tag: &str) -> String {
    let end = tag.find(|c: char| c.is_whitespace() || matches!(c, '>' | '/')).unwrap_or(tag.len());
    tag[..end].to_ascii_lowercase()
}

/// The value of an attribute in double quotes, as both the writer and the sanitiser have them.
fn attribute<'t>(tag: &'t str, name: &str) -> Option<&'t str> {
    let start = tag.match_indices(name).find_map(|(at, _)| {
        let is_name = tag[..at].ends_with(char::is_whitespace) && tag[at + name.len()..].starts_with("=\"");
        is_name.then_some(at + name.len() + 2)
    })?;
    tag[start..].split('"').next()
}

/// Character references to what they stand for; the writer uses few.
fn decoded(text: &str) -> String {
    let mut decoded = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        decoded.push_str(&rest[..at]);
        let end = rest.bytes().skip(at + 1).take(10).position(|byte| byte == b';');
        let reference = end.map(|end| &rest[at + 1..at + 1 + end]);
        let c = reference.and_then(character);
        decoded.push(c.unwrap_or('&'));
        rest = &rest[at + 1 + if c.is_some() { reference.map_or(0, str::len) + 1 } else { 0 }..];
    }
    decoded.push_str(rest);
    decoded
}

fn character(name: &str) -> Option<char> {
    match name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        "nbsp" => Some('\u{a0}'),
        _ => {
            let number = name.strip_prefix('#')?;
            let hexadecimal = number.strip_prefix(['x', 'X']).and_then(|digits| u32::from_str_radix(digits, 16).ok());
            hexadecimal.or_else(|| number.parse().ok()).and_then(char::from_u32)
        }
    }
}
