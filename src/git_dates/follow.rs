//! Each file's own chain of commits, all files followed at once from the newest commit to the oldest.

use std::collections::{HashMap, HashSet};
use std::io::{self, BufRead};
use std::mem;

/// A commit that may have changed some of the files.
pub struct Commit {
    /// Its id.
    pub id: String,
    /// Those of the commits before it.
    pub parents: Vec<String>,
    /// Its day in the committer's time zone.
    pub date: String,
    /// Its moment.
    pub seconds: i64,
}

/// The commits of the files that one may ask for.
pub struct Found<'a> {
    /// The newest commit of each file.
    pub last: HashMap<&'a str, &'a Commit>,
    /// The oldest.
    pub first: HashMap<&'a str, &'a Commit>,
    /// The files that go on behind the end of a shallow clone.
    pub cut: HashSet<&'a str>,
}

/// Whether a commit has a file.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Presence {
    There,
    /// It has been deleted and made anew.
    Gone,
}

/// The files that are looked for at a commit.
type Waiting<'a> = HashMap<&'a str, Presence>;

/// Moves each file from a commit to the first parent that has the same; where there is none, this is a commit of the
/// file, and it is looked for at all parents. `history` has children before parents, `differences` their trees compared.
pub fn follow<'a>(
    files: &'a HashSet<String>,
    history: &'a [Commit],
    grafted: &HashSet<String>,
    differences: &mut impl BufRead,
) -> io::Result<Found<'a>> {
    let mut found = Found { last: HashMap::new(), first: HashMap::new(), cut: HashSet::new() };
    let mut waiting: HashMap<&str, Waiting> = HashMap::new();
    if let Some(newest) = history.first() {
        waiting.insert(&newest.id, files.iter().map(|file| (file.as_str(), Presence::There)).collect());
    }
    for commit in history {
        let mut here = waiting.remove(commit.id.as_str()).unwrap_or_default();
        let mut compared = Vec::new();
        for parent in &commit.parents {
            let changed = changed_files(differences, commit)?;
            let others = changed.iter().filter_map(|(file, _)| here.remove_entry(file.as_str())).collect();
            join(waiting.entry(parent).or_default(), mem::replace(&mut here, others));
            compared.push((parent, changed));
        }
        if commit.parents.is_empty() {
            here.retain(|_, presence| *presence == Presence::There);
        }
        here.keys().for_each(|file| found.note(file, commit, grafted));
        for (parent, changed) in compared {
            let own =
                changed.iter().filter_map(|(file, before)| Some((*here.get_key_value(file.as_str())?.0, *before)));
            waiting.entry(parent).or_default().extend(own);
        }
    }
    if found.last.len() == files.len() { Ok(found) } else { Err(io::Error::other("git’s history has gaps")) }
}

impl<'a> Found<'a> {
    fn note(&mut self, file: &'a str, commit: &'a Commit, grafted: &HashSet<String>) {
        self.last.entry(file).or_insert(commit);
        let first = self.first.entry(file).or_insert(commit);
        // Clocks go wrong: what stands further back need not be older.
        if (commit.seconds, &commit.date) < (first.seconds, &first.date) {
            *first = commit;
        }
        if grafted.contains(&commit.id) {
            self.cut.insert(file);
        }
    }
}

/// One answer of `diff-tree`: the commit, then for each file `:modes ids status` and its path. `A` is what the parent
/// does not have.
fn changed_files(differences: &mut impl BufRead, commit: &Commit) -> io::Result<Vec<(String, Presence)>> {
    if field(differences)? != commit.id.as_bytes() {
        return Err(io::Error::other("git’s answer is incomplete"));
    }
    let mut changed = Vec::new();
    while differences.fill_buf()?.first() == Some(&b':') {
        let before = if field(differences)?.ends_with(b"A") { Presence::Gone } else { Presence::There };
        changed.extend(String::from_utf8(field(differences)?).ok().map(|file| (file, before)));
    }
    Ok(changed)
}

fn field(source: &mut impl BufRead) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    source.read_until(0, &mut bytes)?;
    bytes.pop();
    Ok(bytes)
}

/// The smaller set goes into the larger, so that a long history of a large folder stays fast.
fn join<'a>(set: &mut Waiting<'a>, mut other: Waiting<'a>) {
    if set.len() < other.len() {
        mem::swap(set, &mut other);
    }
    set.extend(other);
}
