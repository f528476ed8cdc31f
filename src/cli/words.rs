//! What the program says of what it has done.

use std::time::Duration;

use crate::cards;
use crate::commands::{Added, Fixed};
use crate::external;
use crate::pipeline::Counts;
use crate::search::Size;
use crate::write::Published;

pub fn summary(counts: Counts, published: &Published, warnings: &str, time: Duration, place: &str) -> String {
    let (pages, size) = (counted(counts.pages, "page"), size_of(published));
    format!("built {pages} in {:.2} s, {warnings}: {size} {place}", time.as_secs_f64())
}

pub fn unchanged(counts: Counts, published: &Published, warnings: &str, time: Duration, place: &str) -> String {
    let (pages, size) = (counted(counts.pages, "page"), size_of(published));
    format!("nothing has changed in {pages}, seen in {:.2} s, {warnings}: {size} {place}", time.as_secs_f64())
}

pub fn size_of(published: &Published) -> String {
    #[expect(clippy::cast_precision_loss, reason = "shown with one decimal")]
    let size = published.bytes as f64 / 1_000_000.0;
    format!("{}, {size:.1} MB", counted(published.files, "file"))
}

pub fn words_of_added(added: &Added) -> String {
    added.search.map(size_of_search).unwrap_or_default() + &added.cards.map(words_of_cards).unwrap_or_default()
}

fn size_of_search(Size { sections, bytes }: Size) -> String {
    format!("; search index: {}, {} KB", counted(sections, "section"), bytes.div_ceil(1000))
}

fn words_of_cards(cards::Counts { drawn, kept }: cards::Counts) -> String {
    format!("; {}: {drawn} drawn, {kept} known", counted(drawn + kept, "card"))
}

/// What went with the old output though it was not ours.
pub fn words_of_deleted(files: &[String]) -> String {
    const SHOWN: usize = 20;
    let mut words = match files.len() {
        0 => String::new(),
        count => format!("deleted {} that floom-docs did not make:\n", counted(count, "file")),
    };
    for file in files.iter().take(SHOWN) {
        words += &format!("  {}\n", file.replace(char::is_control, "\u{fffd}"));
    }
    match files.len().saturating_sub(SHOWN) {
        0 => words,
        more => words + &format!("  and {more} more\n"),
    }
}

pub fn words_of_fixes(fixed: Fixed) -> String {
    let Fixed { links, keys, files } = fixed;
    match files {
        0 => "nothing to fix for certain".to_string(),
        _ => format!("fixed {} and {} in {}", counted(links, "link"), counted(keys, "key"), counted(files, "file")),
    }
}

pub fn asked(counts: external::Counts) -> String {
    let external::Counts { asked, known } = counts;
    format!("; {}: {asked} asked, {known} known", counted(asked + known, "external link"))
}

pub fn counted(count: usize, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}
