//! The list of links that have answered, as a text to be kept between runs.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// Addresses that have answered, and when, in seconds since 1970.
pub type Answered = BTreeMap<String, u64>;

/// An answer older than this is asked for again.
const KEPT_SECONDS: u64 = 7 * 24 * 60 * 60;

const FORMAT: &str = "floom-docs external links";
const VERSION: u32 = 1;
/// How a file of any version begins, whole or torn.
const BEGINNING: &str = "{\n  \"format\": \"floom-docs external links\",";

#[derive(Serialize, Deserialize)]
struct Kept {
    format: String,
    version: u32,
    answered: Answered,
}

/// What a file holds that is not too old; none if it is not ours to replace.
pub fn read(text: &str, now: u64) -> Option<Answered> {
    if !text.starts_with(BEGINNING) && !BEGINNING.starts_with(text) {
        return None;
    }
    let kept = serde_json::from_str::<Kept>(text).ok().filter(|kept| kept.version == VERSION);
    let mut answered = kept.map_or_else(Answered::new, |kept| kept.answered);
    answered.retain(|_, asked| now.checked_sub(*asked).is_some_and(|age| age <= KEPT_SECONDS));
    Some(answered)
}

/// The text to keep.
pub fn write(answered: Answered) -> String {
    let kept = Kept { format: FORMAT.to_string(), version: VERSION, answered };
    serde_json::to_string_pretty(&kept).expect("strings and numbers can be written") + "\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: u64 = 2_000_000_000;

    fn answered(ago: u64) -> Answered {
        Answered::from([("https://a.example/".to_string(), NOW - ago)])
    }

    #[test]
    fn what_was_kept_is_read_for_seven_days() {
        let read = |ago: u64| read(&write(answered(ago)), NOW);
        assert_eq!(read(60), Some(answered(60)));
        assert_eq!(read(KEPT_SECONDS), Some(answered(KEPT_SECONDS)));
        assert_eq!(read(KEPT_SECONDS + 1), Some(Answered::new()));
    }

    #[test]
    fn an_answer_from_the_future_is_not_believed() {
        let text = write(Answered::from([("https://a.example/".to_string(), NOW + 1)]));
        assert_eq!(read(&text, NOW), Some(Answered::new()));
    }

    #[test]
    fn a_torn_or_newer_file_is_empty_and_a_foreign_one_is_not_ours() {
        let text = write(answered(60));
        for end in 0..text.len() - 2 {
            assert_eq!(read(&text[..end], NOW), Some(Answered::new()), "{end}");
        }
        assert_eq!(read(&text.replace("\"version\": 1", "\"version\": 2"), NOW), Some(Answered::new()));
        for foreign in ["# Home\n", "{}", "[]", "{\n  \"format\": 1}"] {
            assert_eq!(read(foreign, NOW), None, "{foreign}");
        }
    }
}
