//! The regular expressions of grammars, in the syntax of Oniguruma, as far as candidates need them.
//!
//! What is not understood is [`Node::Unknown`], which may be anything: a tree never says less than its expression.

use super::chars::Chars;

/// A regular expression.
#[derive(Clone, Debug, PartialEq)]
pub enum Node {
    /// One character.
    Class(Chars),
    /// One after the other.
    Concat(Vec<Node>),
    /// One of them.
    Alternation(Vec<Node>),
    /// So many times, and no more than that.
    Repeat(Box<Node>, u32, Option<u32>),
    /// A place.
    Place(Place),
    /// What follows.
    Ahead(Box<Node>),
    /// What does not follow.
    NotAhead(Box<Node>),
    /// What stands before, or does not.
    Behind,
    /// No more than the node.
    Narrower(Box<Node>),
    /// Anything.
    Unknown,
}

/// A place between two characters.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Place {
    /// The start of a line; Oniguruma has none after the last newline.
    LineStart,
    /// The end of a line.
    LineEnd,
    /// The start of the text.
    TextStart,
    /// The end of the text.
    TextEnd,
    /// The end of the text or the newline before it.
    LastLineEnd,
    /// Between a character of a word and another.
    WordBoundary,
    /// Elsewhere.
    NoWordBoundary,
}

/// What is not understood, after which reading cannot go on.
pub struct NotUnderstood;

type Read<T> = Result<T, NotUnderstood>;

#[derive(Clone, Copy, Default)]
struct Flags {
    ignores_case: bool,
    is_extended: bool,
    dot_is_all: bool,
}

/// Reads an expression.
pub fn read(text: &str) -> Node {
    let chars: Vec<char> = text.chars().collect();
    let mut reader = Reader { chars, at: 0 };
    match reader.alternation(Flags::default()) {
        Ok(node) if reader.at == reader.chars.len() => node,
        _ => Node::Unknown,
    }
}

/// Whether case is ignored anywhere in an expression.
pub fn ignores_case(text: &str) -> bool {
    let options = text.split("(?").skip(1).map(|rest| rest.split(|c: char| !c.is_ascii_alphabetic()).next());
    options.flatten().any(|options| options.contains('i'))
}

/// Where reading has come to.
pub(super) struct Reader {
    chars: Vec<char>,
    pub(super) at: usize,
}

impl Reader {
    pub(super) fn peek(&self) -> Option<char> {
        self.chars.get(self.at).copied()
    }

    pub(super) fn next(&mut self) -> Read<char> {
        let c = self.peek().ok_or(NotUnderstood)?;
        self.at += 1;
        Ok(c)
    }

    pub(super) fn eat(&mut self, text: &str) -> bool {
        let found = self.starts_with(text);
        self.at += if found { text.chars().count() } else { 0 };
        found
    }

    pub(super) fn starts_with(&self, text: &str) -> bool {
        let rest = self.chars.get(self.at..).unwrap_or_default();
        text.chars().enumerate().all(|(index, c)| rest.get(index) == Some(&c))
    }

    /// The text before an end, which is read too.
    pub(super) fn until(&mut self, end: char) -> Read<String> {
        let mut text = String::new();
        loop {
            match self.next()? {
                c if c == end => return Ok(text),
                c => text.push(c),
            }
        }
    }

    fn alternation(&mut self, flags: Flags) -> Read<Node> {
        let mut branches = vec![self.concat(flags)?];
        while self.eat("|") {
            branches.push(self.concat(flags)?);
        }
        Ok(if branches.len() == 1 { branches.remove(0) } else { Node::Alternation(branches) })
    }

    fn concat(&mut self, flags: Flags) -> Read<Node> {
        let mut nodes = Vec::new();
        loop {
            self.skip(flags)?;
            if matches!(self.peek(), None | Some('|' | ')')) {
                return Ok(Node::Concat(nodes));
            }
            let atom = self.atom(flags)?;
            nodes.push(self.quantified(atom, flags)?);
        }
    }

    /// Comments, and white space where it means nothing.
    fn skip(&mut self, flags: Flags) -> Read<()> {
        loop {
            match self.peek() {
                Some('(') if self.eat("(?#") => drop(self.until(')')?),
                Some(c) if flags.is_extended && (c.is_ascii_whitespace() || c == '\u{b}') => self.at += 1,
                Some('#') if flags.is_extended => {
                    while self.peek().is_some_and(|c| c != '\n') {
                        self.at += 1;
                    }
                }
                _ => return Ok(()),
            }
        }
    }

    fn quantified(&mut self, mut node: Node, flags: Flags) -> Read<Node> {
        loop {
            self.skip(flags)?;
            let (least, most) = match self.peek() {
                Some('*') => (0, None),
                Some('+') => (1, None),
                Some('?') => (0, Some(1)),
                Some('{') => match self.interval() {
                    Some((least, most)) => {
                        node = repeat(node, least, most)?;
                        if self.eat("?") {
                            node = Node::Narrower(Box::new(node));
                        }
                        continue;
                    }
                    None => return Ok(node),
                },
                _ => return Ok(node),
            };
            self.at += 1;
            node = repeat(node, least, most)?;
            // What takes all it can, or as little, ends elsewhere.
            if self.eat("+") || self.eat("?") {
                node = Node::Narrower(Box::new(node));
            }
        }
    }

