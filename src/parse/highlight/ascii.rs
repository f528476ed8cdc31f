//! Expressions for lines of ASCII: most time of compiling goes into the classes of Unicode, which these lines do not need.

use super::char_class::property;
use super::chars::Chars;
use super::pattern::ignores_case;

/// Stands for every character beyond ASCII, of which such a line has none.
const OTHER: &str = "\\xff";
/// Means another thing in ASCII, or nothing.
const OF_UNICODE: [&str; 3] = ["[:punct", "[:print", "[:graph"];
/// Where case is ignored, these may let a letter of ASCII in for one beyond it.
const UNCERTAIN_IN_ANY_CASE: [&str; 9] = ["[^", "[:^", "\\W", "\\D", "\\S", "\\H", "(?<=", "(?<!", "(?~"];

/// The expression that finds in lines of ASCII what another finds; `None` where that is not certain.
pub fn in_ascii(text: &str) -> Option<String> {
    let has_any = |marks: &[&str]| marks.iter().any(|mark| text.contains(mark));
    if has_any(&OF_UNICODE) || ignores_case(text) && has_any(&UNCERTAIN_IN_ANY_CASE) {
        return None;
    }
    let mut writer = Writer { rest: text, written: String::with_capacity(text.len()), is_plain: true };
    while let Some(c) = writer.next() {
        writer.add(c)?;
    }
    (writer.is_plain || !ignores_case(text)).then_some(writer.written)
}

struct Writer<'t> {
    rest: &'t str,
    written: String,
    /// Nothing in it asks for what is beyond ASCII.
    is_plain: bool,
}

impl Writer<'_> {
    fn next(&mut self) -> Option<char> {
        let c = self.rest.chars().next()?;
        self.rest = &self.rest[c.len_utf8()..];
        Some(c)
    }

    fn add(&mut self, c: char) -> Option<()> {
        match c {
            '\\' => self.add_escaped()?,
            c if c.is_ascii() => self.written.push(c),
            c => self.add_char(c as u32),
        }
        Some(())
    }

    fn add_escaped(&mut self) -> Option<()> {
        match self.next()? {
            'X' | 'R' | 'y' | 'Y' | 'M' | 'C' | 'c' => return None,
            'p' => self.add_property(false)?,
            'P' => self.add_property(true)?,
            'x' if self.rest.starts_with('{') => {
                let code = u32::from_str_radix(self.braced()?, 16).ok()?;
                self.add_char(code);
            }
            'x' => self.add_code(2)?,
            'u' => self.add_code(4)?,
            c if c.is_ascii() => self.written.extend(['\\', c]),
            c => self.add_char(c as u32),
        }
        Some(())
    }

    fn add_char(&mut self, code: u32) {
        if code < 0x80 {
            self.add_byte(code as u8);
        } else {
            self.is_plain = false;
            self.written.push_str(OTHER);
        }
    }

    fn add_byte(&mut self, byte: u8) {
        let digit = |value: u8| char::from(b"0123456789abcdef"[usize::from(value)]);
        self.written.extend(['\\', 'x', digit(byte >> 4), digit(byte & 15)]);
    }

    fn add_code(&mut self, most: usize) -> Option<()> {
        let digits = self.rest.bytes().take(most).take_while(u8::is_ascii_hexdigit).count();
        let code = u32::from_str_radix(&self.rest[..digits], 16).ok()?;
        self.rest = &self.rest[digits..];
        self.add_char(code);
        Some(())
    }

    /// The text in braces that comes next.
    fn braced(&mut self) -> Option<&str> {
        let (text, rest) = self.rest.strip_prefix('{')?.split_once('}')?;
        self.rest = rest;
        Some(text)
    }

    fn add_property(&mut self, is_not: bool) -> Option<()> {
        let name = self.braced()?;
        let (name, is_not) = name.strip_prefix('^').map_or((name, is_not), |name| (name, !is_not));
        let class = property(name).ok()?;
        self.is_plain = false;
        self.add_class(if is_not { class.not() } else { class });
        Some(())
    }

    fn add_class(&mut self, class: Chars) {
        self.written.push('[');
        self.written.push_str(OTHER);
        for (first, last) in class.ranges() {
            self.add_byte(first);
            self.written.push('-');
            self.add_byte(last);
        }
        self.written.push(']');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_of_unicode_are_those_of_ascii() {
        assert_eq!(in_ascii(r"[_\p{L}]\b").as_deref(), Some(r"[_[\xff\x41-\x5a\x61-\x7a]]\b"));
        assert_eq!(in_ascii(r"\\p{L}\x{41}-\x{10ffff}é\u00e9\x7f").as_deref(), Some(r"\\p{L}\x41-\xff\xff\xff\x7f"));
        assert_eq!(in_ascii(r"(?i)[a-z]+\w").as_deref(), Some(r"(?i)[a-z]+\w"));
    }

    #[test]
    fn what_may_mean_another_thing_is_not_touched() {
        for text in [r"\X", r"[[:punct:]]", r"(?i)[^a]", r"(?i)\W", r"(?ix:é)", r"(?i)\p{Lu}", r"\p{Greek}"] {
            assert_eq!(in_ascii(text), None, "{text}");
        }
    }
}
