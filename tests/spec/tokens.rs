//! HTML as a browser's tokeniser reads it.

use std::cell::RefCell;
use std::collections::BTreeMap;

use html5ever::tokenizer::{BufferQueue, TagKind, Token as Raw, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts};

/// A token of HTML.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Token {
    Open {
        name: String,
        attributes: BTreeMap<String, String>,
    },
    Close(String),
    Text(String),
    Comment(String),
    /// A doctype.
    Doctype,
}

impl Token {
    pub fn opens(&self, element: &str) -> bool {
        matches!(self, Token::Open { name, .. } if name == element)
    }

    pub fn closes(&self, element: &str) -> bool {
        matches!(self, Token::Close(name) if name == element)
    }

    /// An attribute of an opening tag.
    pub fn attribute(&self, attribute: &str) -> Option<&str> {
        match self {
            Token::Open { attributes, .. } => attributes.get(attribute).map(String::as_str),
            _ => None,
        }
    }

    /// Whether an opening tag has these attributes and no others.
    pub fn has_only(&self, expected: &[(&str, &str)]) -> bool {
        let Token::Open { attributes, .. } = self else { return false };
        attributes.len() == expected.len() && expected.iter().all(|(name, value)| self.attribute(name) == Some(*value))
    }

    pub fn set(&mut self, attribute: &str, value: String) {
        if let Token::Open { attributes, .. } = self {
            attributes.insert(attribute.to_string(), value);
        }
    }

    pub fn remove(&mut self, attribute: &str) -> Option<String> {
        match self {
            Token::Open { attributes, .. } => attributes.remove(attribute),
            _ => None,
        }
    }
}

/// Reads HTML. What follows it ends any tag that it leaves open, as the rest of a page would: such a tag must be seen.
pub fn tokens(html: &str) -> Vec<Token> {
    let tokenizer = Tokenizer::new(Sink::default(), TokenizerOpts::default());
    let input = BufferQueue::default();
    input.push_back(format!("{html}'\">").into());
    let _ = tokenizer.feed(&input);
    tokenizer.end();
    tokenizer.sink.0.into_inner()
}

#[derive(Default)]
struct Sink(RefCell<Vec<Token>>);

impl TokenSink for Sink {
    type Handle = ();

    fn process_token(&self, token: Raw, _line: u64) -> TokenSinkResult<()> {
        let token = match token {
            Raw::TagToken(tag) if tag.kind == TagKind::EndTag => Token::Close(tag.name.to_string()),
            Raw::TagToken(tag) => {
                let pairs = tag.attrs.iter().map(|pair| (pair.name.local.to_string(), pair.value.to_string()));
                Token::Open { name: tag.name.to_string(), attributes: pairs.collect() }
            }
            Raw::CharacterTokens(text) => return self.text(&text),
            Raw::NullCharacterToken => return self.text("\0"),
            Raw::CommentToken(text) => Token::Comment(text.to_string()),
            Raw::DoctypeToken(_) => Token::Doctype,
            Raw::ParseError(_) | Raw::EOFToken => return TokenSinkResult::Continue,
        };
        self.0.borrow_mut().push(token);
        TokenSinkResult::Continue
    }
}

impl Sink {
    fn text(&self, more: &str) -> TokenSinkResult<()> {
        let mut tokens = self.0.borrow_mut();
        match tokens.last_mut() {
            Some(Token::Text(text)) => text.push_str(more),
            _ => tokens.push(Token::Text(more.to_string())),
        }
        TokenSinkResult::Continue
    }
}
