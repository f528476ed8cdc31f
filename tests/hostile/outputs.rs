//! What no output may hold, whoever wrote the content.

use std::collections::BTreeMap;
use std::fs;
use std::io::Read;
use std::path::Path;

use crate::dangers::foreign;

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
            found.extend(foreign(&text).into_iter().map(|danger| format!("{path}: {danger}")));
        } else if path.ends_with(".json") && serde_json::from_slice::<serde_json::Value>(bytes).is_err() {
            found.push(format!("{path} is no JSON"));
        }
    }
    found
}
