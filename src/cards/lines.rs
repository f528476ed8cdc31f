//! A text to lines of like widths.

use super::font::{Font, Run, Weight};
use super::words::{Break, MAX_CHARACTERS, drawable, is_right_to_left, without_signs};

/// Between two words of a font without a space, in parts of the size.
const SPACE: f32 = 0.25;

/// A text set in lines.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Lines {
    /// The lines.
    pub lines: Vec<Line>,
    /// Whether all of the text is in them.
    pub is_whole: bool,
}

/// A line from left to right.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Line {
    /// The runs and where each begins, in parts of the size.
    pub runs: Vec<(f32, Run)>,
    /// How wide the line is, in parts of the size.
    pub width: f32,
    /// Whether it is read from right to left.
    pub is_rtl: bool,
}

/// A text as a font can draw it.
pub struct Text<'f> {
    font: &'f Font,
    weight: Weight,
    /// What letters stand apart besides, in parts of the size.
    tracking: f32,
    words: Vec<Word>,
    is_rtl: bool,
    is_cut: bool,
}

#[derive(Clone)]
struct Word {
    text: String,
    run: Run,
    /// The space before it.
    gap: f32,
}

impl<'f> Text<'f> {
    /// A text in a weight; none if the font cannot draw it.
    pub fn new(font: &'f Font, text: &str, weight: Weight, tracking: f32) -> Option<Self> {
        let drawable = drawable(font, text)?;
        let space = tracking + if font.has(' ') { font.run(" ", weight).width } else { SPACE };
        let is_rtl = drawable.chars().find(|c| c.is_alphabetic()).is_some_and(is_right_to_left);
        let is_cut = text.chars().nth(MAX_CHARACTERS).is_some();
        let mut text = Self { font, weight, tracking, words: Vec::new(), is_rtl, is_cut };
        let words = drawable.split(' ').map(|word| text.word(word, space));
        text.words = words.flat_map(|word| text.parts(word, Break::Ideographs)).collect();
        Some(text)
    }

    fn word(&self, text: &str, gap: f32) -> Word {
        let mut run = self.font.run(text, self.weight);
        if !run.is_rtl {
            let mut shift = 0.0;
            for glyph in &mut run.glyphs {
                glyph.x += shift;
                shift += self.tracking;
            }
            run.width += shift;
        }
        Word { text: text.to_string(), run, gap }
    }

    fn parts(&self, word: Word, by: Break) -> Vec<Word> {
        match by.parts(&word.text).as_slice() {
            [] | [_] => vec![word],
            [first, rest @ ..] => {
                let rest = rest.iter().map(|part| self.word(part, 0.0));
                [self.word(first, word.gap)].into_iter().chain(rest).collect()
            }
        }
    }

    /// Whether each word fits into a width.
    pub fn fits(&self, width: f32) -> bool {
        self.words.iter().all(|word| word.run.width <= width)
    }

    /// The text in lines of at most a width; what does not fit is left out behind an ellipsis.
    pub fn lines(&self, width: f32, most: usize) -> Lines {
        let words = self.broken(width);
        let (rows, is_whole) = rows(&words, width, most);
        if !is_whole || self.is_cut {
            return Lines { lines: self.cut(rows, width), is_whole: false };
        }
        let (rows, _) = self::rows(&words, narrowest(&words, rows.len(), width), most);
        Lines { lines: rows.into_iter().map(|row| self.line(row.to_vec())).collect(), is_whole }
    }

    /// Words that are wider than a line, in parts.
    fn broken(&self, width: f32) -> Vec<Word> {
        let broken = |word: Word, by| if word.run.width <= width { vec![word] } else { self.parts(word, by) };
        let words = self.words.iter().cloned().flat_map(|word| broken(word, Break::Signs));
        words.flat_map(|word| broken(word, Break::Anywhere)).collect()
    }

