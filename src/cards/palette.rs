//! The colours of a card: those of the theme, each in the steps from its ground to itself, and those of the site's own mark.

use std::collections::BTreeMap;
use std::sync::Arc;

/// The steps of a colour besides its ground.
pub const LEVELS: u8 = 15;
/// Red, green and blue.
pub type Colour = [u8; 3];

/// The theme's own, where a site's style sheets say them in a way that is not read here.
const DEFAULT: [(&str, Colour); 5] = [
    ("--paper", [0xfa, 0xfa, 0xf7]),
    ("--ink", [0x1d, 0x1b, 0x18]),
    ("--ink-2", [0x4f, 0x4b, 0x45]),
    ("--accent", [0x0e, 0x6b, 0x47]),
    ("--accent-ink", [0xff, 0xff, 0xff]),
];

/// What a shape is painted with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Paint {
    /// Titles.
    Ink,
    /// Sentences.
    SecondInk,
    /// The colour of the site.
    Accent,
    /// On the colour of the site.
    AccentInk,
}

/// The colours that a site's cards are painted with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Colours {
    /// The ground.
    pub paper: Colour,
    /// Titles.
    pub ink: Colour,
    /// Sentences.
    pub second_ink: Colour,
    /// The colour of the site.
    pub accent: Colour,
    /// On the colour of the site.
    pub accent_ink: Colour,
}

impl Paint {
    /// The number of the colour at a level.
    pub fn at(self, level: u8) -> u8 {
        self as u8 * (LEVELS + 1) + level
    }
}

/// How many colours are those of the theme.
const OF_THEME: usize = 4 * (LEVELS as usize + 1);

impl Colours {
    /// The light colours that the style sheets of a theme set: the last sheet that sets one counts.
    pub fn of_theme(theme: &BTreeMap<String, Arc<[u8]>>) -> Self {
        let sheets: Vec<_> =
            theme.iter().filter(|(path, _)| path.starts_with("css/") && path.ends_with(".css")).collect();
        let texts: Vec<_> = sheets.into_iter().map(|(_, bytes)| String::from_utf8_lossy(bytes)).collect();
        let [paper, ink, second_ink, accent, accent_ink] =
            DEFAULT.map(|(name, default)| texts.iter().rev().find_map(|text| set_in(text, name)).unwrap_or(default));
        Self { paper, ink, second_ink, accent, accent_ink }
    }

    /// All of them.
    pub fn all(&self) -> [Colour; 5] {
        [self.paper, self.ink, self.second_ink, self.accent, self.accent_ink]
    }

    /// The colours by their numbers.
    pub fn palette(&self) -> Vec<Colour> {
        let Self { paper, ink, second_ink, accent, accent_ink } = *self;
        let pairs = [(paper, ink), (paper, second_ink), (paper, accent), (accent, accent_ink)];
        let steps = |(ground, colour)| (0..=LEVELS).map(move |level| mixed(ground, colour, level));
        pairs.into_iter().flat_map(steps).collect()
    }
}

/// The colour that a style sheet gives a name first: `#0e6b47`, or the first of `light-dark(…)`.
fn set_in(sheet: &str, name: &str) -> Option<Colour> {
    sheet.match_indices(name).find_map(|(at, _)| {
        let value = sheet[at + name.len()..].trim_start().strip_prefix(':')?.trim_start();
        let value = value.strip_prefix("light-dark(").map_or(value, str::trim_start);
        let digits = value.strip_prefix('#')?;
        let end = digits.find(|c: char| !c.is_ascii_hexdigit()).unwrap_or(digits.len());
        parsed(&digits[..end])
    })
}

fn parsed(digits: &str) -> Option<Colour> {
    let digits: String = match digits.len() {
        3 => digits.chars().flat_map(|c| [c, c]).collect(),
        6 => digits.to_string(),
        _ => return None,
    };
    let part = |at: usize| u8::from_str_radix(&digits[at..at + 2], 16).ok();
    Some([part(0)?, part(2)?, part(4)?])
}

fn mixed(ground: Colour, colour: Colour, level: u8) -> Colour {
    let part = |ground: u8, colour: u8| {
        let (levels, level) = (u32::from(LEVELS), u32::from(level));
        u8::try_from((u32::from(ground) * (levels - level) + u32::from(colour) * level + levels / 2) / levels)
            .unwrap_or(255)
    };
    [0, 1, 2].map(|at| part(ground[at], colour[at]))
}

/// The colours of a picture behind those of the theme, and their numbers: of too many the most frequent.
pub fn with_picture(mut palette: Vec<Colour>, picture: &[Colour]) -> (Vec<Colour>, Vec<u8>) {
    let mut counts: BTreeMap<Colour, usize> = BTreeMap::new();
    picture.iter().for_each(|colour| *counts.entry(*colour).or_default() += 1);
    let mut order: Vec<(usize, Colour)> = counts.iter().map(|(colour, count)| (*count, *colour)).collect();
    order.sort_by(|a, b| b.cmp(a));
    palette.extend(order.iter().take(256 - OF_THEME).map(|(_, colour)| *colour));
    let numbers: BTreeMap<Colour, u8> = counts.keys().map(|colour| (*colour, nearest(&palette, *colour))).collect();
    let picture = picture.iter().map(|colour| numbers[colour]).collect();
    (palette, picture)
}

fn nearest(palette: &[Colour], wanted: Colour) -> u8 {
    let distance = |colour: &Colour| (0..3).map(|at| u32::from(colour[at].abs_diff(wanted[at])).pow(2)).sum::<u32>();
    let at = (0..palette.len()).min_by_key(|at| distance(&palette[*at])).unwrap_or_default();
    u8::try_from(at).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn colours(sheets: &[(&str, &str)]) -> Colours {
        let sheets = sheets.iter().map(|(path, text)| ((*path).to_string(), Arc::from(text.as_bytes())));
        Colours::of_theme(&sheets.collect())
    }

    #[test]
    fn the_colours_are_the_light_ones_of_the_theme() {
        let default = colours(&[]);
        assert_eq!(Colours::of_theme(&crate::render::embedded::theme()), default);
        let own = colours(&[
            ("css/tokens.css", "--accent-ink:#000;--accent: light-dark( #123456, #fff)"),
            ("css/z.css", ":root{--ink : #ABC}"),
        ]);
        assert_eq!((own.accent, own.accent_ink, own.ink), ([0x12, 0x34, 0x56], [0; 3], [0xaa, 0xbb, 0xcc]));
        for unread in ["--accent: oklch(50% 0 0)", "--accent: var(--x)", "--accent: #12345", "--accent", "--accent: #"]
        {
            assert_eq!(colours(&[("css/z.css", unread)]), default, "{unread}");
        }
    }

    #[test]
    fn a_picture_of_many_colours_has_those_that_there_is_room_for() {
        let picture: Vec<Colour> = (0..=255).map(|at| [at, 255 - at, 7]).collect();
        let (palette, numbers) = with_picture(colours(&[]).palette(), &picture);
        assert_eq!((palette.len(), numbers.len()), (256, 256));
        let far =
            picture.iter().zip(&numbers).map(|(colour, number)| palette[usize::from(*number)][0].abs_diff(colour[0]));
        assert!(far.max().unwrap() < 80);
    }
}
