//! What is drawn on: pixels that are numbers of colours. Shapes are filled by resvg's own rasteriser, all else is counted in
//! whole numbers, so that every machine draws the same.

use std::sync::Arc;

use resvg::tiny_skia::{FillRule, Mask, Path, PathBuilder, Pixmap, Rect, Transform};
use resvg::usvg;

use super::font::Segment;
use super::palette::{LEVELS, Paint};

/// The size of a card in pixels, as Facebook, Slack and X want it.
pub const WIDTH: usize = 1200;
/// The same, from top to bottom.
pub const HEIGHT: usize = 630;
/// Larger shapes are not drawn, in pixels.
const MAX_SHAPE: f32 = 1024.0;

/// How much of each pixel of a shape is filled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Coverage {
    /// Where it stands, to the right and down.
    left: i32,
    top: i32,
    width: usize,
    /// From 0 to the highest of the levels.
    levels: Vec<u8>,
}

impl Coverage {
    /// Where it has to stand for its middle to be that of a square.
    pub fn in_middle_of(&self, side: usize) -> (i32, i32) {
        let height = self.levels.len() / self.width.max(1);
        let middle = |length: usize| (side as i32 - length as i32) / 2;
        (middle(self.width) - self.left, middle(height) - self.top)
    }
}

/// The pixels of a card.
#[derive(Clone)]
pub struct Canvas {
    /// The number of a colour each.
    pub pixels: Vec<u8>,
}

impl Canvas {
    /// All paper.
    pub fn new() -> Self {
        Self { pixels: vec![0; WIDTH * HEIGHT] }
    }

    /// Paints a shape at a place; what lies outside of the card is not.
    pub fn paint(&mut self, shape: &Coverage, x: i32, y: i32, paint: Paint) {
        for (row, levels) in (y + shape.top..).zip(shape.levels.chunks_exact(shape.width.max(1))) {
            let Some(row) = usize::try_from(row).ok().filter(|row| *row < HEIGHT) else { continue };
            for (column, level) in (x + shape.left..).zip(levels) {
                let column = usize::try_from(column).ok().filter(|column| *column < WIDTH);
                if let (Some(column), 1..) = (column, level) {
                    let pixel = &mut self.pixels[row * WIDTH + column];
                    *pixel = (*pixel).max(paint.at(*level));
                }
            }
        }
    }

    /// Puts a picture in place, whose colours have the given numbers.
    pub fn put(&mut self, numbers: &[u8], width: usize, x: usize, y: usize) {
        for (row, numbers) in (y..HEIGHT).zip(numbers.chunks_exact(width)) {
            self.pixels[row * WIDTH + x..][..width].copy_from_slice(numbers);
        }
    }
}

/// The shape of a glyph, which begins so many quarters of a pixel to the right.
pub fn glyph(outline: &[Segment], quarters: i32) -> Option<Coverage> {
    let mut builder = PathBuilder::new();
    for segment in outline {
        match *segment {
            Segment::Move(x, y) => builder.move_to(x, -y),
            Segment::Line(x, y) => builder.line_to(x, -y),
            Segment::Quad(cx, cy, x, y) => builder.quad_to(cx, -cy, x, -y),
            Segment::Cubic(ax, ay, bx, by, x, y) => builder.cubic_to(ax, -ay, bx, -by, x, -y),
            Segment::Close => builder.close(),
        }
    }
    coverage(&builder.finish()?.transform(Transform::from_translate(quarters as f32 / 4.0, 0.0))?)
}

/// A rectangle with round corners.
pub fn rectangle(width: f32, height: f32, radius: f32) -> Option<Coverage> {
    // So far from a corner a cubic curve is a quarter of a circle.
    let (near, far) = (radius * 0.447_715, 0.0);
    let mut path = PathBuilder::new();
    path.move_to(radius, far);
    path.line_to(width - radius, far);
    path.cubic_to(width - near, far, width, near, width, radius);
    path.line_to(width, height - radius);
    path.cubic_to(width, height - near, width - near, height, width - radius, height);
    path.line_to(radius, height);
    path.cubic_to(near, height, far, height - near, far, height - radius);
    path.line_to(far, radius);
    path.cubic_to(far, near, near, far, radius, far);
    path.close();
    coverage(&path.finish()?)
}

fn coverage(path: &Path) -> Option<Coverage> {
    let bounds: Rect = path.bounds();
    let is_bounded =
        [bounds.left(), bounds.top(), bounds.right(), bounds.bottom()].iter().all(|at| at.abs() < MAX_SHAPE * 2.0);
    if !is_bounded || bounds.width() > WIDTH as f32 || bounds.height() > MAX_SHAPE {
        return None;
    }
    let (left, top) = (bounds.left().floor() as i32, bounds.top().floor() as i32);
    let width = (bounds.right().ceil() as i32 - left).max(1) as u32;
    let height = (bounds.bottom().ceil() as i32 - top).max(1) as u32;
    let mut mask = Mask::new(width, height)?;
    mask.fill_path(path, FillRule::Winding, true, Transform::from_translate(-left as f32, -top as f32));
    let level = |alpha: &u8| ((u32::from(*alpha) * u32::from(LEVELS) + 127) / 255) as u8;
    Some(Coverage { left, top, width: width as usize, levels: mask.data().iter().map(level).collect() })
}

/// A drawing at a size in pixels, over a colour: red, green and blue of each pixel. It may name no file of this machine.
pub fn drawing(svg: &str, size: usize, paper: [u8; 3]) -> Option<Vec<[u8; 3]>> {
    let mut options = usvg::Options::default();
    options.image_href_resolver.resolve_string = Box::new(|_, _| None);
    options.image_href_resolver.resolve_data = Box::new(|_, _: Arc<Vec<u8>>, _| None);
    let tree = usvg::Tree::from_str(svg, &options).ok()?;
    let scale = size as f32 / tree.size().width().max(tree.size().height());
    let side = u32::try_from(size).ok()?;
    let mut pixmap = Pixmap::new(side, side)?;
    let middle = |length: f32| (size as f32 - length * scale) / 2.0;
    let place =
        Transform::from_scale(scale, scale).post_translate(middle(tree.size().width()), middle(tree.size().height()));
    resvg::render(&tree, place, &mut pixmap.as_mut());
    let over = |pixel: &resvg::tiny_skia::PremultipliedColorU8| {
        let rest = 255 - u32::from(pixel.alpha());
        let mixed =
            |own: u8, paper: u8| u8::try_from(u32::from(own) + (u32::from(paper) * rest + 127) / 255).unwrap_or(255);
        [mixed(pixel.red(), paper[0]), mixed(pixel.green(), paper[1]), mixed(pixel.blue(), paper[2])]
    };
    Some(pixmap.pixels().iter().map(over).collect())
}
