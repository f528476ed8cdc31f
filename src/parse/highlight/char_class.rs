//! Classes of characters in the regular expressions of grammars.

use super::chars::Chars;
use super::pattern::{Case, NotUnderstood, Reader};

impl Reader {
    /// The rest of `[…]`.
    pub(super) fn class(&mut self, case: Case) -> Result<Chars, NotUnderstood> {
        let is_not = self.eat("^");
        let class = self.class_items(case)?;
        let class = if case == Case::Ignored { class.in_both_cases() } else { class };
        Ok(if is_not { class.not() } else { class })
    }

    /// A class in a class: only the outer one knows of cases.
    fn inner_class(&mut self, case: Case) -> Result<Chars, NotUnderstood> {
        let is_not = self.eat("^");
        let class = self.class_items(case)?;
        Ok(if is_not { class.not() } else { class })
    }

    fn class_items(&mut self, case: Case) -> Result<Chars, NotUnderstood> {
        let mut whole = Chars::ALL;
        let mut class = self.class_item(case)?;
        loop {
            if self.eat("&&") {
                whole = whole.and(class);
                class = Chars::NONE;
            } else if self.eat("]") {
                return Ok(whole.and(class));
            } else {
                class = class.or(self.class_item(case)?);
            }
        }
    }

    fn class_item(&mut self, case: Case) -> Result<Chars, NotUnderstood> {
        if self.starts_with("[:") {
            return self.posix();
        }
        let Some(first) = self.class_char(case)? else { return self.class_of_item(case) };
        if !self.starts_with("-") || self.starts_with("-]") {
            return Ok(Chars::of(first));
        }
        self.eat("-");
        match self.class_char(case)? {
            Some(last) if last >= first => Ok(Chars::range(first, last)),
            // `a-\w` and the like: a hyphen that stands for itself.
            _ => Err(NotUnderstood),
        }
    }

    /// One character, where one stands and no class.
    fn class_char(&mut self, case: Case) -> Result<Option<char>, NotUnderstood> {
        let start = self.at;
        let c = match self.next()? {
            '[' => None,
            '\\' => self.escaped_char()?,
            c => Some(c),
        };
        if case == Case::Ignored && c.is_some_and(|c| !c.is_ascii()) {
            // It may stand for letters of ASCII.
            return Err(NotUnderstood);
        }
        if c.is_none() {
            self.at = start;
        }
        Ok(c)
    }

    fn class_of_item(&mut self, case: Case) -> Result<Chars, NotUnderstood> {
        if self.eat("[") { self.inner_class(case) } else { self.next().and_then(|_| self.escaped_class()) }
    }

    /// What stands for one character behind a backslash; `None` for a class.
    pub(super) fn escaped_char(&mut self) -> Result<Option<char>, NotUnderstood> {
        Ok(Some(match self.next()? {
            't' => '\t',
            'n' => '\n',
            'r' => '\r',
            'f' => '\u{c}',
            'v' => '\u{b}',
            'a' => '\u{7}',
            'e' => '\u{1b}',
            'x' => self.hex()?,
            'u' => self.code(4)?,
            'd' | 'D' | 'w' | 'W' | 's' | 'S' | 'h' | 'H' | 'p' | 'P' => return Ok(None),
            c if c.is_ascii_alphanumeric() => return Err(NotUnderstood),
            c => c,
        }))
    }

    fn hex(&mut self) -> Result<char, NotUnderstood> {
        if !self.eat("{") {
            return self.code(2);
        }
        let digits = self.until('}')?;
        let code = u32::from_str_radix(&digits, 16).map_err(|_| NotUnderstood)?;
        // Beyond the last character stands the last: as the end of a range.
        Ok(char::from_u32(code).unwrap_or(char::MAX))
    }

    fn code(&mut self, most: usize) -> Result<char, NotUnderstood> {
        let mut code = 0;
        let mut digits = 0;
        while let Some(digit) = self.peek().and_then(|c| c.to_digit(16)).filter(|_| digits < most) {
            code = code * 16 + digit;
            digits += 1;
            self.next()?;
        }
        if digits == 0 { Err(NotUnderstood) } else { char::from_u32(code).ok_or(NotUnderstood) }
    }

    /// What stands behind a backslash, as a class.
    pub(super) fn escaped_class(&mut self) -> Result<Chars, NotUnderstood> {
        if let Some(c) = self.peek_class_letter() {
            self.next()?;
            return match c {
                'd' => Ok(Chars::named(u8::is_ascii_digit)),
                'D' => Ok(Chars::named(u8::is_ascii_digit).not()),
                'w' => Ok(word()),
                'W' => Ok(word().not()),
                's' => Ok(space()),
                'S' => Ok(space().not()),
                'h' => Ok(Chars::named(u8::is_ascii_hexdigit).only_ascii()),
                'H' => Ok(Chars::named(u8::is_ascii_hexdigit).only_ascii().not()),
                'p' => self.property(),
                _ => Ok(self.property()?.not()),
            };
        }
        self.escaped_char()?.map(Chars::of).ok_or(NotUnderstood)
    }

    pub(super) fn peek_class_letter(&self) -> Option<char> {
        self.peek().filter(|c| "dDwWsShHpP".contains(*c))
    }

    fn property(&mut self) -> Result<Chars, NotUnderstood> {
        if !self.eat("{") {
            return Err(NotUnderstood);
        }
        let name = self.until('}')?;
        match name.strip_prefix('^') {
            Some(name) => Ok(property(name)?.not()),
            None => property(&name),
        }
    }

    fn posix(&mut self) -> Result<Chars, NotUnderstood> {
        self.eat("[:");
        let name = self.until(':')?;
        if !self.eat("]") {
            return Err(NotUnderstood);
        }
        let known = |name: &str| match name {
            "alpha" => Ok(Chars::named(u8::is_ascii_alphabetic)),
            "digit" => Ok(Chars::named(u8::is_ascii_digit)),
            "alnum" => Ok(Chars::named(u8::is_ascii_alphanumeric)),
            "xdigit" => Ok(Chars::named(u8::is_ascii_hexdigit)),
            "space" => Ok(space()),
            "word" => Ok(word()),
            "ascii" => Ok(Chars::named(u8::is_ascii).only_ascii()),
            _ => Err(NotUnderstood),
        };
        match name.strip_prefix('^') {
            Some(name) => Ok(known(name)?.not()),
            None => known(&name),
        }
    }
}

fn word() -> Chars {
    Chars::named(|byte| byte.is_ascii_alphanumeric() || *byte == b'_')
}

fn space() -> Chars {
    Chars::named(|byte| matches!(byte, 9..=13 | b' '))
}

/// The characters of ASCII that have a property.
pub(super) fn property(name: &str) -> Result<Chars, NotUnderstood> {
    Ok(match name {
        "L" | "Alpha" => Chars::named(u8::is_ascii_alphabetic),
        "Lu" => Chars::named(u8::is_ascii_uppercase),
        "Ll" => Chars::named(u8::is_ascii_lowercase),
        "N" | "Nd" => Chars::named(u8::is_ascii_digit),
        "Pc" => Chars::of('_').or(Chars::OTHER),
        "Lo" | "Lt" | "Nl" | "M" | "Mc" | "Mn" | "So" => Chars::OTHER,
        "Sm" => Chars::named(|byte| b"+<=>|~".contains(byte)),
        "S" => Chars::named(|byte| b"$+<=>^`|~".contains(byte)),
        "ascii" => Chars::named(u8::is_ascii).only_ascii(),
        _ => return Err(NotUnderstood),
    })
}
