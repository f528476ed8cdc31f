//! The HTML of a page as a tree.

use crate::parse::tags::{self, Piece, attribute, decoded};

/// Deeper elements are not told apart from what they stand in: trusted HTML may have any depth.
const MAX_DEPTH: usize = 300;
/// Elements that end where the next of their kind begins.
const ENDS_ITSELF: [&str; 7] = ["dd", "dt", "li", "p", "td", "th", "tr"];

/// A part of a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Node {
    /// Text as it is read.
    Text(String),
    /// An element with what is in it.
    Element(Element),
}

/// An element.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Element {
    /// In lower case.
    pub name: String,
    /// The tag that opened it.
    tag: String,
    /// What is in it.
    pub children: Vec<Node>,
}

impl Element {
    /// The value of an attribute, decoded.
    pub fn attribute(&self, name: &str) -> Option<String> {
        attribute(&self.tag, name).map(decoded)
    }

    /// Whether an attribute without a value is there.
    pub fn has(&self, name: &str) -> bool {
        let words = self.tag.trim_end_matches(['>', '/']).split_whitespace().skip(1);
        words.into_iter().any(|word| word == name || word.split_once('=').is_some_and(|(key, _)| key == name))
    }

    /// Whether it has a class.
    pub fn is(&self, class: &str) -> bool {
        attribute(&self.tag, "class").is_some_and(|classes| classes.split(' ').any(|own| own == class))
    }

    /// The elements directly in it.
    pub fn elements(&self) -> impl Iterator<Item = &Element> {
        self.children.iter().filter_map(|node| match node {
            Node::Element(element) => Some(element),
            Node::Text(_) => None,
        })
    }

    /// The elements in it that are wanted, in order, and none within those.
    pub fn all<'e>(&'e self, is_wanted: &dyn Fn(&Element) -> bool) -> Vec<&'e Element> {
        let within = |element: &'e Element| if is_wanted(element) { vec![element] } else { element.all(is_wanted) };
        self.elements().flat_map(within).collect()
    }

    /// All of its text.
    pub fn text(&self) -> String {
        let mut text = String::new();
        self.push_text(&mut text);
        text
    }

    fn push_text(&self, text: &mut String) {
        for node in &self.children {
            match node {
                Node::Text(part) => text.push_str(part),
                Node::Element(element) => element.push_text(text),
            }
        }
    }
}

/// The nodes of a text of HTML. An element that nothing ends, ends with what it stands in.
pub fn nodes(html: &str) -> Vec<Node> {
    let mut open = vec![Element::default()];
    for piece in tags::uncoloured(html) {
        match piece {
            Piece::Text(text) => push(&mut open, Node::Text(decoded(text))),
            Piece::Open { name, tag } => {
                if ENDS_ITSELF.contains(&name.as_ref()) && open.last().is_some_and(|top| top.name == name) {
                    close(&mut open);
                }
                let is_void = tags::is_void(&name, tag);
                let element = Element { name: name.into_owned(), tag: tag.to_string(), children: Vec::new() };
                match is_void {
                    true => push(&mut open, Node::Element(element)),
                    false if open.len() > MAX_DEPTH => {}
                    false => open.push(element),
                }
            }
            Piece::Close(name) => {
                if let Some(at) = open.iter().rposition(|element| element.name == name).filter(|at| *at > 0) {
                    while open.len() > at {
                        close(&mut open);
                    }
                }
            }
        }
    }
    while open.len() > 1 {
        close(&mut open);
    }
    open.pop().unwrap_or_default().children
}

fn close(open: &mut Vec<Element>) {
    if let Some(element) = open.pop() {
        push(open, Node::Element(element));
    }
}

fn push(open: &mut [Element], node: Node) {
    if let Some(top) = open.last_mut() {
        top.children.push(node);
    }
}
