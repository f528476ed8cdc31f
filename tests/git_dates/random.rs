//! Small random histories, the same for the same seed.

use crate::repository::{DAY, History};
use std::collections::BTreeMap;

struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        let product = self.0.wrapping_mul(6_364_136_223_846_793_005);
        self.0 = product.wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) % limit as u64) as usize
    }
}

/// Few files with few contents, so that branches often come to the same content by themselves,
/// and clocks that go wrong.
pub fn random_history(seed: u64, commits: usize) -> History {
    let mut history = random_history_with_gaps(seed, commits);
    for commit in &mut history.0 {
        commit.files.insert("docs/always".to_string(), "1".to_string());
    }
    history
}

/// The folder may be empty at times.
pub fn random_history_with_gaps(seed: u64, commits: usize) -> History {
    let mut random = Random(seed);
    let mut history = History::default();
    for number in 0..commits {
        let parents = random_parents(&mut random, number);
        let files = random_files(&mut random, &history, &parents);
        history.commit_files(&parents, files);
        history.0[number].seconds = 1_600_000_000 + random.below(4000) as u64 * DAY;
    }
    history
}

/// Up to four of the five newest commits in any order, the newest always, so that HEAD has them all.
fn random_parents(random: &mut Random, number: usize) -> Vec<usize> {
    if number == 0 {
        return Vec::new();
    }
    let mut parents = vec![number - 1];
    for _ in 0..[0, 0, 0, 1, 1, 1, 2, 3][random.below(8)] {
        let parent = number - 1 - random.below(number.min(5));
        if !parents.contains(&parent) {
            parents.insert(random.below(parents.len() + 1), parent);
        }
    }
    parents
}

fn random_files(random: &mut Random, history: &History, parents: &[usize]) -> BTreeMap<String, String> {
    let mut files = BTreeMap::new();
    for path in ["top", "docs/a", "docs/b", "docs/c/d", "docs/c/e", "docs/f"] {
        let parent = (!parents.is_empty()).then(|| parents[random.below(parents.len())]);
        let inherited = parent.and_then(|parent| history.0[parent].files.get(path).cloned());
        let content = match random.below(12) {
            0 => None,
            1 => Some("#!x".to_string()),
            2 | 3 => Some(random.below(3).to_string()),
            _ => inherited,
        };
        files.extend(content.map(|content| (path.to_string(), content)));
    }
    files
}
