//! What stands out in a block of code, line by line: marks, insertions, deletions, numbers.

use std::ops::RangeInclusive;

/// Why a line stands out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LineMark {
    /// `{1,3-5}`, `[!code highlight]`
    Mark,
    /// `ins={2}`, `[!code ++]`
    Inserted,
    /// `del={2}`, `[!code --]`
    Deleted,
    /// `focus={2}`, `[!code focus]`
    Focus,
    /// `[!code warning]`
    Warning,
    /// `[!code error]`
    Error,
}

impl LineMark {
    /// The mark that a word stands for, in a comment or before `={2}` on the fence.
    pub fn of_word(word: &str) -> Option<Self> {
        match word {
            "highlight" | "hl" | "mark" | "hl_lines" => Some(Self::Mark),
            "++" | "ins" => Some(Self::Inserted),
            "--" | "del" => Some(Self::Deleted),
            "focus" => Some(Self::Focus),
            "warning" => Some(Self::Warning),
            "error" => Some(Self::Error),
            _ => None,
        }
    }

    fn class(self) -> &'static str {
        match self {
            Self::Mark => "line-mark",
            Self::Inserted => "line-ins",
            Self::Deleted => "line-del",
            Self::Focus => "line-focus",
            Self::Warning => "line-warning",
            Self::Error => "line-error",
        }
    }
}

/// What the fence says of its lines.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LineOptions {
    /// Lines that stand out, counted from 1.
    pub marks: Vec<(LineMark, RangeInclusive<usize>)>,
    /// The number of the first line, if lines are numbered.
    pub first_number: Option<usize>,
}

/// Reads `1,3-5` or `1 3-5`.
pub fn ranges(text: &str) -> Option<Vec<RangeInclusive<usize>>> {
    let parts = text.split([',', ' ']).filter(|part| !part.is_empty());
    parts
        .map(|part| {
            let (first, last) = part.split_once('-').unwrap_or((part, part));
            Some(first.parse().ok()?..=last.parse().ok()?)
        })
        .collect()
}

/// Takes `[!code ++]` comments off the lines that carry them, and `highlight-next-line` comments off the code; the
/// marks are those of the lines that are left. Samples of Markdown keep theirs: they show how such comments are written.
pub fn take_comments(language: &str, code: &str) -> (String, Vec<Option<LineMark>>) {
    let is_markdown = matches!(language.to_ascii_lowercase().as_str(), "md" | "markdown" | "mdx");
    if is_markdown || !(code.contains("[!code ") || code.contains("highlight-next-line")) {
        return (code.to_string(), Vec::new());
    }
    let mut bare = String::with_capacity(code.len());
    let mut marks = Vec::new();
    let mut next = None;
    for line in code.lines() {
        if is_next_line_comment(line) {
            next = Some(LineMark::Mark);
            continue;
        }
        let (line, mark) = take_comment(line);
        bare.push_str(line);
        bare.push('\n');
        marks.push(mark.or(next.take()));
    }
    (bare, marks)
}

/// Docusaurus's comment, which marks the line below it.
fn is_next_line_comment(line: &str) -> bool {
    let bare = line.trim().trim_start_matches(['/', '#', '-', '<', '!', '*', ';', '%', '{']).trim_start();
    bare.trim_end_matches(['/', '-', '>', '*', '}']).trim_end() == "highlight-next-line"
}

fn take_comment(line: &str) -> (&str, Option<LineMark>) {
    let found = line.rsplit_once("[!code ").and_then(|(before, rest)| {
        let word = rest.split_once(']')?.0.split(':').next()?.trim();
        Some((before.trim_end(), LineMark::of_word(word)?))
    });
    let Some((before, mark)) = found else { return (line, None) };
    let opener = ["//", "#", "<!--", "--", "/*", ";", "%"].iter().find_map(|opener| before.strip_suffix(opener));
    (opener.unwrap_or(before).trim_end(), Some(mark))
}

/// The lines as they are shown: those that stand out are wrapped, and numbers are left to the style sheet, so that nobody
/// copies them.
pub fn drawn(lines: &[String], options: &LineOptions, comments: &[Option<LineMark>]) -> Vec<String> {
    let drawn = lines.iter().enumerate().map(|(index, line)| {
        let written = || options.marks.iter().rev().find(|(_, range)| range.contains(&(index + 1)));
        let mark = comments.get(index).copied().flatten().or_else(|| written().map(|(mark, _)| *mark));
        let number = options.first_number.map(|first| first.saturating_add(index));
        let number =
            number.map_or_else(String::new, |number| format!("<span class=\"ln\" data-n=\"{number}\"></span>"));
        match mark {
            Some(mark) => format!("<span class=\"{}\">{number}{line}\n</span>", mark.class()),
            None => format!("{number}{line}\n"),
        }
    });
    drawn.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_leave_the_code_and_mark_it() {
        let (code, marks) = take_comments(
            "js",
            "a()\nb() // [!code ++]\nc = 1 # [!code --]\n<i> <!-- [!code focus] -->\n// highlight-next-line\nd\n",
        );
        assert_eq!(code, "a()\nb()\nc = 1\n<i>\nd\n");
        use LineMark::{Deleted, Focus, Inserted, Mark};
        assert_eq!(marks, [None, Some(Inserted), Some(Deleted), Some(Focus), Some(Mark)]);
    }

    #[test]
    fn ranges_are_those_of_all_systems() {
        assert_eq!(ranges("1,3-5"), Some(vec![1..=1, 3..=5]));
        assert_eq!(ranges("1 3-5"), Some(vec![1..=1, 3..=5]));
        assert_eq!(ranges("a"), None);
    }
}
