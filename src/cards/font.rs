//! A font: text to glyphs and their outlines. Nothing in a font is trusted; what cannot be read is not drawn.

use std::sync::Arc;

use harfrust::font::glyph::outline::{DrawMemory, DrawOptions, PathSink};
use harfrust::{Buffer, BufferFlags, Direction, GlyphId, ShapeOptions, ShaperFont, font};

/// The weights that cards are set in; a font that has one alone is set in that.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Weight {
    /// For sentences.
    Regular,
    /// For names.
    SemiBold,
    /// For titles.
    Bold,
}

const WEIGHTS: [(Weight, f32); 3] = [(Weight::Regular, 400.0), (Weight::SemiBold, 600.0), (Weight::Bold, 700.0)];
/// A glyph of more pieces is not drawn.
const LONGEST_OUTLINE: usize = 20_000;

/// The font of a site: its own, or Inter, which the program brings along.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FontFile(pub Option<Arc<[u8]>>);

impl FontFile {
    /// The bytes.
    pub fn bytes(&self) -> &[u8] {
        self.0.as_deref().unwrap_or(ttf_inter::REGULAR)
    }

    /// Whether something can be drawn by it.
    pub fn is_font(&self) -> bool {
        Font::new(self).is_some()
    }
}

/// A font in the weights of cards.
pub struct Font {
    weights: [font::Font; 3],
    units: f32,
}

/// Glyphs in the order in which they stand, from left to right.
#[derive(Clone, Debug, PartialEq)]
pub struct Run {
    /// The glyphs.
    pub glyphs: Vec<Glyph>,
    /// How wide it is, in parts of the size.
    pub width: f32,
    /// Whether it is read from right to left.
    pub is_rtl: bool,
}

/// A glyph in its place, in parts of the size.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Glyph {
    /// Its number in the font.
    pub id: u32,
    /// To the right of the beginning.
    pub x: f32,
    /// Above the line.
    pub y: f32,
}

/// A piece of an outline, upwards.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Segment {
    /// Begins elsewhere.
    Move(f32, f32),
    /// A straight line.
    Line(f32, f32),
    /// A curve by one point.
    Quad(f32, f32, f32, f32),
    /// A curve by two points.
    Cubic(f32, f32, f32, f32, f32, f32),
    /// Back to the beginning.
    Close,
}

impl Font {
    /// The font in a file; of a collection, the first.
    pub fn new(file: &FontFile) -> Option<Self> {
        let font = match &file.0 {
            Some(bytes) => font::Font::new(Arc::new(bytes.clone()) as Arc<dyn AsRef<[u8]> + Send + Sync>, 0),
            None => font::Font::new(ttf_inter::REGULAR, 0),
        }?;
        let is_drawn = !font.outline_glyphs().is_empty() && font.charmap().has_unicode() && font.units_per_em() > 0;
        let weights = WEIGHTS.map(|(_, weight)| font.instance_builder().variations([("wght", weight)]).build());
        is_drawn.then(|| Self { weights, units: f32::from(font.units_per_em()) })
    }

    /// Whether the font has a character.
    pub fn has(&self, c: char) -> bool {
        self.weights[0].charmap().map_unicode(c).is_some_and(|glyph| glyph != GlyphId::NOTDEF)
    }

    /// The glyphs of a word.
    pub fn run(&self, word: &str, weight: Weight) -> Run {
        let mut buffer = Buffer::new();
        buffer.push_str(word);
        buffer.set_flags(BufferFlags::REMOVE_DEFAULT_IGNORABLES);
        buffer.guess_segment_properties();
        let is_rtl = buffer.direction() == Direction::RightToLeft;
        let font = ShaperFont::new(&self.weights[weight as usize]);
        if harfrust::shape(&font, &mut buffer, ShapeOptions::new()).is_err() {
            buffer.clear();
        }
        let mut width = 0.0;
        let places = buffer.glyph_infos().iter().zip(buffer.glyph_positions());
        let glyphs = places.map(|(info, place)| {
            let x = width + self.em(place.x_offset);
            width += self.em(place.x_advance).max(0.0);
            Glyph { id: info.glyph_id, x, y: self.em(place.y_offset) }
        });
        Run { glyphs: glyphs.collect(), width, is_rtl }
    }

    /// The outline of a glyph at a size in pixels; nothing of one that cannot be read.
    pub fn outline(&self, glyph: u32, weight: Weight, size: f32) -> Vec<Segment> {
        let mut pen = Pen::default();
        let outline = self.weights[weight as usize].outline_glyphs().get(GlyphId::new(glyph));
        let options = DrawOptions::new().with_ppem(Some(size));
        match outline.map(|outline| outline.draw(&options, DrawMemory::Scratch, &mut pen)) {
            Some(Ok(_)) if pen.0.len() <= LONGEST_OUTLINE => pen.0,
            _ => Vec::new(),
        }
    }

    /// In parts of the size; a font in which a glyph is wider than many others together has a fault.
    fn em(&self, units: i32) -> f32 {
        (units as f32 / self.units).clamp(-16.0, 16.0)
    }
}

#[derive(Default)]
struct Pen(Vec<Segment>);

impl Pen {
    fn push(&mut self, segment: Segment) {
        if self.0.len() <= LONGEST_OUTLINE {
            self.0.push(segment);
        }
    }
}

impl PathSink for Pen {
    fn move_to(&mut self, x: f32, y: f32) {
        self.push(Segment::Move(x, y));
    }

    fn line_to(&mut self, x: f32, y: f32) {
        self.push(Segment::Line(x, y));
    }

    fn quad_to(&mut self, cx0: f32, cy0: f32, x: f32, y: f32) {
        self.push(Segment::Quad(cx0, cy0, x, y));
    }

    fn curve_to(&mut self, cx0: f32, cy0: f32, cx1: f32, cy1: f32, x: f32, y: f32) {
        self.push(Segment::Cubic(cx0, cy0, cx1, cy1, x, y));
    }

    fn close(&mut self) {
        self.push(Segment::Close);
    }
}
