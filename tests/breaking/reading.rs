//! A reading of pages by regular expressions, simple on purpose: what it finds must not depend on the program's parser.
//! It may miss places, and may take nothing in code for one.

use std::collections::{BTreeMap, BTreeSet};

use regex::Regex;

/// A text that names something.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The file, relative to the site's root.
    pub file: String,
    /// The first byte of the text.
    pub start: usize,
    /// The text.
    pub written: String,
}

/// A place that names a file to take in, with the lines that are asked for.
#[derive(Clone, Debug)]
pub struct Reference {
    pub file: Place,
    pub lines: Option<Place>,
}

/// The pages of a site.
pub struct Pages {
    /// The content folder with `/` behind it.
    pub content: String,
    /// Each page's text by its file, relative to the site's root.
    pub texts: BTreeMap<String, String>,
    /// All files of the site.
    pub files: BTreeSet<String>,
}

impl Pages {
    /// Destinations of inline links.
    pub fn links(&self) -> Vec<Place> {
        self.found(r"(?:^|[^!\\\]])\[[^\[\]\n]+\]\(([^\s()<>]+)\)")
    }

    /// Destinations of definitions whose label is used.
    pub fn definitions(&self) -> Vec<Place> {
        let of_text = |place: &Place| {
            let text = &self.texts[&place.file];
            let line_start = text[..place.start].rfind('\n').map_or(0, |at| at + 1);
            let label = &text[line_start..text[..place.start].rfind(':').unwrap()];
            without_code(text).matches(label).count() > 1
        };
        self.found(r"(?m)^\[[^\[\]\n^]+\]:[ ]+([^\s()<>]+)$").into_iter().filter(of_text).collect()
    }

    /// Lines and fences that take in a file.
    pub fn references(&self) -> Vec<Reference> {
        let form = Regex::new(
            r#"^[ ]*(?::::include\{|(?:`{3}|~{3})[a-z]* ?)(?:[a-z]+="[^"]*" )*file="([^"]+)"(?: lines="([^"]+)")?(?: [a-z]+="[^"]*")*\}?$"#,
        )
        .unwrap();
        let of_page = |(file, text): (&String, &String)| references_of(file, text, &form);
        self.texts.iter().flat_map(of_page).collect()
    }

    /// The page that a path leads to from a page.
    pub fn target(&self, from: &str, path: &str) -> Option<&str> {
        if path.is_empty() {
            return self.texts.get_key_value(from).map(|(file, _)| file.as_str());
        }
        let path = self.joined(from, path)?;
        let bare = path.strip_suffix(".html").or(path.strip_suffix(".md")).unwrap_or(&path);
        let files = [format!("{bare}.md"), format!("{bare}/index.md"), format!("{bare}/README.md")];
        files.iter().find_map(|file| self.texts.get_key_value(file)).map(|(file, _)| file.as_str())
    }

    /// The file that a page takes in: beside it, in the content folder or at the site's root.
    pub fn taken_in(&self, place: &Place) -> String {
        let path = place.written.split('#').next().unwrap();
        let bases = [place.file.as_str(), &self.content, ""];
        let mut files = bases.iter().filter_map(|base| self.joined(base, path));
        files.find(|file| self.files.contains(file)).unwrap_or_else(|| panic!("there is no {path}"))
    }

    /// A path as written in a file, from the site's root; none if it leaves the site.
    pub fn joined(&self, from: &str, path: &str) -> Option<String> {
        let folder = from.rsplit_once('/').map_or("", |(folder, _)| folder);
        let mut parts: Vec<&str> = if path.starts_with('/') { self.content.trim_end_matches('/') } else { folder }
            .split('/')
            .filter(|part| !part.is_empty())
            .collect();
        for part in path.split('/').filter(|part| !matches!(*part, "" | ".")) {
            match part {
                ".." => drop(parts.pop()?),
                part => parts.push(part),
            }
        }
        Some(parts.join("/"))
    }

    /// The ids of a page's headings.
    pub fn ids(&self, file: &str) -> BTreeSet<String> {
        let heading = Regex::new(r"(?m)^#{1,6} +(.+?)[ #]*$").unwrap();
        let shown = without_blocks(&self.texts[file]);
        heading.captures_iter(&shown).map(|parts| slug(&parts[1])).collect()
    }

