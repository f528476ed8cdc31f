//! Fonts from strangers: torn, random, and with other bytes here and there.

use floom_docs::cache::Cache;
use floom_docs::cards::{Deck, FontFile};
use floom_docs::pipeline::{Progress, State, build};
use floom_docs::read;

use super::{pixels, with};

/// The same numbers on every run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % sides as u64).unwrap()
    }
}

/// A font with a fault of its own.
fn faulty(dice: &mut Dice) -> Vec<u8> {
    let mut font = ttf_inter::REGULAR.to_vec();
    let length = font.len();
    match dice.roll(4) {
        0 => font.truncate(dice.roll(length)),
        1 => (0..1 + dice.roll(40)).for_each(|_| font[dice.roll(length)] = u8::try_from(dice.roll(256)).unwrap()),
        // The tables of a font are named in its first bytes.
        2 => (0..8).for_each(|_| font[dice.roll(400)] = u8::try_from(dice.roll(256)).unwrap()),
        _ => (0..20_000).for_each(|_| font[dice.roll(length)] = [0, 1, 128, 255][dice.roll(4)]),
    }
    font
}

#[test]
fn no_torn_or_random_font_breaks_a_card() {
    let site = with(&[("content/guide/more.md", "# Straße \u{3a9}\u{3ad} fi 1\u{bd} \u{42f} (x) \u{2192} e\u{301}\n")]);
    let Ok(mut inputs) = read::read(&site.0, None) else { panic!("the site can be read") };
    let mut state = State::default();
    let mut dice = Dice(0x9e37_79b9_7f4a_7c15);
    let mut drawn = 0;
    for _ in 0..300 {
        let font = FontFile(Some(faulty(&mut dice).into()));
        if !font.is_font() {
            continue;
        }
        inputs.card_font = font;
        build(&mut state, &inputs, &Progress::default());
        let (files, counts) = Deck::of(&state, &inputs).draw_all(&Cache::default());
        assert_eq!(counts.drawn, 4);
        files.values().for_each(|bytes| assert_eq!(pixels(bytes).0, 1200));
        drawn += 1;
    }
    assert!(drawn > 50, "{drawn} of them were fonts at all");
    for bytes in [vec![], vec![0; 100_000], vec![0xff; 100_000], b"OTTO".to_vec(), b"wOF2".to_vec()] {
        assert!(!FontFile(Some(bytes.into())).is_font());
    }
}
