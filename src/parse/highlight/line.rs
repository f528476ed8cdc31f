//! A line of code.

/// A line with its end.
#[derive(Clone, Copy, Debug)]
pub struct Line<'t> {
    /// All of it.
    pub text: &'t str,
    /// Whether there is nothing beyond ASCII in it.
    pub is_ascii: bool,
}

impl<'t> Line<'t> {
    /// Of a text.
    pub fn new(text: &'t str) -> Self {
        Self { text, is_ascii: text.is_ascii() }
    }

    /// The byte at a place.
    pub fn byte(self, at: usize) -> Option<u8> {
        self.text.as_bytes().get(at).copied()
    }
}
