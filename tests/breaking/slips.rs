//! The slips that break a name, each by one letter.

/// What a hand does to a name.
#[derive(Clone, Copy, Debug)]
pub enum Slip {
    /// Two letters change places.
    Swap,
    /// One is left out.
    Drop,
    /// One is typed twice.
    Double,
    /// One is another.
    Change,
}

impl Slip {
    /// The name with the slip near its middle; none if it has no letters for it.
    pub fn in_name(self, name: &str) -> Option<String> {
        let mut chars: Vec<char> = name.chars().collect();
        let at = self.place(&chars)?;
        match self {
            Self::Swap => chars.swap(at, at + 1),
            Self::Drop => drop(chars.remove(at)),
            Self::Double => chars.insert(at, chars[at]),
            Self::Change => chars[at] = if chars[at] == 'x' { 'y' } else { 'x' },
        }
        Some(chars.into_iter().collect())
    }

    fn place(self, chars: &[char]) -> Option<usize> {
        let is_swap = matches!(self, Self::Swap);
        let fits = |at: &usize| {
            let next = chars.get(at + 1).filter(|next| next.is_alphabetic() && **next != chars[*at]);
            chars[*at].is_alphabetic() && (!is_swap || next.is_some())
        };
        (0..chars.len()).filter(fits).min_by_key(|at| at.abs_diff(chars.len() / 2))
    }
}

/// The candidate that is nearer than all others, counted in slips.
pub fn single_nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let mut found: Vec<(usize, &str)> =
        candidates.into_iter().map(|candidate| (strsim::osa_distance(word, candidate), candidate)).collect();
    found.sort();
    match found[..] {
        [(_, only)] => Some(only),
        [(near, first), (next, _), ..] if near < next => Some(first),
        _ => None,
    }
}
