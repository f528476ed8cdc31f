//! A card: the site's mark and name above, and from below a sentence, the title and its section.

use std::collections::HashMap;
use std::sync::{PoisonError, RwLock};

use super::canvas::{self, Canvas, Coverage, HEIGHT, WIDTH};
use super::encode;
use super::font::{Font, Weight};
use super::lines::{Line, Text};
use super::palette::{self, Colour, Paint};
use super::words::drawable;
use super::{Card, Style};

const MARGIN: f32 = 80.0;
const TEXT_WIDTH: f32 = WIDTH as f32 - 2.0 * MARGIN;
/// The side of the mark.
const MARK: usize = 64;
/// The line at the foot.
const FOOT: f32 = 10.0;
/// How many shapes of glyphs are kept: those of all letters in use, but not those of a script of thousands.
const MAX_KEPT: usize = 8_192;

/// A text in one look.
#[derive(Clone, Copy)]
struct Look {
    weight: Weight,
    size: f32,
    /// From one line to the next, in parts of the size.
    leading: f32,
    /// What letters stand apart besides, in parts of the size.
    tracking: f32,
    most: usize,
    paint: Paint,
}

const NAME: Look =
    Look { weight: Weight::SemiBold, size: 34.0, leading: 1.2, tracking: -0.012, most: 1, paint: Paint::Ink };
const SECTION: Look =
    Look { weight: Weight::SemiBold, size: 30.0, leading: 1.2, tracking: -0.01, most: 1, paint: Paint::Accent };
const SENTENCE: Look =
    Look { weight: Weight::Regular, size: 34.0, leading: 1.36, tracking: -0.012, most: 2, paint: Paint::SecondInk };
const TITLE: Look =
    Look { weight: Weight::Bold, size: 92.0, leading: 1.1, tracking: -0.024, most: 2, paint: Paint::Ink };
/// The largest of these is taken in which the title is whole.
const TITLES: [Look; 4] =
    [TITLE, Look { size: 78.0, ..TITLE }, Look { size: 66.0, most: 3, ..TITLE }, Look { size: 56.0, most: 3, ..TITLE }];

/// A shape that is kept: the glyph, its weight, its size and the quarter of a pixel where it begins.
type Kept = (u32, Weight, u32, i32);

/// Draws the cards of a site.
pub struct Painter<'s> {
    style: &'s Style,
    font: Font,
    colours: Vec<Colour>,
    /// What all cards have in common, without the site's name and with it.
    bases: [Canvas; 2],
    kept: RwLock<HashMap<Kept, Option<Coverage>>>,
}

impl<'s> Painter<'s> {
    /// A painter of cards in a style; none if its font cannot be read.
    pub fn new(style: &'s Style) -> Option<Self> {
        let font = Font::new(&style.font)?;
        let colours = style.colours.palette();
        let kept = RwLock::default();
        let mut painter = Self { style, font, colours, bases: [Canvas::new(), Canvas::new()], kept };
        painter.bases[0] = painter.bare();
        painter.bases[1] = painter.named();
        Some(painter)
    }

    /// A card as a PNG. What stands for a title that the font cannot draw is the section, or the site's name.
    pub fn draw(&self, card: &Card) -> Vec<u8> {
        let site = Some(self.style.title.as_str());
        let (title, section) = (Some(card.title.as_str()), card.section.as_deref());
        let names = [title, section, site].into_iter().flatten();
        let drawn = names.filter_map(|name| Some((name, self.title(name)?))).next();
        let name = drawn.as_ref().map(|(name, _)| *name);
        let mut canvas = self.bases[usize::from(name != site)].clone();
        let mut foot = HEIGHT as f32 - MARGIN;
        if let Some(sentence) = card.description.as_deref().and_then(|text| self.set(text, SENTENCE)) {
            foot = self.draw_above(&mut canvas, &sentence, foot, SENTENCE) - 46.0;
        }
        if let Some((_, (lines, look))) = &drawn {
            foot = self.draw_above(&mut canvas, lines, foot, *look) - 34.0;
        }
        if let Some(section) = section.filter(|_| name == title).and_then(|text| self.set(text, SECTION)) {
            self.draw_above(&mut canvas, &section, foot, SECTION);
        }
        encode::png(&canvas.pixels, &self.colours)
    }

    /// The mark and the line at the foot.
    fn bare(&mut self) -> Canvas {
        let mut canvas = Canvas::new();
        let line = canvas::rectangle(WIDTH as f32, FOOT, 0.0);
        line.iter().for_each(|line| canvas.paint(line, 0, (HEIGHT as f32 - FOOT) as i32, Paint::Accent));
        self.draw_mark(&mut canvas);
        canvas
    }

