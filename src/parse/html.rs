//! Escaping, and the placeholders by which parsed HTML waits for what only the whole site knows.

/// Appends text with the five characters escaped that HTML text and quoted attributes must not hold.
///
/// Control characters are dropped: HTML forbids them, and [`HOLE`] and [`BLOCK`] are two of them.
pub fn escape_into(html: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            '\0' => html.push('\u{fffd}'),
            c if c.is_control() && !matches!(c, '\n' | '\r' | '\t') => {}
            c => html.push(c),
        }
    }
}

/// The text escaped for HTML text and quoted attributes.
pub fn escape(text: &str) -> String {
    let mut html = String::with_capacity(text.len());
    escape_into(&mut html, text);
    html
}

/// Stands around the number of a link in place of its URL; no content can forge it, since content has no controls.
pub const HOLE: char = '\u{1}';
/// Stands around the number of a finished block, which the sanitiser need not see.
pub const BLOCK: char = '\u{2}';

/// Stands around the number of a place that can be edited, where the way there goes.
pub const EDIT: char = '\u{3}';

/// A mark around a number.
pub fn placeholder(mark: char, number: usize) -> String {
    format!("{mark}{number}{mark}")
}

/// Replaces each placeholder of one mark by what `fill` appends for its number.
pub fn fill(html: &str, mark: char, mut fill: impl FnMut(usize, &mut String)) -> String {
    let mut filled = String::with_capacity(html.len() * 2);
    let mut parts = html.split(mark);
    filled.push_str(parts.next().unwrap_or(""));
    while let (Some(number), Some(rest)) = (parts.next(), parts.next()) {
        if let Ok(number) = number.parse() {
            fill(number, &mut filled);
        }
        filled.push_str(rest);
    }
    filled
}
