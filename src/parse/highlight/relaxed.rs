//! What a regular expression may begin with, as a tree that an automaton can read.

use super::chars::Chars;
use super::pattern::{Node, Place};

/// More repetitions than this are not counted.
const MAX_COUNT: u32 = 16;

/// A tree of classes and places that matches wherever the expression does.
#[derive(Debug)]
pub struct Relaxed {
    /// Without looking around and without what is not known.
    pub node: Node,
    /// It ends where the expression may end, in ASCII; else it only says where that may begin.
    pub is_exact: bool,
    /// Which of those ends is that of the match.
    pub end: End,
    /// Nothing that follows may be asked for.
    is_cut: bool,
}

/// The end of a match among the ends of its tree.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum End {
    /// Any of them.
    Any,
    /// The last.
    Last,
    /// None: where the tree matches, the expression matches nothing.
    Start,
}

/// Whether anything comes behind a part.
#[derive(Clone, Copy, PartialEq)]
enum Position {
    Inner,
    Last,
}

/// The tree of an expression.
pub fn relaxed(node: &Node) -> Relaxed {
    if let Some(ahead) = only_ahead(node) {
        let tree = relax(ahead, Position::Inner);
        return Relaxed { node: shortest(tree.node), end: End::Start, ..tree };
    }
    let mut relaxed = relax(node, Position::Last);
    if is_chain(node) {
        relaxed.end = End::Last;
    }
    if !relaxed.is_exact {
        relaxed.node = shortest(relaxed.node);
    }
    relaxed
}

/// What an expression looks for ahead, if that is all it does.
fn only_ahead(node: &Node) -> Option<&Node> {
    match node {
        Node::Ahead(node) => Some(node),
        Node::Concat(nodes) if nodes.len() == 1 => only_ahead(&nodes[0]),
        _ => None,
    }
}

/// Characters one after the other, each as often as may be. A character that could be taken by one of two is taken by
/// the first, after which no less can follow: of all matches such a chain takes the longest.
fn is_chain(node: &Node) -> bool {
    match node {
        Node::Class(_) | Node::Place(_) => true,
        Node::Concat(nodes) => nodes.iter().all(is_chain),
        Node::Repeat(node, ..) => only_class(node).is_some(),
        _ => false,
    }
}

/// Nothing, and the beginning of anything.
pub fn nothing() -> Node {
    Node::Concat(Vec::new())
}

fn exact(node: Node) -> Relaxed {
    Relaxed { node, is_exact: true, end: End::Any, is_cut: false }
}

fn inexact(node: Node) -> Relaxed {
    Relaxed { node, is_exact: false, end: End::Any, is_cut: false }
}

fn relax(node: &Node, position: Position) -> Relaxed {
    match node {
        Node::Class(_) | Node::Place(Place::LineStart | Place::LineEnd | Place::TextStart | Place::TextEnd) => {
            exact(node.clone())
        }
        Node::Place(Place::WordBoundary | Place::NoWordBoundary) => exact(node.clone()),
        Node::Place(Place::LastLineEnd) => inexact(Node::Place(Place::LineEnd)),
        Node::Concat(nodes) => concat(nodes, position),
        Node::Alternation(nodes) => alternation(nodes, position),
        Node::Repeat(node, least, most) => repeat(node, *least, *most),
        Node::Narrower(node) => Relaxed { is_exact: false, ..relax(node, position) },
        Node::Ahead(node) if position == Position::Last => Relaxed { is_exact: false, ..relax(node, position) },
        Node::NotAhead(node) if position == Position::Last => inexact(not_ahead(node)),
        Node::Ahead(_) | Node::NotAhead(_) | Node::Behind => inexact(nothing()),
        Node::Unknown => Relaxed { node: nothing(), is_exact: false, end: End::Any, is_cut: true },
    }
}

fn concat(nodes: &[Node], position: Position) -> Relaxed {
    let mut whole = exact(nothing());
    let mut parts = Vec::new();
    for (index, node) in nodes.iter().enumerate() {
        let rest = &nodes[index + 1..];
        let is_last = match node {
            // What follows need not be there: what is ahead says more.
            Node::Ahead(_) => rest.iter().all(may_be_empty),
            Node::NotAhead(_) => rest.iter().all(looks_around),
            // Of two that look ahead from one place, only one can be read on.
            _ => rest.is_empty(),
        };
        let part = relax(node, if is_last { position } else { Position::Inner });
        let is_end = part.is_cut || is_last && looks_around(node) && part.node != nothing();
        whole.is_exact &= part.is_exact && !part.is_cut;
        whole.is_cut |= part.is_cut;
        parts.push(part.node);
        if is_end {
            whole.is_exact = false;
            break;
        }
    }
    Relaxed { node: Node::Concat(parts), ..whole }
}