    /// `{2,5}`; any other brace is a brace.
    fn interval(&mut self) -> Option<(u32, Option<u32>)> {
        let end = self.chars[self.at..].iter().position(|c| *c == '}')?;
        let inner: String = self.chars[self.at + 1..self.at + end].iter().collect();
        let (least, most) = inner.split_once(',').unwrap_or((&inner, &inner));
        let is_number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        if !is_number(least) || !is_number(most) || (least.is_empty() && most.is_empty()) {
            return None;
        }
        let most = if most.is_empty() { None } else { Some(most.parse().ok()?) };
        let least = if least.is_empty() { 0 } else { least.parse().ok()? };
        self.at += end + 1;
        // Of a fixed number `?` makes an option.
        let is_optional = self.starts_with("?") && most == Some(least);
        Some((if is_optional { 0 } else { least }, most))
    }

    fn atom(&mut self, flags: Flags) -> Read<Node> {
        match self.next()? {
            '(' => self.group(flags),
            '[' => self.bracket(flags),
            '.' if flags.dot_is_all => Ok(Node::Class(Chars::ALL)),
            '.' => Ok(Node::Class(Chars::of('\n').not())),
            '^' => Ok(Node::Place(Place::LineStart)),
            '$' => Ok(Node::Place(Place::LineEnd)),
            '\\' => self.escape(flags),
            '*' | '+' | '?' => Err(NotUnderstood),
            c => literal(c, flags),
        }
    }

    fn bracket(&mut self, flags: Flags) -> Read<Node> {
        if flags.ignores_case {
            self.class(Case::Ignored).map(in_any_case)
        } else {
            self.class(Case::Kept).map(Node::Class)
        }
    }

    fn group(&mut self, flags: Flags) -> Read<Node> {
        if self.starts_with("*") {
            return Err(NotUnderstood);
        }
        if !self.eat("?") {
            return self.closed(flags);
        }
        match self.next()? {
            ':' => self.closed(flags),
            '=' => Ok(Node::Ahead(Box::new(self.closed(flags)?))),
            '!' => Ok(Node::NotAhead(Box::new(self.closed(flags)?))),
            '>' => Ok(Node::Narrower(Box::new(self.closed(flags)?))),
            '<' if self.eat("=") || self.eat("!") => self.closed(flags).map(|_| Node::Behind),
            '<' => {
                self.until('>')?;
                self.closed(flags)
            }
            _ => {
                self.at -= 1;
                self.options(flags)
            }
        }
    }

    /// The rest of a group, and its end.
    fn closed(&mut self, flags: Flags) -> Read<Node> {
        let node = self.alternation(flags)?;
        if self.eat(")") { Ok(node) } else { Err(NotUnderstood) }
    }

    /// `i-m:…)` and `i)`, which holds to the end of the group around it.
    fn options(&mut self, mut flags: Flags) -> Read<Node> {
        let mut value = true;
        loop {
            match self.next()? {
                '-' => value = false,
                'i' => flags.ignores_case = value,
                'x' => flags.is_extended = value,
                'm' => flags.dot_is_all = value,
                ':' => return self.closed(flags),
                ')' => return self.alternation(flags),
                _ => return Err(NotUnderstood),
            }
        }
    }

    fn escape(&mut self, flags: Flags) -> Read<Node> {
        let place = match self.next()? {
            'A' => Place::TextStart,
            'z' => Place::TextEnd,
            'Z' => Place::LastLineEnd,
            'b' => Place::WordBoundary,
            'B' => Place::NoWordBoundary,
            'O' => return Ok(Node::Class(Chars::ALL)),
            'N' => return Ok(Node::Class(Chars::of('\n').not())),
            // The place where a search began.
            'G' => return Ok(Node::Behind),
            'k' | 'g' if self.eat("<") => return self.until('>').map(|_| Node::Unknown),
            '1'..='9' => {
                while self.peek().is_some_and(|c| c.is_ascii_digit()) {
                    self.at += 1;
                }
                return Ok(Node::Unknown);
            }
            _ => {
                self.at -= 1;
                return self.escaped(flags);
            }
        };
        Ok(Node::Place(place))
    }

    fn escaped(&mut self, flags: Flags) -> Read<Node> {
        if self.peek_class_letter().is_none() {
            return self.escaped_char()?.map_or(Err(NotUnderstood), |c| literal(c, flags));
        }
        let class = self.escaped_class()?;
        Ok(if flags.ignores_case { in_any_case(class.in_both_cases()) } else { Node::Class(class) })
    }
}

/// Where case is ignored, one character beyond ASCII may stand for up to three letters (`ß` for `ss`), and for a letter
/// stands one beyond ASCII (`ſ` for `s`).
fn in_any_case(class: Chars) -> Node {
    let letters = class.or(Chars::named(u8::is_ascii_alphabetic));
    let one = match class.some_other {
        true => Node::Repeat(Box::new(Node::Class(letters)), 1, Some(3)),
        false => Node::Class(class.or(Chars::OTHER)),
    };
    Node::Narrower(Box::new(one))
}

/// What happens to the letters of a class.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Case {
    Kept,
    Ignored,
}

fn repeat(node: Node, least: u32, most: Option<u32>) -> Read<Node> {
    // Text that is put in for `\1` may be empty: the quantifier then is of what stands before it.
    if node == Node::Unknown || most.is_some_and(|most| most < least) {
        return Err(NotUnderstood);
    }
    Ok(Node::Repeat(Box::new(node), least, most))
}

fn literal(c: char, flags: Flags) -> Read<Node> {
    if !flags.ignores_case {
        return Ok(Node::Class(Chars::of(c)));
    }
    if !c.is_ascii() {
        return Ok(Node::Unknown);
    }
    let other = if c.is_ascii_alphabetic() { Chars::OTHER } else { Chars::NONE };
    Ok(Node::Class(Chars::of(c).in_both_cases().or(other)))
}
