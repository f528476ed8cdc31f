//! What stands out in a block of code, line by line: marks, insertions, deletions, numbers.

use std::borrow::Cow;
use std::ops::{Range, RangeInclusive};

use crate::source::bytes;

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

/// Reads `1,3-5` or `1 3-5`; `3-` goes on to the end.
pub fn ranges(text: &str) -> Option<Vec<RangeInclusive<usize>>> {
    let parts = text.split([',', ' ']).filter(|part| !part.is_empty());
    parts
        .map(|part| {
            let (first, last) = part.split_once('-').unwrap_or((part, part));
            let first = if first.is_empty() { 1 } else { first.parse().ok()? };
            Some(first..=if last.is_empty() { usize::MAX } else { last.parse().ok()? })
        })
        .collect()
}

/// Code without the comments that mark it.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Bare {
    /// The code that is left.
    pub code: String,
    /// The marks of its lines; none for those behind the end.
    pub marks: Vec<Option<LineMark>>,
    /// Words that stand out in all of it: `[!code word:x]`.
    pub words: Vec<String>,
}

/// Takes `[!code ++]` comments off the lines that carry them, and comments that stand alone off the code. Samples of
/// Markdown keep theirs: they show how such comments are written.
pub fn take_comments(language: &str, code: &str) -> Bare {
    let shown = without_hidden_lines(language, code);
    let code = shown.as_ref();
    let is_markdown = matches!(language.to_ascii_lowercase().as_str(), "md" | "markdown" | "mdx");
    let mut bare = Bare::default();
    if is_markdown || !(bytes::has_word(code, "[!code ") || bytes::has_word(code, "highlight-")) {
        bare.code = code.to_string();
        return bare;
    }
    let mut taker = Taker { bare, ahead: Vec::new(), is_open: false };
    code.lines().for_each(|line| taker.line(line));
    taker.bare
}

/// Rust code without the lines that mdBook and rustdoc hide: those that begin with `# `. `##` stands for `#`.
fn without_hidden_lines<'c>(language: &str, code: &'c str) -> Cow<'c, str> {
    let is_hidden = |line: &str| line.trim() == "#" || line.trim_start().starts_with("# ");
    let is_rust = matches!(language.to_ascii_lowercase().as_str(), "rust" | "rs");
    // Lines of a text in the code may begin like that too.
    let may_hide = is_rust && bytes::find(code, b'#').is_some();
    if !may_hide || bytes::has_word(code, "r#\"") || !code.lines().any(is_hidden) {
        return code.into();
    }
    let unescaped = |line: &str| match line.trim_start().strip_prefix("##") {
        Some(rest) => format!("{}#{rest}\n", &line[..line.len() - rest.len() - 2]),
        None => format!("{line}\n"),
    };
    code.lines().filter(|line| !is_hidden(line)).map(unescaped).collect::<String>().into()
}

struct Taker {
    bare: Bare,
    /// The marks of the lines to come, the next one last.
    ahead: Vec<LineMark>,
    /// Whether `highlight-start` has been met, and not yet its end.
    is_open: bool,
}

impl Taker {
    fn line(&mut self, line: &str) {
        match comment_alone(line) {
            Some("highlight-next-line") => return self.ahead.push(LineMark::Mark),
            Some("highlight-start") => {
                self.is_open = true;
                return;
            }
            Some("highlight-end") => {
                self.is_open = false;
                return;
            }
            _ => {}
        }
        let (shown, comment) = take_comment(line);
        let mut mark = None;
        match comment {
            Some(Comment::Lines(kind, count)) => {
                // A comment that has its line for itself means those below.
                let is_alone = shown.trim().is_empty();
                mark = (!is_alone).then_some(kind);
                self.ahead.extend(std::iter::repeat_n(kind, count.saturating_sub(usize::from(!is_alone))));
                if is_alone {
                    return;
                }
            }
            Some(Comment::Word(word)) => {
                self.bare.words.push(word);
                if shown.trim().is_empty() {
                    return;
                }
            }
            None => mark = self.ahead.pop(),
        }
        self.bare.code.push_str(shown);
        self.bare.code.push('\n');
        self.bare.marks.push(mark.or(self.is_open.then_some(LineMark::Mark)));
    }
}

