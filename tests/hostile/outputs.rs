//! What no output may hold, whoever wrote the content.

use std::collections::BTreeMap;
use std::fs;
use std::io::Read;
use std::path::Path;

use crate::tokens::{Token, tokens};

/// The files of an output by their paths.
pub type Files = BTreeMap<String, Vec<u8>>;

/// Of a long file its beginning: what the tests hold in memory is counted among what the program held, since a child
/// begins as a copy of its parent.
const MAX_BYTES: u64 = 4_000_000;

pub fn files(out: &Path) -> Files {
    let mut found = Files::new();
    let mut open = vec![out.to_path_buf()];
    while let Some(next) = open.pop() {
        match fs::symlink_metadata(&next) {
            Ok(metadata) if metadata.is_dir() => {
                open.extend(fs::read_dir(&next).unwrap().map(|entry| entry.unwrap().path()))
            }
            Ok(metadata) if metadata.is_file() => {
                let mut bytes = Vec::new();
                fs::File::open(&next).unwrap().take(MAX_BYTES).read_to_end(&mut bytes).unwrap();
                found.insert(next.strip_prefix(out).unwrap().to_string_lossy().into_owned(), bytes);
            }
            _ => {}
        }
    }
    found
}

pub fn holds(bytes: &[u8], text: &str) -> bool {
    bytes.windows(text.len()).any(|window| window == text.as_bytes())
}

/// The part of a page that its author wrote, or the whole of another file.
pub fn article(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes);
    let start = text.find("<article").unwrap_or(0);
    let end = text[start..].find("</article>").map_or(text.len(), |at| start + at);
    text[start..end].chars().take(2_000).collect()
}

/// Script of somebody else, handlers, styles, addresses of schemes that run something, and elements that load pages.
pub fn dangers(files: &Files) -> Vec<String> {
    let mut found = Vec::new();
    for (path, bytes) in files {
        if path.ends_with(".html") {
            let text = String::from_utf8_lossy(bytes);
            found.extend(dangers_of_html(&text).into_iter().map(|danger| format!("{path}: {danger}")));
        } else if path.ends_with(".json") && serde_json::from_slice::<serde_json::Value>(bytes).is_err() {
            found.push(format!("{path} is no JSON"));
        }
    }
    found
}

const ELEMENTS: [&str; 17] = [
    "style",
    "iframe",
    "object",
    "embed",
    "applet",
    "frame",
    "frameset",
    "base",
    "textarea",
    "xmp",
    "noscript",
    "plaintext",
    "animate",
    "set",
    "foreignobject",
    "use",
    "annotation-xml",
];
const ADDRESSES: [&str; 13] = [
    "href",
    "src",
    "xlink:href",
    "action",
    "formaction",
    "poster",
    "data",
    "cite",
    "background",
    "ping",
    "longdesc",
    "manifest",
    "srcset",
];

fn dangers_of_html(html: &str) -> Vec<String> {
    let tokens = tokens(html);
    let mut found = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        let Token::Open { name, attributes } = token else { continue };
        let value = |attribute: &str| attributes.get(attribute).map_or("", String::as_str);
        let is_foreign = match name.as_str() {
            // The theme's own, from the site itself, with nothing in it.
            "script" => {
                !value("src").starts_with("/d/assets/theme.")
                    || !tokens.get(at + 1).is_some_and(|next| next.closes("script"))
            }
            "link" => value("rel") == "stylesheet" && !value("href").starts_with("/d/assets/theme."),
            "meta" => value("http-equiv") == "refresh" && !value("content").starts_with("0; url=/d/"),
            name => ELEMENTS.contains(&name),
        };
        let is_bad = |(attribute, value): (&String, &String)| {
            attribute.starts_with("on")
                || matches!(attribute.as_str(), "style" | "srcdoc")
                || ADDRESSES.contains(&attribute.as_str()) && !is_harmless(value)
        };
        if is_foreign || attributes.iter().any(is_bad) {
            found.push(format!("{token:?}"));
        }
    }
    found
}

/// As browsers read an address: no spaces and control characters before it, and no tabs and line ends in it.
fn is_harmless(address: &str) -> bool {
    // What stands in the place of an image that is not there.
    if address == "data:," {
        return true;
    }
    let address = address.trim_start_matches(|c: char| c <= ' ').replace(['\t', '\n', '\r'], "");
    let Some((scheme, _)) = address.split_once(':') else { return true };
    let is_scheme = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'));
    !is_scheme || ["http", "https", "mailto", "tel"].contains(&scheme.to_ascii_lowercase().as_str())
}

#[test]
fn what_would_run_is_found() {
    for html in [
        "<script>x</script>",
        "<script src=\"https://evil.example/x.js\"></script>",
        "<script src=\"/d/assets/theme.1/x.js\">x</script>",
        "<p onclick=x>",
        "<p style=x>",
        "<a href=\" java\tscript:x\">",
        "<a href=\"data:text/html,x\">",
        "<img src=\"blob:x\">",
        "<iframe>",
        "<link rel=stylesheet href=//evil.example>",
        "<meta http-equiv=refresh content=\"0; url=https://evil.example\">",
    ] {
        assert_eq!(dangers_of_html(html).len(), 1, "{html}");
    }
    for html in
        ["<a href=\"/a:b\">", "<a href=\"#a:b\">", "<a href=\"https://a.example\">", "<p title=\"javascript:x\">"]
    {
        assert_eq!(dangers_of_html(html), Vec::<String>::new(), "{html}");
    }
}