    fn found(&self, expression: &str) -> Vec<Place> {
        let expression = Regex::new(expression).unwrap();
        let of_page = |(file, text): (&String, &String)| {
            let shown = without_code(text);
            let places = expression.captures_iter(&shown).map(|parts| parts.get(1).unwrap());
            let places = places.map(|part| Place {
                file: file.clone(),
                start: part.start(),
                written: part.as_str().to_string(),
            });
            places.collect::<Vec<_>>()
        };
        self.texts.iter().flat_map(of_page).collect()
    }
}

fn references_of(file: &str, text: &str, form: &Regex) -> Vec<Reference> {
    let shown = without_blocks(text);
    let is_outer = |(start, line): &(usize, &str)| !shown[*start..start + line.len()].trim().is_empty();
    let of_line = |(start, line)| {
        let parts = form.captures(line)?;
        let place = |group: regex::Match| Place {
            file: file.to_string(),
            start: start + group.start(),
            written: group.as_str().to_string(),
        };
        Some(Reference { file: parts.get(1).map(place)?, lines: parts.get(2).map(place) })
    };
    lines(text).filter(is_outer).filter_map(of_line).collect()
}

fn slug(heading: &str) -> String {
    let own = Regex::new(r"\{#([^}\s]+)[^}]*\}$").unwrap();
    if let Some(parts) = own.captures(heading) {
        return parts[1].to_string();
    }
    let text = Regex::new(r"\[([^\]]*)\]\([^)]*\)").unwrap().replace_all(heading, "$1").to_lowercase();
    let kept = text.chars().filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'));
    kept.map(|c| if c == ' ' { '-' } else { c }).collect()
}

/// Lines with the byte at which each begins, without their ends.
fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let starts = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1));
    starts.zip(text.split('\n')).map(|(start, line)| (start, line.trim_end_matches('\r')))
}

/// The text with spaces for front matter and for what stands within fences; every byte keeps its place.
fn without_blocks(text: &str) -> String {
    let mut shown = text.as_bytes().to_vec();
    let front_end = text.strip_prefix("---\n").and_then(|rest| rest.find("\n---")).map_or(0, |at| at + 8);
    blank(&mut shown, 0, front_end);
    let mut open: Option<(char, usize)> = None;
    for (start, line) in lines(text).filter(|(start, _)| *start >= front_end) {
        let bare = line.trim_start_matches([' ', '\t', '>', '-', '*']);
        let sign = bare.chars().next().filter(|sign| matches!(sign, '`' | '~'));
        let length = sign.map_or(0, |sign| bare.len() - bare.trim_start_matches(sign).len());
        match (open, sign) {
            (None, Some(sign)) if length >= 3 && !bare[length..].contains('`') => open = Some((sign, length)),
            (None, _) => {}
            (Some((own, least)), _) => {
                blank(&mut shown, start, start + line.len());
                let closes = sign == Some(own) && length >= least && bare[length..].trim().is_empty();
                open = open.filter(|_| !closes);
            }
        }
    }
    String::from_utf8(shown).unwrap()
}

/// The text with spaces for all that is no plain Markdown: code, comments, raw HTML, and lines that may be code.
fn without_code(text: &str) -> String {
    let blocks = without_blocks(text);
    let mut shown = blocks.clone().into_bytes();
    let comment = Regex::new(r"(?s)<!--.*?-->").unwrap();
    comment.find_iter(&blocks).for_each(|found| blank(&mut shown, found.start(), found.end()));
    for paragraph in Regex::new(r"(?:[^\n]*\S[^\n]*(?:\n|$))+").unwrap().find_iter(&blocks) {
        let is_html = paragraph.as_str().trim_start().starts_with('<');
        let is_code = paragraph.as_str().starts_with("    ") || paragraph.as_str().starts_with('\t');
        let marks_no_code = paragraph.as_str().matches('`').count() % 2 == 0;
        if is_html || is_code || !marks_no_code {
            blank(&mut shown, paragraph.start(), paragraph.end());
        }
    }
    let code = Regex::new(r"``[^\n]*?``|`[^`]+`|(?m:^)[ ]*(?:```|~~~)[^\n]*").unwrap();
    code.find_iter(&blocks).for_each(|found| blank(&mut shown, found.start(), found.end()));
    String::from_utf8(shown).unwrap()
}

fn blank(text: &mut [u8], start: usize, end: usize) {
    text[start..end].iter_mut().filter(|byte| **byte != b'\n').for_each(|byte| *byte = b' ');
}
