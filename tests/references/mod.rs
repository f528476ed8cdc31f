//! What pages, scripts and style sheets refer to.
#![allow(dead_code, clippy::unwrap_used)]

use std::collections::BTreeSet;

/// What a page's HTML refers to, and the ids that can be referred to.
#[derive(Default)]
pub struct Refs {
    pub urls: BTreeSet<String>,
    pub ids: BTreeSet<String>,
}

/// The address of a file of the output.
pub fn url_of(path: &str, base_path: &str) -> String {
    format!("{base_path}{}", path.strip_suffix("index.html").unwrap_or(path))
}

/// Attributes that hold URLs or ids, in whatever quotes.
pub fn refs(html: &str) -> Refs {
    let mut refs = Refs::default();
    for (name, value) in attributes(html) {
        match name.as_str() {
            "href" | "src" | "poster" => drop(refs.urls.insert(value)),
            "id" | "name" => drop(refs.ids.insert(value)),
            _ => {}
        }
    }
    refs
}

fn attributes(html: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut rest = html;
    while let Some(open) = rest.find('<') {
        rest = &rest[open + 1..];
        if !rest.starts_with(|c: char| c.is_ascii_alphabetic()) {
            continue;
        }
        rest = &rest[rest.find(|c: char| c.is_whitespace() || c == '>').unwrap_or(rest.len())..];
        loop {
            rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == '/');
            if rest.is_empty() || rest.starts_with('>') {
                break;
            }
            let name_end = rest.find(|c: char| c.is_whitespace() || matches!(c, '=' | '>')).unwrap_or(rest.len());
            let (name, after) = rest.split_at(name_end.max(1));
            rest = after;
            let Some(value) = after.strip_prefix('=') else { continue };
            let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''));
            let (value, after) = match quote {
                Some(quote) => value[1..].split_once(quote).unwrap_or((&value[1..], "")),
                None => value.split_at(value.find(|c: char| c.is_whitespace() || c == '>').unwrap_or(value.len())),
            };
            found.push((name.to_ascii_lowercase(), value.replace("&amp;", "&")));
            rest = after;
        }
    }
    found
}

/// Relative imports of a module, and `url(…)` of a style sheet that is not data.
pub fn imports(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (opening, closing) in [("from \"./", '"'), ("import \"./", '"'), ("import(\"./", '"'), ("url(\"./", '"')] {
        for part in text.split(opening).skip(1) {
            found.push(part.split(closing).next().unwrap().to_string());
        }
    }
    found
}

pub fn decoded(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find('%') {
        bytes.extend(rest[..at].bytes());
        bytes.push(u8::from_str_radix(&rest[at + 1..at + 3], 16).unwrap());
        rest = &rest[at + 3..];
    }
    bytes.extend(rest.bytes());
    String::from_utf8(bytes).unwrap()
}
