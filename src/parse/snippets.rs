//! Files that pages take in, whole or in part: where they are looked for, and what is cut out of them.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;
use std::sync::Arc;

use crate::diagnostics::{self, Diagnostic};
use crate::source::{Span, bytes, join};

/// A longer file is not taken in, in bytes.
pub const MAX_SNIPPET_BYTES: usize = 4 * 1024 * 1024;

/// The files that pages name, by their paths relative to the site's root.
#[derive(Clone, Debug, Default)]
pub struct Snippets {
    /// Those that are there.
    pub files: BTreeMap<String, Snippet>,
    /// The names of all files in the folders that were looked into.
    pub neighbours: BTreeSet<String>,
    /// Every path at which one of them was looked for.
    pub looked_for: BTreeSet<String>,
}

/// A file that a page names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Snippet {
    /// Its text.
    Text(Arc<str>),
    /// It is there, and cannot be taken in for this reason.
    Unreadable(&'static str),
}

/// `examples/run.py#create` taken apart, with the lines that are asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reference {
    /// The path as written.
    pub path: String,
    /// The region, if one is named.
    pub region: Option<String>,
    /// The lines within file or region, counted from 1; all if none are given.
    pub lines: Vec<RangeInclusive<usize>>,
}

/// A place that names a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Taken {
    /// The path as written, without the region.
    pub path: String,
    /// The file in which the path stands, relative to the site's root.
    pub file: String,
    /// The path there.
    pub span: Span,
    /// Whether lines of the file are asked for by their numbers.
    pub counts_lines: bool,
}

/// A part of a file.
#[derive(Debug, PartialEq, Eq)]
pub struct Part {
    /// Path of the file, relative to the site's root.
    pub file: String,
    /// The whole text of the file.
    pub whole: Arc<str>,
    /// The lines that are asked for, without those that mark regions and without the indentation that all share.
    pub lines: Vec<Span>,
}

/// Why a part cannot be taken in, and what of the reference is to blame.
#[derive(Debug)]
pub enum Refusal {
    /// The file or its region.
    File(Diagnostic),
    /// The lines.
    Lines(Diagnostic),
}

impl Refusal {
    /// The problem with its place, of those of the file and of the lines.
    pub fn placed(self, file: Span, lines: Option<Span>) -> (Diagnostic, Span) {
        match self {
            Self::File(problem) => (problem, file),
            Self::Lines(problem) => (problem, lines.unwrap_or(file)),
        }
    }
}

impl Part {
    /// The text of the part.
    pub fn text(&self) -> String {
        self.lines.iter().map(|line| format!("{}\n", &self.whole[line.start..line.end])).collect()
    }
}

impl Reference {
    /// Reads `examples/run.py#create`.
    pub fn new(written: &str) -> Self {
        let (path, region) = written.split_once('#').map_or((written, None), |(path, region)| (path, Some(region)));
        Self { path: path.to_string(), region: region.map(str::to_string), lines: Vec::new() }
    }
}

/// A longer path names no file, in bytes.
const MAX_PATH_BYTES: usize = 1024;

/// More files are not looked for, of those that one text names.
pub const MAX_NAMES: usize = 1_000;

/// Every path that a text may name behind `file=`, each once.
pub fn names(text: &str) -> impl Iterator<Item = &str> {
    let mut seen = BTreeSet::new();
    let text = if bytes::has_word(text, "file=") { text } else { "" };
    let names = text.match_indices("file=").filter_map(|(at, word)| {
        let value = text[at + word.len()..].trim_start_matches(['"', '\'']);
        let ends = |c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '}' | '#');
        let mut characters = value.char_indices().take_while(|(at, _)| *at <= MAX_PATH_BYTES);
        let name = match characters.find(|(_, c)| ends(*c)) {
            Some((end, _)) => &value[..end],
            None => Some(value).filter(|value| value.len() <= MAX_PATH_BYTES)?,
        };
        // `file=file=file=` must not give a path for each tail.
        (!name.contains("file=")).then_some(name)
    });
    names.filter(move |name| seen.insert(*name)).take(MAX_NAMES)
}

