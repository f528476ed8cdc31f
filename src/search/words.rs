//! Other forms of a word, and words that are nearly another: the twin of `theme/js/search/words.js`.

use std::collections::BTreeSet;

/// Consonants that are doubled before an ending.
const DOUBLED: &str = "bdgklmnprtv";

/// `runs`, `running` and their like, both ways; a reader of English expects them.
pub fn variants(word: &str) -> BTreeSet<String> {
    let mut forms = BTreeSet::new();
    if word.len() < 3 || !word.bytes().all(|byte| byte.is_ascii_lowercase()) {
        return forms;
    }
    for base in bases(word) {
        let stem = base.strip_suffix('e').unwrap_or(&base);
        forms.extend([plural(&base), format!("{stem}ing"), format!("{stem}ed")]);
        if is_short(&base) {
            let last = &base[base.len() - 1..];
            forms.extend([format!("{base}{last}ing"), format!("{base}{last}ed")]);
        }
        forms.insert(base);
    }
    forms.remove(word);
    forms
}

/// What the word may be a form of, itself first.
fn bases(word: &str) -> BTreeSet<String> {
    let mut bases = BTreeSet::from([word.to_string()]);
    let mut without = |ending: &str, others: &[&str]| {
        let base = word.strip_suffix(ending).filter(|base| base.len() > 1);
        bases.extend(base.iter().flat_map(|base| others.iter().map(move |other| format!("{base}{other}"))));
    };
    without("ies", &["y"]);
    if word.strip_suffix("es").is_some_and(hisses) {
        without("es", &[""]);
    }
    if !word.ends_with("ss") {
        without("s", &[""]);
    }
    without("ing", &["", "e"]);
    without("ed", &["", "e"]);
    for ending in ["ing", "ed"] {
        let doubled = word.strip_suffix(ending).filter(|base| base.len() > 1).and_then(|base| {
            let (shorter, last) = base.split_at(base.len() - 1);
            (shorter.ends_with(last) && DOUBLED.contains(last)).then_some(shorter)
        });
        bases.extend(doubled.map(String::from));
    }
    bases
}

fn plural(base: &str) -> String {
    let vowel_before = |base: &str| base.as_bytes().iter().rev().nth(1).is_none_or(|byte| b"aeiou".contains(byte));
    match base.strip_suffix('y') {
        Some(stem) if !vowel_before(base) => format!("{stem}ies"),
        _ if hisses(base) => format!("{base}es"),
        _ => format!("{base}s"),
    }
}

fn hisses(base: &str) -> bool {
    base.ends_with(['s', 'x', 'z']) || base.ends_with("ch") || base.ends_with("sh")
}

/// One vowel and one consonant behind any others: `run`, `plan`.
fn is_short(base: &str) -> bool {
    let is_vowel = |c: char| "aeiou".contains(c);
    let Some((rest, last)) = base.len().checked_sub(1).map(|at| base.split_at(at)) else { return false };
    DOUBLED.contains(last) && rest.ends_with(is_vowel) && rest.chars().filter(|c| is_vowel(*c)).count() == 1
}

/// How a word is compared with another.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Extent {
    /// All of it.
    Whole,
    /// It may be the beginning of the other.
    Beginning,
}

/// How many letters are wrong, missing, too many or swapped (optimal string alignment), or more than `most`.
pub fn distance(word: &[u16], other: &[u16], most: usize, extent: Extent) -> usize {
    let is_longer = extent == Extent::Whole && other.len() > word.len() + most;
    if other.len() + most < word.len() || is_longer {
        return most + 1;
    }
    let width = other.len().min(word.len() + most) + 1;
    let mut before = vec![0; width];
    let mut above: Vec<usize> = (0..width).collect();
    for i in 1..=word.len() {
        let mut row = vec![i; width];
        for j in 1..width {
            let differs = usize::from(word[i - 1] != other[j - 1]);
            row[j] = (above[j] + 1).min(row[j - 1] + 1).min(above[j - 1] + differs);
            if i > 1 && j > 1 && word[i - 1] == other[j - 2] && word[i - 2] == other[j - 1] {
                row[j] = row[j].min(before[j - 2] + 1);
            }
        }
        if row.iter().min() > Some(&most) {
            return most + 1;
        }
        (before, above) = (above, row);
    }
    match extent {
        Extent::Whole => above[other.len()],
        Extent::Beginning => above.into_iter().min().unwrap_or(most + 1),
    }
}
