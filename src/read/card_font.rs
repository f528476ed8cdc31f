//! The site's own font for the cards of its pages.

use std::path::Path;

use super::Inputs;
use super::whole::{self, Refusal};
use crate::cards::FontFile;
use crate::diagnostics;
use crate::source::join;
use crate::yaml;

/// A longer font is not read, in bytes.
const MAX_FONT_BYTES: usize = 20 * 1024 * 1024;

/// Reads the font; what cannot be read or drawn by is told, and the one that the program brings along is in its place.
pub fn read(root: &Path, inputs: &mut Inputs) {
    inputs.card_font = FontFile::default();
    let Some(written) = inputs.config.cards.font() else { return };
    let span = yaml::span_of(&inputs.config_source.text, written);
    let at_its_place = |problem: diagnostics::Diagnostic| problem.at(&inputs.config_source.path, span);
    let (path, steps_out) = join("", &written.value);
    let read = if steps_out > 0 { Err(Refusal::Absent) } else { whole::read(root, &path, MAX_FONT_BYTES) };
    let problem = match read {
        Ok(bytes) => {
            let font = FontFile(Some(bytes.into()));
            if font.is_font() {
                inputs.card_font = font;
                return;
            }
            at_its_place(diagnostics::not_a_card_font(&written.value))
        }
        Err(Refusal::Absent | Refusal::Folder) => at_its_place(diagnostics::no_card_font(&written.value)),
        Err(refusal) => refusal.told(&path, MAX_FONT_BYTES),
    };
    inputs.problems.insert(path, problem);
}