fn alternation(nodes: &[Node], position: Position) -> Relaxed {
    let branches: Vec<Relaxed> = nodes.iter().map(|node| relax(node, position)).collect();
    Relaxed {
        is_exact: branches.iter().all(|branch| branch.is_exact),
        is_cut: branches.iter().any(|branch| branch.is_cut),
        end: End::Any,
        node: Node::Alternation(branches.into_iter().map(|branch| branch.node).collect()),
    }
}

fn repeat(node: &Node, least: u32, most: Option<u32>) -> Relaxed {
    let part = relax(node, Position::Inner);
    if part.is_cut {
        return Relaxed {
            node: if least == 0 { nothing() } else { part.node },
            is_exact: false,
            end: End::Any,
            is_cut: true,
        };
    }
    let is_counted = least <= MAX_COUNT && most.is_none_or(|most| most <= MAX_COUNT);
    let least = least.min(MAX_COUNT);
    let most = most.filter(|most| *most <= MAX_COUNT);
    // A loop may end early at an empty match.
    let is_exact = part.is_exact && is_counted && !may_be_empty(node);
    Relaxed { node: Node::Repeat(Box::new(part.node), least, most), is_exact, end: End::Any, is_cut: false }
}

/// Classes that do not follow are the others that do, or the end.
fn not_ahead(node: &Node) -> Node {
    match only_class(node) {
        Some(class) => Node::Alternation(vec![Node::Class(class.not()), Node::Place(Place::TextEnd)]),
        None => nothing(),
    }
}

fn only_class(node: &Node) -> Option<Chars> {
    match node {
        Node::Class(class) => Some(*class),
        Node::Concat(nodes) if nodes.len() == 1 => only_class(&nodes[0]),
        Node::Alternation(nodes) => {
            nodes.iter().try_fold(Chars::NONE, |all, node| only_class(node).map(|class| all.or(class)))
        }
        _ => None,
    }
}

fn looks_around(node: &Node) -> bool {
    matches!(node, Node::Ahead(_) | Node::NotAhead(_) | Node::Behind)
}

fn may_be_empty(node: &Node) -> bool {
    match node {
        Node::Class(_) => false,
        Node::Concat(nodes) => nodes.iter().all(may_be_empty),
        Node::Alternation(nodes) => nodes.iter().any(may_be_empty),
        Node::Repeat(node, least, _) => *least == 0 || may_be_empty(node),
        Node::Narrower(node) => may_be_empty(node),
        _ => true,
    }
}

/// Without what need not be there at the end.
fn shortest(node: Node) -> Node {
    match node {
        Node::Concat(mut nodes) => {
            while nodes.last().is_some_and(is_optional) {
                nodes.pop();
            }
            let last = nodes.pop().map(shortest);
            Node::Concat(nodes.into_iter().chain(last).collect())
        }
        Node::Alternation(nodes) if nodes.iter().any(is_optional) => nothing(),
        Node::Alternation(nodes) => Node::Alternation(nodes.into_iter().map(shortest).collect()),
        Node::Repeat(_, 0, _) => nothing(),
        Node::Repeat(node, least, _) => {
            let before = (1..least).map(|_| (*node).clone());
            Node::Concat(before.chain([shortest((*node).clone())]).collect())
        }
        node => node,
    }
}

fn is_optional(node: &Node) -> bool {
    match node {
        Node::Concat(nodes) => nodes.iter().all(is_optional),
        Node::Alternation(nodes) => nodes.iter().any(is_optional),
        Node::Repeat(node, least, _) => *least == 0 || is_optional(node),
        _ => false,
    }
}

/// What a relaxed tree may begin with, and whether it may begin with nothing.
pub fn first(node: &Node) -> (Chars, bool) {
    match node {
        Node::Class(class) => (*class, false),
        Node::Concat(nodes) => {
            let mut all = Chars::NONE;
            for node in nodes {
                let (class, is_empty) = first(node);
                all = all.or(class);
                if !is_empty {
                    return (all, false);
                }
            }
            (all, true)
        }
        Node::Alternation(nodes) => nodes
            .iter()
            .map(first)
            .fold((Chars::NONE, false), |(all, any), (class, empty)| (all.or(class), any || empty)),
        Node::Repeat(node, least, _) => (first(node).0, first(node).1 || *least == 0),
        _ => (Chars::NONE, true),
    }
}
