//! Sets of characters as far as candidates need them: ASCII one by one, all else together.

/// A set of characters: which of ASCII, and whether some or all others are in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Chars {
    /// A bit a character.
    pub ascii: u128,
    /// Characters beyond ASCII may be in it.
    pub some_other: bool,
    /// Every character beyond ASCII is in it.
    pub all_other: bool,
}

impl Chars {
    /// None.
    pub const NONE: Self = Self { ascii: 0, some_other: false, all_other: false };
    /// Every character.
    pub const ALL: Self = Self { ascii: u128::MAX, some_other: true, all_other: true };
    /// Some beyond ASCII, nobody knows which.
    pub const OTHER: Self = Self { ascii: 0, some_other: true, all_other: false };

    /// One character.
    pub fn of(c: char) -> Self {
        Self::range(c, c)
    }

    /// All from one to another.
    pub fn range(first: char, last: char) -> Self {
        let ascii = (0..128u8).filter(|byte| (first..=last).contains(&char::from(*byte)));
        Self { ascii: ascii.fold(0, |set, byte| set | 1 << byte), some_other: !last.is_ascii(), all_other: false }
    }

    /// Those of ASCII for which something holds, and some others.
    pub fn named(holds: fn(&u8) -> bool) -> Self {
        let ascii = (0..128u8).filter(holds).fold(0, |set, byte| set | 1 << byte);
        Self { ascii, ..Self::OTHER }
    }

    /// Without any beyond ASCII.
    pub fn only_ascii(self) -> Self {
        Self { some_other: false, all_other: false, ..self }
    }

    /// What is in either.
    pub fn or(self, other: Self) -> Self {
        Self {
            ascii: self.ascii | other.ascii,
            some_other: self.some_other | other.some_other,
            all_other: self.all_other | other.all_other,
        }
    }

    /// What is in both.
    pub fn and(self, other: Self) -> Self {
        Self {
            ascii: self.ascii & other.ascii,
            some_other: self.some_other & other.some_other,
            all_other: self.all_other & other.all_other,
        }
    }

    /// What is not in it.
    pub fn not(self) -> Self {
        Self { ascii: !self.ascii, some_other: !self.all_other, all_other: !self.some_other }
    }

    /// With the other case of each letter of ASCII.
    pub fn in_both_cases(self) -> Self {
        let swapped = |byte: u8| self.has(byte ^ 0x20) && byte.is_ascii_alphabetic();
        let ascii = (0..128u8).filter(|byte| swapped(*byte)).fold(self.ascii, |set, byte| set | 1 << byte);
        Self { ascii, ..self }
    }

    /// Whether a character of ASCII is in it.
    pub fn has(self, byte: u8) -> bool {
        self.ascii >> byte & 1 == 1
    }

    /// Its characters of ASCII as ranges.
    pub fn ranges(self) -> Vec<(u8, u8)> {
        let mut ranges: Vec<(u8, u8)> = Vec::new();
        for byte in (0..128u8).filter(|byte| self.has(*byte)) {
            match ranges.last_mut() {
                Some((_, last)) if *last + 1 == byte => *last = byte,
                _ => ranges.push((byte, byte)),
            }
        }
        ranges
    }
}
