//! The days on which each file of a folder was added and last changed, read from git in one pass over the history.
//!
//! For every file in HEAD this is what `git log -1 --format=%cs -- FILE` prints, found by the same
//! rule: from HEAD, go to the first parent that has the same blob and mode; a commit without such
//! a parent is the answer. The day it was added is that of the oldest commit which `git log -- FILE`
//! shows, by going on from each such commit to all of its parents. A plain `git log --name-only` is wrong where a merge discards a change.

pub mod base;
mod follow;
mod program;

use follow::{Commit, follow};
use program::{EmptyFolder, Failure, Git};
use std::collections::{BTreeMap, HashSet};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, mpsc};
use std::{thread, time::Duration};

const LIMIT: Duration = Duration::from_secs(10);

/// What git knows of a folder.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GitDates {
    /// Path relative to the folder, `/` separated → `YYYY-MM-DD` of the last change. The day is the
    /// committer's, in the committer's own time zone (`%cs`): it is the day that git shows to
    /// people, and it depends neither on this computer's time zone nor on the time of the build.
    pub dates: BTreeMap<String, String>,
    /// The same for the day on which there was first a file of this name.
    pub added: BTreeMap<String, String>,
    /// Files that have not changed since the history of a shallow clone begins.
    pub shallow_without_date: usize,
    /// Why there are no dates although git is installed, as one sentence for a warning.
    pub problem: Option<String>,
}

/// The dates of all files in HEAD under `folder`; none if it is in no repository or git is missing.
pub fn read(folder: &Path) -> GitDates {
    read_within(folder, LIMIT)
}

/// [`read`] with another time limit.
pub fn read_within(folder: &Path, limit: Duration) -> GitDates {
    let git = Arc::new(Git::new(folder));
    let worker = Arc::clone(&git);
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || sender.send(dates(&worker)));
    let reason = match receiver.recv_timeout(limit) {
        Ok(Ok(found)) => return found,
        Ok(Err(Failure::NoHistory)) => return GitDates::default(),
        Ok(Err(Failure::Reason(reason))) => reason,
        Err(_) => format!("git did not answer within {} seconds", limit.as_secs()),
    };
    git.stop();
    let problem = Some(format!("pages have no “last updated” date: {reason}"));
    GitDates { problem, ..GitDates::default() }
}

/// The commit that is checked out; none without git.
pub fn head(folder: &Path) -> Option<String> {
    Some(Git::new(folder).text("rev-parse --verify HEAD").ok()?.trim().to_string())
}

/// The folders in which git writes when another commit is checked out; none without git.
pub fn folders(folder: &Path) -> Vec<PathBuf> {
    let found = Git::new(folder).text("rev-parse --absolute-git-dir");
    let folder = found.ok().map(|text| PathBuf::from(text.trim_end_matches(['\n', '\r'])));
    folder.into_iter().flat_map(|folder| [folder.join("logs"), folder]).collect()
}

/// Whether git has been told that a file or folder is elsewhere.
pub enum Moved {
    /// Its index has the new names.
    Yes,
    /// It knows nothing of the file, or there is no git.
    Untracked,
    /// It has not, for this reason.
    Failed(String),
}

/// Renames a file or folder of a folder in git's index, if git tracks it, and moves nothing on the disk. `git mv` would
/// run the filters that the repository's configuration names.
pub fn rename(folder: &Path, old: &str, new: &str) -> Moved {
    match renamed_in_index(&Git::new(folder), old, new) {
        Ok(0) | Err(Failure::NoHistory) => Moved::Untracked,
        Ok(_) => Moved::Yes,
        Err(Failure::Reason(reason)) => Moved::Failed(reason),
    }
}

/// How many entries of the index have a new name.
fn renamed_in_index(git: &Git, old: &str, new: &str) -> Result<usize, Failure> {
    let run = |arguments: &[&str], input: String| {
        git.run_arguments(arguments, input, |output| {
            let mut text = String::new();
            io::Read::read_to_string(output, &mut text).map(|_| text)
        })
    };
    let folder = run(&["rev-parse", "--show-prefix"], String::new())?;
    let [old, new] = [old, new].map(|path| format!("{}{path}", folder.trim_end_matches('\n')));
    let at = format!(":(top,literal){old}");
    let listed = run(&["ls-files", "--stage", "--full-name", "-z", "--", &at], String::new())?;
    let entries = listed.split_terminator('\0').filter_map(|entry| entry.split_once('\t'));
    let entries: Vec<(&str, &str)> = entries.filter(|(_, path)| path.starts_with(&old)).collect();
    // Without a mode an entry is taken out; ids have the length of the repository's.
    let removed = entries.iter().filter_map(|(entry, path)| Some(format!("0 {}\t{path}\0", entry.split(' ').nth(1)?)));
    let added = entries.iter().map(|(entry, path)| format!("{entry}\t{new}{}\0", &path[old.len()..]));
    let changes: String = removed.chain(added).collect();
    if !entries.is_empty() {
        let git_folder = run(&["rev-parse", "--absolute-git-dir"], String::new())?;
        change_index(git_folder.trim_end_matches('\n'), changes)?;
    }
    Ok(entries.len())
}

