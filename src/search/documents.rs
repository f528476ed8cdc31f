//! Pages to documents: the text of each section as a reader sees it, taken from the page's HTML.

use std::collections::BTreeMap;
use std::mem;
use std::sync::Arc;

use crate::parse::Page;
use crate::parse::html::{EDIT, fill};
use crate::parse::tags::{self, Piece, attribute, decoded};
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
        for html in [&section.prose, &section.samples] {
            reader.html(&fill(html, EDIT, |_, _| {}));
        }
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
        for piece in tags::uncoloured(html) {
            match piece {
                Piece::Text(text) => self.text(&decoded(text)),
                Piece::Open { name, tag } => self.open(name.into_owned(), tag),
                Piece::Close(name) => self.close(&name),
            }
        }
        self.close_down_to(0);
        self.end_passage();
    }

    fn open(&mut self, name: String, tag: &str) {
        if !INLINE.contains(&name.as_str()) {
            self.break_line();
        }
        if tags::is_void(&name, tag) {
            return;
        }
        let role = self.role(&name, tag);
        if matches!(role, Role::Code | Role::Tab) {
            self.end_passage();
        }
        self.hidden += usize::from(role == Role::Hidden);
        self.code += usize::from(role == Role::Code);
        if role == Role::Tab {
            self.tabs.push(decoded(attribute(tag, "data-tab").unwrap_or("")).into_owned());
        }
        *self.names.entry(name.clone()).or_default() += 1;
        self.open.push(Open { name, role });
        self.note_place(role);
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
                self.sections.push(SearchSection { anchor: decoded(id).into_owned(), level, ..Default::default() });
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
