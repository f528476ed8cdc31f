//! Files that do more than be looked at: a browser runs them, or the host obeys them. They are published only where the
//! site's owner trusts them.

use crate::diagnostics::{self, Diagnostic};
use crate::render::svg::{self, Kind};
use crate::resolve::links::PUBLIC;

/// Endings that every host knows and under which no browser runs anything, whatever is in the file.
const PASSIVE: [&str; 65] = [
    "7z", "aac", "aiff", "apng", "avif", "bib", "bmp", "br", "bz2", "csv", "doc", "docx", "epub", "flac", "gif", "gz",
    "heic", "ico", "ics", "iso", "jpe", "jpeg", "jpg", "json", "jsonl", "jxl", "m4a", "m4v", "mid", "mov", "mp3",
    "mp4", "mpeg", "mpg", "odp", "ods", "odt", "oga", "ogg", "ogv", "opus", "otf", "pdf", "png", "ppt", "pptx", "rar",
    "rtf", "tar", "tgz", "tif", "tiff", "tsv", "ttf", "txt", "vtt", "wav", "weba", "webm", "webp", "woff", "woff2",
    "xz", "zip", "zst",
];

/// Endings of texts that not every host knows: they pass unless a browser that guesses could take them for a page.
const TEXTS: [&str; 47] = [
    "asc",
    "bat",
    "c",
    "cfg",
    "conf",
    "cpp",
    "cs",
    "diff",
    "dockerfile",
    "geojson",
    "go",
    "gradle",
    "graphql",
    "h",
    "hpp",
    "ini",
    "ipynb",
    "java",
    "kt",
    "kts",
    "lock",
    "log",
    "lua",
    "map",
    "markdown",
    "md",
    "ndjson",
    "patch",
    "pem",
    "properties",
    "proto",
    "ps1",
    "pub",
    "py",
    "rb",
    "rst",
    "scala",
    "sha256",
    "sig",
    "sql",
    "srt",
    "swift",
    "tf",
    "toml",
    "webmanifest",
    "yaml",
    "yml",
];

/// Endings behind which a host may send the file without them.
const PACKED: [&str; 5] = ["br", "bz2", "gz", "xz", "zst"];

/// Files by which somebody else's words become the host's: where readers are sent, what policy they get, who speaks for
/// the domain.
const STEERING: [&str; 12] = [
    "_headers",
    "_redirects",
    "_routes.json",
    "_worker.js",
    ".htaccess",
    ".htpasswd",
    "cname",
    "netlify.toml",
    "staticwebapp.config.json",
    "vercel.json",
    "web.config",
    "firebase.json",
];

/// Why a file, by its path below the content folder, needs the trust of the site's owner; none if it does not. A place in
/// it is in the diagnostic.
pub fn judge(path: &str, bytes: &[u8]) -> Option<Diagnostic> {
    let lower = path.to_ascii_lowercase();
    let name = lower.rsplit('/').next().unwrap_or(&lower);
    let below = lower.strip_prefix(PUBLIC).unwrap_or(&lower);
    if STEERING.contains(&name) || below.starts_with(".well-known/") {
        return Some(diagnostics::steering_file(path));
    }
    let ending = ending(name);
    match ending {
        "svg" => svg::judge(bytes, Kind::Svg).map(|found| diagnostics::active_svg(&found.what).at("", found.span)),
        "xml" | "rss" | "atom" => svg::judge(bytes, Kind::Data)
            .map(|found| diagnostics::active_file(path, &format!("it has {}", found.what)).at("", found.span)),
        ending if PASSIVE.contains(&ending) => None,
        "" if may_be_markup(bytes) => Some(diagnostics::active_file(path, "it begins with `<`")),
        ending if TEXTS.contains(&ending) && may_be_markup(bytes) => {
            Some(diagnostics::active_file(path, "it begins with `<`"))
        }
        ending if ending.is_empty() || TEXTS.contains(&ending) => None,
        ending => Some(diagnostics::active_file(path, &format!("it ends with `.{ending}`"))),
    }
}

/// What follows the last dot. Behind a packed file's ending stands the one that counts: hosts send `index.html.gz` for
/// `index.html`.
fn ending(name: &str) -> &str {
    let hidden = name.trim_start_matches('.');
    let (stem, ending) = hidden.rsplit_once('.').unwrap_or((hidden, ""));
    match stem.rsplit_once('.') {
        Some((_, inner)) if PACKED.contains(&ending) => inner,
        _ => ending,
    }
}

/// Whether a browser that is told no type could take the bytes for HTML or XML: by the standard for guessing, both begin
/// with `<`, behind white space at most.
fn may_be_markup(bytes: &[u8]) -> bool {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let bare = bytes.iter().find(|byte| !matches!(byte, b'\t' | b'\n' | b'\x0c' | b'\r' | b' ' | 0 | 0xfe | 0xff));
    bare == Some(&b'<')
}

/// Whether the owner trusts a file: `*` in an entry stands for any part of a name, `**` for folders too.
pub fn is_trusted<'t>(path: &str, mut trusted: impl Iterator<Item = &'t str>) -> bool {
    trusted.any(|pattern| matches(pattern.as_bytes(), path.as_bytes()))
}

/// Goes back to the last star alone, so that it takes the product of both lengths at most.
fn matches(pattern: &[u8], path: &[u8]) -> bool {
    let (mut at, mut read) = (0, 0);
    let mut star: Option<(usize, usize, bool)> = None;
    while read < path.len() {
        if pattern.get(at) == Some(&b'*') {
            let is_double = pattern.get(at + 1) == Some(&b'*');
            at += if is_double { 2 } else { 1 };
            star = Some((at, read, is_double));
        } else if pattern.get(at) == Some(&path[read]) {
            (at, read) = (at + 1, read + 1);
        } else {
            match star {
                Some((behind, from, is_double)) if is_double || path[from] != b'/' => {
                    star = Some((behind, from + 1, is_double));
                    (at, read) = (behind, from + 1);
                }
                _ => return false,
            }
        }
    }
    pattern[at..].iter().all(|byte| *byte == b'*')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_stays_in_its_folder_and_two_do_not() {
        let yes =
            [("public/*.html", "public/a.html"), ("public/**", "public/a/b.js"), ("**/x.js", "a/b/x.js"), ("a", "a")];
        let no =
            [("public/*.html", "public/a/b.html"), ("public/*", "public/a/b"), ("a", "ab"), ("", "a"), ("*", "a/b")];
        assert!(yes.iter().all(|(pattern, path)| matches(pattern.as_bytes(), path.as_bytes())));
        assert!(!no.iter().any(|(pattern, path)| matches(pattern.as_bytes(), path.as_bytes())));
    }

    #[test]
    fn the_ending_behind_which_a_file_is_packed_counts() {
        assert_eq!(
            ["index.html.gz", "a.tar.gz", "a.gz", ".a", "a.b.html"].map(ending),
            ["html", "tar", "gz", "", "html"]
        );
    }
}