/// What a comment says that has its line for itself, without its signs.
fn comment_alone(line: &str) -> Option<&str> {
    let bare = line.trim().trim_start_matches(['/', '#', '-', '<', '!', '*', ';', '%', '{']).trim_start();
    let bare = bare.trim_end_matches(['/', '-', '>', '*', '}']).trim_end();
    bare.starts_with("highlight-").then_some(bare)
}

/// What a `[!code …]` comment says.
enum Comment {
    /// This line and so many in all.
    Lines(LineMark, usize),
    /// A word of the whole block.
    Word(String),
}

fn take_comment(line: &str) -> (&str, Option<Comment>) {
    let found = line.rsplit_once("[!code ").and_then(|(before, rest)| {
        let (word, rest) = rest.split_once(']')?.0.split_once(':').map_or_else(
            || (rest.split_once(']').map_or("", |(word, _)| word), None),
            |(word, rest)| (word, Some(rest)),
        );
        let comment = match word.trim() {
            "word" => Comment::Word(rest?.split(':').next()?.to_string()),
            word => Comment::Lines(LineMark::of_word(word)?, rest.and_then(|count| count.parse().ok()).unwrap_or(1)),
        };
        Some((before.trim_end(), comment))
    });
    let Some((before, comment)) = found else { return (line, None) };
    let opener = ["//", "#", "<!--", "--", "/*", ";", "%"].iter().find_map(|opener| before.strip_suffix(opener));
    (opener.unwrap_or(before).trim_end(), Some(comment))
}

/// The lines of a block as HTML, and what stands out of them.
pub struct Lines<'l> {
    /// The HTML of each line.
    pub html: &'l [String],
    /// What the fence says of them.
    pub options: &'l LineOptions,
    /// What comments say of them; none for those behind the end.
    pub comments: &'l [Option<LineMark>],
}

impl Lines<'_> {
    /// Appends some lines as they are shown: those that stand out are wrapped, and numbers are left to the style sheet, so
    /// that nobody copies them.
    pub fn push(&self, html: &mut String, lines: Range<usize>) {
        for index in lines {
            let mark = self.mark(index);
            if let Some(mark) = mark {
                html.push_str(&format!("<span class=\"{}\">", mark.class()));
            }
            if let Some(first) = self.options.first_number {
                let number = first.saturating_add(index);
                html.push_str(&format!("<span class=\"ln\" data-n=\"{number}\"></span>"));
            }
            html.push_str(&self.html[index]);
            html.push_str(if mark.is_some() { "\n</span>" } else { "\n" });
        }
    }

    fn mark(&self, index: usize) -> Option<LineMark> {
        let written = || self.options.marks.iter().rev().find(|(_, range)| range.contains(&(index + 1)));
        self.comments.get(index).copied().flatten().or_else(|| written().map(|(mark, _)| *mark))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_leave_the_code_and_mark_it() {
        let bare = take_comments(
            "js",
            "a()\nb() // [!code ++]\nc = 1 # [!code --]\n<i> <!-- [!code focus] -->\n// highlight-next-line\nd\n",
        );
        assert_eq!(bare.code, "a()\nb()\nc = 1\n<i>\nd\n");
        use LineMark::{Deleted, Focus, Inserted, Mark};
        assert_eq!(bare.marks, [None, Some(Inserted), Some(Deleted), Some(Focus), Some(Mark)]);
    }

    #[test]
    fn comments_mark_several_lines_and_words() {
        use LineMark::{Inserted, Mark};
        let bare = take_comments("js", "a // [!code ++:2]\nb\nc\n// [!code highlight:2]\nd\ne\nf\n");
        assert_eq!(bare.code, "a\nb\nc\nd\ne\nf\n");
        assert_eq!(bare.marks, [Some(Inserted), Some(Inserted), None, Some(Mark), Some(Mark), None]);
        let bare = take_comments("js", "# highlight-start\na\nb\n# highlight-end\nc\n// [!code word:c]\n");
        assert_eq!((bare.code.as_str(), bare.words.as_slice()), ("a\nb\nc\n", &["c".to_string()][..]));
        assert_eq!(bare.marks, [Some(Mark), Some(Mark), None]);
    }

    #[test]
    fn ranges_are_those_of_all_systems() {
        assert_eq!(ranges("1,3-5"), Some(vec![1..=1, 3..=5]));
        assert_eq!(ranges("1 3-5"), Some(vec![1..=1, 3..=5]));
        assert_eq!(ranges("a"), None);
    }
}
