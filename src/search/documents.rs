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
    /// Its place among the elements of the page.
    element: usize,
    role: Role,
}

/// All elements of one name.
struct Element {
    is_inline: bool,
    is_hidden: bool,
    /// How many of them are open.
    open: usize,
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
    elements: Vec<Element>,
    /// The place of each name among the elements.
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
                Piece::Open { name, tag } => self.open(&name, tag),
                Piece::Close(name) => self.close(&name),
            }
        }
        self.close_down_to(0);
        self.end_passage();
    }

    fn open(&mut self, name: &str, tag: &str) {
        let element = self.element(name);
        if !self.elements[element].is_inline {
            self.break_line();
        }
        if tags::is_void(name, tag) {
            return;
        }
        let is_hidden = self.elements[element].is_hidden;
        let role = if is_hidden { Role::Hidden } else { self.role(name, tag) };
        if matches!(role, Role::Code | Role::Tab) {
            self.end_passage();
        }
        self.hidden += usize::from(role == Role::Hidden);
        self.code += usize::from(role == Role::Code);
        if role == Role::Tab {
            self.tabs.push(decoded(attribute(tag, "data-tab").unwrap_or("")).into_owned());
        }
        self.elements[element].open += 1;
        self.open.push(Open { element, role });
        self.note_place(role);
    }

    /// The place of what is known of a name.
    fn element(&mut self, name: &str) -> usize {
        if let Some(known) = self.names.get(name) {
            return *known;
        }
        let (is_inline, is_hidden) = (INLINE.contains(&name), HIDDEN.contains(&name));
        self.elements.push(Element { is_inline, is_hidden, open: 0 });
        self.names.insert(name.to_string(), self.elements.len() - 1);
        self.elements.len() - 1
    }

    fn role(&mut self, name: &str, tag: &str) -> Role {
        if tag.len() == name.len() + "<>".len() {
            return if name == "pre" { Role::Code } else { Role::Plain };
        }
        let class = attribute(tag, "class").unwrap_or("");
        if class.split(' ').any(|class| HIDDEN_CLASSES.contains(&class)) {
            return Role::Hidden;
        }
        let id = if matches!(name, "h2" | "h3") { attribute(tag, "id") } else { None };
        match (name, id) {
            ("pre", _) => Role::Code,
            (_, Some(id)) => {
                self.end_passage();
                let level = if name == "h2" { 2 } else { 3 };
                self.sections.push(SearchSection { anchor: decoded(id).into_owned(), level, ..Default::default() });
                Role::Heading
            }
            _ if self.tabs.len() < MAX_TABS && has_key(tag) => Role::Tab,
            _ => Role::Plain,
        }
    }

    fn close(&mut self, name: &str) {
        let element = self.element(name);
        if !self.elements[element].is_inline {
            self.break_line();
        }
        if self.elements[element].open == 0 {
            return;
        }
        let at = self.open.iter().rposition(|open| open.element == element).unwrap_or(self.open.len());
        self.close_down_to(at);
    }

    /// Ends the elements that were opened last.
    fn close_down_to(&mut self, count: usize) {
        let closed = &self.open[count..];
        let has = |roles: &[Role]| closed.iter().any(|open| roles.contains(&open.role));
        if has(&[Role::Heading]) {
            let heading = mem::take(&mut self.passage.text);
            self.section().heading = heading;
        } else if has(&[Role::Code, Role::Tab]) {
            self.end_passage();
        }
        while self.open.len() > count {
            let Some(Open { element, role }) = self.open.pop() else { return };
            self.hidden -= usize::from(role == Role::Hidden);
            self.code -= usize::from(role == Role::Code);
            if role == Role::Tab {
                self.tabs.pop();
            }
            self.elements[element].open -= 1;
            self.note_place(role);
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
        self.breaks |= text.starts_with(char::is_whitespace);
        let words = text.trim();
        if words.is_empty() {
            return;
        }
        if self.breaks && !self.passage.text.is_empty() {
            self.passage.text.push(' ');
        }
        push_words(&mut self.passage.text, words);
        self.breaks = text.ends_with(char::is_whitespace);
    }

    fn break_line(&mut self) {
        self.breaks = true;
    }

    fn section(&mut self) -> &mut SearchSection {
        self.sections.last_mut().expect("a page begins with one section")
    }

    /// Text goes on behind a block of code as one passage with what stands before it.
    fn end_passage(&mut self) {
        self.breaks = true;
        if !self.passage.text.is_empty() {
            let text = mem::take(&mut self.passage.text);
            let passage = Passage { text, tabs: Arc::clone(&self.passage.tabs), ..self.passage };
            self.section().passages.push(passage);
        }
    }
}

/// Whether a tag is that of a tab which is told apart from others.
fn has_key(tag: &str) -> bool {
    attribute(tag, "data-tab").is_some_and(|key| key.len() <= MAX_KEY_BYTES)
}

/// Appends words with one space between them.
fn push_words(text: &mut String, words: &str) {
    if has_single_spaces(words.as_bytes()) {
        text.push_str(words);
        return;
    }
    for (number, word) in composed(words).split_whitespace().enumerate() {
        if number > 0 {
            text.push(' ');
        }
        text.push_str(word);
    }
}

/// Whether all of a text is letters and signs of ASCII, with no more than one space in a place.
fn has_single_spaces(text: &[u8]) -> bool {
    // Without a way out of the middle the compiler looks at many bytes at once.
    let is_plain = text.iter().fold(true, |is_plain, byte| is_plain & (b' '..=b'~').contains(byte));
    let pairs = text.iter().zip(&text[text.len().min(1)..]);
    is_plain && !pairs.fold(false, |is_double, (a, b)| is_double | ((*a == b' ') & (*b == b' ')))
}
