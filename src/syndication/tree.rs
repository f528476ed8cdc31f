//! The HTML of a page as a tree, which borrows all of its text.

use std::borrow::Cow;

use crate::parse::html::{EDIT, HOLE, fill};
use crate::parse::tags::{self, Piece, attribute, decoded};

/// Deeper elements are not told apart from what they stand in: trusted HTML may have any depth.
const MAX_DEPTH: usize = 300;
/// Elements that end where the next of their kind begins.
const ENDS_ITSELF: [&str; 7] = ["dd", "dt", "li", "p", "td", "th", "tr"];

/// Elements and texts in the order in which they begin.
pub struct Tree<'h> {
    parts: Vec<Part<'h>>,
    urls: &'h [String],
}

#[derive(Clone)]
struct Part<'h> {
    kind: Kind<'h>,
    /// How many of the parts that follow stand in this one.
    below: usize,
}

#[derive(Clone)]
enum Kind<'h> {
    /// As it is written.
    Text(&'h str),
    /// The name is in lower case.
    Element { name: Cow<'h, str>, tag: &'h str },
}

/// Nodes that stand side by side.
#[derive(Clone, Copy)]
pub struct Nodes<'t> {
    parts: &'t [Part<'t>],
    urls: &'t [String],
}

/// A part of a page.
pub enum Node<'t> {
    /// Text as it is written.
    Text(&'t str),
    /// An element with what is in it.
    Element(Element<'t>),
}

/// An element.
#[derive(Clone, Copy)]
pub struct Element<'t> {
    /// In lower case.
    pub name: &'t str,
    /// The tag that opened it.
    tag: &'t str,
    /// What is in it.
    pub children: Nodes<'t>,
}

impl<'t> Element<'t> {
    /// The value of an attribute, decoded and with its URLs.
    pub fn attribute(&self, name: &str) -> Option<Cow<'t, str>> {
        let value = attribute(self.tag, name)?;
        if !value.contains(HOLE) {
            return Some(decoded(value));
        }
        let put = |number: usize, text: &mut String| {
            text.push_str(self.children.urls.get(number).map_or("", String::as_str));
        };
        Some(decoded(&fill(value, HOLE, put)).into_owned().into())
    }

    /// Whether an attribute without a value is there.
    pub fn has(&self, name: &str) -> bool {
        let words = self.tag.trim_end_matches(['>', '/']).split_whitespace().skip(1);
        words.into_iter().any(|word| word == name || word.split_once('=').is_some_and(|(key, _)| key == name))
    }

    /// Its classes.
    pub fn classes(&self) -> impl Iterator<Item = &'t str> {
        attribute(self.tag, "class").into_iter().flat_map(|classes| classes.split(' '))
    }

    /// Whether it has a class.
    pub fn is(&self, class: &str) -> bool {
        self.classes().any(|own| own == class)
    }

    /// The elements directly in it.
    pub fn elements(&self) -> impl Iterator<Item = Element<'t>> + use<'t> {
        self.children.elements()
    }

    /// The elements in it that are wanted, in order, and none within those.
    pub fn all(&self, is_wanted: impl Fn(&Element) -> bool) -> Vec<Element<'t>> {
        let Nodes { mut parts, urls } = self.children;
        let mut found = Vec::new();
        while let Some((first, rest)) = parts.split_first() {
            parts = rest;
            if let Kind::Element { name, tag } = &first.kind {
                let (below, behind) = rest.split_at(first.below);
                let element = Element { name, tag, children: Nodes { parts: below, urls } };
                if is_wanted(&element) {
                    found.push(element);
                    parts = behind;
                }
            }
        }
        found
    }

    /// All of its text.
    pub fn text(&self) -> Cow<'t, str> {
        if let [Part { kind: Kind::Text(text), .. }] = self.children.parts {
            return decoded(text);
        }
        let mut text = String::new();
        self.push_text(&mut text);
        text.into()
    }

    /// Appends all of its text.
    pub fn push_text(&self, text: &mut String) {
        for part in self.children.parts {
            if let Kind::Text(part) = &part.kind {
                text.push_str(&decoded(part));
            }
        }
    }
}

impl<'t> Iterator for Nodes<'t> {
    type Item = Node<'t>;