    /// Lines of which the last ends in an ellipsis.
    fn cut(&self, mut rows: Vec<&[Word]>, width: f32) -> Vec<Line> {
        let last = rows.pop().unwrap_or_default();
        let above = rows.into_iter().map(|row| self.line(row.to_vec()));
        above.chain([self.line(self.ellipsized(last.to_vec(), width))]).collect()
    }

    /// Words and letters go from the end until there is room for an ellipsis.
    fn ellipsized(&self, mut row: Vec<Word>, width: f32) -> Vec<Word> {
        let sign = if self.font.has('…') { "…" } else { "..." };
        while let Some(last) = row.pop() {
            let mut rest = without_signs(&last.text);
            while let Some((end, _)) = rest.char_indices().next_back() {
                row.push(self.word(&format!("{rest}{sign}"), last.gap));
                if width_of(&row) <= width {
                    return row;
                }
                row.pop();
                rest = without_signs(&rest[..end]);
            }
        }
        row
    }

    /// Words as they stand from left to right: those that are read from right to left in the other order.
    fn line(&self, words: Vec<Word>) -> Line {
        let mut groups: Vec<Vec<Word>> = Vec::new();
        for word in words {
            match groups.last_mut() {
                Some(group) if group[0].run.is_rtl == word.run.is_rtl => group.push(word),
                _ => groups.push(vec![word]),
            }
        }
        for group in groups.iter_mut().filter(|group| group[0].run.is_rtl) {
            turn(group, |word| &mut word.gap);
        }
        let mut groups: Vec<(f32, Vec<Word>)> =
            groups.into_iter().map(|mut group| (std::mem::take(&mut group[0].gap), group)).collect();
        if self.is_rtl {
            turn(&mut groups, |(gap, _)| gap);
        }
        self.placed(groups)
    }

    fn placed(&self, groups: Vec<(f32, Vec<Word>)>) -> Line {
        let mut line = Line { is_rtl: self.is_rtl, ..Line::default() };
        for (gap, group) in groups {
            line.width += if line.runs.is_empty() { 0.0 } else { gap };
            for word in group {
                let begin = line.width + word.gap;
                line.width = begin + word.run.width;
                line.runs.push((begin, word.run));
            }
        }
        line
    }
}

/// Turns things around of which each has a gap before it: between two of them it is still that of the later one, and that
/// before all of them is still the first one's.
fn turn<T>(things: &mut [T], gap: impl Fn(&mut T) -> &mut f32) {
    let gaps: Vec<f32> = things.iter_mut().map(|thing| *gap(thing)).collect();
    things.reverse();
    let turned = gaps.first().into_iter().chain(gaps.iter().skip(1).rev());
    things.iter_mut().zip(turned).for_each(|(thing, new)| *gap(thing) = *new);
}

/// Words in rows, and whether all of them are there.
fn rows(words: &[Word], width: f32, most: usize) -> (Vec<&[Word]>, bool) {
    let (mut rows, mut rest) = (Vec::new(), words);
    while !rest.is_empty() && rows.len() < most {
        let mut end = 1;
        while end < rest.len() && width_of(&rest[..=end]) <= width {
            end += 1;
        }
        rows.push(&rest[..end]);
        rest = &rest[end..];
    }
    (rows, rest.is_empty())
}

fn width_of(words: &[Word]) -> f32 {
    let first = words.first().map_or(0.0, |word| word.gap);
    words.iter().map(|word| word.gap + word.run.width).sum::<f32>() - first
}

/// The least width that takes no more rows, so that none of them is short.
fn narrowest(words: &[Word], count: usize, width: f32) -> f32 {
    let (mut narrow, mut wide) = (0.0, width);
    for _ in 0..8 {
        let middle = f32::midpoint(narrow, wide);
        let fits = words.iter().all(|word| word.run.width <= middle) && rows(words, middle, count).1;
        if fits { wide = middle } else { narrow = middle }
    }
    wide
}
