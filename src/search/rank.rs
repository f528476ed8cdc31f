//! From the terms that a query has found to the score of each section: the twin of `theme/js/search/rank.js`.

use crate::search::engine::{Match, Word};
use crate::search::reader::Reader;

/// What the parts of a word count beside the whole.
const PART: f64 = 0.35;
/// A section with all parts of a compound comes behind all that have the whole.
const BELOW_WHOLE: f64 = 0.9;

/// What the best of some matches gives each section.
struct Layer {
    sections: Vec<usize>,
    score: Vec<f64>,
    /// The length of the section's heading, where that has the word.
    heading: Vec<u32>,
}

/// What a word gives a section.
struct Share {
    section: usize,
    score: f64,
    /// How much of the word the section has.
    part: f64,
    heading: u32,
}

/// The score of every section: what each word gives, by how much of the query was found, and more where a heading says
/// it.
pub fn rank(reader: &Reader, words: &[Word]) -> Vec<f64> {
    let total = reader.total as usize;
    let (mut scores, mut cover) = (vec![0.0; total], vec![0.0; total]);
    let (mut headed, mut headings) = (vec![0; total], vec![0; total]);
    let counted = count(words.iter().filter(|word| !word.is_stop_word).count());
    for word in words {
        let weight = match (counted > 0.0, word.is_stop_word) {
            (true, true) => 0.0,
            (true, false) => 1.0 / counted,
            (false, _) => 1.0 / count(words.len()),
        };
        for Share { section, score, part, heading } in shares(reader, word) {
            scores[section] += score;
            cover[section] += part * weight;
            if heading > 0 {
                headed[section] += 1;
                headings[section] = heading;
            }
        }
    }
    let length = words.iter().map(|word| word.length).sum::<u32>();
    for section in 0..total {
        scores[section] *= cover[section];
        if scores[section] > 0.0 && headed[section] == words.len() {
            let is_first = || reader.page_starts.binary_search(&u32::try_from(section).unwrap_or(u32::MAX)).is_ok();
            scores[section] *= match headings[section] == length {
                false => 1.25,
                true if is_first() => 1.5,
                true => 1.3,
            };
        }
    }
    for (page, boost) in &reader.boosts {
        let bounds = reader.page_starts.get(*page).zip(reader.page_starts.get(page + 1));
        let sections = bounds.map_or(0..0, |(start, end)| *start as usize..*end as usize);
        scores[sections].iter_mut().for_each(|score| *score *= boost);
    }
    scores
}

fn layer(reader: &Reader, matches: &[Match]) -> Layer {
    let total = reader.total as usize;
    let mut layer = Layer { sections: Vec::new(), score: vec![0.0; total], heading: vec![0; total] };
    for Match { term, weight } in matches {
        reader.scan(term, |section, score, length| {
            let section = section as usize;
            if layer.score[section] == 0.0 {
                layer.sections.push(section);
            }
            layer.score[section] = layer.score[section].max(score * weight);
            if length > 0 {
                layer.heading[section] = length.min(255);
            }
        });
    }
    layer
}

fn shares(reader: &Reader, word: &Word) -> Vec<Share> {
    let layers: Vec<Layer> = word.parts.iter().map(|matches| layer(reader, matches)).collect();
    if let ([only], false) = (&layers[..], word.is_compound) {
        let share = |section: &usize| Share {
            section: *section,
            score: only.score[*section],
            part: 1.0,
            heading: only.heading[*section],
        };
        return only.sections.iter().map(share).collect();
    }
    let complete = layer(reader, &word.wholes);
    let lowest = complete.sections.iter().map(|section| complete.score[*section]).fold(f64::INFINITY, f64::min);
    let mut sections: Vec<usize> =
        std::iter::once(&complete).chain(&layers).flat_map(|layer| layer.sections.iter().copied()).collect();
    sections.sort_unstable();
    sections.dedup();
    let share = |section: usize| {
        let having: Vec<f64> = layers.iter().map(|layer| layer.score[section]).filter(|score| *score > 0.0).collect();
        let sum: f64 = having.iter().sum();
        let part = count(having.len()) / count(layers.len());
        let is_headed = layers.iter().all(|layer| layer.heading[section] > 0);
        let heading = if is_headed { layers[0].heading[section] } else { 0 };
        match complete.score[section] {
            _ if !word.is_compound => Share { section, score: sum, part, heading },
            whole if whole > 0.0 => {
                Share { section, score: whole + PART * sum, part: 1.0, heading: complete.heading[section] }
            }
            _ => Share { section, score: (PART * sum).min(lowest * BELOW_WHOLE), part, heading },
        }
    };
    sections.into_iter().map(share).collect()
}

fn count(number: usize) -> f64 {
    f64::from(u32::try_from(number).unwrap_or(u32::MAX))
}
