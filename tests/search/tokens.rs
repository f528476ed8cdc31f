//! The tokenizer of the index and that of the theme are one.

use std::fs;
use std::path::Path;

use floom_docs::search::tokenizer;
use regex::Regex;
use serde_json::Value;

use crate::{Random, theme};

const VECTORS: &str = "tests/search/vectors.jsonl";

/// Each token with the text that it stands for.
fn tokens(text: &str) -> Value {
    tokenizer::tokens(text)
        .into_iter()
        .map(|token| serde_json::json!([token.text, &text[token.from..token.to]]))
        .collect()
}

#[test]
fn every_vector_gives_its_tokens_in_both_languages() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(VECTORS);
    let mut vectors: Vec<(String, Vec<String>)> =
        fs::read_to_string(&path).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert!(vectors.len() > 140);
    if std::env::var_os("BLESS").is_some() {
        for (text, expected) in &mut vectors {
            *expected = tokenizer::tokens(text).into_iter().map(|token| token.text).collect();
        }
        let lines = vectors.iter().map(|vector| serde_json::to_string(vector).unwrap() + "\n");
        fs::write(&path, lines.collect::<String>()).unwrap();
    }
    let texts: Vec<String> = vectors.iter().map(|(text, _)| text.clone()).collect();
    for ((text, expected), theirs) in vectors.iter().zip(theme("tokens", &texts, &Default::default())) {
        let ours: Vec<String> = tokenizer::tokens(text).into_iter().map(|token| token.text).collect();
        assert_eq!(&ours, expected, "{text:?}");
        assert_eq!(theirs, tokens(text), "{text:?}");
    }
}

#[test]
fn ten_thousand_random_strings_give_the_same_tokens_in_both_languages() {
    // Node and the Rust library may know another Unicode; what is older than both has one meaning.
    let known = Regex::new(r"\p{age:15.0}").unwrap();
    let blocks: [(u32, u32); 18] = [
        (0x20, 0x7f),
        (0x20, 0x7f),
        (0x20, 0x7f),
        (0x61, 0x7b),
        (0xa0, 0x250),
        (0x2b0, 0x530),
        (0x530, 0xe00),
        (0xe00, 0x1200),
        (0x1200, 0x2000),
        (0x2000, 0x2c00),
        (0x2c00, 0x3400),
        (0x4e00, 0x4f00),
        (0xa000, 0xac00),
        (0xac00, 0xae00),
        (0xf900, 0xffff),
        (0x10000, 0x11000),
        (0x1d400, 0x1f800),
        (0x20000, 0x20100),
    ];
    let pieces =
        ["'s", "__", "::", "-", ".", "1.2", "aB", "HTTPServer", "++", "#", "\u{2019}", "\u{ad}", " ", "@", "$"];
    let mut random = Random(0x5eed_f100);
    let mut texts = Vec::new();
    while texts.len() < 10_000 {
        let block = *random.of(&blocks);
        let mut text = String::new();
        for _ in 0..random.below(30) {
            let (start, end) = if random.below(3) == 0 { *random.of(&blocks) } else { block };
            match random.below(8) {
                0 => text.push_str(random.of::<&str>(&pieces)),
                _ => text.extend(char::from_u32(start + u32::try_from(random.below((end - start) as usize)).unwrap())),
            }
        }
        text.retain(|c| known.is_match(c.encode_utf8(&mut [0; 4])));
        texts.push(text);
    }
    let theirs = theme("tokens", &texts, &Default::default());
    let different: Vec<_> = texts.iter().zip(&theirs).filter(|(text, theirs)| **theirs != tokens(text)).collect();
    assert_eq!(theirs.len(), 10_000);
    let first = different.first().map(|(text, theirs)| format!("{text:?}: {} and {theirs}", tokens(text)));
    assert_eq!(different.len(), 0, "{first:?}");
}