/// Where a path is looked for, in order: beside the file that names it, in the content folder, at the site's root. A path
/// with `./` or `../` is meant from that file, one with `/` in front is not. None if it leads out of the site or to a
/// hidden file.
pub fn candidates(from: &str, content: &str, written: &str) -> Option<Vec<String>> {
    let folder = from.rsplit_once('/').map_or("", |(folder, _)| folder);
    let bases: &[&str] = match written {
        absolute if absolute.starts_with('/') => &[content, ""],
        relative if relative.starts_with("./") || relative.starts_with("../") => &[folder],
        _ => &[folder, content, ""],
    };
    let joined: Vec<(String, usize)> = bases.iter().map(|base| join(base, written)).collect();
    let is_inside = |(path, above): &(String, usize)| *above == 0 && !path.split('/').any(|part| part.starts_with('.'));
    let is_plain = !written.contains(['\\', ':', '\0']) && !written.starts_with("//");
    let mut paths: Vec<String> = joined.iter().filter(|path| is_inside(path)).map(|(path, _)| path.clone()).collect();
    paths.dedup();
    (is_plain && !paths.is_empty()).then_some(paths)
}

impl Snippets {
    /// Cuts out what a reference in the file `from` asks for.
    pub fn part(&self, from: &str, content: &str, reference: &Reference) -> Result<Part, Refusal> {
        let written = reference.path.as_str();
        let candidates = candidates(from, content, written)
            .ok_or_else(|| Refusal::File(diagnostics::snippet_outside_site(written)))?;
        let found = candidates.iter().find_map(|path| Some((path, self.files.get(path)?)));
        let Some((file, snippet)) = found else {
            if !self.looked_for.is_empty() && !candidates.iter().any(|path| self.looked_for.contains(path)) {
                return Err(Refusal::File(diagnostics::too_many_files(MAX_NAMES)));
            }
            let near = self.near(from, &candidates);
            return Err(Refusal::File(diagnostics::missing_snippet(written, near.as_deref())));
        };
        let text = match snippet {
            Snippet::Text(text) => text,
            Snippet::Unreadable(reason) => return Err(Refusal::File(diagnostics::unreadable_snippet(written, reason))),
        };
        let lines = dedented(text, &cut(file, text, reference)?);
        Ok(Part { file: file.clone(), whole: text.clone(), lines })
    }

    /// The text of a file that can be taken in.
    pub fn text(&self, path: &str) -> Option<Arc<str>> {
        match self.files.get(path)? {
            Snippet::Text(text) => Some(text.clone()),
            Snippet::Unreadable(_) => None,
        }
    }

    /// A file with a name like the one that is missing, as it would be written.
    fn near(&self, from: &str, candidates: &[String]) -> Option<String> {
        let folder = from.rsplit_once('/').map_or("", |(folder, _)| folder);
        let near = |path: &String| diagnostics::nearest_path(path, self.neighbours.iter().map(String::as_str));
        let found = candidates.iter().find_map(near)?;
        Some(crate::source::relative(folder, found))
    }
}

/// The lines that are asked for.
fn cut(file: &str, text: &str, reference: &Reference) -> Result<Vec<Span>, Refusal> {
    let lines: Vec<&str> = text.lines().collect();
    let (range, is_marked) = match &reference.region {
        Some(name) => (region(&lines, name).ok_or_else(|| missing_region(file, &lines, name))?, true),
        None => (0..lines.len(), !regions(&lines).is_empty()),
    };
    let kept = range.filter(|at| !(is_marked && mark(lines[*at]).is_some()));
    let kept: Vec<usize> = kept.collect();
    let wanted: Vec<usize> = match &reference.lines[..] {
        [] => kept,
        ranges => {
            let to_end = |range: &RangeInclusive<usize>| match *range.end() {
                usize::MAX => *range.start()..=kept.len().max(*range.start()),
                _ => range.clone(),
            };
            let ranges: Vec<_> = ranges.iter().map(to_end).collect();
            if let Some(range) = ranges.iter().find(|range| *range.start() == 0 || *range.end() > kept.len()) {
                return Err(Refusal::Lines(diagnostics::lines_out_of_range(file, range, kept.len())));
            }
            let wanted = ranges.iter().flat_map(|range| range.clone().map(|line| kept[line - 1]));
            within_bytes(wanted, &lines)
                .ok_or_else(|| Refusal::Lines(diagnostics::unreadable_snippet(file, "it is over 4 MiB")))?
        }
    };
    let start = |line: &str| line.as_ptr() as usize - text.as_ptr() as usize;
    Ok(wanted.into_iter().map(|at| Span::new(start(lines[at]), start(lines[at]) + lines[at].len())).collect())
}

