//! Texts that are made of what a grammar looks for.

use std::io::Read;

use syntect::parsing::SyntaxReference;

/// Numbers that look like chance and are the same each time.
pub struct Chance(u64);

impl Chance {
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    pub fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33) as usize % end
    }

    pub fn of<T: Clone>(&mut self, all: &[T]) -> T {
        all[self.below(all.len())].clone()
    }
}

const SIGNS: &str = "()[]{}<>\"'`\\/*#@$%&|!?:;,.=+-~^_()[]{}\"'";
const PIECES: [&str; 40] = [
    "//",
    "/*",
    "*/",
    "<!--",
    "-->",
    "\"\"\"",
    "'''",
    "```",
    "~~~",
    "<<EOF",
    "EOF",
    "#{",
    "${",
    "{{",
    "}}",
    "{%",
    "%}",
    "<?php",
    "?>",
    "=>",
    "->",
    "::",
    "==",
    "&&",
    "\\n",
    "\\u{1F600}",
    "0x1F",
    "1.5e-3",
    "é",
    "中文",
    "ß",
    "\u{212a}",
    "ſ",
    "\u{a0}",
    "\u{2028}",
    "😀",
    "r#\"",
    "\"#",
    "<script>",
    "</script>",
];

/// The words in a grammar: names of scopes are among them, and do no harm.
pub fn words(syntax: &SyntaxReference) -> Vec<String> {
    type Syntax = (String, Vec<String>, String, Option<String>, bool, Vec<(String, String)>, Vec<u8>);
    let dump = syntect::dumps::dump_binary(syntax);
    let (.., contexts): Syntax = syntect::dumps::from_reader(dump.as_slice()).unwrap();
    let mut bytes = Vec::new();
    flate2::read::ZlibDecoder::new(contexts.as_slice()).read_to_end(&mut bytes).unwrap();
    let runs = bytes.split(|byte| !byte.is_ascii_alphanumeric() && !b"_-#@".contains(byte));
    let mut words: Vec<String> =
        runs.filter(|run| (1..20).contains(&run.len())).map(|run| String::from_utf8_lossy(run).into_owned()).collect();
    words.sort_unstable();
    words.dedup();
    words
}

/// A text of some lines.
pub fn text(words: &[String], chance: &mut Chance) -> String {
    let mut text = String::new();
    for _ in 0..1 + chance.below(12) {
        text.push_str(&" ".repeat(chance.of(&[0, 0, 0, 2, 4, 9])));
        for _ in 0..chance.below(16) {
            piece(words, chance, &mut text);
        }
        text.push_str(chance.of(&["\n", "\n", "\n", "\n", "\r\n", "\n\n", " \n", "\t\n"]));
    }
    if chance.below(4) == 0 {
        text.truncate(text.trim_end().len());
    }
    text
}

fn piece(words: &[String], chance: &mut Chance, text: &mut String) {
    match chance.below(16) {
        0..5 => text.push_str(&chance.of(words)),
        5..9 => text.push(chance.of(&SIGNS.chars().collect::<Vec<char>>())),
        9..11 => text.push_str(chance.of(&PIECES)),
        11 => text.push_str(&chance.below(100_000).to_string()),
        12 => text.push_str(
            &chance.of(&["(", "[", "{", "<", "\"", "((", "{[", "$(", "a(", "\t"]).repeat(1 + chance.below(5)),
        ),
        _ => text.push(' '),
    }
}

/// The text with a piece cut out, doubled or put elsewhere.
pub fn changed(text: &str, words: &[String], chance: &mut Chance) -> String {
    let mut chars: Vec<char> = text.chars().collect();
    for _ in 0..1 + chance.below(4) {
        let at = chance.below(chars.len() + 1);
        let end = (at + chance.below(12)).min(chars.len());
        match chance.below(3) {
            0 => drop(chars.drain(at..end)),
            1 => drop(chars.splice(at..at, chars[at..end].to_vec())),
            _ => {
                let mut new = String::new();
                piece(words, chance, &mut new);
                chars.splice(at..at, new.chars());
            }
        }
    }
    chars.into_iter().collect()
}
