//! Clones that lack a part of the history or of the objects.

use crate::random::random_history;
use crate::repository::*;
use floom_docs::git_dates::{GitDates, read};
use std::path::Path;

fn clone(repository: &Folder, option: &str) -> Folder {
    let folder = Folder::new();
    let url = format!("file://{}", repository.0.display());
    git(&repository.0, "config uploadpack.allowFilter true");
    git_with(&folder.0, &["clone", "-q", "-n", option, &url, "."], "");
    folder
}

/// In a shallow clone git log tells the truth where it ends at a commit that has all its parents.
fn assert_only_true_dates(full: &Path, shallow: &Path) -> GitDates {
    let result = read(shallow);
    let mut expected = dates_by_git_log(full);
    let parents = |folder, id: &str| git(folder, &format!("rev-list --parents -1 {id}"));
    for file in files(full) {
        let id = last(shallow, "%H", &file);
        if parents(full, &id) != parents(shallow, &id) {
            expected.remove(&file);
        }
    }
    assert_eq!(result.shallow_without_date, files(full).len() - expected.len());
    assert_eq!(result.problem, None);
    assert_eq!(result.dates, expected);
    let commits = |file: &str| git_with(shallow, &["log", "--format=%H", "--", file], "");
    let is_whole = |file: &String| commits(file).lines().all(|id| parents(full, id) == parents(shallow, id));
    let whole = files(full).into_iter().filter(is_whole).map(|file| (file.clone(), first(shallow, &file)));
    assert_eq!(result.added, whole.collect());
    result
}

#[test]
fn a_shallow_clone_shows_no_wrong_date() {
    let mut counts = (0, 0);
    for seed in 30..34 {
        let repository = random_history(seed, 12).repository();
        for depth in [1, 2, 3, 5, 8, 13] {
            let shallow = clone(&repository, &format!("--depth={depth}"));
            let result = assert_only_true_dates(&repository.0, &shallow.0);
            assert_only_true_dates(&repository.join("docs"), &shallow.join("docs"));
            counts.0 += result.dates.len();
            counts.1 += result.shallow_without_date;
        }
    }
    assert!(counts.0 > 20 && counts.1 > 20, "both cases occur: {counts:?}");
}

#[test]
fn a_shallow_clone_that_reaches_the_first_commit_has_all_dates() {
    let mut history = History::default();
    let first = history.commit(&[], "a=1");
    history.commit(&[first], "a=1 b=1");
    let repository = history.repository();
    let one = assert_only_true_dates(&repository.0, &clone(&repository, "--depth=1").0);
    assert_eq!((one.dates.len(), one.shallow_without_date), (0, 2));
    let two = assert_only_true_dates(&repository.0, &clone(&repository, "--depth=2").0);
    assert_eq!((two.dates.len(), two.shallow_without_date), (2, 0));
}

#[test]
fn a_partial_clone_is_read_without_fetching() {
    let repository = random_history(5, 20).repository();
    let without_blobs = clone(&repository, "--filter=blob:none");
    let without_trees = clone(&repository, "--filter=tree:0");
    assert_eq!(read(&without_blobs.0), read(&repository.0));
    let result = read(&without_trees.0);
    assert!(result.dates.is_empty());
    assert!(result.problem.unwrap().contains("git failed"));
}