/// The lines, if they are not too much: the same ones may be asked for again and again.
fn within_bytes(wanted: impl Iterator<Item = usize>, lines: &[&str]) -> Option<Vec<usize>> {
    let mut bytes = 0;
    wanted
        .map(|at| {
            bytes += lines[at].len() + 1;
            (bytes <= MAX_SNIPPET_BYTES + 1).then_some(at)
        })
        .collect()
}

fn missing_region(file: &str, lines: &[&str], name: &str) -> Refusal {
    Refusal::File(diagnostics::missing_region(file, name, &regions(lines)))
}

/// What a line that marks a region says.
enum Mark<'t> {
    Start(&'t str),
    End(&'t str),
}

/// `// #region create`, `# region create` and `<!-- ANCHOR: create -->` are lines of their own; VS Code's end may go
/// without name.
fn mark(line: &str) -> Option<Mark<'_>> {
    const OPENERS: [&str; 9] = ["//", "#", "<!--", "/*", "{/*", "(*", "--", ";", "%"];
    let comment = line.trim();
    let body = OPENERS.iter().find_map(|opener| comment.strip_prefix(opener))?.trim_start();
    let body = body.strip_prefix('#').or_else(|| body.strip_prefix("pragma ")).unwrap_or(body);
    let word = |name: &str| {
        let rest = body.strip_prefix(name)?;
        (rest.is_empty() || name.ends_with(':') || rest.starts_with(char::is_whitespace)).then(|| first_word(rest))
    };
    if let Some(section) =
        comment.find("--8<-- [").map(|at| comment[at + "--8<-- [".len()..].trim_end_matches([']', ' ']))
    {
        let name = |word: &str| section.strip_prefix(word).map(|name| name.split(']').next().unwrap_or(name).trim());
        return name("start:").map(Mark::Start).or_else(|| name("end:").map(Mark::End));
    }
    let end = ["ANCHOR_END:", "endregion", "EndRegion", "End Region"].iter().find_map(|name| word(name));
    let start = || ["ANCHOR:", "region", "Region"].iter().find_map(|name| word(name));
    end.map(Mark::End).or_else(|| start().filter(|name| !name.is_empty()).map(Mark::Start))
}

fn first_word(rest: &str) -> &str {
    rest.split_whitespace().next().map_or("", |word| word.trim_end_matches(['-', '*', '>', '/']).trim_matches('"'))
}

fn regions<'t>(lines: &[&'t str]) -> Vec<&'t str> {
    let start = |line: &&'t str| match mark(line) {
        Some(Mark::Start(name)) => Some(name),
        _ => None,
    };
    lines.iter().filter_map(start).collect()
}

/// The lines between the marks of a region; an end without name closes the innermost region that is open.
fn region(lines: &[&str], name: &str) -> Option<std::ops::Range<usize>> {
    let start = lines.iter().position(|line| matches!(mark(line), Some(Mark::Start(found)) if found == name))? + 1;
    let mut open = 1;
    for (at, line) in lines.iter().enumerate().skip(start) {
        match mark(line) {
            Some(Mark::End(end)) if end == name => return Some(start..at),
            Some(Mark::End("")) => open -= 1,
            Some(Mark::Start(_)) => open += 1,
            Some(Mark::End(_)) => open -= 1,
            None => {}
        }
        if open == 0 {
            return Some(start..at);
        }
    }
    None
}