/// Git looks at files that changed while it wrote its index, by way of their filters: from an empty folder it sees none.
fn change_index(git_folder: &str, changes: String) -> Result<(), Failure> {
    let nowhere = EmptyFolder::new()?;
    let repository = format!("--git-dir={git_folder}");
    let arguments = [repository.as_str(), "--work-tree=.", "update-index", "-z", "--index-info"];
    Git::new(&nowhere.0).run_arguments(&arguments, changes, |_| Ok(()))
}

fn dates(git: &Git) -> Result<GitDates, Failure> {
    let head = git.text("rev-parse --verify HEAD")?;
    let files = files(git, &head)?;
    let mut result = GitDates::default();
    if files.is_empty() {
        return Ok(result);
    }
    let history = history(git, &head)?;
    let grafted = grafted(git, &head)?;
    let options = "--stdin -r -z --raw --no-renames --relative --always";
    let found = git.run(&format!("diff-tree {options} -- ."), pairs(&history), |differences| {
        follow(&files, &history, &grafted, differences)
    })?;
    let dated =
        |(file, commit): (&&str, &&Commit)| is_date(&commit.date).then(|| ((*file).to_string(), commit.date.clone()));
    let is_known = |commit: &Commit| !grafted.contains(&commit.id);
    result.shallow_without_date = found.last.values().filter(|commit| !is_known(commit)).count();
    result.dates = found.last.iter().filter(|(_, commit)| is_known(commit)).filter_map(dated).collect();
    result.added = found.first.iter().filter(|(file, _)| !found.cut.contains(*file)).filter_map(dated).collect();
    Ok(result)
}

/// Names that are not UTF-8 cannot be pages; submodules are commits, not files.
fn files(git: &Git, head: &str) -> Result<HashSet<String>, Failure> {
    let listing = git.bytes(&format!("ls-tree -r -z {head}"))?;
    let entries = listing.split(|byte| *byte == 0);
    let entries = entries.filter_map(|entry| str::from_utf8(entry).ok()?.split_once('\t'));
    let files = entries.filter(|(kind, _)| kind.contains(" blob "));
    Ok(files.map(|(_, path)| path.to_string()).collect())
}

/// Children before parents. `--full-history` leaves out only commits that every file passes through
/// unchanged. The encoding is given because the repository's own may turn the dates into UTF-16.
fn history(git: &Git, head: &str) -> Result<Vec<Commit>, Failure> {
    let options = "--topo-order --full-history --parents --encoding=UTF-8 --format=%cs/%ct";
    let text = git.text(&format!("rev-list {options} {head} -- ."))?;
    if text.contains("\n%cs/") {
        return Err(Failure::Reason("git 2.25 or newer is needed".to_string()));
    }
    Ok(text.split("commit ").filter_map(commit).collect())
}

/// Where a shallow clone was cut, git shows a commit without the parents that its object names.
/// The list of shallow commits is no help: a true root commit can be on it.
fn grafted(git: &Git, head: &str) -> Result<HashSet<String>, Failure> {
    if git.text("rev-parse --is-shallow-repository")?.trim() != "true" {
        return Ok(HashSet::new());
    }
    let roots = git.text(&format!("rev-list --max-parents=0 --header {head}"))?;
    let is_cut = |root: &&str| root.lines().nth(2).is_some_and(|line| line.starts_with("parent "));
    let ids = roots.split('\0').filter(is_cut).filter_map(|root| root.lines().next());
    Ok(ids.map(str::to_string).collect())
}

/// One commit of `rev-list`: its id and parents on one line, its day and moment on the next.
fn commit(text: &str) -> Option<Commit> {
    let (ids, time) = text.split_once('\n')?;
    let (date, seconds) = time.trim().split_once('/')?;
    let mut ids = ids.split(' ').map(str::to_string);
    let (id, date, seconds) = (ids.next()?, date.to_string(), seconds.parse().unwrap_or_default());
    Some(Commit { id, parents: ids.collect(), date, seconds })
}

/// A damaged commit can have no day, or one in the year 20000.
fn is_date(text: &str) -> bool {
    let shape: String = text.chars().map(|c| if c.is_ascii_digit() { '0' } else { c }).collect();
    shape == "0000-00-00"
}

fn pairs(history: &[Commit]) -> String {
    let lines =
        history.iter().flat_map(|commit| commit.parents.iter().map(|parent| format!("{} {parent}\n", commit.id)));
    lines.collect()
}
