//! Sets of characters as far as candidates need them: ASCII one by one, all else together.

/// A set of characters: which of ASCII, and whether some or all others are in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
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
        let below = |end: u32| if end < 128 { (1u128 << end) - 1 } else { u128::MAX };
        let ascii = below(last as u32 + 1) & !below(first as u32);
        Self { ascii, some_other: !last.is_ascii(), all_other: false }
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
        let upper = self.ascii & Self::range('A', 'Z').ascii;
        let lower = self.ascii & Self::range('a', 'z').ascii;
        Self { ascii: self.ascii | upper << 32 | lower >> 32, ..self }
    }

    /// Whether a character of ASCII is in it.
    pub fn has(self, byte: u8) -> bool {
        self.ascii >> byte & 1 == 1
    }

    /// Its character, if it is one of ASCII alone.
    pub fn only(self) -> Option<u8> {
        (self.ascii.is_power_of_two() && !self.some_other).then_some(self.ascii.trailing_zeros() as u8)
    }

    /// Its characters of ASCII as ranges.
    pub fn ranges(self) -> Vec<(u8, u8)> {
        let mut ranges = Vec::new();
        let mut rest = self.ascii;
        while rest != 0 {
            let first = rest.trailing_zeros();
            let length = (rest >> first).trailing_ones();
            ranges.push((first as u8, (first + length - 1) as u8));
            rest &= u128::MAX.checked_shl(first + length).unwrap_or(0);
        }
        ranges
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_what_was_put_in() {
        let set = Chars::range('a', 'f').or(Chars::of('\0')).or(Chars::range('{', '\u{ff}'));
        assert_eq!(set.ranges(), [(0, 0), (b'a', b'f'), (b'{', 127)]);
        assert_eq!((Chars::ALL.ranges(), Chars::NONE.ranges()), (vec![(0, 127)], vec![]));
        assert_eq!(Chars::range('Y', 'a').in_both_cases().ranges(), [(b'A', b'A'), (b'Y', b'a'), (b'y', b'z')]);
    }
}