/// The lines without the indentation that all of them share.
fn dedented(text: &str, lines: &[Span]) -> Vec<Span> {
    let shown = |line: &Span| &text[line.start..line.end];
    let indent = |line: &Span| shown(line).len() - shown(line).trim_start_matches([' ', '\t']).len();
    let shared = lines.iter().filter(|line| !shown(line).trim().is_empty()).map(indent).min().unwrap_or(0);
    lines.iter().map(|line| Span::new((line.start + shared).min(line.end), line.end)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn part(text: &str, reference: Reference) -> Result<Part, Diagnostic> {
        let files = BTreeMap::from([("examples/run.py".to_string(), Snippet::Text(text.into()))]);
        let snippets =
            Snippets { files, neighbours: BTreeSet::from(["examples/run.py".to_string()]), ..Snippets::default() };
        let whole = Span::new(0, 0);
        snippets.part("content/a/b.md", "content", &reference).map_err(|refusal| refusal.placed(whole, None).0)
    }

    #[test]
    fn both_styles_of_region_are_cut_out_and_dedented() {
        let vs_code = "import x\n\ndef f():\n    # region create\n    a = 1\n\n    b = 2\n    # endregion\n    c\n";
        let found = part(vs_code, Reference::new("examples/run.py#create")).expect("the region is there");
        assert_eq!((found.text().as_str(), found.lines[0].start), ("a = 1\n\nb = 2\n", 43));
        for (open, close) in [
            ("// #region create", "// #endregion create"),
            ("<!-- #region create -->", "<!-- #endregion create -->"),
            ("/* #region create */", "/* #endregion create */"),
            ("// ANCHOR: create", "// ANCHOR_END: create"),
            ("#pragma region create", "#pragma endregion"),
        ] {
            let text = format!("x\n{open}\na\n// #region inner\nb\n// #endregion\n{close}\ny\n");
            let found = part(&text, Reference::new("examples/run.py#create")).expect("the region is there");
            assert_eq!(found.text(), "a\nb\n", "{open}");
        }
    }

    #[test]
    fn lines_are_counted_within_what_is_shown() {
        let mut reference = Reference::new("/examples/run.py");
        reference.lines = vec![2..=3, 5..=5];
        assert_eq!(part("1\n2\n3\n4\n5\n", reference.clone()).expect("the lines are there").text(), "2\n3\n5\n");
        assert_eq!(part("1\n2\n", reference).expect_err("there are two lines").code, "lines-out-of-range");
    }

    #[test]
    fn lines_asked_for_again_and_again_are_too_much() {
        let mut reference = Reference::new("/examples/run.py");
        reference.lines = vec![1..=50_000; 1_000];
        let problem = part(&"a\n".repeat(50_000), reference).expect_err("this would be 100 MB");
        assert_eq!(problem.code, "unreadable-snippet");
    }

    #[test]
    fn a_text_names_no_path_for_each_tail_of_a_run() {
        assert_eq!(names("file=a.py#b file=\"c d\" file=file=file=e").collect::<Vec<_>>(), ["a.py", "c", "e"]);
        assert_eq!(names(&format!("file={}", "x".repeat(5_000))).count(), 0);
    }

    #[test]
    fn a_path_out_of_the_site_or_to_a_hidden_file_is_refused() {
        for path in ["../../../etc/passwd", ".git/config", "/.env", "a/.git/x", "C:\\x", "..\\x"] {
            assert_eq!(part("", Reference::new(path)).expect_err(path).code, "snippet-outside-site", "{path}");
        }
        assert_eq!(part("", Reference::new("../../examples/run.py")).expect("a path up").file, "examples/run.py");
        let missing = part("", Reference::new("examples/rum.py")).expect_err("no such file");
        assert_eq!(missing.help.as_deref(), Some("did you mean `../../examples/run.py`?"));
    }
}