    fn next(&mut self) -> Option<Node<'t>> {
        let (first, rest) = self.parts.split_first()?;
        let (below, behind) = rest.split_at(first.below);
        self.parts = behind;
        Some(match &first.kind {
            Kind::Text(text) => Node::Text(text),
            Kind::Element { name, tag } => {
                Node::Element(Element { name, tag, children: Nodes { parts: below, urls: self.urls } })
            }
        })
    }
}

impl<'t> Nodes<'t> {
    /// Whether there are none.
    pub fn is_empty(self) -> bool {
        self.parts.is_empty()
    }

    /// Those that are elements.
    pub fn elements(self) -> impl Iterator<Item = Element<'t>> + use<'t> {
        self.filter_map(|node| match node {
            Node::Element(element) => Some(element),
            Node::Text(_) => None,
        })
    }

    /// The nodes before the first element that is wanted, and those from there on.
    pub fn split(self, is_wanted: impl Fn(&Element) -> bool) -> (Self, Self) {
        let mut at = 0;
        while let Some(part) = self.parts.get(at) {
            let behind = at + 1 + part.below;
            if let Kind::Element { name, tag } = &part.kind {
                let children = Nodes { parts: &self.parts[at + 1..behind], urls: self.urls };
                if is_wanted(&Element { name, tag, children }) {
                    break;
                }
            }
            at = behind;
        }
        let (before, from) = self.parts.split_at(at);
        (Nodes { parts: before, ..self }, Nodes { parts: from, ..self })
    }

    /// What stands in the elements with a name, and all else.
    pub fn parted(self, name: &str) -> (Tree<'t>, Tree<'t>) {
        let (mut named, mut others) = (Vec::new(), Vec::new());
        let mut at = 0;
        while let Some(part) = self.parts.get(at) {
            let behind = at + 1 + part.below;
            match &part.kind {
                Kind::Element { name: own, .. } if own == name => named.extend_from_slice(&self.parts[at + 1..behind]),
                _ => others.extend_from_slice(&self.parts[at..behind]),
            }
            at = behind;
        }
        (Tree { parts: named, urls: self.urls }, Tree { parts: others, urls: self.urls })
    }
}

impl<'h> Tree<'h> {
    /// Reads a text of HTML whose holes stand for URLs. An element that nothing ends, ends with what it stands in.
    pub fn new(html: &'h str, urls: &'h [String]) -> Self {
        let mut tree = Self { parts: Vec::with_capacity(html.len() / 32), urls };
        let mut open: Vec<usize> = Vec::new();
        for piece in tags::uncoloured(html) {
            match piece {
                Piece::Text(text) if text.starts_with(EDIT) => {}
                Piece::Text(text) => tree.push(Kind::Text(text)),
                Piece::Open { name, tag } => tree.open(name, tag, &mut open),
                Piece::Close(name) => {
                    if let Some(depth) = open.iter().rposition(|at| tree.name(*at) == name) {
                        open.drain(depth..).for_each(|at| tree.close(at));
                    }
                }
            }
        }
        open.into_iter().for_each(|at| tree.close(at));
        tree
    }

    /// All of it.
    pub fn nodes(&self) -> Nodes<'_> {
        Nodes { parts: &self.parts, urls: self.urls }
    }

    fn open(&mut self, name: Cow<'h, str>, tag: &'h str, open: &mut Vec<usize>) {
        let is_next = open.last().is_some_and(|top| self.name(*top) == name) && ENDS_ITSELF.contains(&name.as_ref());
        if let Some(top) = open.pop_if(|_| is_next) {
            self.close(top);
        }
        let is_void = tags::is_void(&name, tag);
        if is_void || open.len() < MAX_DEPTH {
            self.push(Kind::Element { name, tag });
        }
        if !is_void && open.len() < MAX_DEPTH {
            open.push(self.parts.len() - 1);
        }
    }

    fn push(&mut self, kind: Kind<'h>) {
        self.parts.push(Part { kind, below: 0 });
    }

    fn close(&mut self, at: usize) {
        self.parts[at].below = self.parts.len() - at - 1;
    }

    fn name(&self, at: usize) -> &str {
        match &self.parts[at].kind {
            Kind::Element { name, .. } => name,
            Kind::Text(_) => "",
        }
    }
}
