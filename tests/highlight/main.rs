//! Code has the colours that syntect's own parser gives it, byte for byte: in all grammars, in texts of all kinds.
//!
//! `FLOOM_HIGHLIGHT_CORPUS=FOLDER cargo test --test highlight` reads the files of a folder too, and the fences of its
//! Markdown; `FLOOM_HIGHLIGHT_ROUNDS=100` makes more texts up.
#![allow(clippy::disallowed_methods, clippy::unwrap_used)]

mod reference;
mod texts;

use std::fs;
use std::path::{Path, PathBuf};

use floom_docs::parse::highlight::{MAX_LINE_BYTES, highlight};
use reference::GRAMMARS;
use syntect::parsing::SyntaxReference;
use texts::Chance;

/// The grammars that a language's name leads to, with such a name.
fn grammars() -> Vec<(&'static str, &'static SyntaxReference)> {
    let names = |syntax: &'static SyntaxReference| [&syntax.name].into_iter().chain(&syntax.file_extensions);
    let found = |name: &str| GRAMMARS.find_syntax_by_token(name);
    let named = |syntax: &'static SyntaxReference| {
        let mut names = names(syntax).map(String::as_str);
        names.find(|name| found(name).is_some_and(|found| std::ptr::eq(found, syntax))).map(|name| (name, syntax))
    };
    GRAMMARS.syntaxes().iter().filter(|syntax| syntax.name != "Plain Text").filter_map(named).collect()
}

/// Lines that stay plain for their length would stay out of the comparison.
fn is_short(code: &str) -> bool {
    let hyphens = |word: &str| word.matches('-').count();
    code.lines().all(|line| line.len() < 150) && code.split_whitespace().all(|word| hyphens(word) <= 8)
}

/// A context that is met often is read in another way than at first.
const TIMES: usize = 16;

/// What is told if the HTML is not the same.
fn difference(name: &str, syntax: &SyntaxReference, code: &str) -> Option<String> {
    let first = highlight(name, code).lines;
    let later = (1..TIMES).map(|_| highlight(name, code).lines).find(|later| *later != first);
    let ours = later.unwrap_or(first);
    let theirs = reference::lines(syntax, code);
    let plain = code.lines().map(floom_docs::parse::html::escape);
    let theirs: Vec<String> = theirs.into_iter().zip(plain).map(|(line, plain)| line.unwrap_or(plain)).collect();
    let at = (0..ours.len().max(theirs.len())).find(|at| ours.get(*at) != theirs.get(*at))?;
    let [ours, theirs] = [&ours, &theirs].map(|lines| lines.get(at));
    Some(format!("{name}, line {}\n  ours    {ours:?}\n  syntect {theirs:?}\n  code {code:?}\n", at + 1))
}

fn rounds() -> usize {
    std::env::var("FLOOM_HIGHLIGHT_ROUNDS").ok().and_then(|rounds| rounds.parse().ok()).unwrap_or(3)
}

fn assert_none(differences: Vec<String>) {
    assert!(
        differences.is_empty(),
        "{} differ:\n{}",
        differences.len(),
        differences[..differences.len().min(10)].concat()
    );
}

#[test]
fn texts_that_are_made_up_look_alike_in_all_grammars() {
    let mut differences = Vec::new();
    for (number, (name, syntax)) in grammars().into_iter().enumerate() {
        let words = texts::words(syntax);
        let mut chance = Chance::new(number as u64 + 1);
        for _ in 0..rounds() {
            let text = texts::text(&words, &mut chance);
            let changed = texts::changed(&text, &words, &mut chance);
            let texts = [text, changed].into_iter().filter(|text| is_short(text));
            differences.extend(texts.filter_map(|text| difference(name, syntax, &text)));
        }
    }
    assert_none(differences);
}

#[test]
fn brackets_that_nothing_closes_look_alike() {
    let mut differences = Vec::new();
    for (name, syntax) in grammars() {
        for sign in ["(", "[", "{", "a(", "{\"", "<a>", "((a", "${"] {
            let text = format!("{}\n{}\nx = 1;\n", sign.repeat(40), sign.repeat(30));
            differences.extend(difference(name, syntax, &text));
        }
    }
    assert_none(differences);
}

/// The fences of a Markdown text, each with its language.
fn fences(text: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut open: Option<(String, String, String)> = None;
    for line in text.split_inclusive('\n') {
        let marks: String = line.trim_start().chars().take_while(|c| matches!(c, '`' | '~')).collect();
        match &mut open {
            Some((mark, language, code)) if line.trim() == mark => {
                found.push((std::mem::take(language), std::mem::take(code)));
                open = None;
            }
            Some((_, _, code)) => code.push_str(line),
            None if marks.len() >= 3 => {
                let info = line.trim().trim_start_matches(['`', '~']);
                let end = info.find(|c: char| !c.is_ascii_alphanumeric() && !"+#-".contains(c)).unwrap_or(info.len());
                open = Some((marks, info[..end].to_string(), String::new()));
            }
            None => {}
        }
    }
    found
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut open = vec![folder.to_path_buf()];
    while let Some(next) = open.pop() {
        for path in fs::read_dir(next).unwrap().map(|entry| entry.unwrap().path()) {
            if path.is_dir() { open.push(path) } else { found.push(path) }
        }
    }
    found.sort_unstable();
    found
}

/// Compares the files of a folder as code, and the fences of its Markdown.
fn compare(folder: &Path, with_files: &[&str]) -> usize {
    let mut differences = Vec::new();
    let mut count = 0;
    for path in files(folder) {
        let Ok(text) = fs::read_to_string(&path) else { continue };
        let extension = path.extension().unwrap_or_default().to_string_lossy().into_owned();
        let mut codes = if extension == "md" { fences(&text) } else { Vec::new() };
        if with_files.is_empty() || with_files.contains(&extension.as_str()) {
            codes.push((extension, text));
        }
        for (language, code) in codes {
            let Some(syntax) = GRAMMARS.find_syntax_by_token(&language.to_ascii_lowercase()) else { continue };
            if highlight(&language, &code).plain.is_none() && code.lines().all(|line| line.len() < MAX_LINE_BYTES) {
                count += 1;
                differences
                    .extend(difference(&language, syntax, &code).map(|told| format!("{}: {told}", path.display())));
            }
        }
    }
    assert_none(differences);
    count
}

#[test]
fn what_is_here_looks_alike() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folders = ["content", "tests/guide", "theme/js", "theme/css", "src/parse", "scripts", "templates"];
    let count: usize =
        folders.iter().map(|folder| compare(&root.join(folder), &["rs", "js", "css", "html", "md"])).sum();
    assert!(count > 200, "{count}");
    if let Some(folder) = std::env::var_os("FLOOM_HIGHLIGHT_CORPUS") {
        println!("{} texts in the corpus", compare(Path::new(&folder), &[]));
    }
}