    /// The same, and the site's name.
    fn named(&self) -> Canvas {
        let mut canvas = self.bases[0].clone();
        let (left, middle) = (MARGIN + MARK as f32 + 20.0, MARGIN + MARK as f32 / 2.0);
        let name = Text::new(&self.font, &self.style.title, NAME.weight, self.tracking(NAME));
        let lines = name.map(|name| name.lines((WIDTH as f32 - MARGIN - left) / NAME.size, 1).lines);
        for line in lines.into_iter().flatten() {
            self.draw_line(&mut canvas, &line, left, middle + NAME.size * 0.36, NAME);
        }
        canvas
    }

    /// The site's own drawing, or its letter as pages have it.
    fn draw_mark(&mut self, canvas: &mut Canvas) {
        let side = MARGIN as usize;
        let icon = self.style.icon.as_deref().and_then(|icon| std::str::from_utf8(icon).ok());
        if let Some(picture) = icon.and_then(|icon| canvas::drawing(icon, MARK, self.style.colours.paper)) {
            let (colours, numbers) = palette::with_picture(std::mem::take(&mut self.colours), &picture);
            self.colours = colours;
            return canvas.put(&numbers, MARK, side, side);
        }
        let field = canvas::rectangle(MARK as f32, MARK as f32, MARK as f32 * 0.23);
        field.iter().for_each(|field| canvas.paint(field, side as i32, side as i32, Paint::Accent));
        if let Some(letter) = self.letter() {
            let (x, y) = letter.in_middle_of(MARK);
            canvas.paint(&letter, side as i32 + x, side as i32 + y, Paint::AccentInk);
        }
    }

    fn letter(&self) -> Option<Coverage> {
        let mark = drawable(&self.font, &self.style.mark)?;
        let glyph = self.font.run(&mark, Weight::Bold).glyphs.first()?.id;
        canvas::glyph(&self.font.outline(glyph, Weight::Bold, MARK as f32 * 0.56), 0)
    }

    /// A text in lines of a look; none if the font cannot draw it.
    fn set(&self, text: &str, look: Look) -> Option<Vec<Line>> {
        let text = Text::new(&self.font, text, look.weight, self.tracking(look))?;
        Some(text.lines(TEXT_WIDTH / look.size, look.most).lines)
    }

    /// A title in the largest look in which it is whole, and that look.
    fn title(&self, title: &str) -> Option<(Vec<Line>, Look)> {
        let text = Text::new(&self.font, title, TITLE.weight, self.tracking(TITLE))?;
        let whole = TITLES.iter().find_map(|look| {
            let width = TEXT_WIDTH / look.size;
            let set = text.fits(width).then(|| text.lines(width, look.most))?;
            set.is_whole.then_some((set.lines, *look))
        });
        let smallest = TITLES[TITLES.len() - 1];
        whole.or_else(|| Some((text.lines(TEXT_WIDTH / smallest.size, smallest.most).lines, smallest)))
    }

    /// Letters of other fonts may have to touch.
    fn tracking(&self, look: Look) -> f32 {
        if self.style.has_own_font() { 0.0 } else { look.tracking }
    }

    /// Draws lines of which the last stands on the foot, and gives the head of the first.
    fn draw_above(&self, canvas: &mut Canvas, lines: &[Line], foot: f32, look: Look) -> f32 {
        let mut baseline = foot - look.size * 0.02;
        for line in lines.iter().rev() {
            let left = if line.is_rtl { WIDTH as f32 - MARGIN - line.width * look.size } else { MARGIN };
            self.draw_line(canvas, line, left, baseline, look);
            baseline -= look.size * look.leading;
        }
        baseline + look.size * (look.leading - 0.76)
    }

    fn draw_line(&self, canvas: &mut Canvas, line: &Line, left: f32, baseline: f32, look: Look) {
        for (begin, run) in &line.runs {
            for glyph in &run.glyphs {
                let quarters = ((left + (begin + glyph.x) * look.size) * 4.0).round() as i32;
                let y = (baseline - glyph.y * look.size).round() as i32;
                self.with_shape((glyph.id, look.weight, look.size as u32, quarters.rem_euclid(4)), |shape| {
                    canvas.paint(shape, quarters.div_euclid(4), y, look.paint);
                });
            }
        }
    }

    /// The shape of a glyph, which is made once.
    fn with_shape(&self, key: Kept, draw: impl FnOnce(&Coverage)) {
        if let Some(shape) = self.kept.read().unwrap_or_else(PoisonError::into_inner).get(&key) {
            return shape.as_ref().map_or((), draw);
        }
        let (glyph, weight, size, quarters) = key;
        let shape = canvas::glyph(&self.font.outline(glyph, weight, size as f32), quarters);
        if let Some(shape) = &shape {
            draw(shape);
        }
        let mut kept = self.kept.write().unwrap_or_else(PoisonError::into_inner);
        if kept.len() < MAX_KEPT {
            kept.insert(key, shape);
        }
    }
}
