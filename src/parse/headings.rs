//! Heading ids in GitHub's manner, so that links which hold in GitHub's preview hold on the site.

use std::collections::{BTreeMap, BTreeSet};

use crate::parse::mapped::Origin;

/// A heading of a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heading {
    /// 1 to 6, as shown.
    pub level: u8,
    /// Its id.
    pub id: String,
    /// Its text as HTML without links.
    pub label: String,
    /// Its text.
    pub text: String,
    /// Where it stands.
    pub place: Origin,
}

/// The ids given so far on one page.
#[derive(Debug, Default)]
pub struct Slugs {
    taken: BTreeSet<String>,
    uses: BTreeMap<String, usize>,
}

impl Slugs {
    /// An id for a heading without one of its own: its slug, counted up where that is taken.
    pub fn unique(&mut self, text: &str) -> String {
        let slug = slug(text);
        let count = self.uses.entry(slug.clone()).or_insert(0);
        let mut id = if *count == 0 { slug.clone() } else { format!("{slug}-{count}") };
        *count += 1;
        while !self.taken.insert(id.clone()) {
            id = format!("{slug}-{count}");
            *count += 1;
        }
        id
    }

    /// Takes an id that the author wrote; false if it is taken.
    pub fn reserve(&mut self, id: &str) -> bool {
        self.uses.entry(id.to_string()).or_insert(1);
        self.taken.insert(id.to_string())
    }
}

/// What the ids of the page's own parts begin with: scripts, labels and footnotes find them by their ids.
const RESERVED: [&str; 6] = ["fn:", "fnref:", "panel:", "search:", "shell:", "tab:"];

/// What is published in place of an author's id that could be taken for one of the page's own.
pub fn instead_of_reserved(id: &str) -> Option<String> {
    let lower = id.trim_start().to_lowercase();
    RESERVED.iter().any(|prefix| lower.starts_with(prefix)).then(|| id.trim().replace(':', "-"))
}

/// GitHub's rule: lower case; letters, digits, `-` and `_` stay, spaces become `-`, all else goes.
pub fn slug(text: &str) -> String {
    let slug: String = text
        .trim()
        .chars()
        .flat_map(char::to_lowercase)
        .filter_map(|c| match c {
            ' ' => Some('-'),
            c if c.is_alphanumeric() || matches!(c, '-' | '_') => Some(c),
            _ => None,
        })
        .collect();
    if slug.is_empty() { "section".to_string() } else { slug }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slugs_are_githubs_and_duplicates_are_counted() {
        let mut slugs = Slugs::default();
        let ids: Vec<String> = ["Hello, World!", "Hello World", "`run_id` & more", "日本語", "!?", "hello-world-1"]
            .iter()
            .map(|text| slugs.unique(text))
            .collect();
        assert_eq!(ids, ["hello-world", "hello-world-1", "run_id--more", "日本語", "section", "hello-world-1-1"]);
    }
}
