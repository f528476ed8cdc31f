//! Names that go to the output: what no host and no file system may be given, and which names are one where letters are
//! not told apart.

use std::borrow::Cow;

use super::unicode::{composed, is_invisible};

/// File systems end at 255 bytes; a file beside the pages gets a hash besides.
pub const MAX_PART_BYTES: usize = 240;
/// Longer paths cannot be unpacked or copied everywhere.
pub const MAX_PATH_BYTES: usize = 1_000;

/// What is wrong with a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Flaw {
    /// It is not UTF-8.
    NotText,
    /// It holds a control character.
    Control(char),
    /// It holds a character that is not seen, or that turns the direction of others.
    Invisible(char),
    /// It holds a character that some systems do not allow, or read as something else.
    Sign(char),
    /// It holds a `%2e` or the like, which is a dot, a slash or a control character to whoever decodes it once more.
    Encoded(String),
    /// A part of it is empty, `.` or `..`.
    Step,
    /// A part of it is a device to Windows.
    Device(String),
    /// A part of it ends with a dot or a space, which Windows leaves out.
    Ending,
    /// A part of it is the program's own.
    Own(String),
    /// A part of it has this many bytes.
    LongPart(usize),
    /// It has this many bytes.
    LongPath(usize),
}

/// What is wrong with a `/`-separated path below the output folder.
pub fn flaw(path: &str) -> Option<Flaw> {
    let parts = || path.split('/').find_map(part_flaw);
    path.chars()
        .find_map(character_flaw)
        .or_else(|| encoded_flaw(path))
        .or_else(parts)
        .or_else(|| own_flaw(path))
        .or((path.len() > MAX_PATH_BYTES).then_some(Flaw::LongPath(path.len())))
}

fn character_flaw(c: char) -> Option<Flaw> {
    match c {
        c if c.is_control() => Some(Flaw::Control(c)),
        c if is_invisible(c) => Some(Flaw::Invisible(c)),
        '\\' | ':' | '<' | '>' | '"' | '|' | '?' | '*' => Some(Flaw::Sign(c)),
        _ => None,
    }
}

fn encoded_flaw(path: &str) -> Option<Flaw> {
    let codes = path.match_indices('%').filter_map(|(at, _)| path.get(at..at + 3));
    let means = |code: &str| u8::from_str_radix(&code[1..], 16).ok();
    let is_bad = |byte: u8| byte < b' ' || byte == 0x7f || matches!(byte, b'.' | b'/' | b'\\' | b'%');
    codes.into_iter().find(|code| means(code).is_some_and(is_bad)).map(|code| Flaw::Encoded(code.to_string()))
}

fn part_flaw(part: &str) -> Option<Flaw> {
    match part {
        "" | "." | ".." => Some(Flaw::Step),
        _ if part.len() > MAX_PART_BYTES => Some(Flaw::LongPart(part.len())),
        _ if is_device(part) => Some(Flaw::Device(part.to_string())),
        _ if part.ends_with(['.', ' ']) => Some(Flaw::Ending),
        _ => None,
    }
}

/// `NUL`, `com1.tar.gz`, `Aux .md`: Windows looks at what stands before the first dot, and not at spaces behind it.
fn is_device(part: &str) -> bool {
    let stem = part.split('.').next().unwrap_or(part).trim_end_matches(' ').to_ascii_lowercase();
    let numbered = |name: &str| {
        let digit = stem.strip_prefix(name)?;
        Some(matches!(digit, "¹" | "²" | "³") || matches!(digit.as_bytes(), [b'0'..=b'9']))
    };
    matches!(stem.as_str(), "con" | "prn" | "aux" | "nul" | "conin$" | "conout$" | "clock$")
        || numbered("com").or_else(|| numbered("lpt")).unwrap_or_default()
}

/// The list of what was published lies in the output folder.
fn own_flaw(path: &str) -> Option<Flaw> {
    let first = path.split('/').next().unwrap_or(path);
    folded(first).starts_with(".floom").then(|| Flaw::Own(first.to_string()))
}

/// The same for all names that are one where capitals are not told from small letters, nor the forms of accented ones.
pub fn folded(path: &str) -> Cow<'_, str> {
    if path.is_ascii() {
        return if path.bytes().any(|byte| byte.is_ascii_uppercase()) {
            Cow::Owned(path.to_ascii_lowercase())
        } else {
            Cow::Borrowed(path)
        };
    }
    let lower: String = composed(path).to_lowercase().chars().map(without_variant).collect();
    Cow::Owned(composed(&lower).into_owned())
}

/// Letters with two small forms.
fn without_variant(c: char) -> char {
    match c {
        'ς' => 'σ',
        'ſ' => 's',
        c => c,
    }
}

/// A name with what cannot be seen written as its number.
pub fn visible(name: &str) -> String {
    let shown = |c: char| match character_flaw(c) {
        Some(Flaw::Control(_) | Flaw::Invisible(_)) => format!("<U+{:04X}>", u32::from(c)),
        _ => c.to_string(),
    };
    name.chars().map(shown).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_are_one_somewhere_are_folded_to_one() {
        for alike in [["A.md", "a.md"], ["é", "e\u{301}"], ["É", "e\u{301}"], ["ΟΔΟΣ", "οδοσ"], ["\u{212a}", "k"]]
        {
            assert_eq!(folded(alike[0]), folded(alike[1]), "{alike:?}");
        }
        assert_ne!(folded("a"), folded("á"));
        assert_ne!(folded("straße"), folded("strasse"));
    }

    #[test]
    fn names_as_people_give_them_have_no_flaw() {
        let names = [
            "a.md",
            "été.md",
            "e\u{301}.md",
            "日本語/入門.md",
            "a b.png",
            "com.md",
            "com10.md",
            "console.md",
            "aux-1.md",
            "nullable.md",
            "100% sure.md",
            "a%20b.png",
            ".well-known/x",
            "c#.md",
            "a..b.md",
            "lpt.md",
            "כן.md",
        ];
        for name in names {
            assert_eq!(flaw(name), None, "{name}");
        }
    }
}
