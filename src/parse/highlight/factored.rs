//! Alternations in which what several branches begin with is written once, as in lists of words.

use std::vec::IntoIter;

use super::chars::Chars;
use super::pattern::Node;

/// The tree with such alternations; it ends where the other does, in another order.
pub fn factored(node: Node) -> Node {
    match node {
        Node::Concat(nodes) => Node::Concat(nodes.into_iter().map(factored).collect()),
        Node::Repeat(node, least, most) => Node::Repeat(Box::new(factored(*node)), least, most),
        Node::Alternation(nodes) => alternation(nodes.into_iter().map(parts).collect()),
        node => node,
    }
}

fn parts(node: Node) -> IntoIter<Node> {
    match node {
        Node::Concat(nodes) => nodes.into_iter(),
        node => vec![node].into_iter(),
    }
}

fn first(branch: &IntoIter<Node>) -> Option<Chars> {
    match branch.as_slice().first() {
        Some(Node::Class(class)) => Some(*class),
        _ => None,
    }
}

fn alternation(mut branches: Vec<IntoIter<Node>>) -> Node {
    branches.sort_by_key(first);
    let mut nodes = Vec::new();
    let mut branches = branches.into_iter().peekable();
    while let Some(mut branch) = branches.next() {
        let shared = first(&branch).filter(|class| branches.peek().and_then(first) == Some(*class));
        let Some(class) = shared else {
            nodes.push(Node::Concat(branch.map(factored).collect()));
            continue;
        };
        branch.next();
        let mut rests = vec![branch];
        while let Some(mut branch) = branches.next_if(|branch| first(branch) == shared) {
            branch.next();
            rests.push(branch);
        }
        nodes.push(Node::Concat(vec![Node::Class(class), alternation(rests)]));
    }
    if nodes.len() == 1 { nodes.remove(0) } else { Node::Alternation(nodes) }
}

#[cfg(test)]
mod tests {
    use super::super::pattern::read;
    use super::*;

    #[test]
    fn words_share_what_they_begin_with() {
        assert_eq!(factored(read("if|\\d|int")), read("\\d|i(?:f|nt)"));
        assert_eq!(factored(read("(?:ab|cd|a)+")), read("(?:a(?:|b)|cd)+"));
    }
}
